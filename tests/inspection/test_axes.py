"""The axes of every display: whose they are, and what is seen on them."""

import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit

from skseq import inspection
from skseq.utils._checks.common import seasonal_series

EVENT = {"start_row": 50, "stop_row": 60}


@pytest.fixture(scope="module")
def displays(fitted):
    """Return a maker of each display: ``make(ax)``."""
    detector = fitted("LSTMDetector")
    X = seasonal_series(200)
    zeros = np.zeros((200, 2))
    search = GridSearchCV(detector, {"window_size": [8, 9]}, cv=TimeSeriesSplit(2)).fit(
        X
    )
    return {
        "AnomalyScoreDisplay": lambda ax=None: (
            inspection.AnomalyScoreDisplay.from_estimator(
                detector, X, columns=[0], ax=ax
            )
        ),
        "EventDisplay": lambda ax=None: inspection.EventDisplay.from_predictions(
            zeros, zeros, zeros + 0.5, EVENT, columns=[0], ax=ax
        ),
        "GridSearchDisplay": lambda ax=None: (
            inspection.GridSearchDisplay.from_estimator(search, ax=ax)
        ),
        "LossCurveDisplay": lambda ax=None: inspection.LossCurveDisplay.from_estimator(
            detector, ax=ax
        ),
        "ThresholdDisplay": lambda ax=None: inspection.ThresholdDisplay.from_estimator(
            detector, X, ax=ax
        ),
    }


@pytest.mark.parametrize("name", inspection.__all__)
def test_form_of_a_display(displays, name):
    display = displays[name]()
    assert type(display).__name__ == name
    assert display.figure_ is display.ax_.figure
    assert display.plot() is display  # Again, in a new figure
    assert len(plt.get_fignums()) == 2


@pytest.mark.parametrize("name", inspection.__all__)
def test_axes_of_the_user_are_used(displays, name):
    figure, axes = plt.subplots(1, 2)
    display = displays[name](axes[1])
    assert display.figure_ is figure
    assert len(plt.get_fignums()) == 1
    assert not axes[0].has_data()


@pytest.mark.parametrize("name", ["AnomalyScoreDisplay", "EventDisplay"])
def test_axes_are_taken_one_by_one(displays, name):
    _, axes = plt.subplots(2)
    assert displays[name](axes).axes_.tolist() == axes.tolist()
    with pytest.raises(ValueError, match="ax holds 3 axes where 2 are drawn"):
        displays[name](plt.subplots(3)[1])
    with pytest.raises(ValueError, match="no place in a grid"):
        displays[name](plt.figure().add_axes((0, 0, 1, 1)))


@pytest.mark.parametrize("name", inspection.__all__)
@pytest.mark.parametrize("style", ["default", "dark_background", "grayscale"])
def test_nothing_has_the_colour_of_the_page(displays, name, style):
    with plt.style.context(style):
        display = displays[name]()
        page = matplotlib.colors.to_rgb(display.ax_.get_facecolor())
        lines = [line for ax in display.figure_.axes for line in ax.lines]
        for line in lines:
            color = matplotlib.colors.to_rgb(line.get_color())
            assert contrast(color, page) > 2.2


def contrast(color, page):
    """Return the contrast ratio of the guidelines for web content, from 1 to 21."""
    light = [
        np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
        for v in map(np.asarray, (color, page))
    ]
    high, low = sorted((v @ [0.2126, 0.7152, 0.0722] for v in light), reverse=True)
    return (high + 0.05) / (low + 0.05)


WITHOUT_MATPLOTLIB = """
import sys
sys.modules["matplotlib"] = None
import numpy as np
from skseq.inspection import ThresholdDisplay
try:
    ThresholdDisplay.from_predictions(np.zeros(5), {})
except ImportError as error:
    assert 'pip install "skseq[plot]"' in str(error)
else:
    raise SystemExit("it drew without matplotlib")
display = ThresholdDisplay(np.array([-1.0, -2.0]), {"rule": -1.5})
assert display.marked == {"rule": 0.5}
"""


def test_without_matplotlib_numbers_are_there_and_pictures_say_what_to_install():
    subprocess.run([sys.executable, "-c", WITHOUT_MATPLOTLIB], check=True)
