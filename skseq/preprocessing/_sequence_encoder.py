"""Rows as a few latent numbers: what a trained network makes of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    clone,
)
from sklearn.frozen import FrozenEstimator
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_array, check_is_fitted

from skseq._model.encoding import (
    can_decode,
    decode,
    encode,
    has_latent_space,
    n_latent,
    why_not_decoded,
)
from skseq._series.read import read_series, read_values
from skseq._series.table import open_table
from skseq._utils.sklearn import DocLinkMixin, HasMethods, fit_context
from skseq._utils.version import VersionMixin

if TYPE_CHECKING:
    from skseq._model.estimator import RowEstimator
    from skseq._series.series import Series
    from skseq.detectors import AutoencoderDetector


def _has_inverse(encoder: SequenceEncoder) -> bool:
    """Tell whether latent numbers can become rows again; say why if they cannot."""
    detector = getattr(encoder, "detector_", encoder._default())
    problem = None
    if hasattr(encoder, "detector_"):
        problem = why_not_decoded(encoder._estimator)
    elif not can_decode(_build_network(detector)):
        problem = "its network has no decoder"
    if problem is not None:
        raise AttributeError(
            f"SequenceEncoder has no inverse_transform with {_name(detector)}, since "
            f"{problem}."
        )
    return True


class SequenceEncoder(
    DocLinkMixin,
    VersionMixin,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    BaseEstimator,
):
    """Turn each row of a series into the latent numbers of a trained network.

    Row *t* of the result is what the network has made of the rows up to *t*: a few
    numbers that say in which state a machine is, for
    :class:`~sklearn.cluster.KMeans`, :class:`~sklearn.neighbors.LocalOutlierFactor`,
    :class:`~sklearn.ensemble.RandomForestClassifier` or a picture. With an autoencoder
    they are the latent vector *z* of the window that ends in row *t*, with a recurrent
    detector its state after row *t*. Later rows do not count. With ``window_size=1`` an
    autoencoder takes each row by itself, as a :class:`~sklearn.decomposition.PCA` that
    need not be linear.

    Parameters
    ----------
    detector : detector of :mod:`skseq.detectors` or None, default=None
        Whose network is trained: a clone of it with ``causal=True``. None takes
        ``AutoencoderDetector(detrend=False)``. A fitted detector in a
        :class:`~sklearn.frozen.FrozenEstimator` is taken as it is.

    Attributes
    ----------
    detector_ : detector
        The fitted detector.
    time_column_ : str or None
        The parameter of this name as it was in ``fit``.
    n_features_in_ : int
        Number of columns seen during ``fit``, without that of times.
    feature_names_in_ : ndarray of shape (n_features,)
        Names of the columns seen during ``fit``, where all of them are strings.

    See Also
    --------
    SlidingWindow : Rows with the rows before them, as they are.

    Notes
    -----
    Windows, the trend, missing values, series and their boundaries are those of the
    detector, so ``max_gap_factor`` and ``time_column`` are parameters of it. The window
    of one of the first rows of a series is filled up with repetitions of the first
    row; a recurrent network starts with the first row.

    Most detectors subtract a moving average from their columns, so that their latent
    numbers say how a column moves and not where it stands. Pass ``detrend=False`` where
    its level matters. Only then are there numbers to make rows of by
    :meth:`inverse_transform`.

    A recurrent detector compresses its state to ``latent_size`` numbers; the result is
    the state itself with ``latent_size=None``. A :class:`~skseq.detectors.VAEDetector`
    gives the means of its latent numbers. A class of your own has a latent space if it
    keeps the ``build_network`` of its base.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.detectors import AutoencoderDetector
    >>> from skseq.preprocessing import SequenceEncoder
    >>> X = np.sin(np.arange(300.0) / 5)[:, None]
    >>> detector = AutoencoderDetector(
    ...     window_size=16, latent_size=2, max_iter=25, random_state=0
    ... )
    >>> SequenceEncoder(detector).fit_transform(X).shape
    (300, 2)
    """

    _parameter_constraints = {"detector": [HasMethods(["fit", "score_samples"]), None]}

    # Groups are asked for wherever metadata is routed.
    __metadata_request__fit = {"groups": True}
    __metadata_request__transform = {"groups": True}

    def __init__(self, detector: Any = None) -> None:
        self.detector = detector

    # The detector checks its own parameters.
    @fit_context(prefer_skip_nested_validation=False)
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Train the network.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            The training series: rows in time order. Several series stand one after
            the other. NaN is a missing value.
        y : array-like of shape (n_timestamps,), default=None
            Handed on to the detector, which ignores it unless it is told otherwise.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; the rows of a series stand together. None = what the
            index of X says, if X is a pandas frame, as for the ``fit`` of the detector.

        Returns
        -------
        self : SequenceEncoder
            The fitted transformer.

        Raises
        ------
        ValueError
            If the detector has no latent space, or was fitted so that what it says of a
            row depends on later ones.
        """
        detector = self._default()
        if not has_latent_space(_build_network(detector)):
            raise ValueError(
                f"detector={_name(detector)} has no latent space: give a detector of "
                "skseq.detectors."
            )
        if isinstance(detector, FrozenEstimator):
            fitted = detector.estimator
            check_is_fitted(fitted)
            _refuse_later_rows(fitted)
            _read(fitted, X, groups, fitted)
        else:
            fitted = clone(detector).set_params(causal=True).fit(X, y, groups=groups)
        # Only now: a fit that fails changes nothing.
        self.detector_: Any = fitted
        self.time_column_: str | None = fitted.time_column_
        self.n_features_in_: int = fitted.n_features_in_
        self.__dict__.pop("feature_names_in_", None)
        if hasattr(fitted, "feature_names_in_"):
            self.feature_names_in_: np.ndarray = fitted.feature_names_in_
        return self

    def fit_transform(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> np.ndarray:
        """Train the network, and return the latent numbers of each row.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            The training series: rows in time order.
        y : array-like of shape (n_timestamps,), default=None
            As for :meth:`fit`.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        Z : ndarray of shape (n_timestamps, n_latent)
            As :meth:`transform` returns them.
        """
        return self.fit(X, y, groups=groups).transform(X, groups=groups)

    def transform(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> np.ndarray:
        """Return the latent numbers of each row.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Series, rows in time order. NaN is a missing value. Earlier calls do not
            matter.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`. Nothing is read across their
            boundaries.

        Returns
        -------
        Z : ndarray of shape (n_timestamps, n_latent)
            Row *t* depends on no row after *t* of its series. Computed in float32, of
            dtype float32 if ``X`` is, else float64.
        """
        check_is_fitted(self)
        given = _read(self, X, groups, self.detector_)
        estimator = self._estimator
        latent = encode(estimator, estimator.columns.filled(given))
        return latent.astype(given.values.dtype, copy=False)

    @available_if(_has_inverse)
    def inverse_transform(self, X: ArrayLike) -> np.ndarray:
        """Return the rows that latent numbers stand for.

        There is this method with autoencoders alone, and after ``fit`` only if no
        column has lost its trend or is a counter, which is read by its growth.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_latent)
            Latent numbers, as :meth:`transform` returns them. Each row by itself.

        Returns
        -------
        rows : ndarray of shape (n_timestamps, n_features)
            What the decoder makes of them, in units of the training rows: of a window
            its last row. Constant columns have their constants, and columns that were
            missing throughout NaN.
        """
        check_is_fitted(self)
        latent = check_array(X, dtype=[np.float64, np.float32], input_name="X")
        if latent.shape[1] != self._n_features_out:
            raise ValueError(
                f"X has {latent.shape[1]} columns, but SequenceEncoder gives rows "
                f"{self._n_features_out} latent numbers: give what transform returns."
            )
        rows = decode(self._estimator, latent)
        return rows.astype(latent.dtype, copy=False)

    def get_feature_names_out(
        self, input_features: ArrayLike | None = None
    ) -> np.ndarray:
        """Return the name of each latent number.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Ignored.

        Returns
        -------
        feature_names_out : ndarray of str objects
            ``sequenceencoder0``, ``sequenceencoder1``, ...
        """
        return super().get_feature_names_out(input_features)

    def __sklearn_tags__(self) -> Any:
        """Return the tags of scikit-learn: missing values are welcome."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def _default(self) -> Any:
        """Return the detector, or what None stands for."""
        return _autoencoder() if self.detector is None else self.detector

    @property
    def _estimator(self) -> RowEstimator:
        """Return the trained network."""
        return self.detector_._model().estimator

    @property
    def _n_features_out(self) -> int:
        """Return how many columns the result has."""
        return n_latent(self._estimator)


def _autoencoder() -> AutoencoderDetector:
    """Return the detector that None stands for: levels are part of a state."""
    from skseq.detectors import AutoencoderDetector

    return AutoencoderDetector(detrend=False)


def _build_network(detector: Any) -> Any:
    """Return what builds the network of a detector, None where nothing does."""
    if isinstance(detector, FrozenEstimator):
        detector = detector.estimator
    return getattr(type(detector), "build_network", None)


def _name(detector: Any) -> str:
    """Return the class of a detector."""
    return type(detector).__name__


def _refuse_later_rows(fitted: Any) -> None:
    """Raise where what a fitted detector says of rows depends on later ones."""
    if fitted._model().estimator.input.reach[1]:
        raise ValueError(
            f"the fitted {_name(fitted)} takes a trend out of rows that depends on "
            "later ones: fit it with causal=True or detrend=False."
        )


def _read(
    estimator: Any, X: ArrayLike, groups: ArrayLike | None, detector: Any
) -> Series:
    """Return rows as series, cut as the detector cuts them; few rows do as well."""
    X, index = open_table(X, detector.time_column_)
    values = read_values(estimator, X, reset=False)
    return read_series(index, values, groups, max_gap=detector.max_gap_)
