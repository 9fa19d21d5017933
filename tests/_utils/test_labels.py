import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skseq._utils.labels import as_anomalous, check_scores, check_weights
from skseq.metrics import event_f1_score, vus_pr_score


@settings(max_examples=25, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_conventions_say_the_same(flags):
    truth = np.array(flags)
    as_ints, as_signs = truth.astype(int), np.where(truth, -1, 1)
    for labels, pos_label in ((as_ints, 1), (as_signs, -1), (truth, None)):
        assert np.array_equal(as_anomalous(labels, pos_label=pos_label), truth)
        ambiguous = labels.dtype != bool and np.all(labels == 1)
        if not ambiguous:
            assert np.array_equal(as_anomalous(labels), truth)


def test_ones_throughout_are_ambiguous_and_say_the_way_out():
    with pytest.raises(ValueError, match="pos_label=1 or pos_label=-1"):
        as_anomalous([1, 1, 1])
    assert as_anomalous([1, 1], pos_label=1).all()
    assert not as_anomalous([1, 1], pos_label=-1).any()
    assert as_anomalous([True, True]).all()
    # nothing ambiguous about these
    assert not as_anomalous([0, 0]).any()
    assert as_anomalous([-1, -1]).all()


def test_ambiguous_predictions_are_refused_by_name():
    with pytest.raises(ValueError, match="y_pred is 1 throughout"):
        event_f1_score([0, 1], [1, 1])
    assert event_f1_score([1, -1], [1, 1], pos_label=-1) == 0
    assert event_f1_score([0, 1], [1, 1], pos_label=1) > 0


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 1, 2], "label 2"),
        ([0, 1, -1], r"labels \[-1, 0, 1\]"),
        ([0.0, np.nan], "label nan"),
        (["a", "b"], "dtype"),
        ([], "empty"),
    ],
)
def test_other_labels_are_refused(labels, message):
    with pytest.raises(ValueError, match=message):
        as_anomalous(labels)


def test_pos_label_must_be_one_of_two():
    with pytest.raises(ValueError, match="pos_label must be 1, -1 or None"):
        as_anomalous([0, 1], pos_label=0)
    with pytest.raises(ValueError, match="pos_label=1 allows only"):
        as_anomalous([1, -1], pos_label=1)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_scores_must_be_finite(bad):
    with pytest.raises(ValueError, match="y_score"):
        vus_pr_score([0, 1, 0], [0.0, bad, 1.0], buffer=1)


def test_scores_must_be_numbers_and_as_many_as_labels():
    with pytest.raises(ValueError, match="dtype"):
        check_scores(np.array(["a", "b"]), 2)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        check_scores(np.zeros(3), 2)
    assert check_scores(np.array([1, 2], dtype=np.float32), 2).dtype == np.float64


def test_numbers_in_an_array_of_objects_are_labels():
    for labels in ([0, 1, 0], [False, True, False], [1, -1, 1]):
        objects = np.array(labels, dtype=object)
        assert as_anomalous(objects).tolist() == [False, True, False]
    for missing in (None, pd.NA):
        with pytest.raises(ValueError, match="y has no label in row 1"):
            as_anomalous(np.array([0, missing, 1], dtype=object), name="y")
    with pytest.raises(ValueError, match="y has dtype"):
        as_anomalous(np.array(["normal", 1], dtype=object), name="y")


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, 2], r"sample_weight has shape \(2,\) where X has 3 rows"),
        (np.ones((3, 1)), r"sample_weight has shape \(3, 1\) where X has 3 rows"),
        ([1, -2, 1], "sample_weight is -2.0 in row 1: give finite weights"),
        ([1, 1, np.nan], "sample_weight is nan in row 2: give finite weights"),
        ([np.inf, 1, 1], "sample_weight is inf in row 0: give finite weights"),
    ],
)
def test_weights_that_are_none_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        check_weights(weights, 3)
    assert check_weights([0, 1, 2], 3).tolist() == [0.0, 1.0, 2.0]
