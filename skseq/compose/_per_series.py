"""PerSeriesDetector: one model for each of many series."""

import inspect
from numbers import Integral

import numpy as np
from sklearn.base import BaseEstimator, MetaEstimatorMixin, OutlierMixin, clone
from sklearn.utils import get_tags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import _num_samples, check_is_fitted

from skseq._all_or_nothing import unchanged_on_failure
from skseq._compat import (
    DocLinkMixin,
    HasMethods,
    StrOptions,
    fit_context,
    safe_indexing,
)
from skseq._input import named_series


def _estimator_has(method):
    return lambda detector: hasattr(detector.estimator, method)


class PerSeriesDetector(DocLinkMixin, MetaEstimatorMixin, OutlierMixin, BaseEstimator):
    """Fit a detector of its own to each of many series.

    Series that are unlike each other, such as servers with different work, each have a
    model that knows only them; the rows of each are scored by its own. Series that
    are alike learn more from one common model: give them to a detector of
    :mod:`skseq.detectors` as they are.

    Parameters
    ----------
    estimator : estimator object
        Any detector with ``fit`` and ``predict``, of this package or of scikit-learn,
        or a pipeline that ends with one. It is cloned for each series.
    unseen : {"error", "shared"}, default="error"
        What to do with series that were not there in ``fit``: refuse them, or score
        them by a further model, fitted to the rows of all series.
    n_jobs : int, default=None
        Threads that fit and score models at the same time; None is 1, -1 all
        processors. ``joblib.parallel_config(backend="loky")`` makes them processes,
        each of which compiles the networks of this package for itself.

    Attributes
    ----------
    estimators_ : dict
        Fitted detectors by the name of their series: its value in ``groups`` or in the
        outer levels of the index, a tuple of several; None for X that names no series.
    shared_estimator_ : estimator object or None
        The model of unseen series, with ``unseen="shared"``.
    n_features_in_ : int
        Columns seen in ``fit``, where the detectors say so.
    feature_names_in_ : ndarray of shape (n_features,)
        Names of the columns seen in ``fit``, where they are all strings.
    offset_ : float
        Limit of the only model. With several series each model has its own.
    context_ : tuple of (int, int)
        How many rows before and after a row its score may depend on: the most of any
        model, where the models say so.

    See Also
    --------
    skseq.utils.stack_series : Puts series into one X with ``groups``.
    skseq.detectors : One model for all series.

    Notes
    -----
    Networks of one shape share their compiled programs, so that hundreds of models
    compile once; ``window_size="auto"`` may give each series another shape. Scores of
    different models have different units: compare series by ``decision_function``,
    whose zero is the limit of each model, or by ``predict``.

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
    }

    # Where metadata is routed, groups are asked for without further ado.
    __metadata_request__fit = {"groups": True}
    __metadata_request__predict = {"groups": True}
    __metadata_request__decision_function = {"groups": True}
    __metadata_request__score = {"groups": True}

    def __init__(self, estimator, *, unseen="error", n_jobs=None):
        self.estimator = estimator
        self.unseen = unseen
        self.n_jobs = n_jobs

    @fit_context(prefer_skip_nested_validation=False)
    def fit(self, X, y=None, *, groups=None):
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
        with unchanged_on_failure(self):
            names, borders = named_series(X, groups)
            fitted = self._parallel(
                delayed(_fit_one)(clone(self.estimator), name, *_cut(X, y, borders, i))
                for i, name in enumerate(names)
            )
            self.estimators_ = dict(zip(names, fitted, strict=True))
            self.shared_estimator_ = None
            if self.unseen == "shared":
                self.shared_estimator_ = self._fit_shared(X, y, groups)
            for attribute in ("n_features_in_", "feature_names_in_"):
                vars(self).pop(attribute, None)
                if hasattr(fitted[0], attribute):
                    setattr(self, attribute, getattr(fitted[0], attribute))
        return self

    @available_if(_estimator_has("score_samples"))
    def score_samples(self, X, *, groups=None):
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
        return self._by_series("score_samples", X, groups)

    @available_if(_estimator_has("decision_function"))
    def decision_function(self, X, *, groups=None):
        """Return by how much the score of each row exceeds the limit of its series.

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
        return self._by_series("decision_function", X, groups)

    def predict(self, X, *, groups=None):
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
        return self._by_series("predict", X, groups)

    def fit_predict(self, X, y=None, *, groups=None):
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
    def score(self, X, y=None, *, groups=None):
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
        check_is_fitted(self)
        names, borders = named_series(X, groups)
        models = self._models(names)
        scores = self._parallel(
            delayed(model.score)(*_cut(X, y, borders, i))
            for i, model in enumerate(models)
        )
        return float(np.average(scores, weights=np.diff(borders)))

    @property
    def offset_(self):
        """Limit of the only model."""
        check_is_fitted(self, "estimators_")
        if len(self.estimators_) > 1:
            raise AttributeError(
                f"each of the {len(self.estimators_)} models has its own offset_: see "
                "estimators_, or use decision_function, whose limit is 0."
            )
        return next(iter(self.estimators_.values())).offset_

    @property
    def context_(self):
        """How many rows before and after a row its score may depend on."""
        check_is_fitted(self, "estimators_")
        contexts = [model.context_ for model in self.estimators_.values()]
        return tuple(np.max(contexts, axis=0).tolist())

    def _by_series(self, method, X, groups):
        check_is_fitted(self)
        names, borders = named_series(X, groups)
        models = self._models(names)
        results = self._parallel(
            delayed(getattr(model, method))(_cut(X, None, borders, i)[0])
            for i, model in enumerate(models)
        )
        return np.concatenate(results)

    def _models(self, names):
        unseen = [name for name in names if name not in self.estimators_]
        if unseen and self.shared_estimator_ is None:
            raise ValueError(_unseen_message(unseen, list(self.estimators_)))
        return [self.estimators_.get(name, self.shared_estimator_) for name in names]

    def _fit_shared(self, X, y, groups):
        estimator = clone(self.estimator)
        takes_groups = "groups" in inspect.signature(estimator.fit).parameters
        further = {"groups": groups} if takes_groups and groups is not None else {}
        return estimator.fit(X, y, **further)

    @property
    def _parallel(self):
        # Threads share compiled programs, and JAX and NumPy let them run.
        return Parallel(n_jobs=self.n_jobs, prefer="threads")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.input_tags = inner.input_tags
        tags.non_deterministic = inner.non_deterministic
        return tags


def _cut(X, y, borders, number):
    """Return the rows and labels of one of the series."""
    if len(borders) == 2:
        return X, y
    rows = slice(borders[number], borders[number + 1])
    return safe_indexing(X, rows), None if y is None else safe_indexing(y, rows)


def _fit_one(estimator, name, X, y):
    try:
        return estimator.fit(X, y)
    except ValueError as error:
        if name is None:
            raise
        raise ValueError(
            f"series {name!r} of {_num_samples(X)} rows cannot be fitted: {error}"
        ) from error


def _unseen_message(unseen, seen):
    if unseen == [None]:
        return (
            f"X names no series, but fit has seen {len(seen)}, such as {seen[0]!r}: "
            "give groups=, or a pandas frame whose outer index levels name them."
        )
    return (
        f"{len(unseen)} series of X, such as {unseen[0]!r}, were not there in fit: fit "
        'with them, or with unseen="shared" to score them by a common model.'
    )
