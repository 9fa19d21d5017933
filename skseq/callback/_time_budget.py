"""TimeBudget: a fit ends when its time is over."""

from datetime import UTC, datetime


class TimeBudget:
    """End the training of a detector when its time is over.

    Set it by ``set_callbacks`` of a detector, which needs scikit-learn 1.9. Clones
    have the same callbacks, so in a search every fit has the whole time. It holds no
    state and can be shared by detectors and threads.

    Parameters
    ----------
    seconds : float
        Time from the start of ``fit``, at least 0. Training ends at the first report,
        one every 25 steps, after it; the limit of normal scores is set in any case.

    See Also
    --------
    sklearn.callback.ProgressBar : Shows how far a fit has come.

    Notes
    -----
    A detector that ends early has fewer steps in ``n_iter_`` than ``max_iter``. Its
    learning rate had not fallen yet; a smaller ``max_iter`` of the same time is
    better, where it is known.

    Examples
    --------
    >>> from skseq.callback import TimeBudget
    >>> TimeBudget(seconds=60)
    TimeBudget(seconds=60)
    """

    def __init__(self, seconds):
        if not seconds >= 0:
            raise ValueError(f"seconds must be at least 0, got {seconds!r}.")
        self.seconds = seconds

    def __repr__(self):
        return f"TimeBudget(seconds={self.seconds!r})"

    def setup(self, estimator, context):
        """Do nothing: times are those of the fits.

        Parameters
        ----------
        estimator : estimator object
            The detector.
        context : sklearn.callback.CallbackContext
            Its fit.
        """

    def teardown(self, estimator, context):
        """Do nothing: nothing was set up.

        Parameters
        ----------
        estimator : estimator object
            The detector.
        context : sklearn.callback.CallbackContext
            Its fit.
        """

    def on_fit_task_begin(self, estimator, context):
        """Do nothing: what has begun is not ended before its first steps.

        Parameters
        ----------
        estimator : estimator object
            The detector.
        context : sklearn.callback.CallbackContext
            Its fit, or some steps of it.
        """

    def on_fit_task_end(self, estimator, context):
        """Tell whether the time of the fit is over.

        Parameters
        ----------
        estimator : estimator object
            The detector.
        context : sklearn.callback.CallbackContext
            Its fit, or some steps of it.

        Returns
        -------
        stop : bool
            Whether to take no more steps.
        """
        if context.max_subtasks != 0:
            return False  # the fit itself, which ends anyway
        elapsed = datetime.now(UTC) - context.parent.init_time
        return elapsed.total_seconds() >= self.seconds
