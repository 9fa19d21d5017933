"""Units of scores: usual is 0, the threshold -1, and order stays."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skseq.compose._units import ScoreUnit, average

TRAINING = -np.random.RandomState(0).gamma(2.0, size=1000)


@given(
    st.floats(1e-6, 1e6),
    st.floats(-1e3, 1e3),
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20),
)
def test_units_of_a_detector_do_not_matter(scale, shift, new):
    rows = np.array(new)
    expected = ScoreUnit.fit(TRAINING).scores(rows)
    unit = ScoreUnit.fit(scale * TRAINING + shift)
    found = unit.scores(scale * rows + shift)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-3)


def test_usual_is_zero_and_the_threshold_minus_one():
    unit = ScoreUnit.fit(TRAINING)
    usual = np.median(TRAINING)
    scores = unit.scores(np.array([usual, usual - unit.size]))
    np.testing.assert_allclose(scores, [0, -1], atol=1e-12)
    # The worst row does not set it alone, and new rows may be worse than it.
    spoilt = np.append(TRAINING, -1e9)
    assert ScoreUnit.fit(spoilt).size < 1.1 * unit.size
    assert np.mean(unit.scores(TRAINING) < -1) < 0.02


@given(st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=20))
def test_order_stays_and_scores_are_finite(new):
    rows = np.sort(np.array(new))
    scores = ScoreUnit.fit(TRAINING).scores(rows)
    assert np.isfinite(scores).all()
    assert (np.diff(scores) >= 0).all()
    assert -2.0 <= scores.min() <= scores.max() <= 1.0


def test_scores_that_never_varied_are_anomalies_once_they_do():
    unit = ScoreUnit.fit(np.full(1000, 0.5))
    same, worse, better = unit.scores(np.array([0.5, 0.4, 0.6]))
    assert same == 0
    assert worse < -1
    assert better == 1


def test_rows_without_a_score_do_not_count():
    some = np.where(np.arange(1000) % 7 == 0, np.nan, TRAINING)
    assert ScoreUnit.fit(some) == ScoreUnit.fit(some[~np.isnan(some)])
    mean = average([np.array([-1.0, np.nan]), np.array([-3.0, -3.0])], [NONE, NONE])
    np.testing.assert_array_equal(mean, [-2.0, np.nan])


NONE = ScoreUnit.none()
