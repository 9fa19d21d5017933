"""What all rules promise."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, clone
from sklearn.ensemble import IsolationForest
from sklearn.utils._param_validation import InvalidParameterError

from skseq.thresholds import (
    AlarmRateThreshold,
    DynamicThreshold,
    FixedThreshold,
    LabelThreshold,
    MADThreshold,
    POTThreshold,
    QuantileThreshold,
    SigmaThreshold,
    ThresholdRule,
)
from skseq.utils import all_estimators

RULES = [cls for _, cls in all_estimators() if issubclass(cls, ThresholdRule)]
UNLABELLED = [cls for cls in RULES if cls is not LabelThreshold]
# Those that depend on the rows after and before a row.
ORDERED = {AlarmRateThreshold, DynamicThreshold}
FREE = [cls for cls in UNLABELLED if cls is not FixedThreshold]

SCORES = -np.abs(np.random.RandomState(0).standard_t(3, size=3000))
LABELS = SCORES < -6


def test_every_rule_is_discovered():
    assert len(RULES) == 8


@pytest.mark.parametrize("cls", RULES)
def test_threshold_is_a_number_and_marks_few_rows(cls):
    offset = cls().offset(SCORES, LABELS)
    assert type(offset) is float
    labels = cls().predict(SCORES, LABELS)
    assert set(labels) <= {-1, 1}
    if cls is not FixedThreshold:
        # One row in ten thousand is to be marked by the default of POTThreshold.
        assert (cls is not POTThreshold) <= (labels == -1).sum() < 300
    if cls is not DynamicThreshold:
        np.testing.assert_array_equal(labels, np.where(offset > SCORES, -1, 1))


@pytest.mark.parametrize("cls", FREE)
def test_unit_and_zero_of_scores_do_not_matter(cls):
    offset = cls().offset(SCORES)
    sizes = [(1e200, 0), (1e-200, 0), (1e305, 0)]
    for factor, shift in [(1, 50), (1e-3, 0), (1e4, -3), *sizes]:
        moved = cls().offset(factor * SCORES + shift)
        assert moved == pytest.approx(factor * offset + shift, rel=1e-6)


@pytest.mark.parametrize("cls", [cls for cls in RULES if cls not in ORDERED])
def test_order_of_rows_does_not_matter(cls):
    order = np.random.RandomState(1).permutation(len(SCORES))
    shuffled = cls().offset(SCORES[order], LABELS[order])
    # Metrics by events read the order of labels; the one by rows does not.
    rule = LabelThreshold("f1") if cls is LabelThreshold else cls()
    if cls is LabelThreshold:
        shuffled = rule.offset(SCORES[order], LABELS[order])
    assert shuffled == pytest.approx(rule.offset(SCORES, LABELS), rel=1e-9)


@pytest.mark.parametrize("cls", FREE)
@pytest.mark.parametrize("value", [-0.1, 0.0, 1 / 3, -1e9])
@pytest.mark.parametrize("n_rows", [1, 2, 7, 500])
def test_of_constant_scores_none_is_marked(cls, value, n_rows):
    assert (cls().predict(np.full(n_rows, value)) == 1).all()


@given(
    values=st.lists(st.integers(-3, 0), min_size=1, max_size=60),
    cls=st.sampled_from(FREE),
)
def test_ties_and_few_scores_give_a_threshold_or_one_sentence(values, cls):
    scores = np.array(values, dtype=float)
    try:
        offset = cls().offset(scores)
    except ValueError as error:
        assert "\n" not in str(error) and ": " in str(error)
        assert cls in (POTThreshold, MADThreshold)
    else:
        assert np.isfinite(offset)
        assert not (scores[scores == scores.max()] < offset).any()


@pytest.mark.parametrize("cls", RULES)
def test_rows_without_a_score_are_left_out(cls):
    missing = np.insert(SCORES, [0, 70, 3000], np.nan)
    labels = np.insert(LABELS, [0, 70, 3000], True)
    assert cls().offset(missing, labels) == cls().offset(SCORES, LABELS)
    marked = cls().predict(missing, labels)
    assert (marked[np.isnan(missing)] == 1).all()
    np.testing.assert_array_equal(
        marked[~np.isnan(missing)], cls().predict(SCORES, LABELS)
    )


@pytest.mark.parametrize("cls", RULES)
@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ([-1.0, -np.inf], "scores holds infinity"),
        ([np.nan, np.nan], "got no score that is a number"),
        ([], "got no score that is a number"),
        (["low", "high"], "scores has dtype"),
        ([[1.0, 2.0], [1.0, 2.0]], "1d array"),
    ],
)
def test_what_is_no_score_is_refused(cls, scores, message):
    with pytest.raises(ValueError, match=message):
        cls().offset(np.array(scores))


BAD = {
    QuantileThreshold: {"contamination": [0, 0.6, "some"]},
    SigmaThreshold: {"k": [-1, "three"]},
    MADThreshold: {"k": [-1, None]},
    FixedThreshold: {"threshold": [None, np.inf]},
    POTThreshold: {"risk": [0, 1, "low"], "tail_fraction": [0, 0.6]},
    DynamicThreshold: {
        "window_size": [1, 2.5],
        "step": [0],
        "min_k": [0, None],
        "max_k": [0],
        "min_decrease": [1, -0.1],
    },
    AlarmRateThreshold: {"max_alarms": [0, -1], "period": [0, 1.5]},
    LabelThreshold: {"metric": ["vus_pr", None]},
}


@pytest.mark.parametrize("cls", RULES)
def test_parameters_are_validated(cls):
    assert BAD[cls].keys() == cls().get_params().keys()
    for name, values in BAD[cls].items():
        for value in values:
            with pytest.raises(InvalidParameterError, match=f"'{name}' parameter"):
                cls(**{name: value}).offset(SCORES, LABELS)


@pytest.mark.parametrize("cls", RULES)
def test_a_rule_is_a_small_estimator_without_state(cls):
    rule = cls()
    rule.predict(SCORES, LABELS)
    assert vars(rule) == rule.get_params() == vars(clone(rule))
    assert len(pickle.dumps(rule)) < 500
    assert cls.__name__ in repr(rule) and cls.__name__ in rule._repr_html_()


def test_nested_names_reach_a_rule():
    class Detector(BaseEstimator):
        def __init__(self, threshold=None):
            self.threshold = threshold

    detector = clone(Detector(POTThreshold()))
    detector.set_params(threshold__risk=1e-3)
    assert detector.threshold.risk == 1e-3


@pytest.mark.parametrize("cls", UNLABELLED)
def test_scores_of_any_detector(cls):
    X = np.random.RandomState(0).normal(size=(3000, 2))
    X[2700:2710] += 8
    forest = IsolationForest(random_state=0).fit(X[:2000])
    rule = FixedThreshold(0.7) if cls is FixedThreshold else cls()
    forest.offset_ = rule.offset(forest.score_samples(X[:2000]))
    assert (forest.predict(X)[2700:2710] == -1).all()
    assert (forest.predict(X) == -1).mean() < 0.15
