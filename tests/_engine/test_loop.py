"""The training loop: what it returns, when it stops, and which rows it reads."""

import re

import numpy as np
import pytest
from networks import dense_network, reader

from skseq._engine import Training, train
from skseq._engine.loop import MAX_VALIDATION_SEGMENTS, _Batches
from skseq._engine.programs import get_programs
from skseq._series.plans import training_plan
from skseq._series.segments import tail_segments, validation_cuts
from skseq._utils.constants import STEPS_PER_REPORT

PLAN = training_plan("window", 5)
N_ROWS, N_HELD_OUT = 300, 60
HELD_OUT = N_HELD_OUT / N_ROWS


def series(tail_scale=1.0):
    X = np.random.RandomState(0).normal(size=(N_ROWS, 2))
    X[-N_HELD_OUT:] *= tail_scale
    return X


def run(X, report=None, **settings):
    settings = {"max_iter": 60, "batch_size": 8, "learning_rate": 0.01, "seed": 0} | (
        settings
    )
    return train(
        dense_network(),
        PLAN,
        reader(X),
        [0, len(X)],
        Training(**settings),
        report=report,
    )


def validation_loss(X, weights):
    cuts = validation_cuts([0, len(X)], HELD_OUT)
    segments = tail_segments(PLAN, [0, len(X)], cuts, MAX_VALIDATION_SEGMENTS)
    batch = reader(X)(segments.rows()), segments.loss_weights()
    return float(get_programs(dense_network(), PLAN.length).loss(weights, *batch))


def test_loss_falls_and_every_step_counts():
    trained = run(series(), max_iter=160)
    assert trained.n_iter == 160
    assert len(trained.loss_curve) == -(-160 // STEPS_PER_REPORT)
    assert trained.loss_curve[-1] < 0.8 * trained.loss_curve[0]
    assert trained.validation_loss_curve is None
    assert all(type(weight) is np.ndarray for weight in trained.weights)


def test_seed_decides_everything():
    first, again, other = (run(series(), seed=seed) for seed in (1, 1, 2))
    assert first.loss_curve == again.loss_curve
    for one, two in zip(first.weights, again.weights, strict=True):
        np.testing.assert_array_equal(one, two)
    assert first.loss_curve != other.loss_curve


def test_early_stopping_restores_the_best_weights():
    # The tail is another series: learning more of the head makes it worse there.
    X = np.tanh(series())
    X[-N_HELD_OUT:] = -3 * X[-N_HELD_OUT:] + 2 * X[-N_HELD_OUT:, ::-1]
    trained = run(
        X, max_iter=2000, learning_rate=0.05,
        validation_fraction=HELD_OUT, n_iter_no_change=3,
    )  # fmt: skip
    curve = trained.validation_loss_curve
    assert trained.n_iter < 2000
    assert len(curve) == len(trained.loss_curve) == trained.n_iter / STEPS_PER_REPORT
    assert np.argmin(curve) == len(curve) - 4
    assert validation_loss(X, trained.weights) == pytest.approx(min(curve), rel=1e-4)


def test_progress_below_the_tolerance_does_not_count():
    settings = {"validation_fraction": HELD_OUT, "n_iter_no_change": 2, "tol": 1e9}
    trained = run(series(), max_iter=500, **settings)
    # The first report counts, since anything is less than infinity.
    assert len(trained.validation_loss_curve) == 3
    best = min(trained.validation_loss_curve)
    loss = validation_loss(series(), trained.weights)
    assert loss == pytest.approx(best, rel=1e-4)


def test_held_out_rows_are_not_trained_on():
    settings = {"validation_fraction": HELD_OUT, "n_iter_no_change": 99}
    one, other = (run(series(scale), **settings) for scale in (1, 100))
    assert one.loss_curve == other.loss_curve
    assert one.validation_loss_curve != other.validation_loss_curve


def test_report_comes_after_every_few_steps():
    seen = []
    run(
        series(),
        report=lambda trained: seen.append((trained.n_iter, trained.loss_curve[-1])),
    )
    assert [n_iter for n_iter, _ in seen] == [25, 50, 60]
    assert [loss for _, loss in seen] == run(series()).loss_curve


def test_number_of_steps_per_call_changes_nothing(monkeypatch):
    expected = run(series())
    monkeypatch.setattr("skseq._engine.loop.BYTES_PER_CALL", 1)
    actual = run(series())
    assert actual.n_iter == expected.n_iter
    np.testing.assert_allclose(actual.loss_curve, expected.loss_curve, rtol=1e-5)


def test_series_are_trained_on_apart():
    # Segments that crossed the boundary would see the jump between the series.
    X = np.concatenate([np.zeros((40, 2)), np.full((40, 2), 9.0)])
    read_rows = []

    def read(rows):
        read_rows.append(np.atleast_2d(rows).reshape(-1, PLAN.length))
        return reader(X)(rows)

    training = Training(max_iter=30, batch_size=8, learning_rate=0.01, seed=0)
    train(dense_network(), PLAN, read, [0, 40, 80], training)
    rows = np.concatenate(read_rows)
    assert ((rows < 40).all(axis=1) | (rows >= 40).all(axis=1)).all()
    assert (rows < 40).any()
    assert (rows >= 40).any()


@pytest.mark.parametrize("rate", [1e20, 1e30, 1e300])
def test_rate_that_no_network_learns_with_is_named(rate):
    message = rf"^learning_rate={re.escape(f'{rate:g}')} is too large: after"
    with pytest.raises(ValueError, match=message):
        run(series(), learning_rate=rate)


def test_best_weights_are_kept_where_later_ones_are_no_numbers(monkeypatch):
    X = series()
    settings = {"validation_fraction": HELD_OUT, "n_iter_no_change": 99}
    first = run(X, max_iter=STEPS_PER_REPORT, falling_rate=False, **settings)
    draw, n_done = _Batches.draw, []

    def then_too_fast(self, n_iter):
        n_done.append(n_iter)
        rows, weights, rates = draw(self, n_iter)
        return rows, weights, rates if n_iter == 0 else np.full_like(rates, np.inf)

    monkeypatch.setattr(_Batches, "draw", then_too_fast)
    trained = run(X, max_iter=9 * STEPS_PER_REPORT, falling_rate=False, **settings)
    assert len(n_done) == 2 and np.isnan(trained.loss_curve[-1])
    for ours, expected in zip(trained.weights, first.weights, strict=True):
        np.testing.assert_array_equal(ours, expected)
