"""Lags, latent space and trend of all recurrent detectors."""

import numpy as np
import pytest
from tiny import DETECTORS, tiny

from skseq.detectors._recurrent import RecurrentDetector, window_lags
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(120)
RECURRENT = sorted(
    n for n, cls in DETECTORS.items() if issubclass(cls, RecurrentDetector)
)


def fit(name, **params):
    return tiny(name, max_iter=2, **{"window_size": 8, **params}).fit(X)


@pytest.mark.parametrize("reach", [0, 1, 2, 4, 7, 127])
def test_lags_spread_over_a_window(reach):
    lags = window_lags(reach, causal=False)
    if reach == 0:
        assert lags == (-1,)
        return
    assert lags[0] == 0
    assert lags[-1] == reach
    steps = np.diff(lags)
    assert steps.min() >= 1
    assert steps.max() - steps.min() <= 1
    assert len(lags) == min(reach + 1, 5)


@pytest.mark.parametrize("reach", [0, 1, 2, 4, 7, 127])
def test_lags_of_causal_scores_end_in_the_middle_of_a_window(reach):
    lags = window_lags(reach, causal=True)
    if reach == 0:
        assert lags == (-1,)
        return
    assert lags[0] == 0
    assert lags[-1] == round(reach / 2)
    assert len(lags) <= 4
    assert (np.diff(lags) >= 1).all()


@pytest.mark.parametrize("lags", [(-1, -4), (0, 7), (-2, 0, 3)])
def test_estimates_depend_on_rows_up_to_their_lag_only(segments, lags):
    network = fit("LSTMDetector", lags=lags).network_
    rows, t = segments(network), 12
    changed = rows.copy()
    changed[:, t] += 1
    change = np.abs(np.subtract(network(changed), network(rows)))
    for number, lag in enumerate(lags):
        # Row t is known to the states from t on, and they estimate later rows ...
        first = max(t - lag, 0)
        assert not change[:, :first, number].any()
        # ... as long as there are states.
        last = rows.shape[1] - max(lag, 0)
        assert change[:, first:last, number].all()


@pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")
# What lags mean stands below the layers: one detector has them all, the others some.
@pytest.mark.parametrize(
    ("name", "lags"),
    [("LSTMDetector", (-1,)), ("LSTMDetector", (0, 7))]
    + [(name, [-4, 0, 3]) for name in RECURRENT],
)
@pytest.mark.parametrize("causal", [False, True])
def test_any_lags(name, lags, causal):
    detector = fit(name, lags=lags, causal=causal)
    assert detector.lags_ == tuple(lags)
    assert detector.estimate_weights_.shape == (len(lags), 2)
    for n_rows in (1, 2, 7, 8, 9, 60):
        scores = detector.score_samples(X[:n_rows])
        assert scores.shape == (n_rows,)
        assert np.isfinite(scores).all()


@pytest.mark.parametrize("lags", [(1,), (0, 8), (-3, 500)])
def test_lags_beyond_the_window_or_without_the_last_row(lags):
    detector = tiny("LSTMDetector", window_size=8, lags=lags)
    before = vars(detector).copy()
    with pytest.raises(ValueError, match=r"lags=.* must not be above 7") as info:
        detector.fit(X)
    assert str(lags) in str(info.value)
    assert vars(detector) == before


@pytest.mark.parametrize("name", RECURRENT)
def test_without_latent_space(name):
    detector = fit(name, latent_size=None, lags=(0, 7))
    n_heads = len(detector.lags_) * 2
    assert detector.weights_[-2].shape[1] == n_heads
    n_units = np.ravel(detector.units)[-1]
    assert len(detector.weights_[-2]) == n_units


@pytest.mark.parametrize("name", DETECTORS)
def test_levels_do_not_matter_to_what_is_detrended(name):
    drifting = X + np.linspace(0, 30, len(X))[:, None] ** 2
    errors = []
    for detrend in (True, False):
        detector = tiny(name, window_size=4, max_iter=60, detrend=detrend, smoothing=1)
        detector.fit(drifting)
        errors.append(np.median(-detector.score_samples(drifting + 3)))
    assert errors[0] < errors[1]
