"""The page of Keras, on the backend that it has here."""

import numpy as np
from networks import weights_of
from pages import run_page


def test_keras():
    names = run_page("keras")
    assert np.isfinite(names["scores"]).all()
    assert len(names["scores"]) == 600
    # What it says of the network: it is one of Keras, with the weights that score.
    detector = names["detector"]
    weights = weights_of(names["network"])
    for value, expected in zip(weights, detector.weights_, strict=True):
        np.testing.assert_array_equal(value, expected)
