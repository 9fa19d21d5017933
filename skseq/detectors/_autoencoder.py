"""AutoencoderDetector: windows reconstructed from a small latent space."""

from numbers import Integral, Real

from skseq._compat import Interval, StrOptions, TupleOf
from skseq.detectors._base import SequenceDetector
from skseq.detectors._initial_weights import InitialWeights


class AutoencoderDetector(SequenceDetector):
    r"""Detect anomalies as rows that an autoencoder fails to reconstruct.

    An encoder compresses windows of the series to a few numbers and a decoder
    reconstructs the windows from them. What is unlike the training windows does not
    survive this: the score of a row is minus its squared reconstruction error,
    averaged over the windows that cover it. Labels, signs and methods are those of
    :class:`sklearn.ensemble.IsolationForest`.

    Parameters
    ----------
    window_size : int or "auto", default="auto"
        Rows that the network compresses and reconstructs together. With 1 every row
        is reconstructed for itself, without context.
        ``"auto"`` takes the dominant period of the training series, rounded to one of
        seven sizes from 32 to 128, or 64 where the series has no period; less where
        a window would hold more than 1024 values.
    hidden_layer_sizes : tuple of int, default=(128, 64)
        Units of the layers of the encoder; the decoder has the same in reverse.
    latent_size : int, default=8
        Numbers to which a window is compressed.
    activation : {"relu", "tanh", "elu", "gelu", "silu", "linear"}, default="relu"
        Activation of the hidden layers; the latent space and the output are linear.
    detrend : bool, default=True
        Whether to take the mean around each row out of columns that change in at least
        half of the rows: the network then learns shapes, not levels. The mean is a
        triangular one that reaches two windows to both sides or, with ``causal``, four
        windows back. Not done with ``window_size=1``.
    noise : float, default=0.3
        Standard deviation of the Gaussian noise that is added to the windows in
        training, in standard deviations of the training rows. The network has to
        restore the windows without it [2]_; 0 trains a plain autoencoder.
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
    max_iter : int, default=2500
        Steps of the optimizer, at most: short and long series train for as long.
    batch_size : int, default=64
        Segments of the series in each step.
    learning_rate : float, default=1e-3
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
    LSTMDetector : One layer with input, forget and output gates.
    GRUDetector : One layer with update and reset gates.
    StackedLSTMDetector : Several LSTM layers on top of each other.
    LSTMAutoencoderDetector : Reconstructs windows by LSTM layers.

    Notes
    -----
    With a window as a vector :math:`x`, the encoder :math:`\phi` and the decoder
    :math:`\psi` are trained together [1]_ to minimise

    .. math::

        \lVert x - \psi(\phi(x + \varepsilon)) \rVert^2, \qquad z = \phi(x)

    over random windows of the series, where :math:`\varepsilon` is the noise. When a
    series is scored, a row is covered by about four windows; with ``causal=True`` it
    is estimated as the last row of one window.

    References
    ----------
    .. [1] Hinton, G. E. and Salakhutdinov, R. R. (2006). Reducing the dimensionality
           of data with neural networks. Science 313(5786), 504-507.
    .. [2] Vincent, P., Larochelle, H., Bengio, Y. and Manzagol, P.-A. (2008).
           Extracting and composing robust features with denoising autoencoders. ICML
           2008, 1096-1103.

    Examples
    --------
    >>> from skseq.datasets import make_anomalous_series
    >>> from skseq.detectors import AutoencoderDetector
    >>> X, y = make_anomalous_series(600, n_anomalies=2, random_state=0)
    >>> detector = AutoencoderDetector(window_size=16, max_iter=25, random_state=0)
    >>> detector.fit(X[:300]).predict(X).shape
    (600,)
    """

    _plan = "window"

    _parameter_constraints = {
        **SequenceDetector._parameter_constraints,
        "hidden_layer_sizes": [TupleOf(Integral, 1, None, closed="left")],
        "latent_size": [Interval(Integral, 1, None, closed="left")],
        "activation": [
            StrOptions({"relu", "tanh", "elu", "gelu", "silu", "linear"}),
        ],
        "detrend": ["boolean"],
        "noise": [Interval(Real, 0, None, closed="left")],
    }

    def __init__(
        self,
        window_size="auto",
        *,
        hidden_layer_sizes=(128, 64),
        latent_size=8,
        activation="relu",
        detrend=True,
        noise=0.3,
        smoothing="auto",
        causal=False,
        gap=None,
        missing_score="neutral",
        exclude_anomalies=False,
        max_iter=2500,
        batch_size=64,
        learning_rate=1e-3,
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
        self.hidden_layer_sizes = hidden_layer_sizes
        self.latent_size = latent_size
        self.activation = activation
        self.detrend = detrend
        self.noise = noise
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
    def build_network(
        n_features, length, *, hidden_layer_sizes, latent_size, activation, noise, seed
    ):
        """Build the network: encoder to the latent space, then decoder."""
        import keras

        initial = InitialWeights(seed)

        def dense(size, activation):
            return keras.layers.Dense(
                size,
                activation=activation,
                kernel_initializer=initial.glorot_uniform,
            )

        rows = keras.Input((length, n_features))
        values = keras.layers.GaussianNoise(noise, seed=initial.noise_seed)(rows)
        values = keras.layers.Flatten()(values)
        for size in hidden_layer_sizes:
            values = dense(size, activation)(values)
        values = dense(latent_size, "linear")(values)
        for size in reversed(hidden_layer_sizes):
            values = dense(size, activation)(values)
        values = dense(length * n_features, "linear")(values)
        return keras.Model(rows, keras.ops.reshape(values, (-1, length, 1, n_features)))
