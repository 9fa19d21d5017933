"""Thresholds that follow scores are those of their definitions, row by row."""

import numpy as np
import pandas as pd
import pytest
from causal_detectors import causal, changed
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import genpareto

from skseq._utils.pareto import fit_generalized_pareto
from skseq.streaming import (
    AlarmPolicy,
    RollingPOTThreshold,
    RollingRankThreshold,
    load_stream,
)
from skseq.utils._checks.common import seasonal_series

SCORES = st.lists(
    st.one_of(st.floats(-5, 5), st.just(np.nan), st.integers(-2, 0).map(float)),
    max_size=80,
)
RULES = [
    RollingRankThreshold(0.05, 40),
    RollingRankThreshold(0.02, 60, max_hold=3),
    RollingPOTThreshold(0.01, 20, n_init=60, tail_fraction=0.2, max_peaks=40),
]


def rank_reading(scores, risk, size, max_hold):
    """Return which rows are anomalies, by p-values among the scores kept so far."""
    kept, held, first, found = [], 0, None, []
    for score in scores:
        window = kept[-size:]
        p = (1 + sum(other <= score for other in window)) / (1 + len(window))
        # Equal shares count: 0.07 times 100 is a little more than 7.
        found.append(bool(p <= risk * (1 + 1e-9)))
        if np.isnan(score):
            found[-1] = False
            continue
        if found[-1]:
            held += 1
            first = score if held == 1 else first
        elif held:
            kept.append(first)
            held = 0
        if held == 0 or held > max_hold:
            kept.append(score)
    return found


@settings(deadline=None)
@given(
    scores=SCORES,
    risk=st.sampled_from([0.1, 0.25, 0.5]),
    size=st.integers(10, 30),
    max_hold=st.integers(0, 5),
)
def test_ranks_are_those_among_the_scores_before(scores, risk, size, max_hold):
    rule = RollingRankThreshold(risk, size, max_hold=max_hold)
    offsets = rule.row_offsets(np.array(scores))
    expected = rank_reading(scores, risk, size, max_hold)
    assert (np.array(scores) < offsets).tolist() == expected


def dspot(x, q, depth, n_init, level, fit):
    """Return the limits of Algorithm 3 of Siffer et al. (2017), of rows to come."""

    def limit(peaks, k, n_peaks):
        shape, scale = fit(np.array(peaks))
        return start + scale / shape * ((q * k / n_peaks) ** -shape - 1)

    window, relative = list(x[:depth]), []
    for value in x[depth : depth + n_init]:
        relative.append(value - np.mean(window))
        window = window[1:] + [value]
    start = np.quantile(relative, level)
    peaks = [r - start for r in relative if r > start]
    k, z, limits = n_init, limit(peaks, n_init, len(peaks)), []
    for value in x[depth + n_init :]:
        mean = np.mean(window)
        limits.append(mean + z)
        if value - mean > z:
            continue
        k += 1
        if value - mean > start:
            peaks.append(value - mean - start)
            z = limit(peaks, k, len(peaks))
        window = window[1:] + [value]
    return np.array(limits)


def scipy_fit(peaks):
    """Return shape and scale by scipy's search."""
    shape, _, scale = genpareto.fit(peaks, floc=0)
    return shape, scale


@pytest.mark.parametrize(
    ("fit", "rtol"), [(fit_generalized_pareto, 1e-9), (scipy_fit, 1e-3)]
)
@pytest.mark.parametrize("seed", [0, 1])
def test_drifting_limits_are_those_of_the_paper(fit, rtol, seed):
    rng = np.random.RandomState(seed)
    x = np.cumsum(rng.normal(scale=0.05, size=900)) + rng.gumbel(size=900)
    x[[500, 700, 701]] += 30
    expected = dspot(x, 0.002, 30, 300, 0.9, fit)
    rule = RollingPOTThreshold(0.002, 30, n_init=300, tail_fraction=0.1)
    found = rule.row_offsets(-x)
    assert (found[:330] == -np.inf).all()
    assert_allclose(-found[330:], expected, rtol=rtol)
    assert (-x < found)[[500, 700, 701]].all()
    assert (-x < found).mean() < 0.01


