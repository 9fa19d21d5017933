"""Pickles that know the version which made them."""

from __future__ import annotations

import warnings
from typing import Any

from sklearn.exceptions import InconsistentVersionWarning

from skseq import __version__


class VersionMixin:
    """Keep the version in pickles, and warn where another one reads them.

    So does scikit-learn, for its own estimators only. It stands before BaseEstimator.
    """

    def __getstate__(self) -> dict[str, Any]:
        """Return the attributes, and the version of this package."""
        return super().__getstate__() | {"_skseq_version": __version__}  # type: ignore[misc]

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the attributes back."""
        attributes = dict(state)
        version = attributes.pop("_skseq_version", "none")
        if version != __version__:
            message = InconsistentVersionWarning(
                estimator_name=type(self).__name__,
                current_sklearn_version=f"{__version__} of skseq",
                original_sklearn_version=f"{version} of skseq",
            )
            warnings.warn(message, stacklevel=2)
        super().__setstate__(attributes)  # type: ignore[misc]
