"""Discovery of all estimators, many series as one, and the public contract checks."""

from skseq.utils._stacking import stack_series
from skseq.utils._trusted import trusted_types
from skseq.utils.discovery import all_estimators

__all__ = ["all_estimators", "stack_series", "trusted_types"]
