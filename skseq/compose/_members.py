"""Detectors of an average: which by default, how they are fitted, and their scores."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn import get_config
from sklearn.base import clone
from sklearn.utils import check_random_state
from sklearn.utils.metadata_routing import get_routing_for_object
from sklearn.utils.parallel import delayed

from skseq._utils.sklearn import num_samples
from skseq.compose._last_step import last_step
from skseq.compose._models import parallel
from skseq.detectors import AutoencoderDetector, LSTMDetector

# Draws below this one are seeds, as scikit-learn draws those of its ensembles.
N_SEEDS = np.iinfo(np.int32).max


def default_members() -> list[tuple[str, Any]]:
    """Return the detectors that are averaged where none are given.

    Two kinds of networks err in different places, two seeds of one kind in the same.
    """
    return [("autoencoder", AutoencoderDetector()), ("lstm", LSTMDetector())]


def check_members(members: list[Any]) -> list[tuple[str, Any]]:
    """Return the members that are not dropped, or raise what is wrong with one."""
    pairs = [item for item in members if isinstance(item, tuple) and len(item) == 2]
    if len(pairs) < len(members) or not all(isinstance(name, str) for name, _ in pairs):
        raise ValueError(
            f"detectors is {members!r}: give a list of tuples of a name and a detector."
        )
    kept = [(name, member) for name, member in pairs if not is_dropped(member)]
    if not kept:
        raise ValueError(f"detectors is {members!r}: give at least one to average.")
    for name, member in kept:
        if not (hasattr(member, "fit") and hasattr(member, "score_samples")):
            raise ValueError(
                f"detector {name!r} is {member!r}, which has no fit or no "
                "score_samples: give a detector whose scores are lower for anomalies, "
                "as IsolationForest or LocalOutlierFactor(novelty=True)."
            )
    return kept


def is_dropped(member: Any) -> bool:
    """Tell whether a member is the word that leaves it out."""
    return isinstance(member, str) and member == "drop"


def seed_members(
    members: list[tuple[str, Any]], random_state: Any
) -> list[tuple[str, Any]]:
    """Return clones in which each random_state that is None has a seed of its own."""
    clones = [(name, clone(member)) for name, member in members]
    if random_state is None:
        return clones
    random = check_random_state(random_state)
    for _, member in clones:
        params = member.get_params(deep=True)
        for key in sorted(params):
            if key.split("__")[-1] == "random_state" and params[key] is None:
                member.set_params(**{key: random.randint(N_SEEDS)})
    return clones


@dataclass(frozen=True)
class FittedMember:
    """A fitted detector, and its scores of the training rows: as they are, and as new.

    Detectors of this package know how new rows would score, and have it for a unit. Of
    others both are the same.
    """

    name: str
    detector: Any
    training_scores: np.ndarray
    calibration_scores: np.ndarray
    is_calibrated: bool


def fit_members(
    members: list[tuple[str, Any]],
    X: ArrayLike,
    y: ArrayLike | None,
    groups: ArrayLike | None,
    n_jobs: int | None,
    verbose: int = 0,
) -> list[FittedMember]:
    """Return the members fitted to the same rows, several at a time."""
    return parallel(
        n_jobs,
        verbose,
        (delayed(_fit_member)(name, member, X, y, groups) for name, member in members),
    )


def score_members(
    detectors: list[Any],
    X: ArrayLike,
    groups: ArrayLike | None,
    n_jobs: int | None,
    verbose: int = 0,
) -> list[np.ndarray]:
    """Return the scores of rows by each of fitted detectors, several at a time."""
    return parallel(
        n_jobs,
        verbose,
        (delayed(_score_member)(detector, X, groups) for detector in detectors),
    )


def _fit_member(
    name: str, member: Any, X: ArrayLike, y: ArrayLike | None, groups: ArrayLike | None
) -> FittedMember:
    """Return a member that was fitted, or say which one cannot be."""
    try:
        member.fit(X, y, **_fit_params(member, groups))
    except ValueError as error:
        raise ValueError(f"detector {name!r} cannot be fitted: {error}") from error
    last = _last(member)
    if hasattr(last, "calibration_scores_"):
        scores = last.training_scores_, last.calibration_scores_
        return FittedMember(name, member, *scores, is_calibrated=True)
    scores = _score_member(member, X, groups)
    return FittedMember(name, member, scores, scores, is_calibrated=False)


def _score_member(member: Any, X: ArrayLike, groups: ArrayLike | None) -> np.ndarray:
    """Return the scores of rows by a fitted member, which is given their series."""
    if groups is not None and _has_steps(member):
        # Methods of pipelines hand on no groups.
        member, X = last_step(member, X, groups=groups)
    takes = groups is not None and _takes_groups(member, "score_samples", "predict")
    further = {"groups": groups} if takes else {}
    return np.asarray(member.score_samples(X, **further), dtype=np.float64)


def mean_shares(
    detectors: list[Any], X: ArrayLike, groups: ArrayLike | None
) -> np.ndarray:
    """Return the shares of columns in rows by the detectors that tell, else none."""
    shares = [
        detector.error_contributions(X, groups=groups)
        for detector in detectors
        if hasattr(detector, "error_contributions")
    ]
    return np.mean(shares, axis=0) if shares else np.zeros((num_samples(X), 0))


def _last(fitted: Any) -> Any:
    """Return the detector that a fitted pipeline or search ends with."""
    while _has_steps(fitted):
        fitted = getattr(fitted, "best_estimator_", None) or fitted.steps[-1][1]
    return fitted


def _has_steps(fitted: Any) -> bool:
    """Tell whether a fitted estimator is a pipeline or a search."""
    return hasattr(fitted, "steps") or hasattr(fitted, "best_estimator_")


def _fit_params(estimator: Any, groups: ArrayLike | None) -> dict[str, Any]:
    """Return the keyword arguments by which ``fit`` is given the series of rows."""
    if groups is None:
        return {}
    if hasattr(estimator, "steps") and not _is_routed():
        return {
            f"{name}__{key}": value
            for name, step in estimator.steps
            if step not in (None, "passthrough")
            for key, value in _fit_params(step, groups).items()
        }
    return {"groups": groups} if _takes_groups(estimator, "fit", "fit") else {}


def _takes_groups(estimator: Any, method: str, request: str) -> bool:
    """Tell whether a method takes groups, and where metadata is routed asks for them.

    ``request`` is the method whose request counts: there is none of score_samples.
    """
    if _is_routed():
        asked = get_routing_for_object(estimator).consumes(request, ["groups"])
        return "groups" in asked
    return "groups" in inspect.signature(getattr(estimator, method)).parameters


def _is_routed() -> bool:
    """Tell whether scikit-learn routes metadata."""
    return bool(get_config()["enable_metadata_routing"])
