"""From the estimates of a network to estimates of rows, in the units of X."""

import numpy as np

from skseq._row_mean import RowMean
from skseq._scaling import unstandardize
from skseq.detectors._network import (
    network_columns,
    network_estimates,
    scoring_plan_of,
    standardized_rows,
    trend_of,
)


def row_estimates(detector, series):
    """Return what a network expects each row to be.

    Parameters
    ----------
    detector : SequenceDetector
        A detector whose network has been trained.
    series : Series
        What is estimated.

    Returns
    -------
    estimates : ndarray of shape (n_rows, n_features)
        In units of X; those of constant columns are the constants.
    """
    estimates = np.tile(detector.center_, (len(series), 1))
    if not np.isfinite(detector.scale_).any():
        return estimates
    columns = network_columns(detector)
    plan = scoring_plan_of(detector)
    means = RowMean(len(series), len(columns), plan, (0,) * len(plan.horizons))
    for segments, _, estimated in network_estimates(detector, series):
        means.add(segments, np.moveaxis(estimated, 2, 0))
    z = means.mean()
    # What was taken out of the rows is put back into their estimates.
    z += trend_of(detector, standardized_rows(detector, series), series.borders)
    center, scale = detector.center_[columns], detector.scale_[columns]
    estimates[:, columns] = unstandardize(z, center, scale)
    return estimates
