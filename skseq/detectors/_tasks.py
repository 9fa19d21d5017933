"""What callbacks see of a fit: its reports, one task each, and when to stop."""

import copy

from skseq._compat import is_watched


class FitTasks:
    """The fit of a detector as a task, and the steps up to each report as subtasks.

    Without callbacks, or a scikit-learn that has none, it does nothing.

    Parameters
    ----------
    detector : SequenceDetector
        The detector that is being fitted.
    data : dict
        ``X`` and ``y`` as the callbacks are to see them.
    """

    def __init__(self, detector, data):
        self._detector, self._data = detector, data
        self._fit = self._steps = None
        if is_watched(detector):
            from skseq._engine import STEPS_PER_REPORT

            self._n_left = -(-detector.max_iter // STEPS_PER_REPORT)
            self._fit = detector._init_callback_context(max_subtasks=self._n_left)
            self._fit.call_on_fit_task_begin(estimator=detector, **data)
            self._begin_steps()

    def report(self, attributes):
        """Let callbacks see the steps that were taken.

        Parameters
        ----------
        attributes : callable
            Returns the fitted attributes as if the fit ended here; it is called only
            if a callback asks for a fitted detector.

        Returns
        -------
        stop : bool
            Whether a callback wants to take no more steps.
        """
        if self._fit is None:
            return False
        stop = self._steps.call_on_fit_task_end(
            estimator=self._detector, reconstruction_attributes=attributes, **self._data
        )
        if not stop:
            self._begin_steps()
        return stop

    def end(self):
        """Let callbacks see the fitted detector."""
        if self._fit is not None:
            self._fit.call_on_fit_task_end(
                estimator=self._detector,
                reconstruction_attributes=lambda: fitted_attributes(self._detector),
                **self._data,
            )

    def _begin_steps(self):
        if self._n_left:
            self._n_left -= 1
            self._steps = self._fit.subcontext(task_name="steps")
            self._steps.call_on_fit_task_begin(estimator=self._detector, **self._data)


def fitted_attributes(detector):
    """Return the fitted attributes of a detector by name.

    Parameters
    ----------
    detector : SequenceDetector
        Any detector.

    Returns
    -------
    attributes : dict of str to object
        Those whose names end with an underscore.
    """
    return {k: v for k, v in vars(detector).items() if k.endswith("_")}


def preview(detector, trained, calibrate):
    """Return the fitted attributes that a detector would have if training ended here.

    Parameters
    ----------
    detector : SequenceDetector
        The detector that is being fitted; it is not changed.
    trained : Trained
        What training has come to.
    calibrate : callable
        ``calibrate(detector)`` sets units and limit of a trained detector.

    Returns
    -------
    attributes : dict of str to object
        By name.
    """
    other = copy.copy(detector)
    other.weights_ = trained.weights
    other.n_iter_ = trained.n_iter
    other.loss_curve_ = list(trained.loss_curve)
    calibrate(other)
    return fitted_attributes(other)
