"""Scorers for cross-validation that know on which side the anomalies are."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import make_scorer
from sklearn.utils.validation import column_or_1d

from skseq._utils.labels import as_anomalous, is_single_valued
from skseq.metrics._registry import ALL_METRICS, Reads, find_metric
from skseq.metrics._undefined import undefined

# Methods of a detector that answer what a metric reads, the first that there is.
RESPONSE_METHODS: dict[Reads, tuple[str, ...]] = {
    "y_score": ("decision_function", "score_samples"),
    "y_pred": ("predict",),
}


def make_anomaly_scorer(
    metric: str | Callable[..., float],
    *,
    response: Literal["y_score", "y_pred"] | None = None,
    greater_is_better: bool = True,
    **parameters: Any,
) -> Callable[..., float]:
    """Make a scorer for detectors out of a metric.

    The scorer hands the metric booleans (True = anomaly), read off labels in {0, 1} or
    {1, -1}, and what it wants beside them: ``-decision_function(X)`` (or
    ``-score_samples(X)``), so that higher = more abnormal, or ``predict(X)`` as
    booleans. It is an ordinary scikit-learn scorer: it goes into ``scoring=``, alone or
    in a dict, where several of them share one call of the detector.

    Parameters
    ----------
    metric : callable or str
        ``metric(y_true, y_score)`` or ``metric(y_true, y_pred)`` of this module, of
        ``sklearn.metrics`` or your own; or a name of :func:`get_scorer_names`.
    response : {"y_score", "y_pred"}, default=None
        What ``metric`` wants as its second argument. None goes by the name of its
        second parameter.
    greater_is_better : bool, default=True
        False turns the sign, for a metric such as
        :func:`~skseq.metrics.merged_events`. Leave it True for the names that begin
        with ``neg_``: they turn it themselves.
    **parameters : dict
        Further parameters of ``metric``, such as ``buffer=50``.

    Returns
    -------
    scorer : callable
        ``scorer(detector, X, y)`` -> float. nan, with an ``UndefinedMetricWarning``,
        where ``y`` is the same throughout: a fold without an anomaly.

    Raises
    ------
    ValueError
        If it is not clear what ``metric`` reads; by the scorer, if ``y`` is None.

    See Also
    --------
    get_scorer : Ready scorers.

    Notes
    -----
    - One nan makes the mean over folds nan for every candidate, and a search then takes
      the first: split with :class:`~skseq.model_selection.EventTimeSeriesSplit`.
    - A volume under the surface needs its buffer in rows (100 in the ready scorers, as
      in TSB-AD): ``buffer="auto"`` would need the series, and would differ by fold.
    - ``groups`` reach the metric by metadata routing:
      ``scorer.set_score_request(groups=True)``.
    - Predictions that are 1 throughout are read as scikit-learn's "all normal".
    - For detectors only. A classifier's ``decision_function`` has the other sign.
      Estimators that do not call themselves outlier detectors (``PCA``,
      ``GaussianMixture``) need scikit-learn 1.9.
    - ``HalvingGridSearchCV`` by rows draws them at random and so takes the series
      apart: give it another ``resource``, such as ``max_iter``.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.ensemble import IsolationForest
    >>> from skseq.metrics import make_anomaly_scorer, vus_pr_score
    >>> X = np.random.default_rng(0).normal(size=(100, 1))
    >>> X[60:65] += 9
    >>> y = np.zeros(100, dtype=int)
    >>> y[60:65] = 1
    >>> scorer = make_anomaly_scorer(vus_pr_score, buffer=0)
    >>> round(scorer(IsolationForest(random_state=0).fit(X[:50]), X, y), 3)
    0.556
    """
    adapter = adapt(metric, response, parameters)
    methods: Any = RESPONSE_METHODS[adapter.response]
    return make_scorer(
        adapter,
        response_method=methods if len(methods) > 1 else methods[0],
        greater_is_better=greater_is_better,
    )


def get_scorer(name: str) -> Callable[..., float]:
    """Return a ready scorer for detectors by its name.

    Parameters
    ----------
    name : str
        One of :func:`get_scorer_names`.

    Returns
    -------
    scorer : callable
        ``scorer(detector, X, y)`` -> float, as :func:`make_anomaly_scorer` makes it.

    Raises
    ------
    ValueError
        If there is no scorer of that name.

    See Also
    --------
    get_scorer_names : The names.
    make_anomaly_scorer : Makes one with other parameters.

    Examples
    --------
    >>> from skseq.metrics import get_scorer
    >>> get_scorer("vus_pr")
    make_scorer(vus_pr_score(buffer=100), ...)
    """
    return make_anomaly_scorer(name)


def get_scorer_names() -> list[str]:
    """List the names of the ready scorers.

    Returns
    -------
    names : list of str
        Sorted. Scores are in [0, 1] and 1 is best, but for names that begin with
        ``neg_``: they are 0 at best and negative otherwise. ``"neg_edge_error"`` counts
        rows, ``"neg_false_alarms_per"`` false alarms per 10 000 normal rows. A detector
        that flags nothing gets 0 from those that count alarms, and nan from
        ``"neg_edge_error"``: use them beside a score that counts what is missed.

    See Also
    --------
    get_scorer : Returns a scorer by its name.

    Examples
    --------
    >>> from skseq.metrics import get_scorer_names
    >>> "vus_pr" in get_scorer_names()
    True
    """
    return sorted(ALL_METRICS)


def adapt(
    metric: str | Callable[..., float],
    response: Reads | None = None,
    parameters: dict[str, Any] | None = None,
) -> Adapter:
    """Resolve a metric, by name or callable, into a function of labels and response."""
    parameters = parameters or {}
    if isinstance(metric, str):
        named = find_metric(metric)
        sign = 1 if named.greater_is_better else -1
        return Adapter(
            named.function, named.reads, {**named.parameters, **parameters}, sign
        )
    if response is None:
        response = _second_parameter(metric)
    if response not in RESPONSE_METHODS:
        raise ValueError(
            f"response must be one of {tuple(RESPONSE_METHODS)}, got {response!r}: say "
            "what the metric reads beside y_true."
        )
    return Adapter(metric, response, parameters)


def _second_parameter(metric: Callable[..., float]) -> Reads:
    """Return the name of the second parameter, if it says what the metric reads."""
    names = list(signature(metric).parameters)
    name = names[1] if len(names) > 1 else None
    if name not in RESPONSE_METHODS:
        raise ValueError(
            f"the second parameter of the metric is called {name!r}, which does not "
            'say what it reads: pass response="y_score" or response="y_pred".'
        )
    return name


class Adapter:
    """A metric as scikit-learn's scorers call one: labels and a response, as given."""

    # An object rather than a closure, so that a scorer can be pickled.
    def __init__(
        self,
        metric: Callable[..., float],
        response: Reads,
        parameters: dict[str, Any],
        sign: int = 1,
    ) -> None:
        self.metric = metric
        self.response: Reads = response
        self.parameters = parameters
        self.sign = sign
        name = getattr(metric, "__name__", type(metric).__name__)
        options = ", ".join(f"{key}={value!r}" for key, value in parameters.items())
        name = f"{name}({options})" if options else name
        self.__name__ = name if sign > 0 else f"-{name}"

    def __call__(
        self,
        y_true: ArrayLike | None,
        y_pred: ArrayLike,
        *,
        groups: ArrayLike | None = None,
    ) -> float:
        if y_true is None:
            raise ValueError(
                f"the scorer {self.__name__} needs labels and y is None: pass y, or "
                "choose a scorer that needs none."
            )
        if is_single_valued(y_true):
            return undefined(
                self.__name__, "all labels of a fold are equal", stacklevel=2
            )
        anomalous = as_anomalous(y_true)
        if self.response == "y_score":
            response = -column_or_1d(y_pred).astype(np.float64)
        else:
            # A detector that flags nothing predicts 1 throughout, and so does one of
            # 0/1 that flags everything: the first is the common case by far
            silent = is_single_valued(y_pred) and np.all(np.asarray(y_pred) == 1)
            response = as_anomalous(
                y_pred, pos_label=-1 if silent else None, name="predict(X)"
            )
        parameters = dict(self.parameters)
        if groups is not None:
            parameters["groups"] = groups
        return self.sign * float(self.metric(anomalous, response, **parameters))
