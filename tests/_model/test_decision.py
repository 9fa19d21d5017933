"""From smoothed errors to scores with edges: units, levels, edges, and their reach."""

import itertools

import numpy as np
import pytest
from decision_by_hand import (
    UNITS,
    belongs_by_hand,
    closed_by_hand,
    errors_of,
    evidence_of,
    learned,
    level_by_hand,
    limit_of,
    scores_of,
    series_with_events,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skseq._model.confirmation import (
    CAUSAL_LEVEL_SIZES,
    LEVEL_PERCENTILE,
    LEVEL_SIZES,
    decision_reach,
)
from skseq._model.decision import (
    FACTOR,
    NARROW_QUANTILE,
    TRIM,
    TRIM_QUANTILE,
    DecisionUnits,
    decide,
)
from skseq._model.scores import ERROR_FLOOR, log_compress, top_k_mean
from skseq._model.unusual import BOUND, Evidence

checked = settings(max_examples=60, deadline=None)

sizes = st.sampled_from([2, 3, 5, 8, 11, 16, 19, 26])


@given(n_features=st.integers(1, 5), seed=st.integers(0, 99))
@checked
def test_units_are_what_training_rows_say(n_features, seed):
    wide, narrow = errors_of(300, n_features, seed)
    units = DecisionUnits.fit(wide, narrow, None)
    np.testing.assert_array_equal(units.error_scale, wide.max(axis=0) + ERROR_FLOOR)
    quantiles = np.quantile(narrow, NARROW_QUANTILE, axis=0)
    np.testing.assert_array_equal(units.narrow_error_scale, quantiles + ERROR_FLOOR)
    evidence = top_k_mean(log_compress(wide / units.error_scale))
    trimmed = min(evidence.max(), TRIM * np.quantile(evidence, TRIM_QUANTILE))
    assert units.threshold == FACTOR * trimmed
    assert units.usual_level == np.percentile(evidence, LEVEL_PERCENTILE)


@given(share=st.floats(0.002, 0.049), size=st.floats(0, 1e6), seed=st.integers(0, 99))
@checked
def test_a_few_anomalous_rows_do_not_raise_the_threshold(share, size, seed):
    wide = np.random.RandomState(seed).uniform(0.5, 1, size=(1000, 1))
    clean = DecisionUnits.fit(wide, wide, None)
    spoilt = wide.copy()
    spoilt[: int(share * 1000)] += size
    units = DecisionUnits.fit(spoilt, spoilt, None)
    # The threshold as an error: what a row has to have to be above it.
    limit = limit_of(units)
    assert limit <= 2.5 * limit_of(clean)
    # Normal rows, the worst of which has an error of 1, stay below it.
    assert limit > 1.2
    assert (evidence_of(spoilt, units) > 1).sum() <= int(share * 1000)


@given(seed=st.integers(0, 99), n_features=st.integers(1, 4))
@checked
def test_masked_errors_count_nowhere(seed, n_features):
    wide, narrow = errors_of(200, n_features, seed)
    mask = np.repeat(
        np.random.RandomState(seed).uniform(size=(200, 1)) < 0.7, n_features, 1
    )
    units = DecisionUnits.fit(wide, narrow, mask)
    known = mask[:, 0]
    expected = DecisionUnits.fit(wide[known], narrow[known], None)
    for name, value in vars(expected).items():
        np.testing.assert_array_equal(getattr(units, name), value, err_msg=name)


def test_each_column_has_the_unit_of_its_own_known_errors():
    wide, narrow = errors_of(200, 3)
    mask = np.random.RandomState(1).uniform(size=(200, 3)) < 0.5
    mask[:, 2] = False
    units = DecisionUnits.fit(wide, narrow, mask)
    for column in (0, 1):
        known = mask[:, column]
        assert units.error_scale[column] == wide[known, column].max() + ERROR_FLOOR
        quantile = np.quantile(narrow[known, column], NARROW_QUANTILE)
        assert units.narrow_error_scale[column] == quantile + ERROR_FLOOR
    # A column that was never observed has no error, and no unit but the floor.
    assert units.error_scale[2] == units.narrow_error_scale[2] == ERROR_FLOOR


@pytest.mark.parametrize("n_rows", [1, 2, 50])
@pytest.mark.parametrize("smoothing", [1, 8])
def test_after_training_without_error_any_error_is_worse(n_rows, smoothing):
    zeros = np.zeros((n_rows, 2))
    units = DecisionUnits.fit(zeros, zeros, None)
    assert units.threshold > 0 and units.usual_level > 0
    np.testing.assert_array_equal(scores_of((zeros, zeros), smoothing, units), 0)
    for error in (1e-12, 1.0, 1e9, 1e300):
        errors = zeros.copy()
        errors[-1] = error
        scores = scores_of((errors, errors), smoothing, units)
        assert np.isfinite(scores).all()
        np.testing.assert_array_equal(scores < -1, errors[:, 0] > 0)


def test_short_events_that_averages_spread_do_not_set_the_threshold():
    # 5 % of the rows are anomalous, and 20 % of the averages.
    errors = series_with_events(10, 10, 15)
    units, lower = learned(errors)
    assert limit_of(units) > 20
    assert 1.2 < limit_of(lower) < 8
    for name in ("error_scale", "narrow_error_scale", "usual_level"):
        assert getattr(lower, name) is getattr(units, name)
    found = scores_of(errors, 16, lower) < -1
    np.testing.assert_array_equal(found, errors[1][:, 0] > 10)
    assert not (scores_of(errors, 16, units) < -1).any()


def test_what_takes_a_tenth_of_the_rows_is_normal():
    units, lower = learned(series_with_events(10, 25, 5))
    assert lower is units
    # So are errors that do not stand out.
    units, lower = learned(series_with_events(0, 0, 0))
    assert lower is units
    # In causal scores events have no edges, and are as long as the averages.
    units, lower = learned(series_with_events(10, 10, 15), causal=True)
    assert lower is units


def test_masked_rows_are_neither_events_nor_normal():
    errors = series_with_events(5, 10, 5)
    known = errors[0] > 10
    # Of the rows that are left first less than a tenth are events, then more.
    for step, is_lower in [(2, True), (6, False)]:
        mask = known.copy()
        mask[::step] = True
        units, lower = learned(errors, mask)
        assert limit_of(units) > 20
        assert (limit_of(lower) < 8) == is_lower


def test_units_move_towards_new_ones():
    old = DecisionUnits(np.array([1.0, 4.0]), np.array([1.0, 4.0]), 1.0, 2.0)
    new = DecisionUnits(np.array([3.0, 2.0]), np.array([3.0, 2.0]), 2.0, 1.0)
    for name, value in vars(old.moved(new, 1)).items():
        np.testing.assert_array_equal(value, getattr(new, name))
    stay = old.moved(new, 0)
    np.testing.assert_array_equal(stay.narrow_error_scale, old.narrow_error_scale)
    assert (stay.usual_level, stay.threshold) == (1, 2)
    # Larger errors count at once, whatever their share.
    np.testing.assert_array_equal(stay.error_scale, [3, 4])
    half = old.moved(new, 0.5)
    np.testing.assert_array_equal(half.error_scale, [3, 3])
    np.testing.assert_array_equal(half.narrow_error_scale, [2, 3])
    assert (half.usual_level, half.threshold) == (1.5, 1.5)


@given(smoothing=sizes, seed=st.integers(0, 999), causal=st.booleans())
@checked
def test_anomalies_are_above_the_threshold_and_confirmed(smoothing, seed, causal):
    errors = errors_of(300, seed=seed)
    scores = scores_of(errors, smoothing, causal=causal)
    evidence = evidence_of(errors[0], UNITS)
    level = level_by_hand(evidence, smoothing, UNITS.usual_level, causal=causal)
    is_confirmed = evidence > level
    if not causal:
        is_confirmed &= belongs_by_hand(errors[1].mean(axis=1), smoothing)
        is_confirmed = closed_by_hand(is_confirmed, smoothing)
    expected = (evidence > 1) & is_confirmed
    np.testing.assert_array_equal(scores < -1, expected)
    # Their scores, and those below the threshold, are their evidence.
    np.testing.assert_array_equal(scores[expected], -evidence[expected])
    others = evidence < 0.99
    np.testing.assert_array_equal(scores[others], -evidence[others])


@given(smoothing=sizes, seed=st.integers(0, 999), causal=st.booleans())
@checked
def test_rows_that_wait_keep_the_order_of_their_evidence(smoothing, seed, causal):
    wide, narrow = errors_of(300, seed=seed)
    # Many rows close to the threshold, on both sides of it.
    near = np.random.RandomState(seed).uniform(0.99, 1.01, size=(100, 2))
    wide[::3] = np.where(wide[::3] > 1, wide[::3], near)
    scores = scores_of((wide, narrow), smoothing, causal=causal)
    evidence, others = evidence_of(wide, UNITS), scores >= -1
    assume((evidence[others] > 1).any())
    assert (np.diff(scores[others][np.argsort(evidence[others])]) <= 0).all()
    assert len(np.unique(scores[others])) >= 0.99 * len(np.unique(evidence[others]))


@given(seed=st.integers(0, 999), n_features=st.integers(1, 6))
@checked
def test_rows_without_neighbours_have_their_evidence(seed, n_features):
    errors = errors_of(100, n_features, seed)
    units = DecisionUnits.fit(*errors, None)
    expected = -evidence_of(errors[0], units)
    for causal in (False, True):
        scores = scores_of(errors, 1, units, causal=causal)
        np.testing.assert_array_equal(scores, expected)


@given(
    lengths=st.lists(st.integers(1, 150), min_size=2, max_size=4),
    smoothing=sizes,
    seed=st.integers(0, 999),
    causal=st.booleans(),
)
@checked
def test_series_are_apart(lengths, smoothing, seed, causal):
    boundaries = np.append(0, np.cumsum(lengths))
    wide, narrow = errors_of(boundaries[-1], seed=seed)
    together = scores_of((wide, narrow), smoothing, UNITS, boundaries, causal)
    for start, stop in itertools.pairwise(boundaries):
        errors = wide[start:stop], narrow[start:stop]
        alone = scores_of(errors, smoothing, causal=causal)
        np.testing.assert_array_equal(together[start:stop], alone)


@given(
    smoothing=sizes,
    seed=st.integers(0, 999),
    row=st.integers(0, 1499),
    causal=st.booleans(),
    size=st.sampled_from([0.0, 2.0, 1e6]),
)
@settings(max_examples=150, deadline=None)
def test_rows_out_of_reach_change_no_score(smoothing, seed, row, causal, size):
    errors = errors_of(1500, seed=seed)
    before, after = decision_reach(smoothing, causal=causal)
    scores = scores_of(errors, smoothing, causal=causal)
    far = np.ones(1500, dtype=bool)
    far[max(row - before, 0) : row + after + 1] = False
    rng = np.random.RandomState(seed)
    others = [
        np.where(far[:, None], size * rng.uniform(size=x.shape), x) for x in errors
    ]
    assert scores_of(others, smoothing, causal=causal)[row] == scores[row]


@given(smoothing=sizes, seed=st.integers(0, 999), n_known=st.integers(1, 300))
@checked
def test_causal_scores_of_a_prefix_are_a_prefix_of_the_scores(smoothing, seed, n_known):
    wide, narrow = errors_of(300, seed=seed)
    scores = scores_of((wide, narrow), smoothing, causal=True)
    prefix = scores_of((wide[:n_known], narrow[:n_known]), smoothing, causal=True)
    np.testing.assert_array_equal(prefix, scores[:n_known])
    assert decision_reach(smoothing, causal=True)[1] == 0


def test_reach_is_not_much_larger_than_needed():
    assert decision_reach(1, causal=False) == decision_reach(1, causal=True) == (0, 0)
    # A long event within a level's memory is part of the level of later rows.
    for smoothing, causal in itertools.product((8, 26), (False, True)):
        before, after = decision_reach(smoothing, causal=causal)
        n_sizes = CAUSAL_LEVEL_SIZES if causal else LEVEL_SIZES
        assert before <= (n_sizes * 17 / 16 + 2) * smoothing
        assert after <= 2 * smoothing
        wide, narrow = np.full((2, 2 * before, 2), 0.1)
        wide[-1] = narrow[-1] = 3.0
        assert scores_of((wide, narrow), smoothing, causal=causal)[-1] < -1
        wide[-before:-1] = 3.0
        assert scores_of((wide, narrow), smoothing, causal=causal)[-1] >= -1


@given(
    n_rows=st.integers(1, 40),
    n_features=st.integers(1, 5),
    smoothing=st.integers(1, 40),
    exponent=st.floats(-300, 300),
    causal=st.booleans(),
    seed=st.integers(0, 99),
)
@checked
def test_any_finite_errors_have_finite_scores(
    n_rows, n_features, smoothing, exponent, causal, seed
):
    wide, narrow = errors_of(n_rows, n_features, seed)
    units = DecisionUnits.fit(wide, narrow, None)
    large = wide * 10**exponent, narrow * 10**exponent
    scores = scores_of(large, smoothing, units, causal=causal)
    assert np.isfinite(scores).all()
    assert (scores <= 0).all()
    same = DecisionUnits.fit(*large, None)
    scores = scores_of(large, smoothing, same, causal=causal)
    assert np.isfinite(scores).all()
    # Trained on the same rows, none of them needs to be feared unless it is trimmed.
    assert (scores < -1).mean() <= 1 - TRIM_QUANTILE + 1 / n_rows


def test_an_event_is_found_where_its_narrow_errors_are():
    wide, narrow = np.full((2, 600, 2), 0.1)
    # The wide average of 20 rows spreads an event of 10 rows.
    wide[280:330] = 3.0
    narrow[300:310] = 3.0
    found = np.flatnonzero(scores_of((wide, narrow), 20) < -1)
    np.testing.assert_array_equal(found, np.arange(300, 310))
    found = np.flatnonzero(scores_of((wide, narrow), 20, causal=True) < -1)
    np.testing.assert_array_equal(found, np.arange(280, 330))


def test_what_stays_high_becomes_usual():
    wide = np.full((2000, 2), 0.1)
    wide[500:] = 3.0
    found = np.flatnonzero(scores_of((wide, wide), 10) < -1)
    # It is an event at first, for some of the rows that the level remembers.
    assert found[0] == 500
    assert 500 + 0.25 * LEVEL_SIZES * 10 < found[-1] < 500 + 0.4 * LEVEL_SIZES * 10


def unusual_in(rows, n_rows=2000):
    """What is unusual of one column, as much as can be in some rows."""
    unusual = np.zeros((n_rows, 1))
    unusual[rows] = BOUND
    return unusual


def test_rows_at_rest_are_in_no_alarm_beside_them():
    wide, narrow = series_with_events(3, 20, 40)
    # Narrow averages find rests that are normal, wide ones do not.
    evidence = Evidence(wide, unusual_in(slice(0))), Evidence(narrow, unusual_in(...))
    units = DecisionUnits(np.ones(1), np.ones(1), usual_level=0.1, threshold=1.0)
    scores = decide(*evidence, units, 40, np.array([0, 2000]), causal=False)
    np.testing.assert_array_equal(scores, scores_of((wide, narrow), 40, units))
    assert (scores < -1).any()


def test_what_is_unusual_is_an_event_beside_a_huge_error():
    # A dead counter that goes on: it is calm, and then it jumps.
    wide, narrow = np.full((2, 2000, 1), 0.1)
    wide[990:1011], narrow[996:1005] = 1e5, 1e6
    calm = slice(900, 1000)
    evidence = Evidence(wide, unusual_in(calm)), Evidence(narrow, unusual_in(calm))
    units = DecisionUnits(np.ones(1), np.ones(1), usual_level=0.1, threshold=1.0)
    scores = decide(*evidence, units, 16, np.array([0, 2000]), causal=False)
    assert (scores[900:1000] < -1).all()
    assert (scores[:890] >= -1).all()
    assert (scores[1020:] >= -1).all()
    assert (scores_of((wide, narrow), 16, units)[900:980] > -1).all()
