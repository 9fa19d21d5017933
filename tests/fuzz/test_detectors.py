"""What every detector promises, whatever its parameters and its rows."""

import copy
import pickle
from itertools import pairwise

import joblib
import numpy as np
import pytest
from drawn import NETWORKS, detectors, groups, series
from effort import EFFORT, examples
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from tiny import DETECTORS

pytestmark = pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")


def assert_refused_unchanged(detector, call, *args, **kwargs):
    """Assert that a call raises one sentence and changes nothing."""
    before = joblib.hash(vars(detector))
    with pytest.raises((ValueError, TypeError)) as error:
        call(*args, **kwargs)
    assert str(error.value).strip()
    assert joblib.hash(vars(detector)) == before


# With the suite one for each way to cut series: each network is compiled for a second.
NAMES = DETECTORS if EFFORT > 1 else ["AutoencoderDetector", "GRUDetector"]


@pytest.mark.parametrize("network", NETWORKS if EFFORT > 1 else [None])
@pytest.mark.parametrize("name", NAMES)
@examples(2)
@given(data=st.data())
def test_contract(name, network, data):
    detector = data.draw(detectors(name, network))
    X = data.draw(series(min_rows=2))
    labels = data.draw(groups(len(X)))
    if np.isnan(X).all():
        assert_refused_unchanged(detector, detector.fit, X)
        return
    fitted = clone(detector).fit(X, groups=labels)
    scores = fitted.score_samples(X, groups=labels)

    # Scores are numbers, but those of rows without any value where asked for.
    unknown = np.isnan(X).all(axis=1) & (detector.missing_score == "nan")
    assert scores.shape == (len(X),) and scores.dtype == np.float64
    np.testing.assert_array_equal(np.isnan(scores), unknown)
    assert (scores[~unknown] <= 0).all() and np.isfinite(scores[~unknown]).all()
    assert np.isfinite(fitted.offset_)
    decision = fitted.decision_function(X, groups=labels)
    np.testing.assert_array_equal(decision, scores - fitted.offset_)
    predicted = fitted.predict(X, groups=labels)
    np.testing.assert_array_equal(predicted, np.where(decision < 0, -1, 1))

    # The same again: by a second fit, a copy, a pickle.
    for other in (
        clone(detector).fit(X, groups=labels),
        copy.deepcopy(fitted),
        pickle.loads(pickle.dumps(fitted)),
    ):
        np.testing.assert_array_equal(other.score_samples(X, groups=labels), scores)

    # A series does not know its neighbours, nor a causal score what comes later.
    ends = np.flatnonzero(np.diff(labels)) + 1
    parts = list(pairwise([0, *ends, len(X)]))
    start, stop = parts[data.draw(st.integers(0, len(parts) - 1))]
    alone = fitted.score_samples(X[start:stop])
    np.testing.assert_array_equal(alone, scores[start:stop])
    if detector.causal:
        end = data.draw(st.integers(start + 1, stop))
        prefix = fitted.score_samples(X[start:end])
        np.testing.assert_array_equal(prefix, scores[start:end])

    # Events are the rows that predict marks.
    events = fitted.predict_events(X, groups=labels, output="records")
    marked = np.zeros(len(X), dtype=bool)
    for event in events:
        marked[event["start_row"] : event["stop_row"]] = True
    np.testing.assert_array_equal(marked, predicted == -1)
    shares = fitted.error_contributions(X, groups=labels)
    np.testing.assert_allclose(shares.sum(axis=1), 1)

    # What is refused changes nothing.
    assert_refused_unchanged(fitted, fitted.score_samples, X[:, :0])
    assert_refused_unchanged(fitted, fitted.fit, np.full(X.shape, np.inf))
