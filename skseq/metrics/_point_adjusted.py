"""Point-adjusted F1, for comparison with published figures only."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from skseq.metrics._flags import compare
from skseq.metrics._undefined import f_score, undefined


def point_adjusted_f1_score(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    adjust_first_row: bool = True,
    groups: ArrayLike | None = None,
    pos_label: Literal[1, -1] | None = None,
) -> float:
    """F1 by rows after every event with one flagged row is flagged throughout.

    .. warning::
       Do not choose a detector by it. One lucky row earns a whole event: with a well
       chosen threshold uniformly random scores reach about 0.9 on common data sets
       (Kim et al., 2022). It is here so that published figures can be reproduced.

    Parameters
    ----------
    y_true : array-like of shape (n_timestamps,)
        Labels in {0, 1} (1 = anomaly), {1, -1} (-1 = anomaly) or booleans.
    y_pred : array-like of shape (n_timestamps,)
        Predictions, in any of these conventions.
    adjust_first_row : bool, default=True
        Whether row 0 of a series is flagged too if an event that begins there is found
        later. The implementation in common use (and TSB-AD 1.5) leaves it as predicted:
        False gives its values.
    groups : array-like of shape (n_timestamps,), default=None
        Series of each row; no event reaches across two series.
    pos_label : {1, -1}, default=None
        Label of an anomaly in both, needed only where one is 1 throughout.

    Returns
    -------
    score : float
        In [0, 1]; 1 is best, 0 where nothing is found. nan, with an
        ``UndefinedMetricWarning``, where ``y_true`` has no anomaly.

    Raises
    ------
    ValueError
        If labels or predictions are in no known convention or differ in length.

    See Also
    --------
    event_f1_score : Counts an event once, however long.

    References
    ----------
    .. [1] H. Xu et al., "Unsupervised Anomaly Detection via Variational Auto-Encoder
       for Seasonal KPIs in Web Applications", WWW 2018.
    .. [2] S. Kim, K. Choi, H.-S. Choi, B. Lee, S. Yoon, "Towards a Rigorous Evaluation
       of Time-Series Anomaly Detection", AAAI 2022.

    Examples
    --------
    >>> from skseq.metrics import point_adjusted_f1_score
    >>> y_true = [0, 1, 1, 1, 0, 0, 0, 0]
    >>> y_pred = [0, 0, 1, 0, 0, 0, 0, 0]
    >>> point_adjusted_f1_score(y_true, y_pred)
    1.0
    """
    flags = compare(y_true, y_pred, groups, pos_label)
    if len(flags.events) == 0:
        return undefined("point_adjusted_f1_score", "y_true has no anomaly")
    hit = flags.events.hit_by(flags.flagged)
    lengths = flags.events.lengths
    true_positives = int(np.sum(lengths[hit]))
    if not adjust_first_row:
        opening = np.isin(flags.events.starts, flags.rows.starts)
        missed = hit & opening & ~flags.flagged[flags.events.starts]
        true_positives -= np.count_nonzero(missed)
    if true_positives == 0:
        return 0.0
    false_positives = np.count_nonzero(flags.flagged & ~flags.anomalous)
    return f_score(
        true_positives / (true_positives + false_positives),
        true_positives / np.sum(lengths),
    )
