"""TimeBudget: fits end in time, also inside of pipelines and searches."""

import pickle

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tiny import tiny

from skseq.callback import TimeBudget
from skseq.utils._checks.common import seasonal_series

pytest.importorskip(
    "sklearn.callback", reason="scikit-learn before 1.9 has no callbacks"
)
X = seasonal_series(200)


def test_a_fit_ends_at_its_first_report():
    detector = tiny("GRUDetector", window_size=8, max_iter=500)
    detector.set_callbacks(TimeBudget(seconds=0)).fit(X)
    assert detector.n_iter_ == 25
    assert np.isfinite(detector.predict(X)).all()
    assert detector.set_callbacks(TimeBudget(seconds=1e6)).fit(X).n_iter_ == 500


def test_pipelines_searches_and_pickles():
    budget = pickle.loads(pickle.dumps(TimeBudget(seconds=0)))
    detector = tiny("GRUDetector", window_size=8, max_iter=100).set_callbacks(budget)
    pipeline = make_pipeline(StandardScaler(), detector)
    grid = {"grudetector__learning_rate": [1e-3, 1e-2]}
    search = GridSearchCV(pipeline, grid, cv=KFold(2), error_score="raise").fit(X)
    assert search.best_estimator_[-1].n_iter_ == 25


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_time_is_not_negative(seconds):
    with pytest.raises(ValueError, match="seconds must be at least 0, got"):
        TimeBudget(seconds)
