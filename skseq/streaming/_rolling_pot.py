"""Peaks over threshold in streams that drift: DSPOT."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np

from skseq.streaming._online import (
    Follower,
    OnlineThreshold,
    at_end,
    checked_int,
    checked_share,
    known,
)

# Peaks, at least, that say something of the shape of a tail.
MIN_PEAKS = 10
# Shapes this near to zero have the quantiles of an exponential tail to all digits.
EXPONENTIAL = 1e-8


class RollingPOTThreshold(OnlineThreshold):
    r"""Mark rows as extreme as a normal row is with probability ``risk``, under drift.

    DSPOT [1]_: scores are taken relative to their mean over the last rows, and a
    generalised Pareto distribution is fitted to the tail of the errors, anew whenever
    one more reaches into it.

    Parameters
    ----------
    risk : float, default=1e-4
        Probability with which a normal row is to be marked, below ``tail_fraction``.
    window_size : int, default=100
        Rows of the mean that is taken from the scores: the depth of the drift.
    n_init : int, default=1000
        Rows after these that set where the tail begins. Before, no row is marked.
    tail_fraction : float, default=0.02
        Share of these rows that make the tail: in (0, 0.5).
    max_peaks : int, default=500
        Errors in the tail that its shape is fitted to, the latest.
    max_hold : int or None, default=None
        Rows of an alarm, at most, that are left out of the mean. None =
        ``window_size``.

    See Also
    --------
    RollingRankThreshold : Needs no tail, for risks of one row of the window or more.
    skseq.thresholds.POTThreshold : One threshold, from the scores of training.

    Notes
    -----
    With :math:`M` the mean of the last ``window_size`` scores, :math:`x = M - s`,
    :math:`t` the ``1 - tail_fraction`` quantile of the first ``n_init`` of them,
    :math:`n_t` of :math:`n` rows above it, and :math:`\gamma` and :math:`\sigma` fitted
    to their excess, a row is an anomaly where :math:`x` is above

    .. math::

        z = t + \frac{\sigma}{\gamma}
        \left( \left( \frac{risk \cdot n}{n_t} \right)^{-\gamma} - 1 \right)

    Anomalies, and rows in an alarm, change nothing, as in the paper. Unlike there, what
    lasts longer than ``max_hold`` rows moves the mean, and the tail is fitted to the
    latest ``max_peaks``, so that states stay of one size. Each fit takes some
    milliseconds and imports scipy.

    References
    ----------
    .. [1] Siffer, A., Fouque, P.-A., Termier, A. and Largouet, C. (2017). Anomaly
           detection in streams with extreme value theory. KDD 2017, 1067-1075.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.streaming import RollingPOTThreshold
    >>> scores = np.random.RandomState(0).normal(size=3000) - np.arange(3000) / 100
    >>> offsets = RollingPOTThreshold(risk=1e-4).row_offsets(scores)
    >>> offsets[[1000, 1500, 2999]].round(1)
    array([ -inf, -18. , -33.2])
    """

    def __init__(
        self,
        risk: float = 1e-4,
        window_size: int = 100,
        *,
        n_init: int = 1000,
        tail_fraction: float = 0.02,
        max_peaks: int = 500,
        max_hold: int | None = None,
    ) -> None:
        self.tail_fraction = checked_share("tail_fraction", tail_fraction, 0.5)
        self.risk = checked_share("risk", risk, self.tail_fraction)
        self.window_size = checked_int("window_size", window_size, 1)
        self.n_init = checked_int("n_init", n_init, int(MIN_PEAKS / tail_fraction))
        self.max_peaks = checked_int("max_peaks", max_peaks, MIN_PEAKS)
        self.max_hold = max_hold
        if max_hold is not None:
            self.max_hold = checked_int("max_hold", max_hold, 0)

    def _begin(self) -> Follower:
        """Return what follows a new series."""
        return _TailFollower(self)

    def _options(self) -> dict[str, Any]:
        """Return the arguments of one like this."""
        return {
            "risk": self.risk,
            "window_size": self.window_size,
            "n_init": self.n_init,
            "tail_fraction": self.tail_fraction,
            "max_peaks": self.max_peaks,
            "max_hold": self.max_hold,
        }


class _TailFollower(Follower):
    """The mean of the last scores of a series, and the tail of its errors."""

    def __init__(self, rule: RollingPOTThreshold) -> None:
        self._rule = rule
        hold = rule.max_hold
        self.max_hold = rule.window_size if hold is None else hold
        self._window: deque[float] = deque(maxlen=rule.window_size)
        self._first: list[float] = []  # errors, until they set where the tail begins
        self._peaks: deque[float] = deque(maxlen=rule.max_peaks)
        self._start = np.inf  # of the tail
        self._limit = np.inf  # of the errors of normal rows
        self._n_rows = self._n_peaks = 0

    def learn(self, score: float) -> None:
        """Count an error, and fit the tail anew if it is in it."""
        if len(self._window) == self._rule.window_size:
            self._count(self._mean() - score)
        self._move(score)

    def learn_alarm(self, score: float) -> None:
        """Learn nothing, as in the paper."""

    def learn_what_lasts(self, score: float) -> None:
        """Move the mean: the error is not one of normal rows."""
        self._move(score)

    def pack(self) -> dict[str, np.ndarray]:
        """Return the last scores, and the errors that are in the tail or were first."""
        counts = self.n_held, self._n_rows, self._n_peaks
        return {
            "scores": at_end(self._window, self._rule.window_size),
            "first": at_end(self._first, self._rule.n_init),
            "peaks": at_end(self._peaks, self._rule.max_peaks),
            "counts": np.array(counts, dtype=np.int64),
            "limits": np.array([self._start, self._limit]),
        }

    def unpack(self, arrays: dict[str, np.ndarray]) -> None:
        """Go on with other scores and errors."""
        self._window.extend(known(arrays["scores"]).tolist())
        self._first = known(arrays["first"]).tolist()
        self._peaks.extend(known(arrays["peaks"]).tolist())
        self.n_held, self._n_rows, self._n_peaks = arrays["counts"].tolist()
        self._start, self._limit = arrays["limits"].tolist()
        if self._window:
            self.offset = self._mean() - self._limit

    def _mean(self) -> float:
        """Return the mean of the last scores, summed in their order."""
        return sum(self._window) / len(self._window)

    def _move(self, score: float) -> None:
        """Move the mean, and the threshold with it."""
        self._window.append(score)
        self.offset = self._mean() - self._limit

    def _count(self, error: float) -> None:
        """Count an error of a normal row."""
        self._n_rows += 1
        if self._start == np.inf:
            self._first.append(error)
            if len(self._first) == self._rule.n_init:
                self._begin_tail(np.array(self._first))
        elif error > self._start:
            self._n_peaks += 1
            self._peaks.append(error - self._start)
            self._fit()

    def _begin_tail(self, errors: np.ndarray) -> None:
        """Set where the tail begins, by the first errors."""
        self._start = float(np.quantile(errors, 1 - self._rule.tail_fraction))
        peaks = errors[errors > self._start] - self._start
        self._peaks.extend(peaks.tolist())
        self._n_peaks, self._first = len(peaks), []
        self._fit()

    def _fit(self) -> None:
        """Set the limit by the tail, if it has enough errors."""
        # scipy is needed here only.
        from skseq._utils.pareto import fit_generalized_pareto

        if len(self._peaks) < MIN_PEAKS:
            return
        shape, scale = fit_generalized_pareto(np.array(self._peaks))
        surplus = np.log(self._n_peaks / (self._rule.risk * self._n_rows))
        surplus = max(float(surplus), 0.0)
        if abs(shape) < EXPONENTIAL:
            self._limit = self._start + scale * surplus
        else:
            beyond = scale / shape * np.expm1(shape * surplus)
            self._limit = float(self._start + beyond)
