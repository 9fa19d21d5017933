"""LSTMDetector: one LSTM layer that estimates rows from what it has read."""

from numbers import Integral

from skseq._compat import Interval
from skseq.detectors._initial_weights import InitialWeights
from skseq.detectors._recurrent import RecurrentDetector, estimate_rows


class LSTMDetector(RecurrentDetector):
    r"""Detect anomalies as rows that an LSTM network does not recollect.

    A layer of long short-term memory cells reads the series row by row. What it
    remembers is compressed to a few numbers, from which linear heads estimate the rows
    of the last window, or rows ahead. Rows far from their estimates are anomalies: the
    score of a row falls with its squared error. Labels, signs and methods are those of
    :class:`sklearn.ensemble.IsolationForest`.

    Parameters
    ----------
    window_size : int or "auto", default="auto"
        Rows that the network has read at least when it estimates a row, that row
        included. With 1 every row is compared with the mean, without context.
        ``"auto"`` takes the dominant period of the training series, rounded to one of
        seven sizes from 32 to 128, or 64 where the series has no period.
    units : int, default=64
        Cells of the LSTM layer.
    horizons : tuple of int or "auto", default="auto"
        How many rows ahead each estimate of a row is made; 0 is made when the row has
        been read, -8 when eight more have been. One row ahead is too easy where series
        are smooth: the network learns to repeat the last row. ``"auto"`` spreads five
        over a window, from 0 back to its first row.
    latent_size : int or None, default=16
        Numbers to which what has been read is compressed before rows are estimated
        from it; None leaves it as it is.
    detrend : bool, default=True
        Whether to take the mean around each row out of columns that change in at least
        half of the rows: the network then learns shapes, not levels. The mean is a
        triangular one that reaches two windows to both sides or, with ``causal``, four
        windows back. Not done with ``window_size=1``.
    smoothing : int or "auto", default="auto"
        Rows over which the errors of each column are averaged, twice in turn: an
        event lasts longer than the single rows that surprise the network. ``"auto"``
        takes the period or, where none was looked for or found, the window size,
        within 64 to 256 rows, and 1, no average, with ``window_size=1``.
    causal : bool, default=False
        Whether the score of a row may depend on no later row, as it must where
        rows are scored as they arrive. Otherwise errors are averaged around a row,
        which places events better.
    gap : float, default=None
        If given, a series also ends where time jumps: where the index of X, or its
        last level, moves on by more than ``gap`` times the median step of the
        training rows. At least 1. Where ``groups`` are given they alone decide.
    missing_score : {"neutral", "nan"}, default="neutral"
        Score of a row whose values are all missing. ``"neutral"``: what the rows
        around it say, as far as the smoothing reaches, and then that of a typical row
        of training. ``"nan"``: NaN, which ``predict`` takes for normal.
    exclude_anomalies : bool, default=False
        Whether rows that ``y`` marks as anomalies are kept out of the loss and of all
        that is taken from the training rows, the limit included. They are still read,
        as what comes before other rows. By default ``y`` is ignored.
    max_iter : int, default=300
        Steps of the optimizer, at most: short and long series train for as long.
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
        Share of the training rows, in (0, 0.5], to be marked as anomalies: it sets
        ``offset_``. ``"auto"`` is 0.01.
    threshold : float, rule of :mod:`skseq.thresholds`, "labels" or None, default=None
        If given, what sets ``offset_`` in place of ``contamination``, which is then to
        be left ``"auto"``. A number is the largest error of a normal row, with the
        largest error in training as unit. A rule finds the limit in the scores of the
        training rows. ``"labels"`` takes the one that is best for the ``y`` of
        ``fit``: short for ``LabelThreshold()``.
    warm_start : bool, default=False
        Whether a further ``fit`` goes on with the network of the one before: weights,
        optimizer, widths and the units of the columns stay, and ``max_iter`` steps are
        added. The units of the errors and the limit are those of the rows given last.
    random_state : int, RandomState instance or None, default=None
        Source of the initial weights and of the order of training. Pass an int for
        the same result at each call.
    verbose : int, default=0
        Whether to print the loss while training.

    Attributes
    ----------
    window_size_ : int
        Rows in a window.
    smoothing_ : int
        Rows over which errors are averaged.
    horizons_ : tuple of int
        How many rows ahead each estimate is made.
    weights_ : list of ndarray
        Weights of the network, in the order of ``network_.get_weights()``.
    center_, scale_ : ndarray of shape (n_features,)
        Mean and standard deviation of the training rows, to whose scale the network
        reads its input; the scale of a constant column is infinite, and both are NaN
        for a column that was missing throughout.
    changes_often_ : ndarray of bool of shape (n_features,)
        Which columns change in at least half of the training rows.
    estimate_weights_ : ndarray of shape (n_estimates, n_network_columns)
        Weight of each estimate of a row in its error, from the errors in training.
    typical_error_ : ndarray of shape (n_features,)
        Median smoothed error of each column in training: what is taken for the error
        of a column where no value of it is near.
    error_scale_ : ndarray of shape (n_features,)
        Largest smoothed error of each column in training, the unit of its errors.
    training_scores_ : ndarray of shape (n_timestamps,)
        Scores of the training rows, for :meth:`set_threshold`; NaN for those that are
        wholly missing or excluded.
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
    time_step_ : numpy.timedelta64, float or None
        Median step of the index of the training rows, with ``gap``.
    context_ : tuple of (int, int)
        How many rows before and after a row its score may depend on.
    network_ : keras.Model
        The fitted network, made anew at each access. It reads the columns that are
        not constant in training, standardized.
    n_features_in_ : int
        Columns seen in ``fit``.
    feature_names_in_ : ndarray of shape (n_features,)
        Names of the columns seen in ``fit``, where they are all strings.

    See Also
    --------
    GRUDetector : One layer with update and reset gates.
    StackedLSTMDetector : Several LSTM layers on top of each other.
    AutoencoderDetector : Reconstructs windows from a small latent space.
    LSTMAutoencoderDetector : Reconstructs windows by LSTM layers.

    Notes
    -----
    After row :math:`x_t` a cell holds the state :math:`c_t` and gives out :math:`h_t`
    [1]_, [2]_:

    .. math::

        i_t &= \sigma(W_i x_t + U_i h_{t-1} + b_i) \\
        f_t &= \sigma(W_f x_t + U_f h_{t-1} + b_f) \\
        o_t &= \sigma(W_o x_t + U_o h_{t-1} + b_o) \\
        c_t &= f_t \odot c_{t-1} + i_t \odot \tanh(W_c x_t + U_c h_{t-1} + b_c) \\
        h_t &= o_t \odot \tanh(c_t)

    with the input gate :math:`i_t`, the forget gate :math:`f_t` and the output gate
    :math:`o_t`. At horizon :math:`k` the estimate of row :math:`t` is
    :math:`V_k (B h_{t-k} + b) + a_k`, where :math:`B` compresses the state to
    ``latent_size`` numbers. With :math:`k > 0` it is a forecast [3]_; with
    :math:`k \leq 0`, the default, the network has read the row and
    has to recollect it, as an encoder and decoder do [4]_, so whole cycles of a wrong
    shape are seen, not only jumps. Each estimate weighs as much as the others: the
    errors of each are divided by their mean in training. The network is trained on
    random blocks of at most 256 rows, and scores blocks of at least three windows
    after a warm-up of one: it reads each row about once, not once for each window.

    References
    ----------
    .. [1] Hochreiter, S. and Schmidhuber, J. (1997). Long short-term memory. Neural
           Computation 9(8), 1735-1780.
    .. [2] Gers, F. A., Schmidhuber, J. and Cummins, F. (2000). Learning to forget:
           continual prediction with LSTM. Neural Computation 12(10), 2451-2471.
    .. [3] Malhotra, P., Vig, L., Shroff, G. and Agarwal, P. (2015). Long short term
           memory networks for anomaly detection in time series. ESANN 2015, 89-94.
    .. [4] Malhotra, P., Ramakrishnan, A., Anand, G., Vig, L., Agarwal, P. and
           Shroff, G. (2016). LSTM-based encoder-decoder for multi-sensor anomaly
           detection. ICML 2016 Anomaly Detection Workshop. arXiv:1607.00148.

    Examples
    --------
    >>> from skseq.datasets import make_anomalous_series
    >>> from skseq.detectors import LSTMDetector
    >>> X, y = make_anomalous_series(600, n_anomalies=2, random_state=0)
    >>> detector = LSTMDetector(window_size=16, max_iter=25, random_state=0)
    >>> detector.fit(X[:300]).predict(X).shape
    (600,)
    """

    _parameter_constraints = {
        **RecurrentDetector._parameter_constraints,
        "units": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        window_size="auto",
        *,
        units=64,
        horizons="auto",
        latent_size=16,
        detrend=True,
        smoothing="auto",
        causal=False,
        gap=None,
        missing_score="neutral",
        exclude_anomalies=False,
        max_iter=300,
        batch_size=8,
        learning_rate=5e-3,
        early_stopping=False,
        validation_fraction=0.1,
        n_iter_no_change=10,
        tol=1e-4,
        contamination="auto",
        threshold=None,
        warm_start=False,
        random_state=None,
        verbose=0,
    ):
        self.window_size = window_size
        self.units = units
        self.horizons = horizons
        self.latent_size = latent_size
        self.detrend = detrend
        self.smoothing = smoothing
        self.causal = causal
        self.gap = gap
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

    @staticmethod
    def build_network(n_features, length, *, units, horizons, latent_size, seed):
        """Build the network: LSTM layer, latent space, linear heads."""
        import keras

        from skseq._layers.lstm import LSTM

        initial = InitialWeights(seed)
        rows = keras.Input((length, n_features))
        lstm = LSTM(
            units,
            return_sequences=True,
            kernel_initializer=initial.glorot_uniform,
            recurrent_initializer=initial.orthogonal,
            seed=initial.noise_seed,
            bias_initializer=initial.forget_bias,
            unit_forget_bias=False,  # it stands in the initializer
        )
        return estimate_rows(rows, [lstm], horizons, latent_size, initial)
