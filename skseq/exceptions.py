"""Warnings of this package."""

__all__ = ["SeriesWarning"]


class SeriesWarning(UserWarning):
    """Warns where rows are probably not the series that a detector expects.

    It is raised where an index or a column of times goes back or steps over missing
    rows, where a detector is given fewer rows than a score is made of, where a period
    is far longer than a window, where stacked series look like channels, and where a
    step of a pipeline loses the index.

    See Also
    --------
    skseq.utils.stack_series : Puts series into one X with ``groups``.

    Examples
    --------
    >>> import warnings
    >>> from skseq.exceptions import SeriesWarning
    >>> warnings.simplefilter("ignore", SeriesWarning)
    """
