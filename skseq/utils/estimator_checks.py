"""Contract checks for detectors whose rows are consecutive, one score per row.

scikit-learn's own checks test what every estimator must do. These test what a detector
of anomalies in series promises beyond them, and replace the two of scikit-learn's that
no such detector can pass (:func:`expected_failed_checks`). They run on any estimator
with ``fit``, ``score_samples``, ``decision_function``, ``predict``, ``offset_`` and
``context_``, the numbers of rows before and after a row on which its score may depend.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from skseq.utils._checks.callbacks import check_callbacks, yield_callback_checks
from skseq.utils._checks.common import Check
from skseq.utils._checks.missing import (
    check_contributions_beside_missing,
    check_excluded_anomalies,
    check_missing_rows,
    check_missing_values,
    check_rows_far_from_missing,
    yield_missing_checks,
)
from skseq.utils._checks.parameters import (
    check_extreme_parameters,
    check_numpy_parameters,
    check_set_params_after_fit,
)
from skseq.utils._checks.repetition import (
    check_determinism,
    check_global_random_state,
    check_no_recompilation,
    check_threads,
)
from skseq.utils._checks.scores import (
    check_alignment,
    check_batch_independence,
    check_causality,
    check_constant_columns,
    check_detection,
    check_extreme_values,
    check_last_rows,
    check_locality,
    check_rows_alone,
    check_short_training,
    check_units,
    yield_last_rows_checks,
)
from skseq.utils._checks.series import (
    check_groups_of_index,
    check_scattered_series,
    check_series_apart,
    yield_series_checks,
)
from skseq.utils._checks.state import (
    check_copies,
    check_failed_calls,
    check_failed_fit,
    check_fresh_process,
    check_pickle,
    check_plain_state,
)

if TYPE_CHECKING:
    import pytest

__all__ = [
    "check_alignment",
    "check_batch_independence",
    "check_callbacks",
    "check_causality",
    "check_constant_columns",
    "check_contributions_beside_missing",
    "check_copies",
    "check_detection",
    "check_determinism",
    "check_excluded_anomalies",
    "check_extreme_parameters",
    "check_extreme_values",
    "check_failed_calls",
    "check_failed_fit",
    "check_fresh_process",
    "check_global_random_state",
    "check_groups_of_index",
    "check_last_rows",
    "check_locality",
    "check_missing_rows",
    "check_missing_values",
    "check_no_recompilation",
    "check_numpy_parameters",
    "check_pickle",
    "check_plain_state",
    "check_rows_alone",
    "check_rows_far_from_missing",
    "check_scattered_series",
    "check_sequence_detector",
    "check_series_apart",
    "check_set_params_after_fit",
    "check_short_training",
    "check_threads",
    "check_units",
    "expected_failed_checks",
    "parametrize_with_sequence_checks",
    "yield_sequence_checks",
]

_CHECKS: tuple[Check, ...] = (
    check_alignment,
    check_short_training,
    check_locality,
    check_batch_independence,
    check_determinism,
    check_threads,
    check_global_random_state,
    check_no_recompilation,
    check_plain_state,
    check_pickle,
    check_fresh_process,
    check_copies,
    check_failed_calls,
    check_failed_fit,
    check_set_params_after_fit,
    check_numpy_parameters,
    check_extreme_parameters,
    check_constant_columns,
    check_extreme_values,
    check_units,
)


def yield_sequence_checks(estimator: Any) -> Iterator[Check]:
    """Yield the contract checks that apply to an estimator.

    Parameters
    ----------
    estimator : estimator object
        The detector to check; it is not fitted.

    Yields
    ------
    check : callable
        ``check(name, estimator)`` raises AssertionError if the contract is broken. It
        fits clones of the estimator, most of them with ``max_iter=5`` and
        ``random_state=0`` where it has these parameters; only ``check_detection``
        trains it as it is given.

    See Also
    --------
    check_sequence_detector : Runs all of them.

    Examples
    --------
    >>> from skseq.detectors import LSTMDetector
    >>> from skseq.utils.estimator_checks import yield_sequence_checks
    >>> [check.__name__ for check in yield_sequence_checks(LSTMDetector())][:2]
    ['check_alignment', 'check_short_training']
    """
    params = estimator.get_params(deep=False)
    yield from _CHECKS
    yield from yield_last_rows_checks(estimator)
    yield from yield_series_checks(estimator)
    yield from yield_missing_checks(estimator)
    yield from yield_callback_checks(estimator)
    if "causal" in params:
        yield check_causality
    if "window_size" in params:
        yield check_rows_alone
    if params.get("window_size") != 1:
        # Rows without context cannot tell that the order of rows is wrong.
        yield check_detection


def check_sequence_detector(estimator: Any) -> None:
    """Check that a detector keeps the contract of this package.

    Run :func:`sklearn.utils.estimator_checks.check_estimator` as well, with
    ``expected_failed_checks=expected_failed_checks(estimator)``.

    Parameters
    ----------
    estimator : estimator object
        The detector to check; it is not fitted.

    Raises
    ------
    AssertionError
        If a contract is broken; the message says which and how.

    See Also
    --------
    parametrize_with_sequence_checks : The same as tests of pytest.

    Examples
    --------
    >>> from skseq.detectors import LSTMDetector
    >>> from skseq.utils.estimator_checks import check_sequence_detector
    >>> check_sequence_detector(LSTMDetector(window_size=20))  # doctest: +SKIP
    """
    for check in yield_sequence_checks(estimator):
        check(type(estimator).__name__, estimator)


def parametrize_with_sequence_checks(
    estimators: Sequence[Any],
) -> pytest.MarkDecorator:
    """Return a pytest decorator that parametrizes a test with all contract checks.

    Parameters
    ----------
    estimators : list of estimator objects
        The detectors to check.

    Returns
    -------
    decorator : pytest.mark.parametrize
        It passes ``estimator`` and ``check`` to the test.

    See Also
    --------
    yield_sequence_checks : The checks one by one.

    Examples
    --------
    >>> from skseq.detectors import LSTMDetector
    >>> from skseq.utils.estimator_checks import parametrize_with_sequence_checks
    >>> @parametrize_with_sequence_checks([LSTMDetector(window_size=20)])
    ... def test_contract(estimator, check):
    ...     check(estimator)
    """
    import pytest

    cases = [
        pytest.param(
            estimator,
            partial(check, type(estimator).__name__),
            id=" ".join(f"{estimator}-{check.__name__}".split()),
        )
        for estimator in estimators
        for check in yield_sequence_checks(estimator)
    ]
    return pytest.mark.parametrize(("estimator", "check"), cases)


def expected_failed_checks(estimator: Any) -> dict[str, str]:
    """Return which of scikit-learn's common checks cannot hold for an estimator.

    Parameters
    ----------
    estimator : estimator object
        A detector or transformer whose rows are consecutive.

    Returns
    -------
    checks : dict of str to str
        Names of checks and why they fail, as ``check_estimator`` and
        ``parametrize_with_checks`` of scikit-learn take them. Empty where rows have no
        context: ``window_size=1``, and no ``smoothing`` above 1.

    See Also
    --------
    check_sequence_detector : The checks of this package.

    Examples
    --------
    >>> from skseq.detectors import LSTMDetector
    >>> from skseq.utils.estimator_checks import expected_failed_checks
    >>> sorted(expected_failed_checks(LSTMDetector()))
    ['check_methods_sample_order_invariance', 'check_methods_subset_invariance']
    >>> expected_failed_checks(LSTMDetector(window_size=1))
    {}
    """
    params = estimator.get_params(deep=False)
    is_smooth = params.get("smoothing", "auto") not in ("auto", 1)
    if params.get("window_size", 1) == 1 and not is_smooth:
        return {}
    reason = "rows are consecutive time steps: a score depends on the rows around it"
    return {
        "check_methods_sample_order_invariance": reason,
        "check_methods_subset_invariance": reason,
    }
