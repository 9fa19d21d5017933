"""From the parameters of a detector to the training of its network."""

import numpy as np
from sklearn.utils import check_random_state

from skseq._labels import rows_to_exclude
from skseq._period import dominant_period
from skseq._plans import training_plan
from skseq._scaling import changes_often, fit_columns
from skseq._series import longest_series
from skseq._widths import nearest_window, smoothing_width
from skseq.detectors._network import (
    horizons_of,
    network_columns,
    network_of,
    reader_of,
)

# Share of the learning rate at which a trained network goes on with new rows.
FURTHER_RATE = 0.1


def learn_columns(detector, series, y=None):
    """Set the units of the columns, and return what the network is to be trained on.

    Parameters
    ----------
    detector : SequenceDetector
        Its ``center_``, ``scale_`` and ``changes_often_`` are set.
    series : Series
        The training series as they were read.
    y : array-like of shape (n_rows,), default=None
        Labels of the rows, read with ``exclude_anomalies``.

    Returns
    -------
    series : Series
        The series with missing values filled. What is missing or excluded does not
        count.
    """
    if detector.exclude_anomalies:
        series = series.without(rows_to_exclude(y, len(series)))
    detector.center_, detector.scale_ = fit_columns(series.values, series.counted)
    if np.isnan(detector.center_).all():
        raise ValueError(
            "all rows with values are labelled as anomalies: give rows that are mostly "
            "normal, or set exclude_anomalies=False."
        )
    series = series.filled(detector.center_)
    detector.changes_often_ = changes_often(
        series.values, series.borders, series.counted
    )
    return series


def rows_to_learn(detector, series, y=None):
    """Return what a network is to be trained on whose columns have been learned.

    Parameters
    ----------
    detector : SequenceDetector
        A fitted detector.
    series : Series
        The new rows as they were read.
    y : array-like of shape (n_rows,), default=None
        Labels of the rows, read with ``exclude_anomalies``.

    Returns
    -------
    series : Series
        As :func:`learn_columns` returns it.
    """
    if detector.exclude_anomalies:
        series = series.without(rows_to_exclude(y, len(series)))
    return series.filled(detector.center_)


def choose_widths(detector, series):
    """Set the width of the windows of a detector and of the smoothing of its errors.

    Parameters
    ----------
    detector : SequenceDetector
        Its ``window_size_`` and ``smoothing_`` are set, as its parameters say.
    series : Series
        The training series, whose period ``"auto"`` follows.
    """
    period = None
    if detector.window_size != "auto":
        detector.window_size_ = int(detector.window_size)
    else:
        period = dominant_period(longest_series(series))
        n_columns = len(network_columns(detector))
        detector.window_size_ = nearest_window(period, detector._plan, n_columns)
    if detector.smoothing != "auto":
        detector.smoothing_ = int(detector.smoothing)
    else:
        detector.smoothing_ = smoothing_width(period or detector.window_size_)
    detector._choose_horizons()


def train_network(detector, series, *, goes_on=False, report=None):
    """Train the network of a detector as its parameters say.

    Parameters
    ----------
    detector : SequenceDetector
        Its ``weights_``, ``optimizer_state_``, ``n_iter_`` and loss curves are set.
    series : Series
        The training series.
    goes_on : bool, default=False
        Whether to go on with the network as it is.
    report : callable, default=None
        Called with what was trained so far at each report; training ends where it
        returns True.
    """
    trained = _train(
        detector,
        series,
        goes_on,
        report,
        max_iter=detector.max_iter,
        learning_rate=detector.learning_rate,
        validation_fraction=detector.early_stopping and detector.validation_fraction,
        n_iter_no_change=detector.n_iter_no_change,
        tol=detector.tol,
    )
    if not goes_on:
        detector.n_iter_, detector.loss_curve_ = 0, []
        detector.validation_loss_curve_ = [] if detector.early_stopping else None
    _take_over(detector, trained)
    if not detector.warm_start:
        detector.optimizer_state_ = None


def train_further(detector, series):
    """Train the network of a detector on new rows, about once, in small steps.

    Parameters
    ----------
    detector : SequenceDetector
        Its ``weights_``, ``optimizer_state_``, ``n_iter_`` and ``loss_curve_`` are
        set.
    series : Series
        The new rows.
    """
    rows_per_step = detector.batch_size * _plan_of(detector).length
    n_steps = int(np.clip(-(-len(series) // rows_per_step), 1, detector.max_iter))
    rate = FURTHER_RATE * detector.learning_rate
    trained = _train(
        detector,
        series,
        True,
        max_iter=n_steps,
        learning_rate=rate,
        falling_rate=False,
    )
    _take_over(detector, trained)


def _train(detector, series, goes_on, report=None, **how):
    from skseq._engine import Trained, Training, train

    counted = series.counted
    if counted is not None and counted.shape[1] > 1:
        counted = counted[:, network_columns(detector)]
    start, n_done = None, 0
    if goes_on:
        start = Trained(detector.weights_, memory=detector.optimizer_state_)
        n_done = detector.n_iter_
    # Other segments are drawn than before.
    seed = (_draw_seed(detector.random_state) + n_done) % 2**31
    return train(
        network_of(detector),
        _plan_of(detector),
        reader_of(detector, series),
        series.borders,
        Training(batch_size=detector.batch_size, seed=seed, **how),
        counted=counted,
        report=_reports(detector, report),
        start=start,
    )


def _plan_of(detector):
    horizons = horizons_of(detector)
    return training_plan(detector._plan, detector.window_size_, horizons)


def _take_over(detector, trained):
    detector.weights_ = trained.weights
    detector.optimizer_state_ = trained.memory
    detector.n_iter_ = detector.n_iter_ + trained.n_iter
    detector.loss_curve_ = detector.loss_curve_ + trained.loss_curve
    if trained.validation_loss_curve:
        before = detector.validation_loss_curve_ or []
        detector.validation_loss_curve_ = before + trained.validation_loss_curve


def _reports(detector, report):
    """Return what prints progress, if it is to be printed, and then reports."""
    if not detector.verbose:
        return report
    progress = _Progress(detector)

    def both(trained):
        progress(trained)
        return report is not None and report(trained)

    return both


def _draw_seed(random_state):
    if random_state is None:
        # Not NumPy's global generator: a fit changes nobody else's random numbers.
        return int(np.random.SeedSequence().generate_state(1)[0])
    return int(check_random_state(random_state).randint(2**31))


class _Progress:
    """Prints a line for every report of a training run."""

    def __init__(self, detector):
        self._name, self._max_iter = type(detector).__name__, detector.max_iter

    def __call__(self, trained):
        line = f"[{self._name}] step {trained.n_iter} of {self._max_iter}"
        line += f", loss {trained.loss_curve[-1]:.4g}"
        if trained.validation_loss_curve:
            line += f", validation loss {trained.validation_loss_curve[-1]:.4g}"
        print(line, flush=True)
