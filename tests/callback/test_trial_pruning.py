"""TrialPruning: what a trial is told, and that its fit ends."""

import numpy as np
import pytest
from tiny import DETECTORS, tiny

from skseq.callback import TrialPruning
from skseq.metrics import get_scorer
from skseq.utils._checks.common import seasonal_series

pytest.importorskip(
    "sklearn.callback", reason="scikit-learn before 1.9 has no callbacks"
)
X = seasonal_series(300)
X_train, X_test = X[:200], X[200:]
Y = np.repeat([0, 1], 50)


class Trial:
    """Takes note of reports, and is hopeless after so many steps."""

    def __init__(self, hopeless_after=np.inf):
        self.reports, self.hopeless_after = {}, hopeless_after

    def report(self, value, step):
        assert step not in self.reports
        self.reports[step] = value

    def should_prune(self):
        return max(self.reports) >= self.hopeless_after


def small(name="GRUDetector", max_iter=160):
    return tiny(name, window_size=8, max_iter=max_iter)


@pytest.mark.parametrize("name", DETECTORS)
def test_fit_ends_where_the_trial_is_hopeless(name):
    trial = Trial(hopeless_after=100)
    pruning = TrialPruning(trial, X_test, interval=50)
    detector = small(name).set_callbacks(pruning).fit(X_train)
    assert detector.n_iter_ == 100
    assert list(trial.reports) == [50, 100]
    assert trial.reports[100] == pytest.approx(detector.score(X_test))


def test_fit_goes_on_otherwise_and_is_the_same():
    trial = Trial()
    detector = small().set_callbacks(TrialPruning(trial, X_test)).fit(X_train)
    assert list(trial.reports) == [100]
    np.testing.assert_array_equal(
        detector.score_samples(X), small().fit(X_train).score_samples(X)
    )


@pytest.mark.parametrize("scoring", [get_scorer("vus_pr"), lambda *_: 7.0])
def test_scorer_is_asked(scoring):
    trial = Trial(hopeless_after=25)
    pruning = TrialPruning(trial, X_test, Y, scoring=scoring, interval=25)
    detector = small().set_callbacks(pruning).fit(X_train)
    assert trial.reports == {25: pytest.approx(scoring(detector, X_test, Y))}


@pytest.mark.parametrize("interval", [0, -25, 30])
def test_interval_is_a_multiple_of_reports(interval):
    with pytest.raises(ValueError, match="a multiple of 25 steps, got"):
        TrialPruning(Trial(), X_test, interval=interval)
