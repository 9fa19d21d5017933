"""Discovery of all estimators, and the public contract checks."""

from skseq.utils.discovery import all_estimators

__all__ = ["all_estimators"]
