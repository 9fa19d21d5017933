"""An architecture that a user writes: one short class passes every check there is."""

from numbers import Integral

import pytest
from sklearn.utils.estimator_checks import (
    check_param_validation,
    parametrize_with_checks,
)

from skseq._compat import Interval
from skseq.detectors._base import SequenceDetector
from skseq.detectors._initial_weights import InitialWeights
from skseq.utils.estimator_checks import (
    expected_failed_checks,
    parametrize_with_sequence_checks,
)


class ConvDetector(SequenceDetector):
    """Detect anomalies as rows that a convolution of the rows before cannot forecast.

    A hand-made architecture; its parameters are those of the other detectors.
    """

    _plan = "block"
    _parameter_constraints = {
        **SequenceDetector._parameter_constraints,
        "filters": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(
        self, window_size=8, *, filters=8, smoothing="auto", causal=False, gap=None,
        missing_score="neutral", exclude_anomalies=False, max_iter=300, batch_size=16,
        learning_rate=0.01, early_stopping=False,
        validation_fraction=0.1, n_iter_no_change=10, tol=1e-4, contamination="auto",
        threshold=None, warm_start=False, random_state=None, verbose=0,
    ):  # fmt: skip
        for name, value in locals().copy().items():
            if name not in ("self", "__class__"):
                setattr(self, name, value)

    @staticmethod
    def build_network(n_features, length, *, filters, seed):
        import keras

        initial = InitialWeights(seed)

        def layer(n_filters, size, activation):
            return keras.layers.Conv1D(
                n_filters, size, activation=activation, padding="causal",
                kernel_initializer=initial.glorot_uniform,
            )  # fmt: skip

        rows = keras.Input((length, n_features))
        values = keras.layers.ZeroPadding1D((1, 0))(rows)[:, :length]
        values = layer(n_features, 1, None)(layer(filters, 4, "tanh")(values))
        return keras.Model(rows, keras.ops.expand_dims(values, axis=2))


DETECTORS = [ConvDetector(window_size, random_state=0) for window_size in (1, 8)]


@parametrize_with_checks(
    [ConvDetector(window_size, max_iter=3) for window_size in (1, 8)],
    expected_failed_checks=expected_failed_checks,
    xfail_strict=True,
)
def test_common_check(estimator, check):
    check(estimator)


@parametrize_with_sequence_checks(DETECTORS[1:])
def test_contract(estimator, check):
    check(estimator)


@pytest.mark.parametrize("detector", DETECTORS)
def test_params_are_validated(detector):
    check_param_validation("ConvDetector", detector.set_params(max_iter=3))
