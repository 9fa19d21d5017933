"""TrialPruning: a search ends the fits that do not get anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import ArrayLike
from sklearn.metrics import check_scoring

from skseq.callback._idle import IdleCallback


class TrialPruning(IdleCallback):
    """Report a detector to a trial while it trains, and stop where that is hopeless.

    For optuna, or any search whose trials have ``report(value, step)`` and
    ``should_prune()``. Set it by ``set_callbacks`` of a detector, which needs
    scikit-learn 1.9, and raise ``optuna.TrialPruned`` after ``fit`` if
    ``trial.should_prune()``.

    Parameters
    ----------
    trial : optuna.trial.Trial
        The trial that the fit belongs to. It takes one fit: a cross-validation would
        report every step several times.
    X : array-like of shape (n_timestamps, n_features)
        Rows that are not trained on, as the detector reads them: those that the steps
        of a pipeline before it have transformed.
    y : array-like of shape (n_timestamps,), default=None
        Their labels, if the scorer needs any.
    scoring : str, callable or None, default=None
        What is reported, a scorer as for
        :class:`~sklearn.model_selection.GridSearchCV`; ``score`` of the detector by
        default.
    interval : int, default=100
        Steps of training from a report to the next: a multiple of 25.

    See Also
    --------
    TimeBudget : Ends a fit in time.

    Notes
    -----
    Values after few steps are compared with those of other trials after as many. The
    learning rate falls as ``max_iter`` steps end, so let all trials have the same.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.callback import TrialPruning
    >>> class Trial:
    ...     def report(self, value, step):
    ...         print(f"step {step}: {value < 0}")
    ...
    ...     def should_prune(self):
    ...         return True
    >>> from skseq.detectors import GRUDetector
    >>> X = np.sin(np.arange(400.0) / 5)[:, None]
    >>> detector = GRUDetector(window_size=16, units=8, random_state=0)
    >>> pruning = TrialPruning(Trial(), X[300:], interval=50)
    >>> detector.set_callbacks(pruning).fit(X[:300]).n_iter_  # doctest: +SKIP
    step 50: True
    50
    """

    def __init__(
        self,
        trial: Any,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        scoring: str | Callable[..., float] | None = None,
        interval: int = 100,
    ) -> None:
        if interval < 1 or interval % 25:
            raise ValueError(
                f"interval must be a multiple of 25 steps, got {interval!r}: detectors "
                "report after each 25."
            )
        self.trial = trial
        self.X = X
        self.y = y
        self.scoring = scoring
        self.interval = interval

    def on_fit_task_end(
        self, estimator: Any, context: Any, *, fitted_estimator: Any
    ) -> bool:
        """Report the value so far, and tell whether the trial is hopeless.

        Parameters
        ----------
        estimator : estimator object
            The detector.
        context : sklearn.callback.CallbackContext
            Its fit, or some steps of it.
        fitted_estimator : estimator object
            The detector as it is after these steps.

        Returns
        -------
        stop : bool
            Whether to take no more steps.
        """
        is_fit = context.max_subtasks != 0  # The fit itself, which ends anyway
        if is_fit or fitted_estimator.n_iter_ % self.interval:
            return False
        score = check_scoring(fitted_estimator, self.scoring)
        arguments = () if self.y is None else (self.y,)
        value = score(fitted_estimator, self.X, *arguments)
        self.trial.report(value, fitted_estimator.n_iter_)
        return bool(self.trial.should_prune())
