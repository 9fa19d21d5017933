"""What is loaded is what was stored, or is refused in one sentence."""

import copy
import pickle

import numpy as np
import pytest
from tiny import DETECTORS, tiny

from skseq.detectors._state import STORED
from skseq.utils._checks.common import seasonal_series


def reloaded(detector, **changed):
    """Return a detector that is loaded from a pickle with other attributes."""
    other = copy.copy(detector)
    for name, value in changed.items():
        if value is None:
            delattr(other, name)
        else:
            setattr(other, name, value)
    return pickle.loads(pickle.dumps(other))


@pytest.mark.parametrize("name", DETECTORS)
def test_every_attribute_that_is_stored_is_known(fitted, name):
    stored = {key for key in vars(fitted(name)) if key.endswith("_")}
    # Those of one architecture only, such as lags_, are its own.
    assert set(STORED) <= stored
    assert stored - set(STORED) <= {"feature_names_in_"}


@pytest.mark.parametrize("attribute", STORED)
def test_what_is_missing_is_named(fitted, attribute):
    detector = fitted("AutoencoderDetector")
    message = f"state of this AutoencoderDetector.* {attribute} is missing: load"
    with pytest.raises(ValueError, match=message) as error:
        reloaded(detector, **{attribute: None})
    assert "\n" not in str(error.value)


NAN = np.array([np.nan, 0.0])


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("center_", np.zeros(1)),
        ("center_", NAN),
        ("center_", np.array([np.inf, 0.0])),
        ("scale_", np.array([0.0, 1.0])),
        ("scale_", NAN),
        ("changes_often_", np.array([True])),
        ("median_error_", NAN),
        ("error_scale_", NAN),
        ("error_scale_", np.ones(3)),
        ("narrow_error_scale_", np.array([-1.0, 1.0])),
        ("estimate_weights_", np.ones((1, 1))),
        ("estimate_weights_", np.full((1, 2), np.nan)),
        ("weights_", [np.full(3, np.nan)]),
        ("offset_", np.nan),
        ("error_threshold_", np.ones(2)),
        ("usual_level_", np.inf),
        ("n_features_in_", 0),
        ("window_size_", "8"),
        ("smoothing_", 0),
        ("training_scores_", np.zeros((2, 2))),
    ],
)
def test_what_was_changed_is_named(fitted, attribute, value):
    with pytest.raises(ValueError, match=attribute):
        reloaded(fitted("AutoencoderDetector"), **{attribute: value})


def test_all_that_is_learned_can_be_loaded():
    X = seasonal_series(200)
    empty, constant, huge = X.copy(), X.copy(), X.copy()
    empty[:, 1], constant[:, 1], huge[100, 0] = np.nan, 7.0, 1e308
    rows = X[:100]
    for training in (X, empty, constant, huge, X * 1e-200, X * 1e150, np.ones((9, 2))):
        detector = tiny("AutoencoderDetector", window_size=8, max_iter=3).fit(training)
        np.testing.assert_array_equal(
            reloaded(detector).score_samples(rows), detector.score_samples(rows)
        )
    # One that is not fitted has nothing to be checked.
    assert not reloaded(tiny("AutoencoderDetector")).__dict__.get("offset_")
