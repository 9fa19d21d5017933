"""The dominant period of a series, by autocorrelation over all its columns.

The method, in the order of the code:

1. *Rows*: the last ``max_rows`` rows are used, so that the cost stays bounded.
2. *Columns*: each is divided by its largest magnitude; those that are constant, or
   constant in 99 % of the rows, are left out. A straight line is taken out (Theil-Sen
   slope of up to 32 block medians, which outliers do not turn), values beyond the
   0.5 % and 99.5 % quantiles are clipped, and ``z / (1 + |z|)`` of the standardized
   values keeps a rare large beat from outweighing all the regular ones.
3. *Autocorrelation*: the squared spectra (FFT) of the columns are added up. For every
   octave of lags ``[s, 2s)`` the sum is multiplied by the response of two moving
   averages: one over ``2s`` rows is subtracted (drift goes), one over ``s / 8`` rows
   smooths (noise goes, and beats of uneven length still overlap). Its inverse
   transform is the autocorrelation at the scale of the octave.
4. *Candidates*: the highest local maximum of each octave, if it is high enough
   (``max(0.25, 1.2 * sqrt(lag / n))``, since few cycles correlate by chance), if the
   autocorrelation comes back around twice the lag (at least 0.4 of it), and if it
   explains at least 1 % of the variance.
5. *Choice*: a candidate that explains less than a third of what the best one explains
   is dropped, and so is a fast ripple when a period at least eight times as long
   explains half as much or more: smoothing has removed all of the ripple there. Of
   those left, the shortest whose autocorrelation is at least 0.75 of the highest:
   multiples of a period correlate about as well as the period itself.

That candidates need a second, independent confirmation follows Vlachos, Yu and
Castelli, "On Periodicity Detection and Structural Periodic Similarity", SDM 2005; the
choice of the period as window size is studied by Ermshaus, Schaefer and Leser, "Window
Size Selection in Unsupervised Time Series Analytics", AALTD 2022. The constants were
set on electrocardiograms, gait, power demand, server and satellite telemetry, and on
white noise and random walks, which must give no period. With noise twice as strong as
the cycle a multiple may be returned, and where two halves of a cycle look alike, one
of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import scipy.fft
from scipy.signal import find_peaks

# Its functions are dispatched at run time: type checkers see no arrays.
_fft: Any = scipy.fft

_MIN_CYCLES = 3
_N_BLOCKS = 32
_CLIPPED = 0.005
_SMOOTHING = 8
_MIN_CORRELATION = 0.25
_CHANCE = 1.2
_MIN_RETURN = 0.4
_MIN_EXPLAINED = 0.01
_EXPLAINED_RATIO = 1 / 3
_RIPPLE_RATIO = 8
_CORRELATION_RATIO = 0.75


class _Candidate(NamedTuple):
    """A lag that may be the period, and how well it fits."""

    period: int
    correlation: float
    explained: float  # share of the variance of the series


def dominant_period(
    X: np.ndarray,
    *,
    min_period: int = 4,
    max_period: int | None = None,
    max_rows: int = 50_000,
) -> int | None:
    """Return the dominant period of finite rows, None where there is none.

    It does not depend on the scale, the offset or the linear trend of a column. Time is
    O(n_features * n * log(n) + n * log(n) ** 2) with ``n = min(n_rows, max_rows)``.

    >>> t = np.arange(1000)
    >>> dominant_period(np.column_stack([np.sin(2 * np.pi * t / 50) + 0.01 * t]))
    50
    """
    if min_period < 2:
        raise ValueError(f"min_period={min_period!r} must be at least 2.")
    X = X[-max_rows:]
    max_lag = len(X) // _MIN_CYCLES
    if max_period is not None:
        max_lag = min(max_lag, max_period)
    if max_lag < min_period:
        return None
    columns = list(_prepared_columns(X))
    if not columns:
        return None
    return _choose(_candidates(columns, min_period, max_lag))


def _prepared_columns(X: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the columns that vary: detrended, compressed, of unit variance."""
    dtype = X.dtype if X.dtype.kind == "f" else np.float64
    rounding = 8 * np.finfo(dtype).eps
    for column in X.T:
        x = column.astype(np.float64)
        size = np.abs(x).max()
        if size > 0:
            x /= size
        if np.ptp(x) <= rounding:
            continue
        x -= _robust_slope(x) * np.arange(len(x))
        bounds = np.quantile(x, [_CLIPPED, 1 - _CLIPPED])
        if np.ptp(bounds) <= rounding:
            continue
        z = _standardized(np.clip(x, *bounds))
        yield _standardized(z / (1 + np.abs(z)))


