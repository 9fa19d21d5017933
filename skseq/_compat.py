"""The only file that touches private or version-dependent parts of scikit-learn."""

from sklearn.base import _fit_context as fit_context
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import _check_feature_names_in as check_feature_names_in

__all__ = ["Interval", "StrOptions", "check_feature_names_in", "fit_context"]
