"""TCNDetector: dilated causal convolutions that estimate rows from a window."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from skseq._forward import runs_as
from skseq._forward.convolution import cover
from skseq._utils.sklearn import Interval
from skseq.detectors._recurrent import RecurrentDetector, estimate_rows
from skseq.thresholds import ThresholdRule

if TYPE_CHECKING:
    import keras


class TCNDetector(RecurrentDetector):
    r"""Detect anomalies as rows that a temporal convolutional network cannot estimate.

    Causal convolutions with growing dilation read the last window before each row.
    What they find is compressed to a few numbers, from which linear heads reconstruct
    the rows of the window, or forecast rows. Rows far from their estimates are
    anomalies: the score of a row falls with its squared error. Labels, signs and
    methods are those of :class:`sklearn.ensemble.IsolationForest`.

    Parameters
    ----------
    window_size : int or "auto", default="auto"
        Rows that an estimate is made from, at least; 1 = each row without context.
        ``"auto"`` takes one near the period, at most 128. See guide/window_size.
    units : int, default=32
        Units (channels) of each convolution.
    kernel_size : int, default=3
        Rows that a convolution reads at a time, at least 2. The number of layers
        follows from it and from ``window_size``.
    lags : tuple of int or "auto", default="auto"
        How many rows after a row each estimate of it is made; below 0 it is a forecast.
        ``"auto"`` spreads them over a window, over half of it if causal.
    latent_size : int or None, default=16
        Numbers to which what has been read is compressed before rows are estimated
        from it; None leaves it as it is.
    detrend : bool, default=True
        Whether to subtract a moving average of four windows from columns that change in
        at least half of the rows, so that shapes are learned, not levels.
    smoothing : int or "auto", default="auto"
        Rows over which errors are averaged, twice in turn; 1 = no average. ``"auto"``
        takes the period within 64 to 256 rows, 1/16 of it if causal. See guide/scores.
    causal : bool, default=False
        Whether the score of a row may depend on no later row, for rows that are scored
        as they arrive. Otherwise errors are averaged around a row.
    max_gap_factor : float or None, default=None
        If given, a series also ends where the index of X steps by more than so many
        times, at least 1, its median step in training. See guide/many_series.
    time_column : str or None, default=None
        Column of a frame that holds the times of its rows, in place of an index: for
        polars and others without one. It is no feature.
    missing_score : {"neutral", "nan"}, default="neutral"
        Score of a row whose values are all missing: taken from the rows around it, or
        NaN, which ``predict`` labels as normal. See guide/missing_values.
    exclude_anomalies : bool, default=False
        Whether rows that ``y`` marks as anomalies are left out of training and of the
        threshold; the network still reads them. By default ``y`` is ignored.
    max_iter : int, default=300
        Steps of the optimizer, at most, however many rows there are. See guide/speed.
    batch_size : int, default=8
        Segments of the series in each step.
    learning_rate : float, default=5e-3
        Learning rate of Adam at the first step; it falls to zero as half a cosine.
    early_stopping : bool, default=False
        Whether to keep the last rows of X from training, stop when the loss on them
        no longer falls, and restore the best weights.
    validation_fraction : float, default=0.1
        Share of the rows, the last ones, kept for early stopping.
    n_iter_no_change : int, default=10
        Training stops early when the validation loss has not fallen by ``tol`` for
        this many times 25 steps.
    tol : float, default=1e-4
        Fall of the validation loss that counts as progress.
    contamination : float or "auto", default="auto"
        Share of the training rows, in (0, 0.5], to be marked as anomalies. ``"auto"``
        is meant to alarm at most 1 in 100 new rows of a process. See guide/threshold.
    threshold : float, rule of :mod:`skseq.thresholds`, "labels" or None, default=None
        If given, it sets ``offset_`` in place of ``contamination``: a rule, the labels
        ``y``, or a number in units of the ``"auto"`` threshold. See guide/threshold.
    warm_start : bool, default=False
        Whether a further ``fit`` trains the network of the one before for ``max_iter``
        more steps; sizes and the scale of the columns stay.
    random_state : int, RandomState instance or None, default=None
        Source of the initial weights and of the order of training. Pass an int for
        the same result at each call.
    verbose : int, default=0
        Whether to print the loss while training, and how many rows of long series are
        scored.

    Attributes
    ----------
    lags_ : tuple of int
        How many rows after a row each estimate of it is made.
    window_size_ : int
        Rows of a window.
    smoothing_ : int
        Rows over which errors are averaged.
    causal_ : bool
        The parameter of this name as it was in ``fit``.
    detrend_ : bool
        The parameter of this name as it was in ``fit``.
    missing_score_ : {"neutral", "nan"}
        The parameter of this name as it was in ``fit``.
    network_params_ : dict
        Keyword arguments of ``build_network`` that the network was built with.
    weights_ : list of ndarray
        Weights of the network, in the order of ``network_.get_weights()``.
    center_ : ndarray of shape (n_features,)
        Mean of the training rows; NaN for a column without any value.
    scale_ : ndarray of shape (n_features,)
        Standard deviation of the training rows, by which the input is scaled. It is
        infinite for a constant column, and NaN for one without any value.
    shape_center_ : ndarray of shape (n_features,)
        Mean of the training rows without their trend: zero of what the network reads.
    shape_scale_ : ndarray of shape (n_features,)
        Their standard deviation: unit of what the network reads.
    lowest_level_ : ndarray of shape (n_features,)
        Least trend in training, in standard deviations from the mean; infinite for
        columns that drift or lose no trend, of few rows, or with ``smoothing_=1``.
    highest_level_ : ndarray of shape (n_features,)
        Largest trend in training, likewise.
    level_unit_ : ndarray of shape (n_features,)
        Unit of squared distances from this range.
    changes_often_ : ndarray of bool of shape (n_features,)
        Which columns change in at least half of the training rows.
    is_counter_ : ndarray of bool of shape (n_features,)
        Which columns only grow or restart: they are read by their growth per row.
    median_activity_ : ndarray of shape (n_active_columns,)
        Median squared step of what the network reads, of columns that change often.
    least_error_ : ndarray of shape (n_features,)
        Least smoothed error in training: what is below is too calm.
    least_activity_ : ndarray of shape (n_features,)
        Least smoothed squared step in training, likewise.
    narrow_least_error_ : ndarray of shape (n_features,)
        ``least_error_`` of narrow averages, which place edges.
    narrow_least_activity_ : ndarray of shape (n_features,)
        ``least_activity_`` of narrow averages.
    estimate_weights_ : ndarray of shape (n_estimates, n_network_columns)
        Weight of each estimate of a row in its error, from the errors in training.
    median_error_ : ndarray of shape (n_features,)
        Median smoothed error of each column in training: it stands for the error of a
        column where no value of it is near.
    error_scale_ : ndarray of shape (n_features,)
        Largest smoothed error of each column in training or out of sample: its unit.
    narrow_error_scale_ : ndarray of shape (n_features,)
        The unit of errors averaged over a quarter of ``smoothing_``, which place edges.
    usual_level_ : float
        Error of rows, all columns together, that 30 % of the training rows exceed.
    error_threshold_ : float
        Error of rows, all columns together, that is the unit of scores.
    training_scores_ : ndarray of shape (n_timestamps,)
        Scores of the training rows; NaN for those that are wholly missing or excluded.
    calibration_scores_ : ndarray of shape (n_timestamps,)
        The same with errors out of sample where these are larger, for threshold rules
        and p-values.
    offset_ : float
        Score below which a row is an anomaly.
    optimizer_state_ : list of ndarray or None
        State of Adam, with which training goes on: kept with ``warm_start`` and after
        ``partial_fit``.
    n_iter_ : int
        Steps that were taken, in all.
    loss_curve_ : list of float
        Mean training loss of every 25 steps.
    validation_loss_curve_ : list of float or None
        Loss on the validation rows after every 25 steps, with ``early_stopping``.
    max_gap_ : numpy.timedelta64, float or None
        Longest step of the index within a series, with ``max_gap_factor``; NaN where
        the training rows tell none.
    time_column_ : str or None
        The parameter of this name as it was in ``fit``.
    context_ : tuple of (int, int)
        How many rows before and after a row its score may depend on. They alone give
        about that score, ``score_samples(X, last=n)`` its bits. See guide/pitfalls.
    network_ : keras.Model
        The fitted network, made anew at each access. It reads the columns that are
        not constant in training, standardized.
    longest_series_ : int
        Rows of the longest training series: no more are asked for in order to score.
    n_features_in_ : int
        Columns seen in ``fit``.
    feature_names_in_ : ndarray of shape (n_features,)
        Names of the columns seen in ``fit``, where they are all strings.

    See Also
    --------
    skseq.detectors : All detectors. The guide says when to take which.

    Notes
    -----
    A convolution with :math:`k` taps, the ``kernel_size``, and dilation :math:`d`
    computes [1]_

    .. math::

        (W *_d x)_t = b + \sum_{i=0}^{k-1} W_i \, x_{t - d (k - 1 - i)}

    with zeros before the first row. A first convolution leads to ``units`` channels.
    Residual blocks follow, each of two convolutions with the dilation :math:`d_l`:

    .. math::

        h_l = \sigma(h_{l-1}
              + \sigma(V_l *_{d_l} \sigma(W_l *_{d_l} h_{l-1}))), \qquad
        \sigma(x) = \max(x, 0)

    Dilations double from block to block as long as the network reads no more than a
    window; the last one and the taps of the first convolution are such that it reads
    exactly one. So the score of a row does not depend on where reading began. For a
    forecast the window ends with the row that is forecast. Unlike in [1]_ there is
    neither weight normalisation nor dropout. Lags, training and scoring are those of
    :class:`LSTMDetector`.

    References
    ----------
    .. [1] Bai, S., Kolter, J. Z. and Koltun, V. (2018). An empirical evaluation of
           generic convolutional and recurrent networks for sequence modeling.
           arXiv:1803.01271.

    Examples
    --------
    >>> from skseq.datasets import make_anomalous_series
    >>> from skseq.detectors import TCNDetector
    >>> X, y = make_anomalous_series(600, n_anomalies=2, random_state=0)
    >>> detector = TCNDetector(window_size=16, max_iter=25, random_state=0)
    >>> detector.fit(X[:300]).predict(X).shape
    (600,)
    """

    _parameter_constraints = {
        **RecurrentDetector._parameter_constraints,
        "units": [Interval(Integral, 1, None, closed="left")],
        "kernel_size": [Interval(Integral, 2, None, closed="left")],
    }

    def __init__(
        self,
        window_size: int | Literal["auto"] = "auto",
        *,
        units: int = 32,
        kernel_size: int = 3,
        lags: Sequence[int] | Literal["auto"] = "auto",
        latent_size: int | None = 16,
        detrend: bool = True,
        smoothing: int | Literal["auto"] = "auto",
        causal: bool = False,
        max_gap_factor: float | None = None,
        time_column: str | None = None,
        missing_score: Literal["neutral", "nan"] = "neutral",
        exclude_anomalies: bool = False,
        max_iter: int = 300,
        batch_size: int = 8,
        learning_rate: float = 5e-3,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        tol: float = 1e-4,
        contamination: float | Literal["auto"] = "auto",
        threshold: float | ThresholdRule | Literal["labels"] | None = None,
        warm_start: bool = False,
        random_state: int | np.random.RandomState | None = None,
        verbose: int = 0,
    ) -> None:
        self.window_size = window_size
        self.units = units
        self.kernel_size = kernel_size
        self.lags = lags
        self.latent_size = latent_size
        self.detrend = detrend
        self.smoothing = smoothing
        self.causal = causal
        self.max_gap_factor = max_gap_factor
        self.time_column = time_column
        self.missing_score = missing_score
        self.exclude_anomalies = exclude_anomalies
        self.max_iter = max_iter
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.tol = tol
        self.contamination = contamination
        self.threshold = threshold
        self.warm_start = warm_start
        self.random_state = random_state
        self.verbose = verbose

    def _network_params(self, window_size: int) -> dict[str, Any]:
        return super()._network_params(window_size) | {"window_size": window_size}

    @staticmethod
    @runs_as("tcn")
    def build_network(
        n_features: int,
        length: int,
        *,
        window_size: int,
        units: int,
        kernel_size: int,
        lags: tuple[int, ...],
        latent_size: int | None,
        seed: int | None,
    ) -> keras.Model:
        """Build the network: residual blocks, latent space, linear heads.

        Its other arguments are the parameters of these names.

        Parameters
        ----------
        n_features : int
            Columns that the network reads.
        length : int
            Rows of a segment.
        seed : int or None
            Seed of the initial weights.

        Returns
        -------
        network : keras.Model
            From (batch, length, n_features) to (batch, length, n_estimates,
            n_features).
        """
        import keras

        from skseq._layers.initializers import InitialWeights

        initial = InitialWeights(seed)

        def convolve(
            values: Any, size: int, dilation: int = 1, activation: str | None = "relu"
        ) -> Any:
            # As one product of two matrices: a convolution is many times slower in
            # a compiled loop on a CPU.
            length = values.shape[1]
            padded = keras.layers.ZeroPadding1D(
                ((size - 1) * dilation, 0), data_format="channels_last", dtype="float32"
            )(values)
            taps = [padded[:, tap * dilation :][:, :length] for tap in range(size)]
            taps = keras.ops.concatenate(taps, axis=2)
            found = keras.layers.Dense(
                units,
                activation=activation,
                kernel_initializer=initial.glorot_uniform,
                dtype="float32",
            )(keras.ops.reshape(taps, (-1, taps.shape[2])))
            return keras.ops.reshape(found, (-1, length, units))

        # A forecast has to be made from what a window holds before its row.
        reach = max(window_size - 1 + min(0, *lags), 0)
        first_size, dilations = cover(reach, kernel_size)

        def read(rows: Any) -> Any:
            values = convolve(rows, first_size, activation=None)
            for dilation in dilations:
                found = convolve(values, kernel_size, dilation)
                found = convolve(found, kernel_size, dilation)
                values = keras.ops.relu(values + found)
            return values

        rows = keras.Input((length, n_features), dtype="float32")
        return estimate_rows(rows, [read], lags, latent_size, initial)
