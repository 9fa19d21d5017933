"""What a user writes, every public name once: the strictest type check finds no error.

``basedpyright`` reads it, and ``test_user_script.py`` runs it.
"""

import warnings
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
import numpy as np

import skseq
from skseq.callback import TimeBudget, TrialPruning
from skseq.compose import AverageDetector, PerSeriesDetector, last_step
from skseq.datasets import (
    FAULTS,
    KINDS,
    inject_anomaly,
    make_anomalous_series,
    make_calendar_series,
)
from skseq.detectors import (
    AutoencoderDetector,
    GRUDetector,
    LSTMAutoencoderDetector,
    LSTMDetector,
    StackedLSTMDetector,
)
from skseq.exceptions import SeriesWarning
from skseq.forecasting import GRUForecaster, LSTMForecaster, StackedLSTMForecaster
from skseq.inspection import (
    AnomalyScoreDisplay,
    EventDisplay,
    GridSearchDisplay,
    LossCurveDisplay,
    ThresholdDisplay,
)
from skseq.layers import GRU, LSTM, Latent
from skseq.metrics import (
    affiliation_f1_score,
    affiliation_precision_recall_fscore,
    alarm_length_ratio,
    alarms_per,
    anomaly_report,
    autocorrelation_period,
    best_threshold,
    detection_delay,
    event_edge_errors,
    event_f1_score,
    false_alarms_per,
    get_scorer,
    get_scorer_names,
    make_anomaly_scorer,
    merged_events,
    point_adjusted_f1_score,
    range_auc,
    range_f1_score,
    range_precision_recall_fscore,
    vus_pr_score,
    vus_roc_score,
)
from skseq.model_selection import (
    EventTimeSeriesSplit,
    GroupTimeSeriesSplit,
    synthetic_anomaly_scorer,
)
from skseq.onnx import OnnxDetector, export, load
from skseq.preprocessing import Deseasonalizer, SequenceEncoder, SlidingWindow
from skseq.streaming import (
    AlarmPolicy,
    RollingPOTThreshold,
    RollingRankThreshold,
    Stream,
    load_stream,
    pack_states,
    unpack_states,
)
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
from skseq.utils import all_estimators, stack_series, trusted_types
from skseq.utils.estimator_checks import (
    check_sequence_detector,
    expected_failed_checks,
    parametrize_with_sequence_checks,
    yield_sequence_checks,
)


def use_forecasters(X: np.ndarray) -> None:
    """Fit every forecaster, and ask it everything."""
    for forecaster in (
        LSTMForecaster(3, units=4, window_size=8, season=None, max_iter=2),
        GRUForecaster(horizon=3, units=4, season=10, max_iter=2, random_state=0),
        StackedLSTMForecaster(3, units=(4, 2), season="auto", max_iter=2, verbose=0),
    ):
        rows: np.ndarray = forecaster.fit(X).forecast(X, 2)
        assert rows.shape == (2, X.shape[1])
        lower, upper = forecaster.forecast_interval(X, coverage=0.8)
        assert len(lower) == len(upper) == 3
        said: np.ndarray = forecaster.predict(X, ahead=2, groups=np.zeros(len(X)))
        lower, upper = forecaster.predict_interval(X, ahead=1, coverage=0.5)
        assert lower.shape == said.shape == X.shape
        score: float = forecaster.score(X)
        assert score <= 1


def use_detectors(X: np.ndarray, y: np.ndarray) -> LSTMDetector:
    """Fit every detector, with parameters of every type, and ask it everything."""
    for detector in (
        LSTMDetector(16, units=4, contamination=0.05, max_iter=2, random_state=0),
        skseq.LSTMDetector(window_size=16, units=4, lags=(0, 4), max_iter=2),
        GRUDetector(window_size=16, units=4, latent_size=None, max_iter=2),
        StackedLSTMDetector(window_size=16, units=(4, 2), max_iter=2, threshold=2.0),
        AutoencoderDetector(
            window_size=16,
            hidden_layer_sizes=(8,),
            activation="tanh",
            smoothing="auto",
            max_iter=2,
            random_state=np.random.RandomState(0),
        ),
        LSTMAutoencoderDetector(
            window_size=16, units=4, max_iter=2, threshold=SigmaThreshold(4)
        ),
    ):
        scores: np.ndarray = detector.fit(X).score_samples(X)
        labels: np.ndarray = detector.predict(X)
        below: np.ndarray = detector.decision_function(X) < 0
        assert len(scores) == len(labels) == len(X)
        assert ((labels == -1) == below).all()
    detector = LSTMDetector(
        window_size=16,
        units=4,
        exclude_anomalies=True,
        max_iter=2,
        warm_start=True,
        random_state=0,
    )
    detector.fit(X, y).partial_fit(X[:100], y[:100])
    labels = detector.fit_predict(X, y, groups=np.zeros(len(X)))
    score: float = detector.score(X)
    assert score <= 0
    assert detector.predict_expected(X).shape == X.shape
    assert detector.error_contributions(X).shape == X.shape
    events = detector.predict_events(X, max_gap=2, output="records")
    rows: list[int] = [event["stop_row"] - event["start_row"] for event in events]
    assert sum(rows) >= (labels == -1).sum()
    detector.set_threshold(QuantileThreshold(0.01)).set_threshold("labels", X, y)
    detector.set_threshold(None)
    offset: float = detector.offset_
    before, after = detector.context_
    assert offset < 0
    assert min(before, after) >= 0
    assert detector.lags_ == detector.network_params_["lags"]
    sizes: list[int] = [weight.size for weight in detector.weights_]
    curve: list[float] = detector.loss_curve_
    assert sum(sizes) > 0
    assert len(curve) <= detector.n_iter_
    return detector


