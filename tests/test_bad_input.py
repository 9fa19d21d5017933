"""What is wrong with an input or a parameter is said in one clear sentence."""

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.utils._param_validation import InvalidParameterError
from tiny import DETECTORS, tiny

from skseq.detectors._recurrent import RecurrentDetector
from skseq.utils._checks.common import seasonal_series
from skseq.utils._checks.state import bad_inputs

# What the message says; the words are scikit-learn's, as users know them.
MESSAGES = {
    "infinity": "Input X contains infinity",
    "one dimension": "Expected 2D array, got 1D array instead",
    "three dimensions": r"shape \(1, 60, 2\), .*X, groups = skseq.utils.stack_series",
    "no rows": r"Found array with 0 sample\(s\)",
    "no columns": r"Found array with 0 feature\(s\)",
    "strings": "could not convert string to float|dtype='numeric' is not compatible",
    "a sparse matrix": "Sparse data was passed for X, but dense data is required",
    "complex numbers": "Complex data not supported",
}


@pytest.mark.parametrize("name", DETECTORS)
@pytest.mark.parametrize("what", MESSAGES)
@pytest.mark.parametrize("method", ["fit", "score_samples", "predict", "score"])
def test_input(fitted, name, method, what):
    detector = fitted(name)
    before = joblib.hash(vars(detector))
    with pytest.raises((ValueError, TypeError), match=MESSAGES[what]):
        getattr(detector, method)(bad_inputs()[what])
    assert joblib.hash(vars(detector)) == before


def test_every_bad_input_is_listed():
    assert bad_inputs().keys() == MESSAGES.keys()


@pytest.mark.parametrize("name", DETECTORS)
@pytest.mark.parametrize("n_columns", [1, 3])
def test_number_of_columns(fitted, name, n_columns):
    with pytest.raises(ValueError, match=rf"X has {n_columns} features, but {name} is"):
        fitted(name).score_samples(seasonal_series(20, n_columns))


@pytest.mark.parametrize("name", DETECTORS)
def test_one_row_is_too_few_to_fit(name):
    with pytest.raises(ValueError, match=r"1 sample\(s\).*minimum of 2 is required"):
        tiny(name).fit(np.zeros((1, 2)))


PARAMS = {
    "window_size": [0, True, -1, 2.5, "long", None],
    "max_gap_factor": [0, 0.5, -1, "long"],
    "time_column": [0, 1.5],
    "missing_score": ["zero", 0.0, None],
    "exclude_anomalies": ["no", None],
    "units": [0, True, -3, 1.5, "many", (), (4, 0)],
    "lags": [(), (1, 2.5), 3, "1"],
    "latent_size": [0, 1.5, "small"],
    "activation": ["sinus", None],
    "noise": [-0.1, 1.01, "much"],
    "smoothing": [0, True, 1.5, "much"],
    "detrend": ["yes", None],
    "causal": ["yes", None],
    "max_iter": [0, True, -1, 2.5, None],
    "batch_size": [0, True, "auto"],
    "learning_rate": [0, -1e-3, "slow"],
    "early_stopping": ["yes"],
    "validation_fraction": [0, 1, -0.5],
    "n_iter_no_change": [0, 1.5],
    "tol": [-1e-9, None],
    "contamination": [0, 0.51, -0.1, "some", None],
    "threshold": [-1, "high"],
    "warm_start": ["yes"],
    "random_state": [-1, "seed", 0.5],
    "verbose": [-1, "loud"],
}


@pytest.mark.parametrize(
    ("name", "param"),
    [
        (name, param)
        for name, cls in DETECTORS.items()
        for param in PARAMS
        if param in cls._parameter_constraints
    ],
)
def test_parameter(name, param):
    X = seasonal_series(30)
    for value in PARAMS[param]:
        detector = tiny(name).set_params(**{param: value})
        before = vars(detector).copy()
        with pytest.raises(
            InvalidParameterError, match=f"'{param}' parameter of {name} must be"
        ) as info:
            detector.fit(X)
        assert str(value) in str(info.value)
        assert "\n" not in str(info.value)
        assert vars(detector) == before


def test_every_shared_parameter_is_tried():
    # An architecture tests those of its own beside it.
    assert RecurrentDetector._parameter_constraints.keys() <= PARAMS.keys()
    for cls in DETECTORS.values():
        assert cls().get_params().keys() == cls._parameter_constraints.keys()


@pytest.mark.parametrize("name", DETECTORS)
def test_other_column_names(name):
    frame = pd.DataFrame(seasonal_series(60), columns=["flow", "temp"])
    detector = tiny(name, window_size=8, max_iter=1).fit(frame)
    with pytest.raises(ValueError, match="feature names should match"):
        detector.predict(frame.rename(columns={"temp": "heat"}))
    with pytest.raises(ValueError, match="must be in the same order"):
        detector.predict(frame[["temp", "flow"]])
    with pytest.warns(UserWarning, match="does not have valid feature names"):
        detector.predict(frame.to_numpy())
