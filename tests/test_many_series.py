"""Many series through pipelines and searches: by groups that are routed, by index."""

import numpy as np
import pandas as pd
import pytest
import sklearn
from shared_files import shared_file
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny import DETECTORS, tiny

from skseq._engine import loop
from skseq._series import segments as segments_module
from skseq._series.series import boundaries_of
from skseq.model_selection import GroupTimeSeriesSplit
from skseq.preprocessing import SlidingWindow
from skseq.utils._checks.common import seasonal_series

LENGTHS = [120, 90, 5, 130]
X = seasonal_series(sum(LENGTHS))
GROUPS = np.repeat(list("abcd"), LENGTHS)
BOUNDARIES = np.cumsum([0, *LENGTHS])


@pytest.fixture
def routing():
    with sklearn.config_context(enable_metadata_routing=True):
        yield


@pytest.mark.parametrize("name", DETECTORS)
def test_every_method_that_is_routed_asks_for_groups(routing, name):
    requests = tiny(name).get_metadata_routing()
    for method in ("fit", "partial_fit", "predict", "decision_function", "score"):
        assert getattr(requests, method).requests["groups"] is True


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
@pytest.mark.parametrize("name", DETECTORS)
def test_groups_are_routed_through_a_pipeline(routing, name):
    detector = tiny(name, window_size=8, max_iter=3)
    Z = StandardScaler().fit_transform(X)
    expected = detector.fit(Z, groups=GROUPS).decision_function(Z, groups=GROUPS)
    apart = detector.decision_function(Z)
    assert (apart != expected).any()
    pipeline = make_pipeline(StandardScaler(), tiny(name, window_size=8, max_iter=3))
    pipeline.fit(X, groups=GROUPS)
    scores = pipeline.decision_function(X, groups=GROUPS)
    np.testing.assert_array_equal(scores, expected)
    labels = np.where(expected < 0, -1, 1)
    np.testing.assert_array_equal(pipeline.predict(X, groups=GROUPS), labels)
    np.testing.assert_array_equal(pipeline.fit_predict(X, groups=GROUPS), labels)
    np.testing.assert_array_equal(detector.fit_predict(Z, groups=GROUPS), labels)
    assert pipeline.score(X, groups=GROUPS) == detector.score(Z, groups=GROUPS)
    # Pipeline.score_samples takes nothing but X: the last step is asked instead.
    rows = pipeline[:-1].transform(X)
    by_step = pipeline[-1].score_samples(rows, groups=GROUPS)
    np.testing.assert_array_equal(by_step - detector.offset_, expected)


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
def test_groups_can_be_kept_from_a_step(routing):
    window = SlidingWindow(3).set_fit_request(groups=False)
    window.set_transform_request(groups=False)
    detector = tiny("AutoencoderDetector", window_size=8, max_iter=3)
    pipeline = make_pipeline(window, detector.set_fit_request(groups=True))
    pipeline.fit(X, groups=GROUPS)
    windows = SlidingWindow(3).fit_transform(X)
    expected = tiny("AutoencoderDetector", window_size=8, max_iter=3)
    np.testing.assert_array_equal(
        pipeline.decision_function(X, groups=GROUPS),
        expected.fit(windows, groups=GROUPS).decision_function(windows, groups=GROUPS),
    )


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
def test_window_and_detector_both_get_groups(routing):
    pipeline = make_pipeline(
        SlidingWindow(3), tiny("AutoencoderDetector", window_size=8, max_iter=3)
    ).fit(X, groups=GROUPS)
    together = pipeline.predict(X, groups=GROUPS)
    alone = [
        pipeline.predict(X[group == GROUPS], groups=np.zeros(n_rows))
        for group, n_rows in zip("abcd", LENGTHS, strict=True)
    ]
    np.testing.assert_array_equal(together, np.concatenate(alone))