def use_rules(scores: np.ndarray, y: np.ndarray) -> list[ThresholdRule]:
    """Find an offset by every rule."""
    rules: list[ThresholdRule] = [
        AlarmRateThreshold(max_alarms=2),
        DynamicThreshold(window_size=100, step=20),
        FixedThreshold(2.0),
        LabelThreshold("event_f1"),
        MADThreshold(k=4),
        POTThreshold(risk=1e-3, tail_fraction=0.1),
        QuantileThreshold(contamination=0.1),
        SigmaThreshold(k=2),
    ]
    for rule in rules:
        offset: float = rule.offset(scores, y)
        assert offset <= 0
    return rules


def use_metrics(y: np.ndarray, errors: np.ndarray, flags: np.ndarray) -> None:
    """Call every metric."""
    single: list[float] = [
        affiliation_f1_score(y, flags),
        event_f1_score(y, flags),
        point_adjusted_f1_score(y, flags),
        range_f1_score(y, flags),
        range_auc(y, errors, buffer=8, curve="roc"),
        vus_pr_score(y, errors, buffer=8),
        vus_roc_score(y, errors, buffer=8),
    ]
    assert max(single) <= 1
    for precision, recall, f_score in (
        affiliation_precision_recall_fscore(y, flags),
        range_precision_recall_fscore(y, flags),
    ):
        assert max(precision, recall, f_score) <= 1
    print(detection_delay(y, flags), false_alarms_per(y, flags, 1000))
    print(event_edge_errors(y, flags), alarms_per(flags, 1000))
    print(merged_events(y, flags), alarm_length_ratio(y, flags))
    print(anomaly_report(y, errors, flags, buffer=8))
    threshold: float = best_threshold(y, errors)
    period: int = autocorrelation_period(errors)
    assert threshold > 0
    assert period > 0


def use_selection(
    detector: LSTMDetector, X: np.ndarray, y: np.ndarray, groups: np.ndarray
) -> None:
    """Score and split as searches do."""
    for scorer in (
        get_scorer("vus_pr"),
        make_anomaly_scorer(vus_roc_score, buffer=8),
        synthetic_anomaly_scorer("average_precision", n_anomalies=3, period=16),
    ):
        value: float = scorer(detector, X, y)
        assert value <= 1
    assert "vus_pr" in get_scorer_names()
    for train, test in EventTimeSeriesSplit(n_splits=2).split(X, y):
        assert train.max() < test.min()
    for train, test in GroupTimeSeriesSplit(n_splits=2).split(X, y, groups):
        assert not set(train) & set(test)


def use_series(tables: list[np.ndarray]) -> np.ndarray:
    """Stack series, cut them and fit a detector for each."""
    X, groups = stack_series(tables)
    windows = SlidingWindow(window_size=4).fit_transform(X[:50])
    season = Deseasonalizer(25, days_off=["2026-12-25"])
    rest = season.fit_transform(X)
    print(rest.shape, season.inverse_transform(rest).shape)
    assert len(windows) == 50
    encoder = SequenceEncoder(
        AutoencoderDetector(window_size=16, detrend=False, max_iter=2, random_state=0)
    )
    latent = encoder.fit_transform(X[:100], groups=groups[:100])
    print(latent.shape, encoder.inverse_transform(latent).shape)
    print(encoder.get_feature_names_out(), encoder.transform(X[:9]).dtype)
    detector = AutoencoderDetector(window_size=16, max_iter=2, random_state=0)
    per_series = PerSeriesDetector(detector, unseen="error").fit(X, groups=groups)
    average = AverageDetector([("one", detector)], random_state=0)
    several = average.set_params(one__max_iter=3).fit(X, groups=groups)
    print(several.named_estimators_["one"], several.offset_ + several.score_units_)
    print(several.predict_events(X, groups=groups, output="records"))
    fitted = detector.fit(X, groups=groups)
    step, rows = last_step(fitted, X, groups=groups)
    print(step.score_frame(rows, groups=groups), rows.shape)
    scores: np.ndarray = per_series.score_samples(X, groups=groups)
    assert len(scores) == len(X)
    return groups


