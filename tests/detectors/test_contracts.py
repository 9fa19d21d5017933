"""The public contract checks over every detector that discovery finds."""

import pytest
from tiny import DETECTORS, tiny, tiny_detectors

from skseq.utils.estimator_checks import (
    check_extreme_parameters,
    check_fresh_process,
    parametrize_with_sequence_checks,
    yield_sequence_checks,
)

# A fresh process takes seconds, and what a file holds is the same for any window. The
# extremes of parameters include those of the window.
WITHOUT_CONTEXT = [
    check
    for check in yield_sequence_checks(tiny("LSTMDetector", window_size=1))
    if check not in (check_extreme_parameters, check_fresh_process)
]


@parametrize_with_sequence_checks(tiny_detectors(window_size=8))
def test_contract(estimator, check):
    check(estimator)


@pytest.mark.parametrize("check", WITHOUT_CONTEXT, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", DETECTORS)
def test_contract_without_context(name, check):
    check(name, tiny(name, window_size=1))
