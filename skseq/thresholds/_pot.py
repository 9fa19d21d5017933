"""Peaks over threshold: the tail of the scores, extended."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from skseq._utils.pareto import fit_generalized_pareto
from skseq._utils.sklearn import Interval
from skseq.thresholds._rule import ThresholdRule

# Rows in the tail, at least: fewer say nothing of its shape.
MIN_PEAKS = 10
# Shapes this near to zero have the quantiles of an exponential tail to all digits.
EXPONENTIAL = 1e-8


class POTThreshold(ThresholdRule):
    r"""Mark rows as extreme as a normal row is with probability ``risk``.

    A generalised Pareto distribution is fitted to the tail of the scores, as the
    theory of extreme values says it must be of nearly any distribution, and gives
    thresholds that no row has reached yet: peaks over threshold [1]_.

    Parameters
    ----------
    risk : float, default=1e-4
        Probability with which a normal row is to be marked, below ``tail_fraction``.
    tail_fraction : float, default=0.02
        Share of the rows, those of the lowest scores, that make the tail: in (0, 0.5].

    See Also
    --------
    QuantileThreshold : The share itself, where it is not smaller than 1 row in all.
    skseq.streaming.RollingPOTThreshold : The same in streams that drift.

    Notes
    -----
    With :math:`t` the ``tail_fraction`` quantile, :math:`n_t` of :math:`n` scores
    below it, and :math:`\gamma` and :math:`\sigma` fitted to :math:`t - s` of these,
    the threshold is

    .. math::

        t - \frac{\sigma}{\gamma}
        \left( \left( \frac{risk \cdot n}{n_t} \right)^{-\gamma} - 1 \right)

    and its limit for :math:`\gamma \to 0`. The fit maximises the likelihood and is
    exact to rounding. How well a low risk is kept depends on the rows in the tail:
    fitted 30 times with ``risk=1e-4`` to normally distributed scores, the rate on a
    million others was 0.7 to 1.3 times the risk from 100 000 rows each, and 0.3 to
    2.5 times from 20 000.

    Rows are taken as independent; errors that are smoothed come in runs, and a run
    counts with all of its rows: one unusual event among the training rows can make a
    tail so heavy that the threshold lies far beyond all scores. Compare it with others
    (:class:`skseq.inspection.ThresholdDisplay`), or learn it from rows without events.
    Of constant scores none is marked.

    References
    ----------
    .. [1] Siffer, A., Fouque, P.-A., Termier, A. and Largouet, C. (2017). Anomaly
           detection in streams with extreme value theory. KDD 2017, 1067-1075.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.thresholds import POTThreshold
    >>> scores = np.random.RandomState(0).normal(size=100_000)
    >>> round(POTThreshold(risk=1e-4).offset(scores), 2)
    -3.78

    The score that a normal distribution falls below with this probability is -3.72.
    """

    _parameter_constraints = {
        "risk": [Interval(Real, 0, 1, closed="neither")],
        "tail_fraction": [Interval(Real, 0, 0.5, closed="right")],
    }

    def __init__(self, risk: float = 1e-4, tail_fraction: float = 0.02) -> None:
        self.risk = risk
        self.tail_fraction = tail_fraction

    def _offset(self, scores: np.ndarray, y: Any) -> float:
        """Return the quantile of the fitted tail."""
        if self.risk >= self.tail_fraction:
            raise ValueError(
                f"risk={self.risk} must be below tail_fraction={self.tail_fraction}: a "
                "tail says nothing of what is more frequent than itself."
            )
        if scores.min() == scores.max():
            return scores[0]
        start = np.quantile(scores, self.tail_fraction)
        peaks = start - scores[scores < start]
        if len(peaks) < MIN_PEAKS:
            raise ValueError(
                f"the tail holds {len(peaks)} of {len(scores)} scores and at least "
                f"{MIN_PEAKS} are needed: give more rows, a larger tail_fraction, or "
                "use QuantileThreshold."
            )
        shape, scale = fit_generalized_pareto(peaks)
        surplus = np.log(len(peaks) / (self.risk * len(scores)))
        if abs(shape) < EXPONENTIAL:
            return start - scale * surplus
        return start - scale / shape * np.expm1(shape * surplus)
