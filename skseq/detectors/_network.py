"""The network of a detector: which it is, what it reads, and what it estimates.

All functions read the parameters and the fitted attributes of a detector, and change
nothing. What is fitted stays with the detector, as arrays and plain values.
"""

import inspect

import numpy as np

from skseq._scaling import center_segments, standardize
from skseq._scores import smooth
from skseq._segments import scoring_plan


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
    return columns if len(columns) else np.array([0])


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

    names = inspect.signature(detector.build_network).parameters
    # What "auto" has chosen stands in the fitted attribute.
    settings = tuple(
        (name, _hashable(getattr(detector, f"{name}_", getattr(detector, name))))
        for name, parameter in names.items()
        if parameter.kind is parameter.KEYWORD_ONLY and name != "seed"
    )
    build = type(detector).build_network
    return Network(build, len(network_columns(detector)), settings)


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
    columns = network_columns(detector)
    X = series.values
    X = X if len(columns) == X.shape[1] else X[:, columns]
    center, scale = detector.center_[columns], detector.scale_[columns]
    centered = detector._centered_columns()[columns]
    detrended = detector._detrended_columns()[columns]
    if not detrended.any():
        return lambda rows: center_segments(
            standardize(X[rows], center, scale), centered
        )
    X = standardize(X, center, scale)
    X[:, detrended] -= smooth(
        X[:, detrended].astype(np.float64),
        detector.window_size_,
        series.borders,
        causal=detector.causal,
    ).astype(np.float32)
    return lambda rows: X[rows]


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