def test_few_peaks_mark_nothing():
    rule = RollingPOTThreshold(1e-3, 5, n_init=100, tail_fraction=0.1)
    assert (rule.row_offsets(np.full(300, -0.5)) == -np.inf).all()


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_what_lasts_is_the_new_normal(rule):
    scores = np.random.RandomState(0).normal(size=600)
    scores[300:] -= 20
    is_low = scores < rule.row_offsets(scores)
    assert is_low[300:303].all()
    assert is_low[450:].mean() < 0.1
    forever = type(rule)(**rule._options() | {"max_hold": 10**9})
    assert (scores < forever.row_offsets(scores))[300:].all()


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_series_are_followed_apart(rule):
    rng = np.random.RandomState(0)
    scores, groups = rng.normal(size=(2, 300)), np.tile(["a", "b"], 300)
    scores[1] *= 5
    found = rule.row_offsets(scores.T.ravel(), groups=groups)
    for number in (0, 1):
        assert_array_equal(found[number::2], rule.row_offsets(scores[number]))


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_policies_follow_the_rule(rule):
    scores = np.random.RandomState(0).normal(size=400) ** 3
    policy, changes = AlarmPolicy(rule), []
    for start in range(0, 400, 33):
        changes += policy.update(scores[start : start + 33])
    found = np.zeros(400, dtype=bool)
    for alarm in changes:
        found[alarm["start_row"] : alarm["stop_row"]] = True
    assert_array_equal(found, scores < rule.row_offsets(scores))
    assert found.any()


def test_risk_is_the_share_of_normal_rows_that_are_marked():
    scores = np.random.RandomState(0).standard_cauchy(size=20_000)
    rule = RollingRankThreshold(0.01, 200)
    rate = (scores < rule.row_offsets(scores))[200:].mean()
    assert 0.007 < rate < 0.012


def test_nothing_is_learned_while_an_alarm_is_open():
    scores = np.zeros(300)
    scores[100:200:2] = -9
    rule = RollingRankThreshold(0.05, 40, max_hold=1000)
    changes = AlarmPolicy(rule, max_gap=3).update(scores)
    assert [a["change"] for a in changes] == ["opened", "closed"]
    # Without gaps an alarm is one row: two of forty are as low, and no longer rare.
    changes = AlarmPolicy(rule).update(scores)
    assert [a["start"] for a in changes if a["change"] == "opened"] == [100, 102]


@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_streams_follow_the_rule_through_restarts(rule, tmp_path):
    detector = changed(causal("GRUDetector"), smoothing_=1)
    X = seasonal_series(330, seed=1)
    X[250:254] *= 4
    X, groups = np.repeat(X, 2, axis=0), np.tile(["a", "b"], 330)
    X[1::2] *= 1.1
    X[40:43] = np.nan
    stream = detector.open_stream(alarms=AlarmPolicy(rule))
    runs = detector.open_stream(alarms=AlarmPolicy(rule))
    frames = []
    for start in range(0, 660, 110):
        some = slice(start, start + 110)
        stream.save(tmp_path / "stream.npz")
        stream = load_stream(tmp_path / "stream.npz")
        assert repr(stream._alarms.offset) == repr(rule)
        frames.append(stream.push_frame(X[some], groups=groups[some]))
        expected = runs.push_frame(X[some], groups=groups[some])
        pd.testing.assert_frame_equal(frames[-1], expected)
    found = pd.concat(frames, ignore_index=True)
    offsets = rule.row_offsets(found["score"], groups=groups)
    assert_array_equal(found["alarm"], found["score"] < offsets)
    assert found["alarm"].any()
    stream.set_states(["c"], stream.states(["a"]))
    one, other = stream.push_frame(X[:2], groups=["a", "c"])["alarm"]
    assert one == other


def test_followers_survive_a_swap():
    rule = RollingRankThreshold(0.05, 40)
    detector = changed(causal("GRUDetector"), smoothing_=1)
    X = seasonal_series(130, seed=1)
    stream = detector.open_stream(X, keep_rows=50, alarms=AlarmPolicy(rule))
    stream.swap(detector)
    X[:2] *= 9
    stream.push(X[:2])
    assert [alarm["change"] for alarm in stream.alarm_changes] == ["opened"]
    stream.push(X[2:9])
    assert "closed" in [alarm["change"] for alarm in stream.alarm_changes]


def test_what_is_wrong_is_said():
    with pytest.raises(ValueError, match="less than one row of window_size=50"):
        RollingRankThreshold(0.01, 50)
    with pytest.raises(ValueError, match=r"risk must be above 0 and below 0\.02"):
        RollingPOTThreshold(0.1)
    with pytest.raises(ValueError, match="n_init must be an int of at least 500"):
        RollingPOTThreshold(n_init=499)
    with pytest.raises(ValueError, match="max_hold must be an int"):
        RollingPOTThreshold(max_hold=-1)
    with pytest.raises(ValueError, match="max_hold must be an int"):
        RollingRankThreshold(max_hold=0.5)
    with pytest.raises(ValueError, match="one score for each row"):
        RollingRankThreshold().row_offsets([[1.0]])
    with pytest.raises(ValueError, match="groups has shape"):
        RollingRankThreshold().row_offsets([1.0], groups=["a", "b"])
