"""AnomalyScoreDisplay: what it draws."""

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from sklearn.ensemble import IsolationForest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.inspection import AnomalyScoreDisplay
from skseq.inspection._axes import ORANGE, VERMILION
from skseq.utils._checks.common import seasonal_series


def spans(ax, color):
    """Return (first, last) of the bands of this colour."""
    color = matplotlib.colors.to_rgb(color)
    return [
        (patch.get_x(), patch.get_x() + patch.get_width())
        for patch in ax.patches
        if isinstance(patch, Rectangle) and patch.get_facecolor()[:3] == color
    ]


def test_estimators_scores_and_threshold_are_drawn(fitted):
    detector, X = fitted("GRUDetector"), seasonal_series(200)
    display = AnomalyScoreDisplay.from_estimator(detector, X)
    scores = detector.score_samples(X)
    np.testing.assert_array_equal(display.score_line_.get_ydata(), -scores)
    np.testing.assert_allclose(display.threshold_line_.get_ydata(), -detector.offset_)
    np.testing.assert_array_equal(display.alarms, detector.predict(X) == -1)
    assert [line.get_ydata().tolist() for line in display.column_lines_] == (
        X.T.tolist()
    )
    assert display.ax_.get_xlim() == (0, 199)


def test_other_detectors_and_pipelines_are_drawn():
    X = seasonal_series(200)
    pipeline = make_pipeline(StandardScaler(), IsolationForest(random_state=0)).fit(X)
    display = AnomalyScoreDisplay.from_estimator(pipeline, X)
    np.testing.assert_allclose(display.offset, pipeline[-1].offset_)


def test_events_and_alarms_are_where_they_are():
    scores = np.zeros(100)
    scores[[10, 40, 41]] = -5
    y = np.zeros(100)
    y[38:45] = 1
    display = AnomalyScoreDisplay.from_predictions(
        scores, X=np.zeros((100, 2)), y=y, offset=-1
    )
    assert len(display.axes_) == 3
    for ax in display.axes_:
        assert spans(ax, ORANGE) == [(38, 44)]
    assert spans(display.ax_, VERMILION) == [(10, 10), (40, 41)]
    labels = [text.get_text() for text in display.axes_[0].get_legend().texts]
    assert labels == ["anomaly score", "threshold", "alarm", "labelled event"]


def test_both_conventions_of_labels_mean_the_same():
    marks = np.array([0, 1, 1, 0])
    for y in (marks, 1 - 2 * marks, marks.astype(bool)):
        display = AnomalyScoreDisplay.from_predictions(np.zeros(4), y=y)
        assert display.anomalous.tolist() == [False, True, True, False]
    assert display.alarms is None
    assert display.threshold_line_ is None


def test_alarm_of_one_row_in_a_million_is_visible():
    scores = np.full(10**6, -0.1)
    scores[777_777] = -3.0
    display = AnomalyScoreDisplay.from_predictions(scores, offset=-1.0)
    rows, drawn = display.score_line_.get_data()
    assert len(rows) <= 4000
    assert rows[drawn.argmax()] == 777_777
    ((first, last),) = spans(display.ax_, VERMILION)
    assert first == last == 777_777
    display.figure_.set_dpi(100)
    display.figure_.canvas.draw()
    pixels = np.asarray(display.figure_.canvas.buffer_rgba())[:, :, :3].astype(int)
    red = np.abs(pixels - [0xD5, 0x5E, 0x00]).sum(axis=2) < 100
    # Beside the key of the legend, which lies above the axes
    top = pixels.shape[0] - display.ax_.bbox.ymax
    assert red[int(top) + 1 :].any()


def test_scale_shows_small_events_beside_huge_ones():
    scores = np.full(100, -0.5)
    for beyond, scale in {2.0: "linear", 50.0: "symlog"}.items():
        scores[50] = -beyond
        display = AnomalyScoreDisplay.from_predictions(scores, offset=-1.0)
        assert display.ax_.get_yscale() == scale
        for asked in ("linear", "symlog"):
            display.plot(score_scale=asked)
            assert display.ax_.get_yscale() == asked


def test_times_and_names_of_a_frame_are_shown():
    index = pd.date_range("2024-03-01", periods=48, freq="h")
    frame = pd.DataFrame(np.zeros((48, 3)), index=index, columns=["a", "b", "c"])
    display = AnomalyScoreDisplay.from_predictions(
        np.zeros(48), X=frame, columns=["c", "a"]
    )
    assert [ax.get_ylabel() for ax in display.axes_] == ["c", "a", "anomaly score"]
    low, high = matplotlib.dates.num2date(display.ax_.get_xlim())
    assert (low.replace(tzinfo=None), high.replace(tzinfo=None)) == (
        index[0],
        index[-1],
    )


def test_rows_without_a_score_or_a_value_are_gaps():
    scores = np.array([-1.0, np.nan, -2.0])
    X = np.array([[1.0], [np.nan], [3.0]])
    display = AnomalyScoreDisplay.from_predictions(scores, X=X, offset=-1.5)
    assert np.isnan(display.score_line_.get_ydata()).tolist() == [False, True, False]
    assert display.alarms.tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"X": np.zeros((4, 1))}, "inconsistent numbers of samples"),
        ({"y": [0, 1, 2]}, "y holds the label 2"),
        ({"score_scale": "log"}, "score_scale='log' is unknown"),
        ({"X": np.zeros((3, 1)), "columns": [1]}, "no column 1 in X"),
    ],
)
def test_bad_arguments_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        AnomalyScoreDisplay.from_predictions(np.zeros(3), **options)
