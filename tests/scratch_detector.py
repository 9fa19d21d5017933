"""ConvDetector: a convolution that forecasts a row from the rows before it."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Literal

import numpy as np

from skseq._utils.sklearn import Interval
from skseq.detectors._base import SequenceDetector
from skseq.thresholds import ThresholdRule

if TYPE_CHECKING:
    import keras


class ConvDetector(SequenceDetector):
    r"""Detect anomalies as rows that a convolution of earlier rows does not forecast.

    Two convolutions along the series forecast each row from the four rows before it.
    Rows far from their forecasts are anomalies.

    Parameters
    ----------
    filters : int, default=8
        Filters of the first convolution.

    Attributes
    ----------

    See Also
    --------
    skseq.detectors : All detectors. The guide says when to take which.

    Notes
    -----
    The forecast of row :math:`x_t` is :math:`V \tanh(W x_{t-4:t-1} + b) + a` [1]_.

    References
    ----------
    .. [1] Waibel, A. et al. (1989). Phoneme recognition using time-delay neural
           networks. IEEE Trans. Acoustics, Speech, and Signal Process. 37(3), 328-339.

    Examples
    --------
    >>> from skseq.datasets import make_anomalous_series
    >>> from skseq.detectors import ConvDetector
    >>> X, y = make_anomalous_series(600, n_anomalies=2, random_state=0)
    >>> detector = ConvDetector(window_size=16, max_iter=25, random_state=0)
    >>> detector.fit(X[:300]).predict(X).shape
    (600,)
    """

    _plan = "block"

    _parameter_constraints = {
        **SequenceDetector._parameter_constraints,
        "filters": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        window_size: int | Literal["auto"] = "auto",
        *,
        filters: int = 8,
        smoothing: int | Literal["auto"] = "auto",
        causal: bool = False,
        max_gap_factor: float | None = None,
        time_column: str | None = None,
        missing_score: Literal["neutral", "nan"] = "neutral",
        exclude_anomalies: bool = False,
        max_iter: int = 300,
        batch_size: int = 16,
        learning_rate: float = 1e-2,
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
        self.filters = filters
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

    @staticmethod
    def build_network(
        n_features: int, length: int, *, filters: int, seed: int | None
    ) -> keras.Model:
        """Build the network: two convolutions of the rows before."""
        import keras

        from skseq._layers.initializers import InitialWeights

        initial = InitialWeights(seed)
        rows = keras.Input((length, n_features))
        values = keras.layers.ZeroPadding1D((1, 0))(rows)[:, :length]
        for n_filters, size, activation in [
            (filters, 4, "tanh"),
            (n_features, 1, None),
        ]:
            values = keras.layers.Conv1D(
                n_filters,
                size,
                activation=activation,
                padding="causal",
                kernel_initializer=initial.glorot_uniform,
            )(values)
        return keras.Model(rows, keras.ops.expand_dims(values, axis=2))
