"""StackedLSTMForecaster: several LSTM layers that forecast the rows ahead."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Literal

import numpy as np

from skseq._utils.sklearn import TupleOf
from skseq.forecasting._base import SequenceForecaster
from skseq.forecasting._network import forecast_rows

if TYPE_CHECKING:
    import keras


class StackedLSTMForecaster(SequenceForecaster):
    """Forecast series by several LSTM layers, with bands.

    Each layer of long short-term memory cells reads the states of the one before it,
    the first the series row by row. From the last state and from the last rows the next
    ``horizon`` rows are estimated, all at once. What the network does not know better
    than the value a season ago, or the last one, is left to these.

    Parameters
    ----------
    horizon : int, default=24
        Rows ahead that are forecast, at most; each is estimated directly, not from the
        forecasts before it.
    units : tuple of int, default=(64, 32)
        Cells of each LSTM layer, the first one first.
    window_size : int or "auto", default="auto"
        Rows that the linear part of a forecast is made from. ``"auto"`` takes the
        season, within 32 to 128 rows.
    season : int, "auto" or None, default="auto"
        Rows of a season, whose changes are forecast beside the values themselves.
        ``"auto"`` takes the dominant period; None, or no period, the step from a row to
        the next.
    max_gap_factor : float or None, default=None
        If given, a series also ends where the index of X steps by more than so many
        times, at least 1, its median step in training.
    time_column : str or None, default=None
        Column of a frame that holds the times of its rows, in place of an index: for
        polars and others without one. It is no feature.
    max_iter : int, default=800
        Steps of the optimizer, for each of two networks.
    batch_size : int, default=8
        Segments of the series in each step.
    learning_rate : float, default=5e-3
        Learning rate of Adam at the first step; it falls to zero as half a cosine.
    random_state : int, RandomState instance or None, default=None
        Source of the initial weights and of the order of training. Pass an int for
        the same result at each call.
    verbose : int, default=0
        Whether to print the loss while training.

    Attributes
    ----------
    horizon_, window_size_, season_ : int
        The parameters of these names as numbers of rows; no season is 1.
    center_, scale_ : ndarray of shape (n_features,)
        Mean and standard deviation of the training rows, by which the input is scaled.
        A constant column has an infinite scale; one without any value has NaN for both.
    change_scale_ : ndarray of shape (n_features,)
        Standard deviation of the changes from a season before, in units of ``scale_``.
    candidate_errors_ : ndarray of shape (5, ``horizon_``, n_features)
        Mean squared errors out of sample, in variances of the column, of each forecast
        that goes into the mean: the network's value; the value a season before and the
        network's change; that of the regressions; the value a season before; and the
        last value.
    mean_errors_ : ndarray of shape (``horizon_``, n_features)
        The same of their mean.
    error_quantiles_ : ndarray of shape (201, ``horizon_``, n_features)
        Errors of the mean out of sample, from the lowest to the highest in equal
        shares, in units of the size that was to be expected.
    network_params_ : dict
        Keyword arguments of ``build_network`` that the network was built with.
    weights_ : list of ndarray
        Weights of the network; none if all columns are constant.
    linear_weights_ : ndarray of shape (n_read, ``window_size_`` + 2, ``horizon_``)
        Weights of the regressions, of each column that is not constant: of the last
        rows, of the row a season before the one that is forecast, and a constant. NaN
        if series are too short for them.
    n_iter_ : int
        Steps that were taken.
    loss_curve_ : list of float
        Mean training loss of every 25 steps.
    max_gap_ : numpy.timedelta64, float or None
        Longest step of the index within a series, with ``max_gap_factor``; NaN where
        the training rows tell none.
    time_column_ : str or None
        The parameter of this name as it was in ``fit``.
    n_features_in_ : int
        Number of columns of X.
    feature_names_in_ : ndarray of shape (``n_features_in_``,)
        Names of the columns, if X has names that are all strings.

    See Also
    --------
    LSTMForecaster : The same with one layer.
    skseq.detectors.StackedLSTMDetector : Finds rows that are not as estimated.

    Notes
    -----
    Of each column the network reads the value and its change, the difference to one
    season before, and estimates both for each number of rows ahead: by a linear head on
    the state, and by a linear function of the last ``window_size_`` rows that is the
    same for all columns [1]_. A forecast is the mean of five: the estimated value; the
    value a season before and the estimated change; that of a ridge regression on the
    last ``window_size_`` rows of the column; the value a season before; and the last
    value. Their weights fall with the square of their mean squared errors, on rows that
    nothing was learned from and on the last 96 rows before a forecast is made [2]_. So
    a series that no network can forecast, or that has changed since, is forecast by
    what still holds. Quantiles of the errors of the mean, in units of its errors on the
    last 96 rows, make the bands.

    References
    ----------
    .. [1] Lai, G., Chang, W.-C., Yang, Y. and Liu, H. (2018). Modeling long- and
           short-term temporal patterns with deep neural networks. SIGIR 2018, 95-104.
    .. [2] Bates, J. M. and Granger, C. W. J. (1969). The combination of forecasts.
           Journal of the Operational Research Society 20(4), 451-468.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.forecasting import StackedLSTMForecaster
    >>> X = np.sin(np.arange(400) / 5)[:, None]
    >>> forecaster = StackedLSTMForecaster(3, units=(4, 2), max_iter=25, random_state=0)
    >>> forecaster.fit(X).forecast(X).shape
    (3, 1)
    >>> lower, upper = forecaster.forecast_interval(X, steps=2, coverage=0.8)
    >>> bool((lower <= upper).all())
    True
    """

    _parameter_constraints = {
        **SequenceForecaster._parameter_constraints,
        "units": [TupleOf(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        horizon: int = 24,
        *,
        units: tuple[int, ...] = (64, 32),
        window_size: int | Literal["auto"] = "auto",
        season: int | Literal["auto"] | None = "auto",
        max_gap_factor: float | None = None,
        time_column: str | None = None,
        max_iter: int = 800,
        batch_size: int = 8,
        learning_rate: float = 5e-3,
        random_state: int | np.random.RandomState | None = None,
        verbose: int = 0,
    ) -> None:
        self.horizon = horizon
        self.units = units
        self.window_size = window_size
        self.season = season
        self.max_gap_factor = max_gap_factor
        self.time_column = time_column
        self.max_iter = max_iter
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.verbose = verbose

    @staticmethod
    def build_network(
        n_features: int,
        length: int,
        *,
        units: tuple[int, ...],
        lags: tuple[int, ...],
        window_size: int,
        seed: int | None,
    ) -> keras.Model:
        """Build the network: recurrent layers, linear heads and a linear function.

        Parameters
        ----------
        n_features : int
            Columns that the network reads: two of each column of X.
        length : int
            Rows of a segment.
        units : tuple of int
            The parameter of this name.
        lags : tuple of int
            When each estimate of a row is made, below 0: so many rows before it.
        window_size : int
            Rows that the linear function is of.
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
        from skseq._layers.lstm import LSTM

        initial = InitialWeights(seed)
        rows = keras.Input((length, n_features), dtype="float32")
        layers = [
            LSTM(
                n_cells,
                return_sequences=True,
                kernel_initializer=initial.glorot_uniform,
                recurrent_initializer=initial.orthogonal,
                seed=initial.noise_seed,
                dtype="float32",
                bias_initializer=initial.forget_bias,
                unit_forget_bias=False,  # It stands in the initializer
            )
            for n_cells in units
        ]
        return forecast_rows(rows, layers, lags, window_size, initial)
