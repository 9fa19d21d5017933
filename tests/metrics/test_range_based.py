"""Range-based precision and recall beside the text of the paper."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_cases import events_of, labelled_predictions
from sklearn.metrics import f1_score

from skseq.metrics import range_f1_score, range_precision_recall_fscore


def overlap_reward(first, last, covered, others, bias, cardinality):
    """Tatbul's overlap reward of one range, from the text of the paper."""
    length = last - first + 1
    weight = {
        "flat": lambda i: 1,
        "front": lambda i: length - i + 1,
        "back": lambda i: i,
        "middle": lambda i: i if i <= length / 2 else length - i + 1,
    }[bias]
    weights = np.array([weight(i) for i in range(1, length + 1)], dtype=float)
    share = weights[covered[first : last + 1]].sum() / weights.sum()
    n_touching = sum(a <= last and b >= first for a, b in others)
    factor = 1 if cardinality == "one" or n_touching <= 1 else 1 / n_touching
    return share * factor


@settings(max_examples=25, deadline=None)
@given(
    labelled_predictions(),
    st.sampled_from(["flat", "front", "middle", "back"]),
    st.sampled_from(["one", "reciprocal"]),
    st.floats(0, 1),
)
def test_range_based_metric_is_what_the_paper_says(drawn, bias, cardinality, alpha):
    labels, flagged = drawn
    one_series = np.zeros(len(labels))
    events, runs = events_of(labels, one_series), events_of(flagged, one_series)
    recalls = [
        alpha * flagged[first : last + 1].any()
        + (1 - alpha) * overlap_reward(first, last, flagged, runs, bias, cardinality)
        for first, last in events
    ]
    precisions = [
        overlap_reward(first, last, labels, events, "flat", "one")
        for first, last in runs
    ]
    precision, recall, fscore = range_precision_recall_fscore(
        labels,
        flagged,
        alpha=alpha,
        bias=bias,
        cardinality=cardinality,
        precision_cardinality="one",
        beta=2,
    )
    assert recall == pytest.approx(np.mean(recalls))
    assert precision == pytest.approx(np.mean(precisions) if precisions else 0)
    if fscore > 0:
        assert fscore == pytest.approx(
            5 * precision * recall / (4 * precision + recall)
        )


def test_range_based_metric_of_single_rows_is_the_one_by_rows():
    labels = np.array([0, 1, 0, 1, 0, 0, 1, 0], dtype=bool)
    flagged = np.array([0, 1, 0, 0, 0, 1, 0, 0], dtype=bool)
    value = range_f1_score(labels, flagged, alpha=0, cardinality="one")
    assert value == pytest.approx(f1_score(labels, flagged))


@pytest.mark.parametrize(
    "bad", [{"alpha": 2}, {"beta": 0}, {"bias": "up"}, {"cardinality": "udf"}]
)
def test_bad_range_parameters_are_refused(bad):
    (name,) = bad
    with pytest.raises(ValueError, match=f"{name} must be"):
        range_precision_recall_fscore([0, 1], [0, 1], **bad)
