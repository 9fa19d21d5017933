"""The only file that touches private or version-dependent parts of scikit-learn."""

from sklearn.base import _fit_context as fit_context
from sklearn.utils import _safe_indexing as safe_indexing
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from sklearn.utils.validation import _check_feature_names_in as check_feature_names_in

try:
    from sklearn.callback import CallbackSupportMixin, with_callbacks
except ImportError:  # scikit-learn 1.8 has no callbacks

    class CallbackSupportMixin:
        """Stands where scikit-learn supports no callbacks."""

    def with_callbacks(method):
        """Return a method as it is, since there are no callbacks to manage."""
        return method


__all__ = [
    "CallbackSupportMixin",
    "DocLinkMixin",
    "HasMethods",
    "Interval",
    "StrOptions",
    "TupleOf",
    "check_feature_names_in",
    "fit_context",
    "is_watched",
    "safe_indexing",
    "validate_params",
    "with_callbacks",
]


class DocLinkMixin:
    """Links the HTML display of an estimator to its page.

    scikit-learn shows the tooltips of parameters only beside such a link.
    """

    _doc_link_module = "skseq"
    _doc_link_template = (
        "https://skseq.readthedocs.io/en/stable/api/generated/"
        "{estimator_module}.{estimator_name}.html"
    )


class TupleOf(Interval):
    """Constraint of a parameter: a tuple or list, not empty, of numbers in an interval.

    It is an interval itself because scikit-learn takes no other constraints than its
    own; its parameters are those of an interval.
    """

    def is_satisfied_by(self, val):
        """Tell whether a value is such a tuple."""
        return (
            isinstance(val, tuple | list)
            and len(val) > 0
            and all(super(TupleOf, self).is_satisfied_by(item) for item in val)
        )

    def __str__(self):
        return f"a tuple, not empty, each item of it {super().__str__()}"


def validate_params(estimator):
    """Check the parameters of an estimator against its constraints.

    For methods other than ``fit``, where scikit-learn does it itself.
    """
    estimator._validate_params()


def is_watched(estimator):
    """Tell whether callbacks of scikit-learn watch the fit of an estimator."""
    return hasattr(estimator, "_skl_callbacks") or hasattr(
        estimator, "_parent_callback_ctx"
    )
