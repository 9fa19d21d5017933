"""What all rules promise, and what each of them marks."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, clone
from sklearn.ensemble import IsolationForest
from sklearn.utils._param_validation import InvalidParameterError

from skseq.metrics import best_threshold
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
from skseq.thresholds._choose import choose_rule
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
def test_limit_is_a_number_and_marks_few_rows(cls):
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
    for factor, shift in [(1, 50), (1e-3, 0), (1e4, -3)]:
        moved = cls().offset(factor * SCORES + shift)
        assert moved == pytest.approx(factor * offset + shift, rel=1e-6)


@pytest.mark.parametrize("cls", [cls for cls in RULES if cls not in ORDERED])
def test_order_of_rows_does_not_matter(cls):
    order = np.random.RandomState(1).permutation(len(SCORES))
    shuffled = cls().offset(SCORES[order], LABELS[order])
    # Event measures read the order of labels; the measure by rows does not.
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
def test_ties_and_few_scores_give_a_limit_or_one_sentence(values, cls):
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
    FixedThreshold: {"limit": [None, np.inf]},
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


def test_sigma_is_so_many_standard_deviations():
    scores = np.random.RandomState(0).normal(5, 2, size=1000)
    expected = scores.mean() - 2.5 * scores.std()
    assert SigmaThreshold(2.5).offset(scores) == pytest.approx(expected)


def test_mad_is_not_moved_by_anomalies():
    scores = np.random.RandomState(0).normal(size=10_001)
    offset = MADThreshold(3).offset(scores)
    assert offset == pytest.approx(-3, abs=0.1)
    scores[:2000] = -1e6
    assert MADThreshold(3).offset(scores) == pytest.approx(-4.5, abs=0.2)
    assert SigmaThreshold(3).offset(scores) < -1e6


def test_mad_of_too_many_ties_says_what_to_do():
    with pytest.raises(ValueError, match="more than half of the scores are -1"):
        MADThreshold().offset([-1.0, -1.0, -1.0, -5.0])


def runs(flags):
    return np.count_nonzero(flags & ~np.r_[False, flags[:-1]])


@given(
    n_rows=st.integers(1, 40),
    max_alarms=st.sampled_from([0.1, 1, 2.5]),
    period=st.integers(1, 30),
    n_values=st.integers(1, 40),
    seed=st.integers(0, 99),
)
def test_alarms_are_as_many_as_allowed_and_no_limit_is_needlessly_low(
    n_rows, max_alarms, period, n_values, seed
):
    scores = np.random.RandomState(seed).randint(-n_values, 0, size=n_rows) / 7
    offset = AlarmRateThreshold(max_alarms, period).offset(scores)
    budget = max_alarms * n_rows / period
    lower = [limit for limit in np.unique(scores) if limit <= offset]
    assert all(runs(scores < limit) <= budget for limit in lower)
    assert (scores < offset).mean() <= 0.5
    higher = [limit for limit in np.unique(scores) if limit > offset]
    if higher:
        is_too_many = runs(scores < higher[0]) > budget
        assert is_too_many or (scores < higher[0]).mean() > 0.5


def test_labels_choose_the_limit_of_best_threshold():
    y = np.where(LABELS, -1, 1)
    for metric in ("f1", "event_f1"):
        expected = -best_threshold(y, -SCORES, metric)
        assert LabelThreshold(metric).offset(SCORES, y) == expected
    np.testing.assert_array_equal(LabelThreshold().predict(SCORES, y), y)

    def precision(y_true, y_pred):
        return (y_true & y_pred).sum() / y_pred.sum()

    assert LabelThreshold(precision).offset(SCORES, y) < -6


def test_labels_are_needed_and_one_for_each_score():
    with pytest.raises(ValueError, match="is to be chosen by labels and y is None"):
        LabelThreshold().offset(SCORES)
    with pytest.raises(ValueError, match="y has 2 labels for 3000 scores"):
        LabelThreshold().offset(SCORES, [0, 1])
    with pytest.raises(ValueError, match="has no anomaly"):
        LabelThreshold().offset(SCORES, np.zeros(3000, dtype=int))


def test_what_a_detector_may_be_given_stands_for_a_rule():
    assert choose_rule(None, 0.1).contamination == 0.1
    assert choose_rule(0.8, "auto").limit == 0.8
    assert isinstance(choose_rule("labels", "auto"), LabelThreshold)
    rule = POTThreshold()
    assert choose_rule(rule, "auto") is rule
    with pytest.raises(ValueError, match=r"contamination=0.1 and threshold=0.8 both"):
        choose_rule(0.8, 0.1)
