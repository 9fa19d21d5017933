"""scikit-learn's own checks, over every detector that discovery finds."""

import pytest
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks
from tiny import DETECTORS, NETWORKS, tiny, tiny_detectors

from skseq.utils.estimator_checks import expected_failed_checks

WINDOW_SIZES = 1, 8
# Those of the checks that check_estimator does not run which apply to a detector.
NOT_YIELDED = [
    "check_dataframe_column_names_consistency",
    "check_inplace_ensure_writeable",
    "check_param_validation",
]


def of_checks(names, window_size):
    """Return a decorator: all checks of these detectors, with such windows."""
    return parametrize_with_checks(
        [tiny(name, window_size=window_size, max_iter=3) for name in names],
        expected_failed_checks=expected_failed_checks,
        xfail_strict=True,
    )


# scikit-learn's checks score single rows.
scores_single_rows = pytest.mark.filterwarnings(
    "ignore::skseq.exceptions.SeriesWarning"
)


@scores_single_rows
@of_checks(DETECTORS, window_size=8)
def test_common_check(estimator, check):
    check(estimator)


@scores_single_rows
@of_checks(NETWORKS, window_size=1)
def test_common_check_without_context(estimator, check):
    check(estimator)


# They repeat what the two show: what is checked stands above the networks.
@pytest.mark.slow
@scores_single_rows
@of_checks([name for name in DETECTORS if name not in NETWORKS], window_size=1)
def test_common_check_of_others_without_context(estimator, check):
    check(estimator)


# The check fits on a data frame and scores an array, to see the warning.
@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
@pytest.mark.filterwarnings("ignore:X does not have valid feature names:UserWarning")
@pytest.mark.parametrize("window_size", WINDOW_SIZES)
@pytest.mark.parametrize("check", NOT_YIELDED)
@pytest.mark.parametrize("name", DETECTORS)
def test_check_that_is_not_yielded(name, check, window_size):
    detector = tiny(name, window_size=window_size, max_iter=3)
    getattr(estimator_checks, check)(name, detector)


def test_only_the_two_checks_on_order_are_declared_and_only_with_context():
    declared = {
        "check_methods_sample_order_invariance",
        "check_methods_subset_invariance",
    }
    for detector in tiny_detectors():
        assert expected_failed_checks(detector).keys() == declared
        alone = detector.set_params(window_size=1)
        assert expected_failed_checks(alone) == {}
        smoothed = detector.set_params(smoothing=5)
        assert expected_failed_checks(smoothed).keys() == declared


@pytest.mark.parametrize("window_size", [*WINDOW_SIZES, "auto"])
def test_no_common_check_is_skipped(window_size):
    for detector in tiny_detectors(window_size=window_size):
        checks = estimator_checks.estimator_checks_generator(detector)
        assert len(list(checks)) == 46
