"""The contract checks pass a sound detector, and each finds what it is for."""

from importlib.util import find_spec

import pytest
from broken_detectors import (
    AddsNoise,
    AlarmsWhereMissing,
    BlamesAllWhereMissing,
    ClonesFitted,
    CompilesAnew,
    CountsStepsOfOneFit,
    CrossesBoundaries,
    DividesByDeviation,
    DrawsGlobally,
    DropsRows,
    ForgetsBeforeChecking,
    HasNoContext,
    HasNoScoreForMissing,
    HidesItsStepsFromCallbacks,
    IgnoresGroups,
    IgnoresTheIndex,
    KeepsALock,
    KeepsAnObject,
    KeepsUnits,
    LearnsAnomalies,
    LooksAhead,
    NeedsAWindow,
    NeedsItsParametersWhenScoring,
    NeedsMoreRowsThanItsSmoothing,
    Overflows,
    ReadsParametersWhenScoring,
    ReadsTooFewRowsForTheLast,
    RelatesScoresToTheBatch,
    RemembersInTheClass,
    ScoresInFloat32,
    SeedsGlobally,
    SharesState,
    ShowsOtherWeights,
    TakesAnything,
    TakesNumbersOfPythonOnly,
    TakesZeroForMissing,
    TellsCallbacks,
)
from linear_detector import LinearDetector
from sklearn.ensemble import IsolationForest

from skseq.utils import estimator_checks
from skseq.utils.estimator_checks import (
    check_sequence_detector,
    parametrize_with_sequence_checks,
    yield_sequence_checks,
)

# scikit-learn has had them since 1.9.
HAS_CALLBACKS = find_spec("sklearn.callback") is not None


@parametrize_with_sequence_checks([LinearDetector(), LinearDetector(window_size=1)])
def test_sound_detector_passes(estimator, check):
    check(estimator)


BROKEN = [
    ("check_alignment", DropsRows),
    ("check_alignment", ScoresInFloat32),
    ("check_short_training", NeedsAWindow),
    ("check_causality", LooksAhead),
    ("check_locality", LooksAhead),
    ("check_last_rows", ReadsTooFewRowsForTheLast),
    ("check_batch_independence", RelatesScoresToTheBatch),
    ("check_rows_alone", RelatesScoresToTheBatch),
    ("check_determinism", AddsNoise),
    ("check_global_random_state", SeedsGlobally),
    ("check_global_random_state", DrawsGlobally),
    ("check_threads", SharesState),
    ("check_no_recompilation", CompilesAnew),
    ("check_plain_state", KeepsAnObject),
    ("check_plain_state", KeepsALock),
    ("check_pickle", KeepsAnObject),
    ("check_fresh_process", RemembersInTheClass),
    ("check_copies", ClonesFitted),
    ("check_failed_calls", ForgetsBeforeChecking),
    ("check_failed_calls", TakesAnything),
    ("check_failed_fit", ForgetsBeforeChecking),
    ("check_set_params_after_fit", ReadsParametersWhenScoring),
    ("check_set_params_after_fit", NeedsItsParametersWhenScoring),
    ("check_numpy_parameters", TakesNumbersOfPythonOnly),
    ("check_extreme_parameters", NeedsMoreRowsThanItsSmoothing),
    ("check_constant_columns", DividesByDeviation),
    ("check_extreme_values", Overflows),
    ("check_units", KeepsUnits),
    ("check_series_apart", CrossesBoundaries),
    ("check_scattered_series", IgnoresGroups),
    ("check_groups_of_index", IgnoresTheIndex),
    ("check_missing_values", HasNoScoreForMissing),
    ("check_missing_rows", AlarmsWhereMissing),
    ("check_rows_far_from_missing", TakesZeroForMissing),
    ("check_contributions_beside_missing", BlamesAllWhereMissing),
    ("check_excluded_anomalies", LearnsAnomalies),
    ("check_detection", HasNoContext),
]
if HAS_CALLBACKS:
    BROKEN += [
        ("check_callbacks", HidesItsStepsFromCallbacks),
        ("check_callbacks", CountsStepsOfOneFit),
        ("check_callbacks", ShowsOtherWeights),
    ]


@pytest.mark.parametrize(("check", "broken"), BROKEN)
def test_broken_detector_is_found(check, broken):
    with pytest.raises(AssertionError):
        getattr(estimator_checks, check)(broken.__name__, broken())


def test_every_check_finds_something():
    checks = {
        check.__name__
        for detector in (BlamesAllWhereMissing(), LearnsAnomalies(), TellsCallbacks())
        for check in yield_sequence_checks(detector)
    }
    assert checks == {check for check, _ in BROKEN}
    # Without callbacks there is nothing to check.
    public = checks | {"check_sequence_detector", "check_callbacks"}
    assert public == {
        name for name in estimator_checks.__all__ if name.startswith("check_")
    }


@pytest.mark.skipif(not HAS_CALLBACKS, reason="scikit-learn has no callbacks")
def test_callbacks_that_see_all_pass():
    estimator_checks.check_callbacks("TellsCallbacks", TellsCallbacks())


def test_isolation_forest_reads_its_parameters_in_fit_only():
    forest = IsolationForest(n_estimators=5)
    estimator_checks.check_set_params_after_fit("IsolationForest", forest)


def test_check_sequence_detector_says_which_detector():
    with pytest.raises(AssertionError, match=r"DropsRows\.score_samples"):
        check_sequence_detector(DropsRows())


def test_yields_what_applies():
    assert {check.__name__ for check in yield_sequence_checks(LinearDetector(8))} - {
        check.__name__ for check in yield_sequence_checks(LinearDetector(1))
    } == {"check_detection"}
    without = {check.__name__ for check in yield_sequence_checks(IsolationForest())}
    assert not {"check_causality", "check_rows_alone", "check_series_apart"} & without
