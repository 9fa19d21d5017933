"""PerSeriesDetector: one model for each of many series."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from numbers import Integral
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, MetaEstimatorMixin, OutlierMixin, clone
from sklearn.utils import get_tags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skseq._utils.sklearn import (
    DocLinkMixin,
    HasMethods,
    StrOptions,
    fit_context,
)
from skseq._utils.version import VersionMixin
from skseq.compose._models import ask_each, fit_each


def _estimator_has(method: str) -> Callable[[PerSeriesDetector], bool]:
    """Return whether the models, or before a fit the estimator, have a method."""

    def check(detector: PerSeriesDetector) -> bool:
        models = getattr(detector, "estimators_", {None: detector.estimator})
        return hasattr(next(iter(models.values())), method)

    return check


class PerSeriesDetector(
    DocLinkMixin, VersionMixin, MetaEstimatorMixin, OutlierMixin, BaseEstimator
):
    """Fit a detector of its own to each of many series.

    Series that differ, such as those of servers with different work, each get a model
    that knows only them, and their rows are scored by it. Similar series learn more
    from one common model: give them to a detector of :mod:`skseq.detectors` as they
    are.

    Parameters
    ----------
    estimator : estimator object
        Any detector with ``fit`` and ``predict``, of this package or of scikit-learn,
        or a pipeline that ends with one. It is cloned for each series.
    unseen : {"error", "shared"}, default="error"
        What to do with series that were not there in ``fit``: refuse them, or score
        them by one more model, fitted to the rows of all series.
    n_jobs : int, default=None
        Threads that fit and score models at the same time; None is 1, -1 all
        processors. ``joblib.parallel_config(backend="loky")`` makes them processes,
        each of which compiles the networks of this package for itself.
    verbose : int, default=0
        Whether joblib prints how many series are fitted or scored; with 10 or more a
        line for each.

    Attributes
    ----------
    estimators_ : dict
        Fitted detectors by the name of their series: its value in ``groups`` or in the
        outer levels of the index, a tuple of several; None for X that names no series.
    shared_estimator_ : estimator object or None
        The model of unseen series, with ``unseen="shared"``.
    n_features_in_ : int
        Number of columns seen in ``fit``, where the detectors say so.
    feature_names_in_ : ndarray of shape (n_features,)
        Names of the columns seen in ``fit``, where they are all strings.
    offset_ : float
        Threshold of the only model. With several series each model has its own.
    context_ : tuple of (int, int)
        How many rows before and after a row its score may depend on: the maximum over
        the models, where they say so.

    See Also
    --------
    skseq.utils.stack_series : Puts series into one X with ``groups``.
    skseq.detectors : One model for all series.

    Notes
    -----
    Networks of one shape share their compiled programs, so that hundreds of models
    compile once; ``window_size="auto"`` may give each series another shape. Scores of
    different models have different units: compare series by ``decision_function``,
    whose zero is the threshold of each model, or by ``predict``.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.ensemble import IsolationForest
    >>> from skseq.compose import PerSeriesDetector
    >>> rng = np.random.RandomState(0)
    >>> X = np.concatenate([rng.normal(size=(200, 1)), rng.normal(50, 9, (200, 1))])
    >>> groups = np.repeat(["mill", "kiln"], 200)
    >>> detector = PerSeriesDetector(IsolationForest(random_state=0))
    >>> detector.fit(X, groups=groups)
    PerSeriesDetector(estimator=IsolationForest(random_state=0))
    >>> detector.predict([[0.1], [50.0], [50.0]], groups=["mill", "mill", "kiln"])
    array([ 1, -1,  1])
    """

    _parameter_constraints = {
        "estimator": [HasMethods(["fit", "predict"])],
        "unseen": [StrOptions({"error", "shared"})],
        "n_jobs": [Integral, None],
        "verbose": ["verbose"],
    }

    # Detectors ask for groups wherever metadata is routed.
    __metadata_request__fit = {"groups": True}
    __metadata_request__predict = {"groups": True}
    __metadata_request__decision_function = {"groups": True}
    __metadata_request__score = {"groups": True}

    def __init__(
        self,
        estimator: Any,
        *,
        unseen: Literal["error", "shared"] = "error",
        n_jobs: int | None = None,
        verbose: int = 0,
    ) -> None:
        self.estimator = estimator
        self.unseen = unseen
        self.n_jobs = n_jobs
        self.verbose = verbose

    @fit_context(prefer_skip_nested_validation=False)
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Fit a clone of the estimator to each series.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows of one or more series, one after the other.
        y : array-like of shape (n_timestamps,), default=None
            Labels of the rows, handed to the estimator.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; the rows of a series stand together. None = what the
            outer levels of a MultiIndex say, if X is a pandas frame that has one.
            Otherwise X is one series.

        Returns
        -------
        self : object
            The fitted detector.

        Raises
        ------
        ValueError
            If a parameter, X or ``groups`` are not what is documented, or a series
            cannot be fitted; it says which. The detector is then left as it was.
        """
        models = fit_each(self.estimator, X, y, groups, self.n_jobs, self.verbose)
        is_shared = self.unseen == "shared"
        shared = self._fit_shared(X, y, groups) if is_shared else None
        # Only now: a fit that fails changes nothing.
        self.estimators_: dict[Any, Any] = models
        self.shared_estimator_: Any = shared
        first = next(iter(models.values()))
        for attribute in ("n_features_in_", "feature_names_in_"):
            if hasattr(first, attribute):
                setattr(self, attribute, getattr(first, attribute))
            elif hasattr(self, attribute):
                delattr(self, attribute)
        return self

    @available_if(_estimator_has("score_samples"))
    def score_samples(
        self, X: ArrayLike, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Return the scores of each row by the model of its series.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows of one or more series, one after the other.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,)
            The lower, the more abnormal, in the unit of each model.

        Raises
        ------
        ValueError
            If X or ``groups`` are not what is documented, or a series was not seen in
            ``fit`` and ``unseen`` is "error".
        """
        return np.concatenate(self._by_series("score_samples", groups, X)[0])

    @available_if(_estimator_has("decision_function"))
    def decision_function(
        self, X: ArrayLike, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Return by how much the score of each row exceeds its model's threshold.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows of one or more series, one after the other.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,)
            Negative for anomalies.

        Raises
        ------
        ValueError
            As for :meth:`score_samples`.
        """
        return np.concatenate(self._by_series("decision_function", groups, X)[0])

    def predict(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> np.ndarray:
        """Tell anomalies from normal rows, by the model of each series.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows of one or more series, one after the other.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        labels : ndarray of shape (n_timestamps,)
            -1 for anomalies and 1 for normal rows.

        Raises
        ------
        ValueError
            As for :meth:`score_samples`.
        """
        return np.concatenate(self._by_series("predict", groups, X)[0])

    def fit_predict(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> np.ndarray:
        """Fit a model to each series and tell its anomalies from normal rows.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows of one or more series, one after the other.
        y : array-like of shape (n_timestamps,), default=None
            Labels of the rows, handed to the estimator.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        labels : ndarray of shape (n_timestamps,)
            -1 for anomalies and 1 for normal rows.
        """
        return self.fit(X, y, groups=groups).predict(X, groups=groups)

    @available_if(_estimator_has("score"))
    def score(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> float:
        """Return the mean of the scores of the models, weighted by their rows.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows of one or more series, one after the other.
        y : array-like of shape (n_timestamps,), default=None
            Labels of the rows, handed to the estimator.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        score : float
            Greater is better.

        Raises
        ------
        ValueError
            As for :meth:`score_samples`.
        """
        scores, n_rows = self._by_series("score", groups, X, y)
        return float(np.average(scores, weights=n_rows))

    @property
    def offset_(self) -> float:
        """Threshold of the only model."""
        check_is_fitted(self, "estimators_")
        if len(self.estimators_) > 1:
            raise AttributeError(
                f"each of the {len(self.estimators_)} models has its own offset_: see "
                "estimators_, or use decision_function, whose threshold is 0."
            )
        return next(iter(self.estimators_.values())).offset_

    @property
    def context_(self) -> tuple[int, int]:
        """How many rows before and after a row its score may depend on."""
        check_is_fitted(self, "estimators_")
        contexts = [model.context_ for model in self.estimators_.values()]
        before, after = np.max(contexts, axis=0).tolist()
        return before, after

    def __getstate__(self) -> dict[str, Any]:
        """Return the attributes, the names of series beside their models."""
        state = super().__getstate__()
        if "estimators_" not in state:
            return state
        models = state["estimators_"]
        # Formats other than pickle have no dicts whose keys may be None.
        return state | {"estimators_": [list(models), list(models.values())]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the attributes back."""
        if "estimators_" in state:
            models = dict(zip(*state["estimators_"], strict=True))
            state = state | {"estimators_": models}
        super().__setstate__(state)

    def _by_series(
        self, method: str, groups: ArrayLike | None, *arrays: ArrayLike | None
    ) -> tuple[list[Any], np.ndarray]:
        """Return what the model of each series says of its rows, and their numbers."""
        check_is_fitted(self)
        models, shared = self.estimators_, self.shared_estimator_
        return ask_each(
            method, models, shared, arrays, groups, self.n_jobs, self.verbose
        )

    def _fit_shared(
        self, X: ArrayLike, y: ArrayLike | None, groups: ArrayLike | None
    ) -> Any:
        """Return a model of the rows of all series."""
        estimator: Any = clone(self.estimator)
        takes_groups = "groups" in inspect.signature(estimator.fit).parameters
        further = {"groups": groups} if takes_groups and groups is not None else {}
        estimator.fit(X, y, **further)
        return estimator

    def __sklearn_tags__(self) -> Any:
        """Return the tags of the estimator."""
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.input_tags = inner.input_tags
        tags.non_deterministic = inner.non_deterministic
        return tags
