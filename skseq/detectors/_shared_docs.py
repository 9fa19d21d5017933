"""What detectors have in common, in words: copied into the docstring of each of them.

Change a text here, then run ``python docs/_ext/shared_docs.py``: it copies what stands
below, and in the docstrings of a detector's bases, into the class. Types are given
without defaults, which come from ``__init__``. ``guide/...`` is a page of the guide.
What stands in a function follows the first line of the method of its name.

Parameters
----------
window_size : int or "auto"
    Rows that an estimate is made from, at least; 1 = each row without context.
    ``"auto"`` takes one near the period, at most 128. See guide/window_size.
detrend : bool
    Whether to subtract a moving average of four windows from columns that change in
    at least half of the rows, so that shapes are learned, not levels.
smoothing : int or "auto"
    Rows over which errors are averaged, twice in turn; 1 = no average. ``"auto"``
    takes the period within 64 to 256 rows, 1/16 of it if causal. See guide/scores.
causal : bool
    Whether the score of a row may depend on no later row, for rows that are scored
    as they arrive. Otherwise errors are averaged around a row.
max_gap_factor : float or None
    If given, a series also ends where the index of X steps by more than so many
    times, at least 1, its median step in training. See guide/many_series.
time_column : str or None
    Column of a frame that holds the times of its rows, in place of an index: for
    polars and others without one. It is no feature.
missing_score : {"neutral", "nan"}
    Score of a row whose values are all missing: taken from the rows around it, or
    NaN, which ``predict`` labels as normal. See guide/missing_values.
exclude_anomalies : bool
    Whether rows that ``y`` marks as anomalies are left out of training and of the
    threshold; the network still reads them. By default ``y`` is ignored.
max_iter : int
    Steps of the optimizer, at most, however many rows there are. See guide/speed.
batch_size : int
    Segments of the series in each step.
learning_rate : float
    Learning rate of Adam at the first step; it falls to zero as half a cosine.
early_stopping : bool
    Whether to keep the last rows of X from training, stop when the loss on them
    no longer falls, and restore the best weights.
validation_fraction : float
    Share of the rows, the last ones, kept for early stopping.
n_iter_no_change : int
    Training stops early when the validation loss has not fallen by ``tol`` for
    this many times 25 steps.
tol : float
    Fall of the validation loss that counts as progress.
contamination : float or "auto"
    Share of the training rows, in (0, 0.5], to be marked as anomalies. ``"auto"``
    is meant to alarm at most 1 in 100 new rows of a process. See guide/threshold.
threshold : float, rule of :mod:`skseq.thresholds`, "labels" or None
    If given, it sets ``offset_`` in place of ``contamination``: a rule, the labels
    ``y``, or a number in units of the ``"auto"`` threshold. See guide/threshold.
warm_start : bool
    Whether a further ``fit`` trains the network of the one before for ``max_iter``
    more steps; sizes and the scale of the columns stay.
random_state : int, RandomState instance or None
    Source of the initial weights and of the order of training. Pass an int for
    the same result at each call.
verbose : int
    Whether to print the loss while training, and how many rows of long series are
    scored.

Attributes
----------
window_size_ : int
    Rows of a window.
smoothing_ : int
    Rows over which errors are averaged.
causal_ : bool
    The parameter of this name as it was in ``fit``.
detrend_ : bool
    The parameter of this name as it was in ``fit``.
missing_score_ : {"neutral", "nan"}
    The parameter of this name as it was in ``fit``.
network_params_ : dict
    Keyword arguments of ``build_network`` that the network was built with.
weights_ : list of ndarray
    Weights of the network, in the order of ``network_.get_weights()``.
center_ : ndarray of shape (n_features,)
    Mean of the training rows; NaN for a column without any value.
scale_ : ndarray of shape (n_features,)
    Standard deviation of the training rows, by which the input is scaled. It is
    infinite for a constant column, and NaN for one without any value.
shape_center_ : ndarray of shape (n_features,)
    Mean of the training rows without their trend: zero of what the network reads.
shape_scale_ : ndarray of shape (n_features,)
    Their standard deviation: unit of what the network reads.
lowest_level_ : ndarray of shape (n_features,)
    Least trend in training, in standard deviations from the mean; infinite for
    columns that drift or lose no trend, of few rows, or with ``smoothing_=1``.
highest_level_ : ndarray of shape (n_features,)
    Largest trend in training, likewise.
level_unit_ : ndarray of shape (n_features,)
    Unit of squared distances from this range.
changes_often_ : ndarray of bool of shape (n_features,)
    Which columns change in at least half of the training rows.
is_counter_ : ndarray of bool of shape (n_features,)
    Which columns only grow or restart: they are read by their growth per row.
median_activity_ : ndarray of shape (n_active_columns,)
    Median squared step of what the network reads, of columns that change often.
least_error_ : ndarray of shape (n_features,)
    Least smoothed error in training: what is below is too calm.
least_activity_ : ndarray of shape (n_features,)
    Least smoothed squared step in training, likewise.
narrow_least_error_ : ndarray of shape (n_features,)
    ``least_error_`` of narrow averages, which place edges.
narrow_least_activity_ : ndarray of shape (n_features,)
    ``least_activity_`` of narrow averages.
estimate_weights_ : ndarray of shape (n_estimates, n_network_columns)
    Weight of each estimate of a row in its error, from the errors in training.
median_error_ : ndarray of shape (n_features,)
    Median smoothed error of each column in training: it stands for the error of a
    column where no value of it is near.
error_scale_ : ndarray of shape (n_features,)
    Largest smoothed error of each column in training or out of sample: its unit.
narrow_error_scale_ : ndarray of shape (n_features,)
    The unit of errors averaged over a quarter of ``smoothing_``, which place edges.
usual_level_ : float
    Error of rows, all columns together, that 30 % of the training rows exceed.
error_threshold_ : float
    Error of rows, all columns together, that is the unit of scores.
training_scores_ : ndarray of shape (n_timestamps,)
    Scores of the training rows; NaN for those that are wholly missing or excluded.
calibration_scores_ : ndarray of shape (n_timestamps,)
    The same with errors out of sample where these are larger, for threshold rules
    and p-values.
offset_ : float
    Score below which a row is an anomaly.
optimizer_state_ : list of ndarray or None
    State of Adam, with which training goes on: kept with ``warm_start`` and after
    ``partial_fit``.
n_iter_ : int
    Steps that were taken, in all.
loss_curve_ : list of float
    Mean training loss of every 25 steps.
validation_loss_curve_ : list of float or None
    Loss on the validation rows after every 25 steps, with ``early_stopping``.
max_gap_ : numpy.timedelta64, float or None
    Longest step of the index within a series, with ``max_gap_factor``; NaN where
    the training rows tell none.
time_column_ : str or None
    The parameter of this name as it was in ``fit``.
context_ : tuple of (int, int)
    How many rows before and after a row its score may depend on. They alone give
    about that score, ``score_samples(X, last=n)`` its bits. See guide/pitfalls.
network_ : keras.Model
    The fitted network, made anew at each access. It reads the columns that are
    not constant in training, standardized.
longest_series_ : int
    Rows of the longest training series: no more are asked for in order to score.
n_features_in_ : int
    Columns seen in ``fit``.
feature_names_in_ : ndarray of shape (n_features,)
    Names of the columns seen in ``fit``, where they are all strings.
"""


def build_network() -> None:
    """Its other arguments are the parameters of these names.

    Parameters
    ----------
    n_features : int
        Columns that the network reads.
    length : int
        Rows of a segment.
    seed : int or None
        Seed of the initial weights.

    Returns
    -------
    network : keras.Model
        From (batch, length, n_features) to (batch, length, n_estimates,
        n_features).
    """
