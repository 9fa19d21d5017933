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


def train_network(detector, series):
    """Train the network of a detector as its parameters say.

    Parameters
    ----------
    detector : SequenceDetector
        Its ``weights_``, ``n_iter_`` and loss curves are set.
    series : Series
        The training series.
    """
    from skseq._engine import Training, train

    counted = series.counted
    if counted is not None and counted.shape[1] > 1:
        counted = counted[:, network_columns(detector)]
    training = Training(
        max_iter=detector.max_iter,
        batch_size=detector.batch_size,
        learning_rate=detector.learning_rate,
        seed=_draw_seed(detector.random_state),
        validation_fraction=detector.early_stopping and detector.validation_fraction,
        n_iter_no_change=detector.n_iter_no_change,
        tol=detector.tol,
    )
    trained = train(
        network_of(detector),
        training_plan(detector._plan, detector.window_size_, horizons_of(detector)),
        reader_of(detector, series),
        series.borders,
        training,
        counted=counted,
        report=_Progress(detector) if detector.verbose else None,
    )
    detector.weights_ = trained.weights
    detector.n_iter_ = trained.n_iter
    detector.loss_curve_ = trained.loss_curve
    detector.validation_loss_curve_ = (
        trained.validation_loss_curve if detector.early_stopping else None
    )


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
