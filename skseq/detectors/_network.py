"""The network of a detector: which it is, what it reads, and what it estimates.

All functions read the parameters and the fitted attributes of a detector, and change
nothing. What is fitted stays with the detector, as arrays and plain values.
"""

import functools
import inspect

import numpy as np

from skseq._plans import scoring_plan
from skseq._scaling import standardize
from skseq._smoothing import smooth

# Rows standardized at a time: what is needed for it takes several times their memory.
ROWS_AT_A_TIME = 2**16
# Windows in the average that is taken out of columns that are detrended.
WINDOWS_PER_TREND = 2


def network_columns(detector):
    """Return the columns that the network reads: those with anything to learn.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose columns have been scaled.

    Returns
    -------
    columns : ndarray of int
        At least one: the first of several constant columns.
    """
    columns = np.flatnonzero(np.isfinite(detector.scale_))
    return columns if len(columns) else np.flatnonzero(np.isinf(detector.scale_))[:1]


def network_of(detector):
    """Return the network that the parameters of a detector describe.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose columns have been scaled.

    Returns
    -------
    network : Network
        The network, not yet built; equal ones share their programs.
    """
    from skseq._engine import Network

    build = type(detector).build_network
    # What "auto" has chosen stands in the fitted attribute.
    settings = tuple(
        (name, _hashable(getattr(detector, f"{name}_", getattr(detector, name))))
        for name in _settings_of(build)
    )
    return Network(build, len(network_columns(detector)), settings)


@functools.lru_cache
def _settings_of(build):
    return [
        name
        for name, parameter in inspect.signature(build).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY and name != "seed"
    ]


def _hashable(value):
    return tuple(value) if isinstance(value, list) else value


def scoring_plan_of(detector):
    """Return how series are cut when a detector scores them.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose window has been chosen.

    Returns
    -------
    plan : SegmentPlan
        The plan.
    """
    return scoring_plan(
        detector._plan,
        detector.window_size_,
        causal=detector.causal,
        horizons=horizons_of(detector),
    )


def horizons_of(detector):
    """Return how many rows ahead each estimate of a detector's network is made.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose widths have been chosen.

    Returns
    -------
    horizons : tuple of int
        ``(0,)`` for networks that estimate a segment as a whole.
    """
    return getattr(detector, "horizons_", (0,))


def reader_of(detector, series):
    """Return how the engine reads the rows of series.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose columns have been scaled.
    series : Series
        What is read.

    Returns
    -------
    read : callable
        ``read(rows)`` returns the rows of these indices, standardized, of shape
        ``(*rows.shape, n_network_columns)`` and dtype float32.
    """
    return rows_to_read(detector, series).__getitem__


def rows_to_read(detector, series):
    """Return the rows of series as a network reads them.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose columns have been scaled.
    series : Series
        What is read.

    Returns
    -------
    rows : ndarray of shape (n_rows, n_network_columns) and dtype float32
        Standardized, and without the mean around each row in columns that a detector
        detrends.
    """
    rows = standardized_rows(detector, series)
    rows -= trend_of(detector, rows, series.borders)
    return rows


def standardized_rows(detector, series):
    """Return the rows of series at the scale of the training rows.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose columns have been scaled.
    series : Series
        What is read.

    Returns
    -------
    rows : ndarray of shape (n_rows, n_network_columns) and dtype float32
        In standard deviations of the training rows.
    """
    columns = network_columns(detector)
    center, scale = detector.center_[columns], detector.scale_[columns]
    rows = np.empty((len(series), len(columns)), dtype=np.float32)
    for first in range(0, len(rows), ROWS_AT_A_TIME):
        some = slice(first, first + ROWS_AT_A_TIME)
        rows[some] = standardize(series.values[some, columns], center, scale)
    return rows


def trend_of(detector, rows, borders):
    """Return the mean around each row, where a detector takes it out of rows.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose window has been chosen.
    rows : ndarray of shape (n_rows, n_network_columns)
        Standardized rows.
    borders : ndarray of int of shape (n_series + 1,)
        First row of each series, then the number of rows.

    Returns
    -------
    trend : ndarray of shape (n_rows, n_network_columns) and dtype float32, or 0.0
        Zero in columns that are not detrended.
    """
    detrended = detector._detrended_columns()[network_columns(detector)]
    if not detrended.any():
        return 0.0
    width = trend_width(detector)
    if detrended.all():
        return smooth(rows, width, borders, causal=detector.causal)
    trend = np.zeros_like(rows)
    some = rows[:, detrended]
    trend[:, detrended] = smooth(some, width, borders, causal=detector.causal)
    return trend


def trend_width(detector):
    """Return over how many rows the mean around each row is taken, twice in turn.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose window has been chosen.

    Returns
    -------
    width : int
        Rows in each average: wider than what is to be learned, which stays.
    """
    return WINDOWS_PER_TREND * detector.window_size_


def network_estimates(detector, series):
    """Estimate the rows of series, batch by batch.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose network has been trained.
    series : Series
        What is estimated.

    Yields
    ------
    segments, rows, estimates : tuple
        As :func:`skseq._engine.estimates` yields them, for the columns of
        :func:`network_columns`, standardized.
    """
    from skseq._engine import estimates

    yield from estimates(
        network_of(detector),
        detector.weights_,
        scoring_plan_of(detector),
        reader_of(detector, series),
        series.borders,
    )
