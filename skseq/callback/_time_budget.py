"""TimeBudget: a fit ends when its time is up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from skseq.callback._idle import IdleCallback


class TimeBudget(IdleCallback):
    """End the training of a detector when its time is up.

    Set it by ``set_callbacks`` of a detector, which needs scikit-learn 1.9. Clones
    have the same callbacks, so in a search every fit has the whole time. It holds no
    state and can be shared by detectors and threads.

    Parameters
    ----------
    seconds : float
        Time from the start of ``fit``, at least 0. Training ends at the first report
        after it, of which there is one every 25 steps; the threshold is set in any
        case.

    See Also
    --------
    TrialPruning : Ends a fit that is worse than those of other trials.
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

    def __init__(self, seconds: float) -> None:
        if not seconds >= 0:
            raise ValueError(
                f"seconds must be at least 0, got {seconds!r}: give the time that a "
                "fit may take."
            )
        self.seconds = seconds

    def __repr__(self) -> str:
        return f"TimeBudget(seconds={self.seconds!r})"

    def on_fit_task_end(self, estimator: Any, context: Any) -> bool:
        """Tell whether the time of the fit is up.

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
            return False  # The fit itself, which ends anyway
        elapsed = datetime.now(UTC) - context.parent.init_time
        return elapsed.total_seconds() >= self.seconds
