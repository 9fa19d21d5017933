"""Series, scores, labels and parameters as nobody would write them by hand."""

import inspect

import numpy as np
from hypothesis import strategies as st
from tiny import tiny

# Units of numbers: those of squares leave the range of float64 at both ends.
UNITS = st.sampled_from([1.0, 1e-3, 1e6, 1e-160, 1e160, 1e-200, 1e200, 1e-308, 1e306])
SEEDS = st.integers(0, 2**31 - 1)


@st.composite
def columns(draw, n_rows):
    """Return one column: noise, a cycle, a constant, steps, a walk, or rare spikes."""
    rng = np.random.RandomState(draw(SEEDS))
    rows = np.arange(n_rows)
    kinds = ["noise", "cycle", "constant", "steps", "walk", "rare"]
    kind = draw(st.sampled_from(kinds))
    column = {
        "noise": lambda: rng.normal(size=n_rows),
        "cycle": lambda: np.sin(rows * 2 * np.pi / rng.randint(2, 40)),
        "constant": lambda: np.full(n_rows, float(rng.randint(-3, 4))),
        "steps": lambda: (rows // rng.randint(1, 30) % 3).astype(float),
        "walk": lambda: rng.normal(size=n_rows).cumsum(),
        "rare": lambda: (rng.uniform(size=n_rows) < 0.02) * 5.0,
    }[kind]()
    shift = draw(st.sampled_from([0.0, 0.0, 1.0, -1e3, 1e9]))
    unit = draw(UNITS)
    return np.clip(column + shift, -99, 99) * unit if shift == 0 else column + shift


@st.composite
def missing(draw, shape):
    """Return which values are missing: none, some, a run of rows, a whole column."""
    rng = np.random.RandomState(draw(SEEDS))
    kind = draw(st.sampled_from(["none", "none", "some", "run", "start", "column"]))
    hidden = np.zeros(shape, dtype=bool)
    if kind == "some":
        hidden = rng.uniform(size=shape) < draw(st.sampled_from([0.05, 0.5, 0.95]))
    elif kind in ("run", "start"):
        first = 0 if kind == "start" else rng.randint(shape[0])
        hidden[first : first + rng.randint(1, shape[0] + 1)] = True
    elif kind == "column":
        hidden[:, rng.randint(shape[1])] = True
    return hidden


@st.composite
def series(draw, min_rows=1, max_rows=200, n_features=None):
    """Return rows of one to three columns, with values missing and single extremes."""
    n_rows = draw(st.integers(min_rows, max_rows))
    n_columns = n_features or draw(st.integers(1, 3))
    X = np.column_stack([draw(columns(n_rows)) for _ in range(n_columns)])
    if draw(st.booleans()):
        spike = draw(st.sampled_from([1e308, -1e308, 1e30, 0.0, 5e-324]))
        X[draw(st.integers(0, n_rows - 1)), 0] = spike
    return np.where(draw(missing(X.shape)), np.nan, X)


@st.composite
def groups(draw, n_rows):
    """Return the series of each row."""
    n_cuts = draw(st.integers(0, min(4, n_rows - 1)))
    rng = np.random.RandomState(draw(SEEDS))
    cuts = np.sort(rng.permutation(n_rows - 1)[:n_cuts] + 1) if n_cuts else []
    return np.searchsorted(cuts, np.arange(n_rows), side="right")


@st.composite
def scores(draw, max_rows=60):
    """Return scores with ties, in any unit, perhaps all equal."""
    n_rows = draw(st.integers(1, max_rows))
    rng = np.random.RandomState(draw(SEEDS))
    kind = draw(st.sampled_from(["whole", "normal", "heavy", "equal", "two"]))
    found = {
        "whole": lambda: rng.randint(-6, 7, n_rows).astype(float),
        "normal": lambda: rng.normal(size=n_rows),
        "heavy": lambda: rng.standard_cauchy(n_rows),
        "equal": lambda: np.full(n_rows, float(rng.randint(-2, 3))),
        "two": lambda: rng.choice([-1e308, 1e308], n_rows),
    }[kind]()
    return np.clip(found, -99, 99) * draw(UNITS) if kind != "two" else found


# What does not change a network, which would be compiled anew.
PARAMS = {
    "causal": st.booleans(),
    "detrend": st.booleans(),
    "smoothing": st.sampled_from(["auto", 1, 2, 9, 300]),
    "missing_score": st.sampled_from(["neutral", "nan"]),
    "max_iter": st.sampled_from([1, 3]),
    "learning_rate": st.sampled_from([5e-3, 1e-8, 1.0]),
    "early_stopping": st.booleans(),
    "validation_fraction": st.sampled_from([0.1, 0.01, 0.9]),
    "n_iter_no_change": st.sampled_from([1, 10]),
    "tol": st.sampled_from([0.0, 1e-4]),
    "contamination": st.sampled_from(["auto", 0.5, 0.01, 1e-9]),
    "warm_start": st.booleans(),
    "random_state": st.integers(0, 99),
}
# What does, where there is time. Examples of one test share a row of it, and so their
# programs: to compile new ones takes most of an example. The last test draws any.
NETWORK_PARAMS = (
    "window_size",
    "units",
    "latent_size",
    "batch_size",
    "lags",
    "noise",
    "beta",
)
NETWORKS = {
    "usual": (8, 8, 3, 7, "auto", 0.3, 1e-3),
    "narrow": ("auto", 1, 1, 1, (0,), 0.0, 10.0),
    "row": (1, 8, 1, 7, "auto", 0.0, 0.0),
    "short": (2, 2, 3, 1, (-1,), 1.0, 1e-3),
    "long": (33, 2, 3, 7, (-3, 0, 2), 0.3, 10.0),
    "any": None,
}


@st.composite
def detectors(draw, name, network=None):
    """Return a small detector with any valid parameters, its network as named."""
    known = inspect.signature(type(tiny(name))).parameters
    params = {key: draw(value) for key, value in PARAMS.items() if key in known}
    if network is not None:
        columns = zip(*filter(None, NETWORKS.values()), strict=True)
        row = NETWORKS[network] or [draw(st.sampled_from(one)) for one in columns]
        pairs = zip(NETWORK_PARAMS, row, strict=True)
        params |= {key: value for key, value in pairs if key in known}
    if isinstance(known.get("units", None) and known["units"].default, tuple):
        params.pop("units", None)
    lags, window_size = params.get("lags"), params.get("window_size")
    if isinstance(lags, tuple) and isinstance(window_size, int):
        # No row is estimated by rows that its window does not reach.
        params["lags"] = tuple(sorted({min(lag, window_size - 1) for lag in lags}))
    return tiny(name, **{"window_size": 8, **params})
