"""Discovery of the estimators of the package."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator, Sequence
from importlib import import_module
from types import ModuleType
from typing import Literal

from sklearn.base import (
    BaseEstimator,
    MetaEstimatorMixin,
    OutlierMixin,
    TransformerMixin,
)

Kind = Literal["meta_estimator", "outlier_detector", "transformer"]
_MIXINS: dict[str, type] = {
    "meta_estimator": MetaEstimatorMixin,
    "outlier_detector": OutlierMixin,
    "transformer": TransformerMixin,
}


def all_estimators(
    type_filter: Kind | Sequence[Kind] | None = None,
) -> list[tuple[str, type]]:
    """Return all estimators of the package, as scikit-learn's function does.

    Tests, documentation and benchmarks run over all of them, so a new architecture is
    included as soon as its package names it in ``__all__``.

    Parameters
    ----------
    type_filter : {"meta_estimator", "outlier_detector", "transformer"}, list of such \
            str or None, default=None
        Which kinds of estimators to return; None returns all. Those that are made
        with another estimator are meta estimators and of no other kind; rules of
        :mod:`skseq.thresholds` are of none.

    Returns
    -------
    estimators : list of (str, type)
        Name and class of each estimator, sorted by name.

    Raises
    ------
    ValueError
        If ``type_filter`` names no known kind.

    See Also
    --------
    skseq.utils.estimator_checks.check_sequence_detector : What detectors must pass.

    Examples
    --------
    >>> from skseq.utils import all_estimators
    >>> [name for name, _ in all_estimators("transformer")]
    ['Deseasonalizer', 'SequenceEncoder', 'SlidingWindow']
    """
    kinds = list(_MIXINS) if type_filter is None else type_filter
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    unknown = [kind for kind in kinds if kind not in _MIXINS]
    if unknown:
        raise ValueError(
            f"type_filter must be None or of {list(_MIXINS)}, got {type_filter!r}: "
            "name one or more of these kinds."
        )
    found = {
        (name, estimator)
        for module in _public_modules()
        for name, estimator in inspect.getmembers(module, inspect.isclass)
        if name in getattr(module, "__all__", ())
        and issubclass(estimator, BaseEstimator)
        and not inspect.isabstract(estimator)
    }
    if type_filter is not None:
        found = {item for item in found if _kind_of(item[1]) in kinds}
    return sorted(found, key=lambda item: item[0])


def _kind_of(estimator: type) -> str | None:
    """Return the kind of a class of estimators, None if it is of none."""
    return next(
        (kind for kind, mixin in _MIXINS.items() if issubclass(estimator, mixin)), None
    )


def _public_modules(package: str = "skseq") -> Iterator[ModuleType]:
    """Yield the public modules of a package and of the packages in it."""
    # Not pkgutil.walk_packages: it imports private packages too, and with them JAX.
    for info in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
        # That of Keras layers has no estimators, and imports JAX.
        if "._" not in info.name and info.name != "skseq.layers":
            yield import_module(info.name)
            if info.ispkg:
                yield from _public_modules(info.name)
