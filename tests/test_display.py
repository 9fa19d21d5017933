"""How a detector shows itself."""

import re

import numpy as np
import pytest
from numpydoc.docscrape import ClassDoc
from sklearn.base import clone
from sklearn.ensemble import IsolationForest
from tiny import DETECTORS

from skseq.compose import PerSeriesDetector
from skseq.preprocessing import Deseasonalizer, SlidingWindow
from skseq.utils._checks.common import seasonal_series


@pytest.mark.parametrize("name", DETECTORS)
def test_html_has_a_tooltip_for_every_parameter(name):
    detector = DETECTORS[name]()
    html = detector._repr_html_()
    for param in detector.get_params():
        tooltip = re.search(
            rf'param-doc-description"[^>]*>\s*{param}: (.+?)</span>', html, re.DOTALL
        )
        assert tooltip, f"{param} has no tooltip"
        kind, text = tooltip[1].split("<br><br>", 1)
        assert "default=" in kind
        assert len(text) > 20


@pytest.mark.parametrize("name", DETECTORS)
def test_text_shows_what_differs_from_the_defaults(name):
    assert repr(DETECTORS[name]()) == f"{name}()"
    detector = DETECTORS[name](window_size=12, causal=True)
    assert repr(clone(detector)) == f"{name}(causal=True, window_size=12)"


def assert_attributes_are_described(fitted):
    """Assert that each has words of its own, from which scikit-learn makes tooltips."""
    described = [one.name for one in ClassDoc(type(fitted))["Attributes"]]
    assert all(name.isidentifier() for name in described)
    public = {name for name in vars(fitted) if not name.startswith("_")}
    found = {name for name in public if name.endswith("_")}
    assert found and found <= set(described)


@pytest.mark.parametrize("name", DETECTORS)
def test_each_fitted_attribute_of_a_detector_is_described(fitted, name):
    assert_attributes_are_described(fitted(name))


def test_each_fitted_attribute_of_other_estimators_is_described():
    X, groups = seasonal_series(100), np.repeat([0, 1], 50)
    for estimator in (
        SlidingWindow(),
        Deseasonalizer(),
        PerSeriesDetector(IsolationForest(n_estimators=2)),
    ):
        assert_attributes_are_described(estimator.fit(X, groups=groups))
