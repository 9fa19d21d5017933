"""How a detector shows itself."""

import re

import pytest
from sklearn.base import clone
from tiny import DETECTORS


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
