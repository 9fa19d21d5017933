"""EventDisplay: what it draws."""

import numpy as np
import pandas as pd
import pytest

from skseq.inspection import EventDisplay
from skseq.utils._checks.common import seasonal_series


def event(start, stop):
    return {"start_row": start, "stop_row": stop}


@pytest.fixture
def case():
    rng = np.random.default_rng(0)
    X, estimate = rng.normal(size=(2, 200, 5))
    contributions = np.tile([0.0, 0.1, 0.5, 0.3, 0.1], (200, 1))
    contributions[100:110] = [0.6, 0.0, 0.0, 0.1, 0.3]
    return X, estimate, contributions


def test_columns_that_drove_the_event_are_drawn(case):
    X, estimate, contributions = case
    display = EventDisplay.from_predictions(X, estimate, contributions, event(100, 110))
    np.testing.assert_allclose(display.shares, [0.6, 0.0, 0.0, 0.1, 0.3])
    assert [ax.get_ylabel() for ax in display.axes_] == ["x0", "x4", "x3", ""]
    for line, estimated, column in zip(
        display.value_lines_, display.estimate_lines_, [0, 4, 3], strict=True
    ):
        np.testing.assert_array_equal(line.get_ydata(), X[80:130, column])
        np.testing.assert_array_equal(estimated.get_ydata(), estimate[80:130, column])
    widths = [bar.get_width() for bar in display.bars_]
    np.testing.assert_allclose(widths, [0.6, 0.3, 0.1, 0.0, 0.0])
    names = [text.get_text() for text in display.axes_[-1].get_yticklabels()]
    assert names == ["x0", "x4", "x3", "x1", "x2"]


def test_events_of_a_detector_are_taken_as_they_are(case):
    fields = event(100, 110) | {"columns": ["x0"]}
    for found in (fields, pd.Series(fields)):
        display = EventDisplay.from_predictions(*case, found)
        assert display.event is found
        assert display.drawn_rows() == slice(80, 130)


def test_margin_stays_inside_the_series(case):
    display = EventDisplay.from_predictions(*case, event(2, 4), margin=5)
    assert display.drawn_rows() == slice(0, 9)
    assert display.ax_.get_xlim() == (0, 8)
    assert EventDisplay.from_predictions(*case, event(0, 200)).ax_.get_xlim() == (
        0,
        199,
    )


def test_one_column_has_no_bars(case):
    X, estimate, _ = case
    display = EventDisplay.from_predictions(
        X[:, :1], estimate[:, :1], np.ones((200, 1)), event(100, 110)
    )
    assert display.bars_ is None
    assert len(display.axes_) == 1


@pytest.mark.parametrize("rows", [(5, 5), (-1, 4), (190, 201), (9, 3)])
def test_events_outside_of_the_series_are_refused(case, rows):
    with pytest.raises(ValueError, match="is no run of rows of X, which has 200"):
        EventDisplay.from_predictions(*case, event(*rows))


@pytest.mark.parametrize("other", [(100, 110), {"start": 100}, 7, None])
def test_what_is_no_event_is_refused(case, other):
    with pytest.raises(ValueError, match=r"is no event: pass one of predict_events\(X"):
        EventDisplay.from_predictions(*case, other)


def test_events_of_a_detector_are_drawn(fitted):
    detector, X = fitted("GRUDetector"), seasonal_series(200)
    X[100:105] += 9
    frame = pd.DataFrame(X)
    (*_, last) = detector.predict_events(X)
    rows = detector.predict_events(X, output="pandas")
    for found in (last, rows.iloc[-1]):
        display = EventDisplay.from_estimator(detector, frame, found)
        assert display.event["start_row"] == last["start_row"]
