"""Rules that turn the scores of training rows into the limit of normal scores."""

import numpy as np

# Share of the training rows that ``contamination="auto"`` marks: series to learn from
# are mostly normal, and a rule must mark some row to be of use.
AUTO_CONTAMINATION = 0.01


def contamination_offset(scores, contamination):
    """Return the score below which a given share of the training rows lies.

    Parameters
    ----------
    scores : ndarray of shape (n_timestamps,)
        Scores of the training rows; lower = more abnormal.
    contamination : float in (0, 0.5] or "auto"
        Share of the rows to mark; ``"auto"`` is 0.01.

    Returns
    -------
    offset : float
        Rows with a lower score are anomalies.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.thresholds import contamination_offset
    >>> scores = np.array([-9.0, -1.0, -1.1, -0.9, -1.0])
    >>> offset = contamination_offset(scores, 0.2)
    >>> scores < offset
    array([ True, False, False, False, False])
    """
    share = AUTO_CONTAMINATION if contamination == "auto" else contamination
    return float(np.percentile(scores, 100.0 * share))
