"""Units and threshold of a model, from errors of training rows and of new ones."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from skseq._model.calibration import calibrate, recalibrate
from skseq._series.series import Series

N_ROWS = 1200


class Estimator:
    """A network that is only known by its errors."""

    architecture = SimpleNamespace(causal=False)
    # No column can be too calm or at a new level, so errors are the only signals.
    active = ranged = np.array([], dtype=int)

    def __init__(self, errors):
        self.found = errors

    def mean_errors(self, series):
        return np.ones((1, self.found.shape[1]))

    def signals(self, series, weights=None):
        mask = None if series.mask is None else series.full_mask().copy()
        return self.found[: len(series)].copy(), mask


def errors_of(seed=0, n_features=2):
    return np.random.RandomState(seed).exponential(size=(N_ROWS, n_features))


def series_of(mask=None, n_rows=N_ROWS, n_features=2):
    return Series(np.zeros((n_rows, n_features)), np.array([0, n_rows]), mask)


def lowest(training, calibration):
    """A rule that shows what it was given."""
    return float(np.nanmin(calibration))


def calibrated(errors, outside=None, series=None, **options):
    """A model of a network, and of folds whose networks have other errors."""
    train_fold = None
    if outside is not None:
        train_fold = lambda number, others: Estimator(outside)  # noqa: E731
    return calibrate(
        Estimator(errors),
        options.pop("smoothing", 8),
        options.pop("missing_score", "neutral"),
        series_of(n_features=errors.shape[1]) if series is None else series,
        options.pop("find_offset", lowest),
        train_fold=train_fold,
        **options,
    )


def units_of(model):
    return model.scorer.units.decision


def test_without_folds_rows_are_calibrated_as_they_are():
    errors = errors_of()
    fitted = calibrated(errors)
    np.testing.assert_array_equal(fitted.calibration_scores, fitted.training_scores)
    scores = fitted.scorer.scores(series_of())
    np.testing.assert_array_equal(fitted.training_scores, scores)
    assert fitted.offset == scores.min()


def test_folds_that_do_no_worse_change_nothing():
    errors = errors_of()
    fitted, other = calibrated(errors, errors), calibrated(errors)
    for name, value in vars(units_of(other)).items():
        np.testing.assert_array_equal(getattr(units_of(fitted), name), value)
    np.testing.assert_array_equal(fitted.calibration_scores, other.calibration_scores)


def test_networks_that_learned_less_are_no_worse_out_of_sample():
    # They have seven times the errors, of their own rows as of others.
    errors = errors_of()
    fitted, other = calibrated(errors, 7 * errors), calibrated(errors)
    scales = units_of(fitted).error_scale / units_of(other).error_scale
    np.testing.assert_allclose(scales, 1, rtol=0.01)
    assert units_of(fitted).threshold == pytest.approx(units_of(other).threshold, 0.01)


class Folds:
    """Networks that have the errors of the network itself, and more out of sample."""

    def __init__(self, errors, times):
        self.errors, self.times = errors, times

    def __call__(self, number, others):
        is_out = ~others.full_mask().any(axis=1)
        return Estimator(np.where(is_out[:, None], self.times, 1) * self.errors)


@pytest.mark.parametrize("times", [2.0, 10.0])
def test_larger_errors_out_of_sample_raise_units_and_threshold(times):
    errors = errors_of()
    seen = calibrated(errors)
    fitted = calibrate(
        Estimator(errors),
        8,
        "neutral",
        series_of(),
        lowest,
        train_fold=Folds(errors, times),
    )
    # Medians of smoothed rows beside the folds are a little higher.
    scales = units_of(fitted).error_scale / units_of(seen).error_scale
    assert (0.9 * times < scales).all() and (scales <= times).all()
    narrow = units_of(fitted).narrow_error_scale / units_of(seen).narrow_error_scale
    assert (0.9 * times < narrow).all() and (narrow <= times).all()
    # What is scored as it was trained on looks better than new rows will.
    assert (fitted.calibration_scores <= fitted.training_scores).all()
    assert (fitted.training_scores > seen.training_scores).mean() > 0.99
    # The rule is shown both.
    shown = []
    calibrate(
        Estimator(errors),
        8,
        "neutral",
        series_of(),
        lambda *scores: shown.extend(scores) or 0.0,
        train_fold=Folds(errors, times),
    )
    np.testing.assert_array_equal(shown[0], fitted.training_scores)
    np.testing.assert_array_equal(shown[1], fitted.calibration_scores)


def test_folds_cannot_lower_units():
    errors = errors_of()
    fitted, other = calibrated(errors, 0.1 * errors), calibrated(errors)
    for name, value in vars(units_of(other)).items():
        np.testing.assert_array_equal(getattr(units_of(fitted), name), value)


def test_a_few_rows_have_no_folds():
    series = series_of(n_rows=2)
    fitted = calibrated(errors_of()[:2], errors_of()[:2], series)
    np.testing.assert_array_equal(fitted.calibration_scores, fitted.training_scores)


@pytest.mark.parametrize("with_folds", [False, True])
def test_missing_rows_have_no_score_for_rules(with_folds):
    mask = np.ones((N_ROWS, 2), dtype=bool)
    mask[40:90, 0] = mask[60:120, 1] = False
    errors = errors_of()
    outside = 2 * errors if with_folds else None
    fitted = calibrated(errors, outside, series_of(mask))
    missing = ~mask.any(axis=1)
    for scores in (fitted.training_scores, fitted.calibration_scores):
        np.testing.assert_array_equal(np.isnan(scores), missing)
    # What stands where values are missing has no effect.
    errors[~mask] = 1e6
    outside = 2 * errors if with_folds else None
    other = calibrated(errors, outside, series_of(mask))
    np.testing.assert_array_equal(other.training_scores, fitted.training_scores)
    np.testing.assert_array_equal(other.calibration_scores, fitted.calibration_scores)


def test_a_rule_that_reads_labels_is_shown_excluded_rows():
    mask = np.ones((N_ROWS, 1), dtype=bool)
    mask[100:110] = False
    errors = errors_of()
    errors[100:110] += 50
    fitted = calibrated(errors, None, series_of(mask), scored=series_of())
    whole = fitted.scorer.scores(series_of())
    np.testing.assert_array_equal(fitted.training_scores, whole)
    assert np.argmin(whole) in range(100, 110) and whole.min() < -2
    assert np.isnan(fitted.calibration_scores[100:110]).all()


def test_missing_rows_are_part_of_no_event():
    mask = np.ones((N_ROWS, 2), dtype=bool)
    mask[100:150] = False
    errors = errors_of()
    errors[80:170] += 50
    fitted = calibrated(errors_of(), missing_score="nan")
    fitted = replace(fitted, scorer=replace(fitted.scorer, estimator=Estimator(errors)))
    found = fitted.explained(series_of(mask))
    scores, shares = found.scores, found.shares
    assert (scores[100:150] >= fitted.offset).all()
    assert (scores[90:100] < fitted.offset).any()
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    plain = fitted.scores(series_of(mask))
    np.testing.assert_array_equal(np.isnan(plain), ~mask.any(axis=1))
    np.testing.assert_array_equal(plain[mask.any(axis=1)], scores[mask.any(axis=1)])


def test_new_rows_move_units_by_their_share():
    fitted = calibrated(errors_of())
    new = 3 * errors_of(1)[:400]
    shown = []
    moved = recalibrate(
        fitted,
        Estimator(new),
        series_of(n_rows=400),
        lambda *scores: shown.extend(scores) or -1.0,
    )
    alone = calibrated(new, series=series_of(n_rows=400))
    before, after, now = units_of(fitted), units_of(moved), units_of(alone)
    expected = before.moved(now, 0.25)
    for name, value in vars(expected).items():
        np.testing.assert_allclose(getattr(after, name), value)
    np.testing.assert_array_equal(after.error_scale, now.error_scale)
    # Rules see as many of the latest rows as before.
    training, calibration, latest = shown
    assert len(training) == len(calibration) == N_ROWS and len(latest) == 400
    np.testing.assert_array_equal(training[:800], fitted.training_scores[400:])
    np.testing.assert_array_equal(calibration[:800], fitted.calibration_scores[400:])
    np.testing.assert_array_equal(training[800:], latest)
    np.testing.assert_array_equal(moved.training_scores, training)
    np.testing.assert_array_equal(moved.scorer.scores(series_of(n_rows=400)), latest)


def test_columns_that_are_missing_in_new_rows_keep_their_units():
    fitted = calibrated(errors_of())
    mask = np.ones((100, 2), dtype=bool)
    mask[:, 1] = False
    new = Estimator(0.1 * errors_of(1)[:100])
    moved = recalibrate(fitted, new, series_of(mask, 100), lambda *scores: -1.0)
    before, after = units_of(fitted), units_of(moved)
    for name in ("error_scale", "narrow_error_scale"):
        assert getattr(after, name)[1] == getattr(before, name)[1]
        assert getattr(after, name)[0] < getattr(before, name)[0]
    # Rows without any value change none of them.
    mask[:] = False
    moved = recalibrate(fitted, new, series_of(mask, 100), lambda *scores: -1.0)
    for name, value in vars(before).items():
        np.testing.assert_array_equal(getattr(units_of(moved), name), value)
