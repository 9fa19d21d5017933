"""What transformers have in common, in words: copied into the docstring of each.

See :mod:`skseq.detectors._shared_docs`.

Parameters
----------
time_column : str
    Name of the column of a frame that holds the times of its rows, in place of the
    index. It is no column of the result.

Attributes
----------
time_column_ : str or None
    The parameter of this name as it was in ``fit``.
n_features_in_ : int
    Number of columns seen during ``fit``, without that of times.
feature_names_in_ : ndarray of shape (n_features,)
    Names of the columns seen during ``fit``, where all of them are strings.
"""