def _standardized(x: np.ndarray) -> np.ndarray:
    """Return a column with mean zero and unit variance."""
    x = x - x.mean()
    return x / x.std()


def _robust_slope(x: np.ndarray) -> np.floating:
    """Return the median of the slopes between the medians of blocks of rows."""
    edges = np.arange(_N_BLOCKS + 1) * len(x) // _N_BLOCKS
    filled = np.flatnonzero(np.diff(edges))  # short series have fewer rows than blocks
    start, stop = edges[filled], edges[filled + 1]
    medians = np.array([np.median(x[a:b]) for a, b in zip(start, stop, strict=True)])
    centers = (start + stop - 1) / 2
    first, second = np.triu_indices(len(filled), k=1)
    rise = medians[second] - medians[first]
    return np.median(rise / (centers[second] - centers[first]))


def _candidates(
    columns: list[np.ndarray], min_period: int, max_period: int
) -> list[_Candidate]:
    """Return the candidates of every octave of lags, shortest period first."""
    n = len(columns[0])
    size = _fft.next_fast_len(2 * n, real=True)  # no lag wraps round
    power: Any = sum(np.abs(_fft.rfft(x, size)) ** 2 for x in columns)
    frequencies = np.arange(len(power)) / size
    variance = _fft.irfft(power, size)[0]
    found = []
    scale = min_period
    while scale <= max_period:
        drift = np.sinc(2 * scale * frequencies)
        smoothing = np.sinc(max(1, scale / _SMOOTHING) * frequencies)
        covariance = _fft.irfft(power * ((1 - drift) * smoothing) ** 2, size)[:n]
        candidate = _octave_candidate(covariance, variance, scale, max_period)
        if candidate is not None:
            found.append(candidate)
        scale *= 2
    return found


def _octave_candidate(
    covariance: np.ndarray, variance: np.floating, scale: int, max_period: int
) -> _Candidate | None:
    """Return the highest maximum at lags from scale on, if it may be a period."""
    n = len(covariance)
    if covariance[0] <= _MIN_EXPLAINED * variance:
        return None
    correlation = covariance / covariance[0]
    peaks, _ = find_peaks(correlation)
    peaks = peaks[(peaks >= scale) & (peaks < 2 * scale) & (peaks <= max_period)]
    if not peaks.size:
        return None
    period = int(peaks[np.argmax(correlation[peaks])])
    height = correlation[period]
    again = correlation[int(1.9 * period) : int(2.1 * period) + 2].max()
    explained = covariance[period] / variance
    min_height = max(_MIN_CORRELATION, _CHANCE * np.sqrt(period / n))
    is_confirmed = again >= _MIN_RETURN * height
    if height < min_height or not is_confirmed or explained < _MIN_EXPLAINED:
        return None
    return _Candidate(period, height, explained)


def _choose(candidates: list[_Candidate]) -> int | None:
    """Return the shortest period of those that fit about as well as the best."""
    max_explained = max((c.explained for c in candidates), default=0)
    min_explained = _EXPLAINED_RATIO * max_explained
    kept = [
        c
        for c in candidates
        if c.explained >= min_explained and not _is_ripple(c, candidates)
    ]
    max_correlation = max((c.correlation for c in kept), default=0)
    min_correlation = _CORRELATION_RATIO * max_correlation
    return min(
        (c.period for c in kept if c.correlation >= min_correlation), default=None
    )


def _is_ripple(candidate: _Candidate, candidates: list[_Candidate]) -> bool:
    """Tell whether a much longer period explains half as much or more."""
    return any(
        other.period >= _RIPPLE_RATIO * candidate.period
        and other.explained >= candidate.explained / 2
        for other in candidates
    )
