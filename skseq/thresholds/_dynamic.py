"""The dynamic threshold of telemanom: the one that changes the other rows most."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from skseq._utils.scale import binary_unit
from skseq._utils.sklearn import Interval
from skseq.thresholds._rule import LARGEST, ThresholdRule, unit_in_range

# Step between the numbers of standard deviations that are tried.
STEP = 0.5
# Values of windows that are held at a time.
VALUES_PER_CHUNK = 2**22


class DynamicThreshold(ThresholdRule):
    r"""Mark the rows without which mean and deviation of the errors fall most.

    Several thresholds are tried. The best one lowers mean and standard deviation of the
    errors most when the rows beyond it are left out, for as few rows and runs of rows
    as possible: the dynamic threshold of Hundman et al. [1]_, known from telemanom.

    Parameters
    ----------
    window_size : int, default=2100
        Rows from whose scores :meth:`row_offsets` sets a threshold.
    step : int, default=70
        Rows after which :meth:`row_offsets` sets a new threshold.
    min_k, max_k : float, default=2.0 and 10.0
        The thresholds tried lie this many standard deviations from the mean, and those
        between in steps of 0.5.
    min_decrease : float, default=0.1
        A run of rows counts only if its largest error, or that of a smaller run,
        exceeds the next smaller one by more than this share: in [0, 1). 0 counts all.

    See Also
    --------
    SigmaThreshold : One number of standard deviations.

    Notes
    -----
    Errors :math:`e` are distances from the highest score. Among the thresholds
    :math:`\mu + k \sigma` that rows exceed, with :math:`e_a` the rows beyond, in
    :math:`E` runs, and :math:`\Delta` what mean and deviation fall by without them,
    the one is best that maximises

    .. math:: \frac{\Delta\mu / \mu + \Delta\sigma / \sigma}{|e_a| + E^2}

    The threshold is then raised to the largest error of the runs that do not count, the
    largest error of the other rows standing last in the order of sizes; it is the
    largest of the thresholds tried where no row exceeds any. :meth:`offset` sets one
    threshold from all scores, as a detector needs it; :meth:`row_offsets` and
    :meth:`predict` follow the series. Of constant scores none is marked.

    References
    ----------
    .. [1] Hundman, K., Constantinou, V., Laporte, C., Colwell, I. and Soderstrom, T.
           (2018). Detecting spacecraft anomalies using LSTMs and nonparametric dynamic
           thresholding. KDD 2018, 387-395.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.thresholds import DynamicThreshold
    >>> scores = -np.abs(np.sin(np.arange(300.0)))
    >>> scores[200:204] = -4
    >>> np.flatnonzero(DynamicThreshold().predict(scores) == -1)
    array([200, 201, 202, 203])
    """

    _parameter_constraints = {
        "window_size": [Interval(Integral, 2, None, closed="left")],
        "step": [Interval(Integral, 1, None, closed="left")],
        "min_k": [Interval(Real, 0, None, closed="neither")],
        "max_k": [Interval(Real, 0, None, closed="neither")],
        "min_decrease": [Interval(Real, 0, 1, closed="left")],
    }

    def __init__(
        self,
        window_size: int = 2100,
        step: int = 70,
        *,
        min_k: float = 2.0,
        max_k: float = 10.0,
        min_decrease: float = 0.1,
    ) -> None:
        self.window_size = window_size
        self.step = step
        self.min_k = min_k
        self.max_k = max_k
        self.min_decrease = min_decrease

    def row_offsets(self, scores: ArrayLike) -> np.ndarray:
        """Return the threshold of each row, from the scores around and before it.

        Parameters
        ----------
        scores : array-like of shape (n_timestamps,)
            As for :meth:`offset`.

        Returns
        -------
        offsets : ndarray of shape (n_timestamps,)
            Rows with a lower score are anomalies. After every ``step`` rows, the last
            ``window_size`` scores set the threshold of these rows; the first
            ``window_size`` rows share one. Rows without a score have NaN.

        Raises
        ------
        ValueError
            As for :meth:`offset`.
        """
        self.offset(scores)
        column = np.asarray(scores, dtype=np.float64).ravel()
        scored = ~np.isnan(column)
        offsets = np.full(len(column), np.nan)
        unit = unit_in_range(column[scored])
        found = self._row_offsets(column[scored] / unit)
        offsets[scored] = np.clip(found, -LARGEST / unit, LARGEST / unit) * unit
        return offsets

    def predict(self, scores: ArrayLike, y: Any = None) -> np.ndarray:
        """Tell anomalies from normal rows by thresholds that follow the series.

        Parameters
        ----------
        scores : array-like of shape (n_timestamps,)
            As for :meth:`offset`.
        y : Ignored
            Not used, present for API consistency by convention.

        Returns
        -------
        labels : ndarray of shape (n_timestamps,)
            -1 for rows below :meth:`row_offsets`, 1 for the others.

        Raises
        ------
        ValueError
            As for :meth:`offset`.
        """
        offsets = self.row_offsets(scores)
        return np.where(np.asarray(scores, dtype=np.float64).ravel() < offsets, -1, 1)

    def _offset(self, scores: np.ndarray, y: Any) -> float:
        """Return the one threshold of all scores."""
        if self.min_k > self.max_k:
            raise ValueError(
                f"min_k={self.min_k} must not be above max_k={self.max_k}: give the "
                "range of thresholds to try."
            )
        return float(self._window_offsets(scores[None])[0])

    def _row_offsets(self, scores: np.ndarray) -> np.ndarray:
        """Return the threshold of each row, with one for every step of rows."""
        n_rows, size = len(scores), min(self.window_size, len(scores))
        ends = np.unique(np.append(np.arange(size, n_rows, self.step), n_rows))
        windows = sliding_window_view(scores, size)
        n_windows = max(VALUES_PER_CHUNK // size, 1)
        thresholds = [
            self._window_offsets(windows[ends[first : first + n_windows] - size])
            for first in range(0, len(ends), n_windows)
        ]
        return np.repeat(np.concatenate(thresholds), np.diff(ends, prepend=0))

    def _window_offsets(self, scores: np.ndarray) -> np.ndarray:
        """Return the threshold of each window of scores of shape (n_windows, size)."""
        highest = scores.max(axis=1)
        errors = highest[:, None] - scores
        unit = binary_unit(errors)
        errors /= unit
        thresholds = self._best_thresholds(errors)
        return highest - _raised(errors, thresholds, self.min_decrease) * unit

    def _best_thresholds(self, errors: np.ndarray) -> np.ndarray:
        """Return the best of the thresholds tried for each window."""
        n_values = errors.shape[1]
        mean, deviation = errors.mean(axis=1), errors.std(axis=1)
        deviations = errors - mean[:, None]
        best_gain = np.zeros(len(errors))
        thresholds = mean + self.max_k * deviation
        for k in np.arange(self.min_k, self.max_k + STEP / 2, STEP):
            threshold = mean + k * deviation
            above = errors > threshold[:, None]
            n_above = np.count_nonzero(above, axis=1)
            n_runs = n_above - np.count_nonzero(above[:, 1:] & above[:, :-1], axis=1)
            found = n_above > 0
            n_left = n_values - n_above
            # What mean and variance of the others are, from those of all.
            removed = np.einsum("ij,ij->i", deviations, above)
            squares = np.einsum("ij,ij,ij->i", deviations, deviations, above)
            fall = removed / n_left
            variance = (n_values * deviation**2 - squares) / n_left - fall**2
            with np.errstate(divide="ignore", invalid="ignore"):
                gain = fall / mean + 1 - np.sqrt(np.maximum(variance, 0)) / deviation
                gain /= n_above + n_runs**2
            is_better = found & (gain > best_gain)
            best_gain = np.where(is_better, gain, best_gain)
            thresholds = np.where(is_better, threshold, thresholds)
        return thresholds


def _raised(
    errors: np.ndarray, thresholds: np.ndarray, min_decrease: float
) -> np.ndarray:
    """Raise each window's threshold to the largest error of runs that do not count."""
    # The largest errors of the runs and the largest error of all other rows are put in
    # order; the runs before the last fall of more than ``min_decrease`` count.
    above = errors > thresholds[:, None]
    starts = above.copy()
    starts[:, 1:] &= ~above[:, :-1]
    window = np.nonzero(starts)[0]
    if not len(window):
        return thresholds
    # Between two starts stand a run and rows of no run, which are smaller.
    maxima = np.maximum.reduceat(errors.ravel(), np.flatnonzero(starts))
    order = np.lexsort([-maxima, window])
    window, maxima = window[order], maxima[order]
    calm = np.where(above, 0.0, errors).max(axis=1)
    is_last = np.append(window[1:] != window[:-1], True)
    following = np.where(is_last, calm[window], np.append(maxima[1:], 0.0))
    falls = (maxima - following) / maxima > min_decrease
    # The runs of a window that count are those up to its last fall.
    place = np.arange(len(window))
    last_fall = np.full(len(errors), -1)
    np.maximum.at(last_fall, window[falls], place[falls])
    dropped = place > last_fall[window]
    thresholds = thresholds.copy()
    np.maximum.at(thresholds, window[dropped], maxima[dropped])
    return thresholds
