"""Which rows segments estimate, for tests of how series are cut."""

import numpy as np


def valid_rows(segments):
    """Return the row estimated at each place of each valid part, -1 for none.

    The shape is (n_segments, n_valid, n_estimates).
    """
    places = np.arange(segments.plan.skipped, segments.plan.length)
    rows = segments.starts[:, None] + places
    return np.where(segments.estimated(), rows[:, :, None], -1)