def frame_of(X, groups):
    times = np.concatenate([np.arange(n) for n in np.diff(boundaries_of([groups]))])
    columns = [f"c{number}" for number in range(X.shape[1])]
    return pd.DataFrame(X, columns=columns, index=[groups, times])


@pytest.fixture
def drawn(monkeypatch):
    """Return the segments that are gathered while a test runs."""
    seen = []

    class Seen(segments_module.Segments):
        def rows(self):
            seen.append(super().rows())
            return seen[-1]

    monkeypatch.setattr(segments_module, "Segments", Seen)
    assert loop.draw_segments.__globals__["Segments"] is Seen
    return seen


def assert_no_border_crossed(rows, series):
    assert rows
    for part in rows:
        assert (series[part] == series[part][:, :1]).all()


def search(detector, **options):
    cv = GroupTimeSeriesSplit(2)
    grid = {f"{type(detector).__name__.lower()}__random_state": [0, 1]}
    scaler = StandardScaler().set_output(transform="pandas")
    return GridSearchCV(make_pipeline(scaler, detector), grid, cv=cv, **options)


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
def test_searches_by_index_and_by_groups_agree(routing):
    def detector():
        return tiny("LSTMDetector", window_size=8, max_iter=5)

    frame = frame_of(X, GROUPS)
    by_groups = search(detector()).fit(frame.reset_index(drop=True), groups=GROUPS)
    with sklearn.config_context(enable_metadata_routing=False):
        by_index = search(detector()).fit(frame, groups=GROUPS)
    for key in ("split0_test_score", "split1_test_score"):
        np.testing.assert_array_equal(
            by_index.cv_results_[key], by_groups.cv_results_[key]
        )
    rows = frame.reset_index(drop=True)
    np.testing.assert_array_equal(
        by_index.predict(frame),
        by_groups.best_estimator_.predict(rows, groups=GROUPS),
    )


def machines():
    """Return eight machines of ASD and SMD, the first 19 columns of each."""
    names = [f"ASD_omi-{number}" for number in (1, 3, 6, 9, 11, 12)]
    names += ["SMD_machine-2-7", "SMD_machine-3-3"]
    parts = []
    for name in names:
        with np.load(shared_file(f"data/{name}.npz")) as data:
            parts.append(data["X"][: int(data["train_end"]) : 4, :19][:700])
    return np.concatenate(parts), np.repeat(names, [len(part) for part in parts])


@pytest.mark.parametrize("name", ["LSTMDetector", "AutoencoderDetector"])
def test_search_over_eight_machines(name, drawn):
    X, groups = machines()
    frame = frame_of(X, groups)
    detector = tiny(name, window_size=16, max_iter=5)
    searched = search(detector, refit=False).fit(frame, groups=groups)
    assert np.isfinite(searched.cv_results_["mean_test_score"]).all()
    for train, test in GroupTimeSeriesSplit(2).split(X, groups=groups):
        del drawn[:]
        by_index = tiny(name, window_size=16, max_iter=5).fit(frame.iloc[train])
        assert_no_border_crossed(drawn, groups[train])
        del drawn[:]
        scores = by_index.score_samples(frame.iloc[test])
        assert_no_border_crossed(drawn, groups[test])
        by_groups = tiny(name, window_size=16, max_iter=5)
        by_groups.fit(X[train], groups=groups[train])
        np.testing.assert_array_equal(
            by_groups.score_samples(X[test], groups=groups[test]), scores
        )


def test_weights_of_rows_in_the_score():
    detector = tiny("AutoencoderDetector", window_size=8, max_iter=3).fit(X)
    first = np.arange(len(X)) < 100
    one, other = (
        detector.score(X, sample_weight=weights) for weights in (first, ~first)
    )
    mean = (100 * one + (len(X) - 100) * other) / len(X)
    assert detector.score(X) == pytest.approx(mean, rel=1e-6)
    assert detector.score(X, sample_weight=np.full(len(X), 3.0)) == pytest.approx(
        detector.score(X), rel=1e-6
    )
