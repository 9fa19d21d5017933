"""Maximum-likelihood fit of the generalised Pareto distribution."""

import numpy as np
from scipy.optimize import brentq

# Shapes below this are not tried: the likelihood has no maximum there.
LEAST_SHAPE = -1.0
# Nearest to -1 that shape / scale times the largest value is tried, less 1.
LEAST_GAP = 1e-9
# Places at which the likelihood is looked at on either side of zero.
N_PLACES = 64
# Where shape / scale times the largest value is smaller, a series is exact enough and
# differences of nearly equal numbers are not.
NEARLY_EXPONENTIAL = 1e-3


def fit_generalized_pareto(values):
    r"""Fit a generalised Pareto distribution to positive values.

    Its survival function is :math:`(1 + \gamma y / \sigma)^{-1/\gamma}` and, for
    :math:`\gamma = 0`, :math:`e^{-y / \sigma}`.

    Parameters
    ----------
    values : ndarray of shape (n_values,)
        Above 0, at least one.

    Returns
    -------
    shape, scale : float
        :math:`\gamma` and :math:`\sigma`, in no unit and in that of the values. They
        maximise the likelihood over :math:`\gamma \ge -1`.

    Notes
    -----
    With :math:`\theta = \gamma / \sigma` fixed, the likelihood is largest at
    :math:`\gamma = \overline{\log(1 + \theta y)}`, so one dimension is left to search
    [1]_. The likelihood may have several maxima there: it is compared on a grid, and
    the root of its slope is found next to the best place.

    References
    ----------
    .. [1] Grimshaw, S. D. (1993). Computing maximum likelihood estimates for the
           generalized Pareto distribution. Technometrics 35(2), 185-191.
    """
    mean = values.mean()
    y = values / mean
    places = _places(y)
    best = np.argmax([_log_likelihood(y, place) for place in places])
    theta = _refined(y, places, best)
    shape = float(np.log1p(theta * y).mean())
    scale = shape / theta if abs(theta) * y.max() > 1e-9 else 1.0
    return shape, float(scale * mean)


def _places(y):
    """Return values of theta from that of the least shape to the largest possible."""
    largest, smallest = y.max(), y.min()
    # Below zero the pole, where a value has no density left, is crowded upon.
    gaps = np.geomspace(LEAST_GAP, 1, N_PLACES, endpoint=False)
    negative = (gaps - 1) / largest
    shapes = np.array([np.log1p(theta * y).mean() for theta in negative])
    # No slope is zero beyond this (Grimshaw 1993, from the mean, here 1).
    bound = max(2 * (1 - smallest) / smallest**2, 10 / largest)
    positive = np.geomspace(NEARLY_EXPONENTIAL / largest, bound, N_PLACES)
    return np.concatenate([negative[shapes >= LEAST_SHAPE], [0.0], positive])


def _log_likelihood(y, theta):
    """Return the largest mean log-likelihood at theta, but for a constant."""
    if theta == 0:
        return -1.0
    shape = np.log1p(theta * y).mean()
    return -np.log(shape / theta) - shape


def _slope(y, theta):
    """Return what has the sign of the slope of the likelihood, over theta squared."""
    if abs(theta) * y.max() < NEARLY_EXPONENTIAL:
        m2, m3, m4 = (np.mean(y**power) for power in (2, 3, 4))
        second, third = m2 / 2 - 1, 1.5 * m2 - 2 * m3 / 3
        return second + theta * (third + theta * (0.75 * m4 - 4 * m3 / 3 - m2**2 / 2))
    shape = np.log1p(theta * y).mean()
    return ((1 / (1 + theta * y)).mean() * (1 + shape) - 1) / theta**2


def _refined(y, places, best):
    """Return the theta of the maximum beside the best place."""
    # The likelihood is so flat near zero that rounding may choose the best place: the
    # slope says on which side of it the maximum lies, and how far.
    direction = 1 if _slope(y, places[best]) > 0 else -1
    last = len(places) - 1 if direction > 0 else 0
    for place in range(best, last, direction):
        ends = sorted(places[[place, place + direction]])
        if _slope(y, ends[0]) >= 0 >= _slope(y, ends[1]):
            return brentq(lambda theta: _slope(y, theta), *ends, xtol=1e-15, rtol=1e-14)
    return places[last]