def use_displays(
    detector: LSTMDetector, X: np.ndarray, y: np.ndarray, rules: list[ThresholdRule]
) -> None:
    """Draw every display."""
    AnomalyScoreDisplay.from_estimator(detector, X, y).plot()
    AnomalyScoreDisplay.from_predictions(detector.score_samples(X), y=y)
    EventDisplay.from_estimator(detector, X, {"start_row": 20, "stop_row": 30})
    LossCurveDisplay.from_estimator(detector)
    ThresholdDisplay.from_estimator(detector, X, rules[:2])
    GridSearchDisplay(
        np.array([0.1, 0.2]), np.array([0.0, 0.1]), {"units": ["4", "8"]}
    ).plot()


def use_streams(X: np.ndarray) -> None:
    """Score rows as they arrive, and go on in another process."""
    detector = GRUDetector(window_size=8, causal=True, max_iter=2, random_state=0)
    stream: Stream = detector.fit(X).open_stream(X[:50], keep_rows=10)
    scores: np.ndarray = stream.push(X[50:60])
    assert len(scores) == 10
    with TemporaryDirectory() as folder:
        stream.save(Path(folder) / "stream.npz")
        stream = load_stream(Path(folder) / "stream.npz")
    stream.set_states(["a"], stream.states())
    stream.push(X[60:62], groups=["a", "b"])
    stream.swap(detector)
    stream = detector.open_stream(alarms=AlarmPolicy(max_gap=2))
    print(stream.push_frame(X[:9]), [a["columns"] for a in stream.alarm_changes])
    assert stream.open_alarms() == []
    rule = RollingRankThreshold(risk=0.01, window_size=200)
    offsets: np.ndarray = rule.row_offsets(stream.push(X[9:20]))
    print(offsets, AlarmPolicy(RollingPOTThreshold(), max_gap=2).update([-0.5]))
    packed: list[bytes] = pack_states(stream.states([None, None]))
    stream.set_states(["a", "b"], unpack_states(packed))
    stream.reset(["a"])
    stream.forget(["b"])
    policy = AlarmPolicy(stream.offset, max_gap=2, rest=10)
    changes = policy.update(stream.push(X[:9]))
    assert [alarm["start"] for alarm in changes if alarm["change"] == "closed"] == []
    print(stream.keys, stream.n_late, stream.offset, skseq.streaming)


def use_onnx(detector: LSTMDetector, X: np.ndarray) -> None:
    """Score through onnxruntime, where it is installed."""
    if find_spec("onnx") is None or find_spec("onnxruntime") is None:
        return
    with TemporaryDirectory() as folder:
        export(detector, Path(folder) / "detector.onnx")
        loaded: OnnxDetector = load(Path(folder) / "detector.onnx")
    scores: np.ndarray = loaded.score_samples(X)
    print(scores - loaded.decision_function(X), loaded.predict(X), loaded.offset_)


def use_tools(detector: LSTMDetector) -> None:
    """Look for estimators, name the checks they must pass, and set the process up."""
    for name, estimator in all_estimators("outlier_detector"):
        assert estimator.__name__ == name
    checks = list(yield_sequence_checks(detector))
    decorator = parametrize_with_sequence_checks([detector])
    assert checks
    assert callable(decorator)
    assert callable(check_sequence_detector)
    assert "check_methods_subset_invariance" in expected_failed_checks(detector)
    before = skseq.get_config()
    skseq.set_config(compile_cache=False)
    skseq.set_config(compile_cache=before["compile_cache"])
    print(TimeBudget(seconds=60), skseq.__version__)
    print(TrialPruning(None, np.zeros((9, 1))).interval, trusted_types()[:1])
    warnings.simplefilter("ignore", SeriesWarning)
    print([layer.__name__ for layer in (GRU, LSTM, Latent)])
    skseq.clear_caches()


def main() -> None:
    """Do all of it on a short series."""
    matplotlib.use("agg")
    rows, y = make_anomalous_series(
        480, 2, n_anomalies=3, train_size=0.2, random_state=0
    )
    kinds = [*KINDS, *FAULTS]
    _, _, events = make_calendar_series(return_events=True, random_state=0)
    print(events[0]["start"])
    X = inject_anomaly(rows, kinds[0], 300, 20, period=40, random_state=0)
    use_forecasters(X)
    detector = use_detectors(X, y)
    scores = detector.score_samples(X)
    rules = use_rules(scores, y)
    use_metrics(y, -scores, scores < np.quantile(scores, 0.1))
    groups = use_series([X[:200], X[200:]])
    use_selection(detector, X, y, groups)
    use_displays(detector, X, y, rules)
    use_streams(X)
    use_onnx(detector, X)
    use_tools(detector)


if __name__ == "__main__":
    main()
