"""The methods of callbacks that have nothing to do there."""

from __future__ import annotations

from typing import Any


class IdleCallback:
    """What scikit-learn calls of a callback; a subclass does something at the end."""

    def setup(self, estimator: Any, context: Any) -> None:
        """Do nothing: there is nothing to set up before a fit.

        Parameters
        ----------
        estimator : estimator object
            The detector.
        context : sklearn.callback.CallbackContext
            Its fit.
        """

    def teardown(self, estimator: Any, context: Any) -> None:
        """Do nothing: nothing was set up.

        Parameters
        ----------
        estimator : estimator object
            The detector.
        context : sklearn.callback.CallbackContext
            Its fit.
        """

    def on_fit_task_begin(self, estimator: Any, context: Any) -> None:
        """Do nothing: what has begun is not ended before its first steps.

        Parameters
        ----------
        estimator : estimator object
            The detector.
        context : sklearn.callback.CallbackContext
            Its fit, or some steps of it.
        """
