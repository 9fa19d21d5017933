"""scikit-learn's own checks, over every detector that discovery finds."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from skseq.detectors import *

TINY = {
    "LSTMDetector": dict(units=4, horizons=(1, 2)),
    "GRUDetector": dict(units=4, horizons=(1, 2)),
    "StackedLSTMDetector": dict(units=(4, 3), horizons=(1, 2)),
    "AutoencoderDetector": dict(hidden_layer_sizes=(8,), latent_size=2),
}
from skseq import detectors

I = [
    getattr(detectors, n)(window_size=w, max_iter=3, **TINY[n])
    for n in detectors.__all__
    for w in (1, 8)
]


def expected_failed_checks(estimator):
    if estimator.window_size == 1:
        return {}
    reason = "rows are consecutive time steps: a score depends on the rows before it"
    return {
        "check_methods_sample_order_invariance": reason,
        "check_methods_subset_invariance": reason,
    }


@parametrize_with_checks(
    I, expected_failed_checks=expected_failed_checks, xfail_strict=True
)
def test_sklearn_common(estimator, check):
    check(estimator)
