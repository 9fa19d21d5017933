"""Missing values and excluded rows: what they leave untouched, and what they cost."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny import DETECTORS, tiny

from skseq._model.scores import log_compress
from skseq.utils._checks.common import seasonal_series
from skseq.utils._checks.repetition import compilations

X = seasonal_series(200)
HIDDEN = np.random.RandomState(1).uniform(size=X.shape) < 0.3
GAPPY = np.where(HIDDEN, np.nan, X)


def small(name="AutoencoderDetector", **params):
    return tiny(name, **{"window_size": 8, "max_iter": 5, **params})


@pytest.mark.parametrize("name", DETECTORS)
def test_missing_values_are_learned_from_as_little_as_they_are_scored(name):
    # What stands in their place is read, so the two series differ for the network;
    # but a fit that looked at errors there would take them for huge.
    detector = small(name, max_iter=60).fit(GAPPY)
    complete = small(name, max_iter=60).fit(X)
    assert detector.loss_curve_[-1] < 2 * complete.loss_curve_[-1] + 0.5
    series = detector._series(GAPPY, None)
    errors, mask = detector._model().estimator.errors(series)
    np.testing.assert_array_equal(mask, ~HIDDEN)
    assert detector.score(GAPPY) == pytest.approx(-errors[~HIDDEN].mean())
    weights = np.arange(200.0)
    expected = np.average(errors, weights=weights[:, None] * ~HIDDEN)
    assert detector.score(GAPPY, sample_weight=weights) == pytest.approx(-expected)


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
def test_nothing_to_score_or_to_learn_from():
    detector = small().fit(GAPPY)
    with pytest.raises(ValueError, match="no value of X has any weight"):
        detector.score(np.full((5, 2), np.nan))
    with pytest.raises(ValueError, match="X holds NaN only"):
        small().fit(np.full((5, 2), np.nan))
    half = np.full((10, 2), np.nan)
    half[5:] = 1.0
    with pytest.raises(ValueError, match="all rows with values are labelled"):
        small(exclude_anomalies=True).fit(half, [0] * 5 + [1] * 5)
    assert not [key for key in vars(small()) if key.endswith("_")]


def test_frames_with_gaps_are_as_arrays():
    expected = small().fit(GAPPY).score_samples(GAPPY)
    frame = pd.DataFrame(GAPPY, columns=["flow", "temp"])
    np.testing.assert_array_equal(small().fit(frame).score_samples(frame), expected)
    nullable = frame.convert_dtypes()
    np.testing.assert_array_equal(small().fit(nullable).score_samples(frame), expected)
    polars = pl.from_pandas(frame)
    assert polars.null_count().sum_horizontal().item() == HIDDEN.sum()
    np.testing.assert_array_equal(small().fit(polars).score_samples(polars), expected)


def test_gaps_pass_through_a_scaler():
    pipeline = make_pipeline(StandardScaler(), small()).fit(GAPPY)
    alone = small().fit(GAPPY)
    np.testing.assert_allclose(
        pipeline.score_samples(GAPPY), alone.score_samples(GAPPY), rtol=0.02
    )


def test_column_that_training_never_saw_says_nothing():
    unseen = np.column_stack([X, np.full(200, np.nan)])
    detector = small().fit(unseen)
    assert np.isnan(detector.center_[2])
    assert np.isnan(detector.scale_[2])
    seen = np.column_stack([X, np.arange(200.0) * 1e6])
    np.testing.assert_array_equal(
        detector.score_samples(seen), detector.score_samples(unseen)
    )


def test_rows_without_a_value_have_no_say_in_the_limit():
    holed = X.copy()
    holed[50:150] = np.nan
    detector = small(smoothing=4).fit(holed)
    scores = detector.training_scores_
    np.testing.assert_array_equal(np.isnan(scores), np.isnan(holed[:, 0]))
    known = ~np.isnan(scores)
    np.testing.assert_array_equal(scores[known], detector.score_samples(holed)[known])
    assert detector.offset_ == -1
    # Where no error is near, that of a typical row stands.
    typical = log_compress(detector.median_error_ / detector.error_scale_)
    deep = detector.score_samples(holed)[60:140]
    ranked = -typical.mean() / detector.error_threshold_
    np.testing.assert_allclose(deep, ranked, rtol=1e-12)
    detector.set_threshold(0.5, holed)
    assert detector.offset_ == -0.5


def test_gaps_compile_one_program_more_and_then_nothing():
    detector = small(window_size=7, batch_size=11)
    detector.fit(X).predict(X)
    before = compilations().count
    detector.fit(GAPPY).predict(GAPPY)
    assert compilations().count - before <= 1
    before = compilations().count
    detector.set_params(random_state=3).fit(GAPPY[:150]).predict(X)
    detector.fit(X, y=np.zeros(200)).predict(GAPPY)
    labels = np.arange(200) % 50 == 0
    detector.set_params(exclude_anomalies=True).fit(X, labels)
    assert compilations().count == before


@pytest.mark.parametrize("name", DETECTORS)
def test_limit_by_labels_sees_the_anomalies_that_learning_did_not(name):
    rows, y = X.copy(), np.zeros(200, dtype=int)
    y[60:66] = y[130:136] = 1
    rows[y == 1] += 20
    detector = small(name, smoothing=2, exclude_anomalies=True, threshold="labels")
    labels = detector.fit_predict(rows, y)
    assert -1 in labels[60:66]
    assert -1 in labels[130:136]
    assert np.isfinite(detector.training_scores_).all()
    np.testing.assert_allclose(
        detector.center_, rows[y == 0].mean(axis=0), rtol=1e-9, atol=1e-12
    )
    by_rule = small(name, smoothing=2, exclude_anomalies=True).fit(rows, y)
    assert np.isnan(by_rule.training_scores_[y == 1]).all()
    assert np.isfinite(by_rule.training_scores_[y == 0]).all()


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (None, "y is None: pass y, or set exclude_anomalies=False"),
        (np.zeros(199), "y has 199 labels where X has 200 rows"),
        (np.full(200, -1), "all rows are anomalies"),
        (np.arange(200), "y holds the label 2: labels must be"),
    ],
)
def test_labels_that_exclude_nothing_known(y, message):
    detector = small(exclude_anomalies=True)
    with pytest.raises(ValueError, match=message) as info:
        detector.fit(X, y)
    assert "\n" not in str(info.value)
    expected = small().fit(X).score_samples(X)
    np.testing.assert_array_equal(
        detector.fit(X, np.ones(200)).score_samples(X), expected
    )
