"""From series to a trained network, and on from there."""

import numpy as np
import pytest

from skseq._engine import Trained, Training
from skseq._model.architecture import Architecture
from skseq._model.columns import Columns
from skseq._model.crossfit import N_FOLDS
from skseq._model.training import choose_sizes, for_fold, further, joined
from skseq._series.series import Series
from skseq.exceptions import SeriesWarning


def as_series(rows):
    return Series(rows, np.array([0, len(rows)]))


WAVE = np.sin(2 * np.pi * np.arange(800) / 40)[:, None]
NOISE = np.random.RandomState(0).normal(size=(800, 1))


@pytest.mark.parametrize(
    ("window_size", "smoothing", "rows", "expected"),
    [
        ("auto", "auto", WAVE + 0.1 * NOISE, (40, 64)),
        ("auto", "auto", NOISE, (64, 64)),
        (7, "auto", NOISE, (7, 64)),
        (100, "auto", NOISE, (100, 100)),
        (1, "auto", NOISE, (1, 1)),
        ("auto", 5, WAVE + 0.1 * NOISE, (40, 5)),
        (np.int64(9), np.int64(3), NOISE, (9, 3)),
    ],
)
def test_sizes_follow_the_period_where_they_are_auto(
    window_size, smoothing, rows, expected
):
    series = as_series(rows)
    columns = Columns.fit(series)
    sizes = choose_sizes(
        window_size, smoothing, "window", columns, series, causal=False
    )
    assert sizes == expected
    assert all(type(size) is int for size in sizes)


def test_a_period_that_no_window_sees_is_named():
    series = as_series(np.sin(2 * np.pi * np.arange(2000) / 288)[:, None])
    columns = Columns.fit(series)
    with pytest.warns(SeriesWarning, match="about 2.. rows.*Deseasonalizer"):
        sizes = choose_sizes("auto", "auto", "block", columns, series, causal=False)
    assert sizes == (128, 256)
    # Whoever sets a window knows of it: warnings are errors here.
    choose_sizes(96, "auto", "block", columns, series, causal=False)


def trained(n_iter, losses, validation=None):
    return Trained([np.ones(2)], n_iter, losses, validation, [np.zeros(3)])


def test_two_trainings_are_one():
    one, two = trained(30, [1.0, 0.5]), trained(25, [0.25])
    assert joined(None, one) is one
    both = joined(one, two)
    assert both.n_iter == 55
    assert both.loss_curve == [1.0, 0.5, 0.25]
    assert both.validation_loss_curve is None
    assert both.weights is two.weights and both.optimizer_state is two.optimizer_state
    assert one.loss_curve == [1.0, 0.5] and two.n_iter == 25


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, [2.0], [2.0]),
        ([3.0], [2.0], [3.0, 2.0]),
        ([3.0], None, [3.0]),
        (None, None, None),
        ([], [1.0], [1.0]),
    ],
)
def test_validation_curves_are_joined_where_there_are_any(before, after, expected):
    both = joined(trained(25, [1.0], before), trained(25, [0.5], after))
    assert both.validation_loss_curve == expected


@pytest.mark.parametrize(("n_rows", "n_steps"), [(1, 1), (64, 1), (65, 2), (9999, 50)])
def test_new_rows_are_read_about_once_in_small_steps(n_rows, n_steps):
    training = Training(50, 8, 0.01, seed=3, validation_fraction=0.1)
    architecture = Architecture(lambda: None, (), "window", 8, False, False)
    how = further(training, architecture, n_rows)
    assert how.max_iter == n_steps
    assert how.learning_rate == pytest.approx(0.001)
    assert how.validation_fraction == 0 and not how.falling_rate
    assert how.seed == 3 and how.batch_size == 8


@pytest.mark.parametrize("n_iter", [1, 2, 3, 200])
@pytest.mark.parametrize("seed", [0, 7, 2**31 - 1])
def test_folds_take_as_long_as_one_training_and_draw_otherwise(n_iter, seed):
    training = Training(500, 8, 0.01, seed=seed, validation_fraction=0.1)
    folds = [for_fold(training, n_iter, number) for number in range(N_FOLDS)]
    assert len({seed, *(how.seed for how in folds)}) == N_FOLDS + 1
    for how in folds:
        assert how.max_iter == max(n_iter // N_FOLDS, 1)
        assert 0 <= how.seed < 2**31
        # No rows are kept for validation but those of the fold.
        assert how.validation_fraction == 0
        assert how.batch_size == 8 and how.learning_rate == 0.01
