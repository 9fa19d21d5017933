"""The last step of fitted pipelines and searches, and X as that step is given it."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

from skseq._utils.frames import columns_of, to_native
from skseq.exceptions import SeriesWarning


def last_step(
    estimator: Any, X: ArrayLike, *, groups: ArrayLike | None = None
) -> tuple[Any, Any]:
    """Return the detector that a pipeline or a search ends with, and X as it reads it.

    Pipelines and searches pass on what detectors of rows have, such as ``predict`` and
    ``score_samples``. Whatever else a detector answers, ask the detector itself: its
    events, contributions, another threshold, or a stream. It is the step itself and no
    copy: what ``set_threshold`` changes, the pipeline predicts by.

    Parameters
    ----------
    estimator : estimator object
        A fitted detector, a fitted pipeline that ends with one, or a fitted search over
        one, whose best estimator is taken.
    X : array-like of shape (n_timestamps, n_features)
        Rows as the pipeline takes them.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row, for the steps whose ``transform`` takes groups. Give them to
        the methods of the detector, too.

    Returns
    -------
    detector : estimator object
        The last step.
    rows : array-like of shape (n_timestamps, n_features_out)
        X as the steps before the last one transform it.

    Raises
    ------
    ValueError
        If the search has no best estimator.

    Warns
    -----
    skseq.exceptions.SeriesWarning
        If a step turns a frame into an array: the detector has seen neither the index
        nor the names of the columns.

    See Also
    --------
    PerSeriesDetector : Each of its ``estimators_`` may be a pipeline.

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skseq.compose import last_step
    >>> from skseq.datasets import make_anomalous_series
    >>> from skseq.detectors import GRUDetector
    >>> X, y = make_anomalous_series(600, n_anomalies=1, random_state=0)
    >>> detector = GRUDetector(window_size=16, max_iter=25, random_state=0)
    >>> pipeline = make_pipeline(StandardScaler(), detector).fit(X[:300])
    >>> detector, rows = last_step(pipeline, X)
    >>> list(detector.score_frame(rows))
    ['score', 'decision', 'label', 'p_value', 'severity']
    """
    *before, (_, detector) = steps_of(estimator)
    rows = to_native(X)
    for name, step in before:
        rows = _transformed(step, name, rows, groups)
    return detector, rows


def steps_of(estimator: Any) -> list[tuple[str, Any]]:
    """Return names and steps of a fitted detector, pipeline or search, one by one."""
    if hasattr(estimator, "best_estimator_"):
        return steps_of(estimator.best_estimator_)
    if hasattr(estimator, "steps"):
        return [
            (name if inner is step else f"{name}__{inner_name}", inner)
            for name, step in estimator.steps
            if step not in (None, "passthrough")
            for inner_name, inner in steps_of(step)
        ]
    check_is_fitted(estimator)
    if hasattr(estimator, "cv_results_"):
        raise ValueError(
            f"{type(estimator).__name__} has no best estimator, since "
            f"refit={estimator.refit!r}: set refit=True."
        )
    return [("", estimator)]


def _transformed(step: Any, name: str, X: Any, groups: ArrayLike | None) -> Any:
    """Return the rows that a step makes of X; warn where they are no frame any more."""
    takes_groups = "groups" in inspect.signature(step.transform).parameters
    further = {"groups": groups} if takes_groups and groups is not None else {}
    rows = step.transform(X, **further)
    if columns_of(X) and not columns_of(rows):
        warnings.warn(
            f"the step {name!r} turns a frame into an array, so the detector sees "
            "neither the index of X nor the names of its columns: call "
            'set_output(transform="pandas") of the pipeline before fit.',
            SeriesWarning,
            stacklevel=3,
        )
    return rows
