"""Files of skops and mlflow: what is written is read, and nothing but it is trusted."""

import numpy as np
import pandas as pd
import pytest
from pages import run_page
from sklearn.base import clone
from sklearn.ensemble import IsolationForest
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny import DETECTORS, tiny

from skseq.compose import PerSeriesDetector
from skseq.preprocessing import SlidingWindow
from skseq.thresholds import SigmaThreshold
from skseq.utils import all_estimators, trusted_types
from skseq.utils._checks.common import seasonal_series

skops = pytest.importorskip(
    "skops.io", reason='skops is not installed: pip install -e ".[integrations]"'
)

X = seasonal_series(240)
GROUPS = np.repeat(["mill", "kiln"], 120)


def small(name="AutoencoderDetector", **params):
    return tiny(name, window_size=8, max_iter=5, **params)


def back(estimator):
    """Return what is read of the file of an estimator."""
    return skops.loads(skops.dumps(estimator), trusted=trusted_types())


@pytest.mark.parametrize("name", DETECTORS)
def test_detector_scores_the_same(fitted, name):
    detector = fitted(name)
    loaded = back(detector)
    assert vars(loaded).keys() == vars(detector).keys()
    np.testing.assert_array_equal(loaded.score_samples(X), detector.score_samples(X))
    assert loaded.predict_events(X) == detector.predict_events(X)


def test_detector_goes_on_learning():
    detector = small("LSTMDetector", warm_start=True).fit(X)
    loaded = back(detector)
    np.testing.assert_array_equal(
        loaded.fit(X).score_samples(X), detector.fit(X).score_samples(X)
    )


@pytest.mark.parametrize(
    "name", [name for name, _ in all_estimators() if name.endswith("Threshold")]
)
def test_rule_is_a_parameter_of_the_file(name):
    rule = dict(all_estimators())[name]
    rule = rule(-2.0) if name == "FixedThreshold" else rule()
    assert repr(back(rule)) == repr(rule)
    detector = small(threshold=rule)
    assert repr(back(detector)) == repr(detector)


def test_pipeline_and_search():
    pipeline = make_pipeline(StandardScaler(), small(threshold=SigmaThreshold()))
    search = GridSearchCV(pipeline, {}, cv=TimeSeriesSplit(2)).fit(X)
    best = back(search.best_estimator_)
    np.testing.assert_array_equal(best.predict(X), search.predict(X))
    # Of a search skops trusts neither splitters nor scorers of scikit-learn.
    unknown = skops.get_untrusted_types(data=skops.dumps(search))
    others = set(unknown) - set(trusted_types())
    assert all(name.startswith("sklearn.") for name in others)


@pytest.mark.parametrize(
    "groups",
    [GROUPS, np.repeat([1, 2], 120), None],
    ids=["text", "numbers", "no series"],
)
def test_model_for_each_series(groups):
    fleet = PerSeriesDetector(small(), unseen="shared").fit(X, groups=groups)
    loaded = back(fleet)
    assert list(loaded.estimators_) == list(fleet.estimators_)
    np.testing.assert_array_equal(
        loaded.decision_function(X, groups=groups),
        fleet.decision_function(X, groups=groups),
    )
    assert not hasattr(back(clone(fleet)), "estimators_")


def test_index_with_gaps_is_kept():
    times = pd.date_range("2026-01-01", periods=len(X), freq="min")
    frame = pd.DataFrame(X, index=times, columns=["flow", "heat"])
    detector = small(max_gap_factor=3).fit(frame)
    loaded = back(detector)
    assert loaded.max_gap_ == detector.max_gap_
    assert loaded.score_frame(frame).equals(detector.score_frame(frame))


def test_other_types_are_still_asked_for():
    pipeline = make_pipeline(SlidingWindow(3), IsolationForest(n_estimators=2)).fit(X)
    written = skops.dumps(pipeline)
    (unknown,) = set(skops.get_untrusted_types(data=written)) - set(trusted_types())
    assert unknown == "sklearn.tree._tree.Tree"


def test_changed_state_is_refused(fitted):
    detector = fitted("GRUDetector")
    changed = {**vars(detector), "error_scale_": detector.error_scale_[:-1]}
    other = clone(detector)
    vars(other).update(changed)
    with pytest.raises(ValueError, match="is none that fit has stored"):
        back(other)


@pytest.mark.filterwarnings("ignore")  # mlflow and its libraries warn of each other
def test_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = run_page("files")
    pipeline = names["pipeline"]
    np.testing.assert_array_equal(names["scores"], pipeline.score_samples(names["X"]))
    np.testing.assert_array_equal(names["labels"], pipeline.predict(names["X"]))
    assert not set(names["unknown"]) - set(trusted_types())
    stored = names["mlflow"].get_run(names["run"].info.run_id).data.params
    assert stored["max_iter"] == "50"
