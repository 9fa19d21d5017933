"""Errors out of sample: which rows a network of a fold sees, and how it compares."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._model.crossfit import MIN_RATIO, N_FOLDS, cross_fit
from skseq._series.series import Series

checked = settings(max_examples=50, deadline=None)

WEIGHTS = np.array([[0.5]])


class Estimator:
    """A network whose errors are its number, or given ones."""

    def __init__(self, errors, asked):
        self.found, self.asked = errors, asked

    def signals(self, series, weights):
        self.asked.append((series, weights))
        return self.found.copy(), series.mask


class Training:
    """Remembers what the networks of folds were trained on."""

    def __init__(self, errors):
        self.errors, self.masks, self.asked, self.threads = errors, {}, [], set()

    def __call__(self, number, series):
        assert number not in self.masks
        self.masks[number] = series.mask
        self.threads.add(threading.current_thread())
        return Estimator(self.errors(number), self.asked)


def series_of(n_rows, n_features=2, mask=None, boundaries=None):
    values = np.random.RandomState(0).normal(size=(n_rows, n_features))
    boundaries = np.array([0, n_rows]) if boundaries is None else boundaries
    return Series(values, boundaries, mask)


def numbered(n_rows, n_features=2):
    return lambda number: np.full((n_rows, n_features), 1.0 + number)


def fit(series, training, inside=None, smooth=lambda errors, mask: errors):
    inside = np.ones(series.values.shape) if inside is None else inside
    mask = None if series.mask is None else series.full_mask()
    return cross_fit(inside, mask, series, WEIGHTS, training, smooth)


@given(n_rows=st.integers(3, 50), boundary=st.integers(1, 49))
@checked
def test_each_row_has_its_error_by_the_network_that_was_not_given_it(n_rows, boundary):
    boundaries = np.unique([0, min(boundary, n_rows), n_rows])
    series = series_of(n_rows, boundaries=boundaries)
    training = Training(numbered(n_rows))
    found = fit(series, training)
    assert sorted(training.masks) == list(range(N_FOLDS))
    masked = np.hstack([~training.masks[number] for number in range(N_FOLDS)])
    # All rows are left out once, in runs of about the same length.
    np.testing.assert_array_equal(masked.sum(axis=1), 1)
    np.testing.assert_array_equal(
        found.signals, 1 + masked.argmax(axis=1)[:, None] + [0, 0]
    )
    assert (np.diff(masked.argmax(axis=1)) >= 0).all()
    assert np.ptp(masked.sum(axis=0)) <= 1
    # The networks are asked for the errors of the series as they are.
    assert len(training.asked) == N_FOLDS
    assert all(asked[0] is series and asked[1] is WEIGHTS for asked in training.asked)


@given(seed=st.integers(0, 999), n_features=st.integers(1, 3))
@checked
def test_masked_rows_stay_masked_for_all_networks(seed, n_features):
    mask = np.random.RandomState(seed).uniform(size=(60, n_features)) < 0.7
    training = Training(numbered(60, n_features))
    assert fit(series_of(60, n_features, mask), training) is not None
    for fold, seen in training.masks.items():
        np.testing.assert_array_equal(seen[20 * fold : 20 * fold + 20], False)
        mask_there = np.delete(mask, np.s_[20 * fold : 20 * fold + 20], axis=0)
        seen_there = np.delete(seen, np.s_[20 * fold : 20 * fold + 20], axis=0)
        np.testing.assert_array_equal(seen_there, mask_there)


@given(seed=st.integers(0, 999), scale=st.floats(0.01, 100), is_masked=st.booleans())
@checked
def test_ratio_says_how_much_better_the_network_fits_its_rows(seed, scale, is_masked):
    rng = np.random.RandomState(seed)
    inside = rng.exponential(size=(90, 2))
    others = scale * rng.exponential(size=(N_FOLDS, 90, 2))
    # What a network does to rows that it was not given, is nothing of its fit.
    for fold in range(N_FOLDS):
        others[fold, 30 * fold : 30 * fold + 30] = 1e6
    mask = rng.uniform(size=(90, 2)) < 0.8 if is_masked else None
    # Nor is anything at masked rows.
    if is_masked:
        inside[~mask] = others[:, ~mask] = 1e9
    found = fit(series_of(90, 2, mask), Training(others.__getitem__), inside)
    known = np.ones((90, 2), dtype=bool) if mask is None else mask
    for column in range(2):
        own = np.median(inside[known[:, column], column])
        theirs = []
        for fold in range(N_FOLDS):
            rows = known[:, column].copy()
            rows[30 * fold : 30 * fold + 30] = False
            theirs.append(np.median(others[fold, rows, column]))
        expected = np.clip((own + 1e-3) / (np.mean(theirs) + 1e-3), MIN_RATIO, 1)
        assert found.ratio[column] == pytest.approx(expected)


def test_ratio_is_that_of_smoothed_errors():
    def smooth(errors, mask):
        return errors**2

    training = Training(lambda number: np.full((30, 1), 2.0))
    found = fit(series_of(30, 1), training, np.ones((30, 1)), smooth)
    assert found.ratio == pytest.approx(0.25, rel=0.01)
    # The errors themselves are not smoothed.
    np.testing.assert_array_equal(found.signals, 2)


def test_networks_without_error_fit_alike():
    training = Training(lambda number: np.zeros((30, 1)))
    assert fit(series_of(30, 1), training, np.zeros((30, 1))).ratio == 1


@pytest.mark.parametrize("n_rows", [1, 2])
def test_too_few_rows_for_folds(n_rows):
    training = Training(numbered(n_rows))
    assert fit(series_of(n_rows), training) is None
    assert not training.masks


@pytest.mark.parametrize("known", [slice(0, 20), slice(10, 30), slice(25, 26)])
def test_nothing_to_leave_out_or_to_learn_from(known):
    mask = np.zeros((30, 2), dtype=bool)
    mask[known, 0] = True
    training = Training(numbered(30))
    assert fit(series_of(30, 2, mask), training) is None
    # A row that is known in each fold is enough.
    mask[[0, 10, 20], 1] = True
    assert fit(series_of(30, 2, mask), training) is not None


def test_a_column_that_is_known_in_one_fold_keeps_its_errors():
    mask = np.ones((30, 3), dtype=bool)
    mask[:20, 1] = False
    mask[:, 2] = False
    inside = np.full((30, 3), 0.5)
    found = fit(series_of(30, 3, mask), Training(numbered(30, 3)), inside)
    # The network of the last fold was given no value of the second column, so it
    # cannot tell how well rows of it are estimated; the others can.
    np.testing.assert_array_equal(found.signals[20:, 1], 0.5)
    np.testing.assert_array_equal(found.signals[20:, 0], 3)
    assert found.ratio[0] == pytest.approx(0.5 / 2, rel=0.01)
    assert found.ratio[1] == pytest.approx(0.5 / 1.5, rel=0.01)
    # Nothing is known of the third, and nothing is said of it.
    np.testing.assert_array_equal(found.signals[:, 2], 0.5)
    assert found.ratio[2] == 1


def test_folds_are_the_same_in_threads_and_one_by_one(monkeypatch):
    rng = np.random.RandomState(0)
    others, inside = (
        rng.exponential(size=(N_FOLDS, 90, 2)),
        rng.exponential(size=(90, 2)),
    )
    results = []
    for n_threads in ("1", "4"):
        monkeypatch.setenv("OMP_NUM_THREADS", n_threads)
        training = Training(others.__getitem__)
        results.append(fit(series_of(90), training, inside))
        assert threading.main_thread() not in training.threads
    np.testing.assert_array_equal(results[0].signals, results[1].signals)
    np.testing.assert_array_equal(results[0].ratio, results[1].ratio)


def test_a_fold_that_fails_is_told():
    def fail(number, series):
        raise ArithmeticError(f"fold {number}")

    with pytest.raises(ArithmeticError, match="fold 0"):
        fit(series_of(30), fail)
