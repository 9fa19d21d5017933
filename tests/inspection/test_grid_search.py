"""GridSearchDisplay: what it draws."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.ensemble import IsolationForest
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline
from sklearn.svm import OneClassSVM

from skseq.inspection import GridSearchDisplay


class Searched(BaseEstimator):
    """A search that has been fitted, with these results."""

    def __init__(self, params, means, spreads=None, metric="score"):
        self.cv_results_ = {
            "params": params,
            f"mean_test_{metric}": np.asarray(means, float),
            f"std_test_{metric}": np.asarray(spreads or np.zeros(len(means)), float),
        }

    def fit(self):
        """Be an estimator."""


def test_one_parameter_is_a_line_in_the_order_of_its_values():
    search = Searched(
        [{"window_size": w, "causal": True} for w in (64, 8, 16)],
        [3.0, 1.0, 2.0],
        [0.3, 0.1, 0.2],
    )
    display = GridSearchDisplay.from_estimator(search)
    assert display.params == {"window_size": ["8", "16", "64"]}
    line, _, (bars,) = display.errorbar_
    assert line.get_ydata().tolist() == [1, 2, 3]
    spreads = [np.ptp(segment[:, 1]) / 2 for segment in bars.get_segments()]
    np.testing.assert_allclose(spreads, [0.1, 0.2, 0.3])
    labels = [text.get_text() for text in display.ax_.get_xticklabels()]
    assert labels == ["8", "16", "64"]


def test_two_parameters_are_a_table_of_the_best_of_the_others():
    params = [
        {"a": a, "b": b, "c": c} for a in (1, 2) for b in "xy" for c in (True, False)
    ]
    search = Searched(params, [1, 5, 2, 2, 3, 0, 4, 9])
    display = GridSearchDisplay.from_estimator(search)
    assert display.scores.tolist() == [[5, 2], [3, 9]]
    np.testing.assert_array_equal(display.image_.get_array(), display.scores)
    assert [text.get_text() for text in display.ax_.texts] == ["5", "2", "3", "9"]
    one = GridSearchDisplay.from_estimator(search, "c")
    assert one.params == {"c": ["False", "True"]}
    assert one.scores.tolist() == [9, 4]


def test_pairs_that_were_not_tried_are_empty():
    params = [{"a": 1, "b": 1}, {"a": 2, "b": 2}, {"a": 1, "b": 2}]
    display = GridSearchDisplay.from_estimator(Searched(params, [1, 2, np.nan]))
    np.testing.assert_array_equal(display.scores, [[1, np.nan], [np.nan, 2]])
    assert [text.get_text() for text in display.ax_.texts] == ["1", "-", "-", "2"]


def test_estimators_are_called_by_what_tells_them_apart():
    forest, svm = IsolationForest(), OneClassSVM()
    search = Searched([{"step": forest}, {"step": svm}], [1, 2])
    assert GridSearchDisplay.from_estimator(search).params == {
        "step": ["IsolationForest", "OneClassSVM"]
    }
    search = Searched([{"step": OneClassSVM(nu=0.1)}, {"step": svm}], [1, 2])
    assert GridSearchDisplay.from_estimator(search).params == {
        "step": ["OneClassSVM(nu=0.1)", "OneClassSVM()"]
    }


def test_a_real_search_is_drawn():
    X = np.random.default_rng(0).normal(size=(60, 2))
    search = GridSearchCV(
        Pipeline([("detector", IsolationForest(random_state=0))]),
        {"detector__n_estimators": [2, 4], "detector__max_features": [1, 2]},
        scoring=lambda estimator, X, y=None: estimator.score_samples(X).mean(),
        cv=2,
    ).fit(X)
    display = GridSearchDisplay.from_estimator(search)
    assert display.scores.shape == (2, 2)
    assert np.nanmax(display.scores) == search.best_score_


def test_bad_arguments_are_refused():
    search = Searched([{"a": 1}, {"a": 2}], [1, 2], metric="vus_pr")
    assert GridSearchDisplay.from_estimator(search, metric="vus_pr").scorer == "vus_pr"
    with pytest.raises(ValueError, match=r"no metric 'score': pass .*\['vus_pr'\]"):
        GridSearchDisplay.from_estimator(search)
    for params in ("b", ["a", "a", "a"]):
        with pytest.raises(ValueError, match=r"cannot be drawn: pass .* \['a'\]"):
            GridSearchDisplay.from_estimator(search, params, metric="vus_pr")
