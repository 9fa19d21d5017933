"""The only file that touches private or version-dependent parts of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np
from sklearn.utils import _param_validation as checked
from sklearn.utils import _safe_indexing, validation
from sklearn.utils._repr_html.estimator import _VisualBlock
from sklearn.utils.metaestimators import _BaseComposition

# scikit-learn has no types: here is what the package relies on.
BaseComposition: Any = _BaseComposition
VisualBlock: Any = _VisualBlock
HasMethods: Any = checked.HasMethods
StrOptions: Any = checked.StrOptions
check_consistent_length: Any = validation.check_consistent_length
check_feature_names_in: Any = validation._check_feature_names_in
column_or_1d: Any = validation.column_or_1d
num_samples: Callable[[Any], int] = validation._num_samples
safe_indexing: Any = _safe_indexing
validate_data: Any = validation.validate_data

if TYPE_CHECKING:
    Method = TypeVar("Method", bound=Callable[..., Any])

    # Untyped decorators would hide the signatures of what they decorate.
    def fit_context(
        *, prefer_skip_nested_validation: bool
    ) -> Callable[[Method], Method]: ...

    def with_callbacks(method: Method) -> Method: ...

    class CallbackSupportMixin:
        """Lets callbacks of scikit-learn watch the fit of an estimator."""

        def set_callbacks(self, *callbacks: Any) -> Self: ...

else:
    from sklearn.base import _fit_context as fit_context

    try:
        from sklearn.callback import CallbackSupportMixin, with_callbacks
    except ImportError:  # scikit-learn 1.8 has no callbacks

        class CallbackSupportMixin:
            """Stands where scikit-learn supports no callbacks."""

        def with_callbacks(method):
            """Return a method as it is, since there are no callbacks to manage."""
            return method


__all__ = [
    "BaseComposition",
    "CallbackSupportMixin",
    "DocLinkMixin",
    "HasMethods",
    "Interval",
    "StrOptions",
    "TupleOf",
    "VisualBlock",
    "begin_callbacks",
    "check_consistent_length",
    "check_feature_names_in",
    "column_or_1d",
    "extreme_values",
    "fit_context",
    "is_watched",
    "num_samples",
    "other_values",
    "safe_indexing",
    "validate_data",
    "validate_params",
    "with_callbacks",
]


class Interval(checked.Interval):
    """Constraint of a parameter: a number in an interval, and neither True nor False.

    These are numbers to Python, and to Keras they are not.
    """

    def is_satisfied_by(self, val: Any) -> bool:
        """Tell whether a value is such a number."""
        return not isinstance(val, bool) and super().is_satisfied_by(val)


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

    It is an interval itself because scikit-learn takes no constraints but its own.
    """

    def is_satisfied_by(self, val: Any) -> bool:
        """Tell whether a value is such a tuple."""
        return (
            isinstance(val, tuple | list)
            and len(val) > 0
            and all(super(TupleOf, self).is_satisfied_by(item) for item in val)
        )

    def __str__(self) -> str:
        return f"a tuple, not empty, each item of it {super().__str__()}"


def validate_params(estimator: Any) -> None:
    """Check parameters in methods other than ``fit``, which scikit-learn wraps."""
    estimator._validate_params()


def is_watched(estimator: Any) -> bool:
    """Tell whether callbacks of scikit-learn watch the fit of an estimator."""
    return hasattr(estimator, "_skl_callbacks") or hasattr(
        estimator, "_parent_callback_ctx"
    )


def begin_callbacks(estimator: Any, max_subtasks: int) -> Any:
    """Return the context in which callbacks see a fit of so many subtasks."""
    return estimator._init_callback_context(max_subtasks=max_subtasks)


def extreme_values(constraints: Any, large: int) -> list[Any]:
    """Return the smallest and the largest valid values of a parameter, and its options.

    Numbers are those of NumPy. Where there is no largest or smallest number, it is as
    ``large`` as this. Where objects or names are asked for, none is made up.
    """
    from sklearn.utils._param_validation import make_constraint

    made = [make_constraint(constraint) for constraint in constraints or ()]
    return [value for constraint in made for value in _ends(constraint, large)]


def _ends(constraint: Any, large: int) -> list[Any]:
    """Return the extreme values that a constraint allows."""
    if isinstance(constraint, TupleOf) and constraint.left is constraint.right is None:
        large //= 2  # Offsets to both sides.
    if isinstance(constraint, checked.Interval):
        low = -large if constraint.left is None else constraint.left
        high = large if constraint.right is None else constraint.right
        step = np.nextafter if constraint.type is Real else _next_integer
        low = low if low in constraint else step(low, high)
        high = high if high in constraint else step(high, low)
        kind = np.float64 if constraint.type is Real else np.int64
        ends = [kind(low), kind(high)]
        if isinstance(constraint, TupleOf):
            return [(ends[0],), (*ends, ends[0])]
        return ends
    if isinstance(constraint, checked.Options):
        return sorted(constraint.options, key=str)
    if isinstance(constraint, checked._Booleans):
        return [False, True]
    if isinstance(constraint, checked._VerboseHelper):
        return [0, large]
    if isinstance(constraint, checked._RandomStates):
        return [None, 2**32 - 1, np.random.RandomState(0)]
    return [None] if isinstance(constraint, checked._NoneConstraint) else []


def _next_integer(value: int, towards: int) -> int:
    """Return the integer beside another one."""
    return value + (1 if towards > value else -1)


def other_values(constraints: Any, value: Any) -> list[Any]:
    """Return valid values of a parameter that has another value.

    Without constraints, None, they are of the type of the value. Where estimators are
    asked for, none is made up.
    """
    from sklearn.utils._param_validation import (
        Options,
        generate_valid_param,
        make_constraint,
    )

    made = [make_constraint(constraint) for constraint in constraints or ()]
    candidates = _near(value)
    for constraint in made:
        if isinstance(constraint, Options):
            candidates += sorted(constraint.options, key=str)
        elif isinstance(constraint, TupleOf):
            candidates.append((generate_valid_param(constraint),))
        elif not isinstance(constraint, HasMethods):
            # An abstract class cannot be made.
            with suppress(TypeError):
                candidates.append(generate_valid_param(constraint))
    return [
        candidate
        for candidate in candidates
        if repr(candidate) != repr(value)
        and (not made or any(one.is_satisfied_by(candidate) for one in made))
    ]


def _near(value: Any) -> list[Any]:
    """Return other values of the type of a parameter's value."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, Integral):
        return [value + 1]
    return [value / 2] if isinstance(value, Real) else []
