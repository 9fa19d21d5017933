"""Short scenes of what people call broken, each with its right answer."""

from collections.abc import Callable

import numpy as np
from _decision_series import JudgedSeries
from sklearn.preprocessing import PowerTransformer

from skseq.datasets import make_anomalous_series, make_calendar_series
from skseq.preprocessing import Deseasonalizer

N_ROWS, N_TRAIN, PERIOD = 6000, 3000, 60
# Faults of the shape that the ground must not hide.
FAULTS = ["dead_sensor", "pattern_change"]
ROWS_PER_DAY = 288


def scenes(names: list[str] | None = None, seed: int = 0) -> list[JudgedSeries]:
    """Return the scenes of these names, drawn with a seed; None takes all."""
    names = [*SCENES] if names is None else names
    if unknown := sorted(set(names) - set(SCENES)):
        raise SystemExit(f"There is no scene {unknown}: known are {[*SCENES]}.")
    made = []
    for name in names:
        X, y, n_train = SCENES[name](seed)
        made.append(JudgedSeries(name, name, "scenes", X, y, n_train))
    return made


Scene = tuple[np.ndarray, np.ndarray, int]


def _cycles(seed: int, **given) -> Scene:
    """Return sines with faults after their training rows."""
    parameters = {
        "n_timestamps": N_ROWS,
        "period": PERIOD,
        "waveform": "sine",
        "n_anomalies": 4,
        "train_size": N_TRAIN,
        "random_state": seed,
    }
    X, y = make_anomalous_series(**parameters | given)
    return X, y, N_TRAIN


def _days(seed: int, n_days: int, **given) -> Scene:
    """Return the loads of days, without a calendar, with faults in the second half."""
    X, y = make_calendar_series(
        n_days,
        rows_per_day=ROWS_PER_DAY,
        n_holidays=0,
        n_plans=0,
        random_state=seed,
        **given,
    )
    return X[:, :1], y, n_days // 2 * ROWS_PER_DAY


def _season(seed: int) -> Scene:
    """Return days of 288 rows."""
    kinds = ["missing_beat", "frequency_change", "dead_sensor"]
    return _days(seed, 42, weekend=0.99, kinds=kinds, n_anomalies=4)


def _seasons(seed: int) -> Scene:
    """Return days of 288 rows in weeks of 2016."""
    return _days(
        seed, 56, weekend=0.4, kinds=["holiday", "missing_beat"], n_anomalies=4
    )


def _one_is_offset(seed: int) -> Scene:
    """Return four columns, of which one moves by five standard deviations for long."""
    common = {"n_timestamps": 8000, "period": 100, "noise": 0.2}
    # That is 1.6 times the range of a sine with noise.
    X, y, n_train = _cycles(
        seed, kinds="sustained_offset", n_anomalies=2, strength=1.6, **common
    )
    others, _, _ = _cycles(seed + 1000, n_features=3, n_anomalies=0, **common)
    return np.column_stack([others, X]), y, n_train


def _constant_moves(seed: int) -> Scene:
    """Return a rate, and a share of lost packets that was 0 until it is not."""
    _, y, _ = _cycles(seed, kinds="level_shift")
    X, _, _ = _cycles(seed, n_anomalies=0)
    return np.column_stack([1000 + 300 * X, 0.08 * y]), y, N_TRAIN


def _large_offset(seed: int) -> Scene:
    """Return air pressures in Pa, in which float32 keeps steps of 0.008."""
    size = {"noise": 0.2, "unit": 0.07, "offset": 101_325.0}
    X, y, n_train = _cycles(seed, kinds=[*FAULTS, "level_shift"], **size)
    return X.astype(np.float32), y, n_train


def _counts(seed: int) -> Scene:
    """Return counts with many zeros and a long tail, by the exponential of a sine."""
    X, y, n_train = _cycles(seed, n_features=2, kinds="level_shift", strength=2.0)
    rng = np.random.RandomState(seed)
    return rng.poisson(np.exp(X)).astype(float), y, n_train


def _calendar(seed: int) -> Scene:
    """Return loads with known holidays and plans, in a frame with times."""
    X, y = make_calendar_series(as_frame=True, random_state=seed)
    return X, y.to_numpy(), len(X) // 2


def _subtracted(scene: Scene, days_off: np.ndarray | tuple = ()) -> Scene:
    """Return a scene without the seasons that its training rows have."""
    X, y, n_train = scene
    season = Deseasonalizer(days_off=days_off).fit(X[:n_train])
    return np.asarray(season.transform(X)), y, n_train


def _calendar_known(seed: int) -> Scene:
    """Return the loads alone, whose days and weeks are learned from times."""
    X, y, n_train = _calendar(seed)
    days_off = X.index[X["holiday"] == 1].date.astype("datetime64[D]")
    return _subtracted((X[["load"]], y, n_train), np.unique(days_off))


def _powers(scene: Scene) -> Scene:
    """Return a scene in which each column is near to normal in its training rows."""
    X, y, n_train = scene
    return PowerTransformer().fit(X[:n_train]).transform(X), y, n_train


SCENES: dict[str, Callable[[int], Scene]] = {
    "dead sensor": lambda seed: _cycles(seed, kinds="dead_sensor", noise=0.3),
    "dried up": lambda seed: _cycles(seed, kinds="dried_up", noise=0.3),
    "sustained offset": _one_is_offset,
    "trend": lambda seed: _cycles(seed, kinds=FAULTS, trend=0.02 * N_ROWS),
    "levels": lambda seed: _cycles(seed, kinds=FAULTS, levels=50.0),
    "random walk": lambda seed: _cycles(seed, kinds=FAULTS, walk=0.2),
    "counter": lambda seed: _cycles(seed, kinds=FAULTS, counter=True, wrap=2000.0),
    "constant column": _constant_moves,
    "large offset": _large_offset,
    "season of 288": _season,
    "season of 288, subtracted": lambda seed: _subtracted(_season(seed)),
    "seasons of 288 and 2016": _seasons,
    "seasons of 288 and 2016, subtracted": lambda seed: _subtracted(_seasons(seed)),
    "calendar": _calendar,
    "calendar, subtracted": _calendar_known,
    "skewed counts": _counts,
    "skewed counts, PowerTransformer": lambda seed: _powers(_counts(seed)),
    "drift": lambda seed: _cycles(seed, kinds="drift", n_anomalies=2),
    "leaves range": lambda seed: _cycles(seed, kinds="leaves_range"),
}
