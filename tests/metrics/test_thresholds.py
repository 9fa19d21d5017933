"""No other threshold is better than the best one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_cases import labelled_scores
from sklearn.metrics import balanced_accuracy_score

from skseq.metrics import best_threshold, event_f1_score
from skseq.metrics._registry import METRICS

few = settings(max_examples=25, deadline=None)
NAMES = [name for name, metric in METRICS.items() if metric.reads == "y_pred"]


@few
@given(labelled_scores(), st.sampled_from(NAMES), st.integers(1, 10))
def test_no_other_threshold_is_better(drawn, name, n_in_first):
    labels, scores = drawn
    metric = METRICS[name].function
    groups = np.arange(len(labels)) < n_in_first
    threshold = best_threshold(labels, scores, name, groups=groups)
    reached = metric(labels, scores > threshold, groups=groups)
    for other in np.r_[np.unique(scores) - 0.5, scores.max()]:
        value = metric(labels, scores > other, groups=groups)
        assert value <= reached + 1e-12


@few
@given(labelled_scores())
def test_sweep_and_search_choose_alike(drawn):
    swept = best_threshold(*drawn, "event_f1")

    def same_metric(y_true, y_pred):
        return event_f1_score(y_true, y_pred)

    assert best_threshold(*drawn, same_metric) == swept


def test_threshold_lies_in_the_middle():
    assert best_threshold([0, 0, 1, 1], [1.0, 2.0, 6.0, 8.0], "f1") == 4.0


def test_neighbouring_floats_are_kept_apart():
    low = 1.0
    high = np.nextafter(low, 2)
    threshold = best_threshold([0, 1], [low, high], "f1")
    assert low <= threshold < high


def test_everything_may_be_flagged():
    threshold = best_threshold([True, True], [3.0, 3.0], "f1")
    assert threshold < 3.0


def test_many_scores_are_thinned_out_but_found():
    rng = np.random.default_rng(0)
    labels = np.arange(20_000) % 1000 < 5
    scores = rng.normal(size=20_000) + 6 * labels
    exact = best_threshold(labels, scores, "f1")
    searched = best_threshold(labels, scores, balanced_accuracy_score)
    assert np.mean(scores > exact) == pytest.approx(0.005, rel=0.2)
    assert balanced_accuracy_score(labels, scores > searched) > 0.99


def test_what_has_no_best_threshold_is_refused():
    with pytest.raises(ValueError, match="no anomaly"):
        best_threshold([0, 0], [1, 2])
    with pytest.raises(ValueError, match="reads scores"):
        best_threshold([0, 1], [1, 2], "vus_pr")
    with pytest.raises(ValueError, match="best where hardly any row is flagged"):
        best_threshold([0, 1], [1, 2], "neg_merged_events")
    with pytest.raises(ValueError, match="unknown"):
        best_threshold([0, 1], [1, 2], "f2")
    with pytest.raises(ValueError, match="n_candidates"):
        best_threshold([0, 1], [1, 2], "range_f1", n_candidates=1)
