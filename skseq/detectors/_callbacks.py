"""What callbacks see of a fit, its reports and when to stop, and what is printed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from skseq._utils.constants import STEPS_PER_REPORT
from skseq._utils.sklearn import begin_callbacks, is_watched

if TYPE_CHECKING:
    from skseq._engine import Trained
    from skseq._model.training import Fitted
    from skseq.detectors._base import SequenceDetector

Report = Callable[["Trained"], bool]
# Lines that are printed while rows are scored, at most.
MAX_LINES = 10


class FitCallbacks:
    """The fit of a detector as a task, and the steps up to each report as subtasks.

    Without callbacks, or a scikit-learn that has none, it does nothing.
    """

    def __init__(self, detector: SequenceDetector, data: dict[str, Any]) -> None:
        self._detector, self._data = detector, data
        # Contexts of scikit-learn, which has no types for them.
        self._fit: Any = None
        self._steps: Any = None
        if is_watched(detector):
            self._n_left = -(-detector.max_iter // STEPS_PER_REPORT)
            self._fit = begin_callbacks(detector, self._n_left)
            self._fit.call_on_fit_task_begin(estimator=detector, **data)
            self._begin_steps()

    def report(self, finish: Callable[[], Fitted]) -> bool:
        """Let callbacks see the steps that were taken; return whether to stop.

        ``finish`` is called only if a callback asks for a fitted detector.
        """
        if self._steps is None:
            return False
        stop = self._steps.call_on_fit_task_end(
            estimator=self._detector,
            reconstruction_attributes=lambda: self._attributes(finish()),
            **self._data,
        )
        if not stop:
            self._begin_steps()
        return stop

    def end(self, fitted: Fitted) -> None:
        """Let callbacks see the fitted detector."""
        if self._fit is not None:
            self._fit.call_on_fit_task_end(
                estimator=self._detector,
                reconstruction_attributes=lambda: self._attributes(fitted),
                **self._data,
            )

    def _attributes(self, fitted: Fitted) -> dict[str, Any]:
        """Return the fitted attributes of a detector that has learned this."""
        return self._detector._fitted_attributes(fitted)

    def _begin_steps(self) -> None:
        """Open the subtask of the steps up to the next report."""
        if self._n_left:
            self._n_left -= 1
            self._steps = self._fit.subcontext(task_name="steps")
            self._steps.call_on_fit_task_begin(estimator=self._detector, **self._data)


def progress(name: str, max_iter: int | None, report: Report) -> Report:
    """Return a report that first prints progress, if ``max_iter`` is given."""
    if max_iter is None:
        return report

    def print_and_report(trained: Trained) -> bool:
        line = f"[{name}] step {trained.n_iter} of {max_iter}"
        line += f", loss {trained.loss_curve[-1]:.4g}"
        if trained.validation_loss_curve:
            line += f", validation loss {trained.validation_loss_curve[-1]:.4g}"
        print(line, flush=True)
        return report(trained)

    return print_and_report


def scoring_progress(name: str, n_rows: int) -> Callable[[int], None]:
    """Return what prints how many rows are scored, for threads to call.

    Rows that are all scored at once are not worth a line.
    """
    lock, n_done, n_lines = threading.Lock(), 0, 0

    def report(n_more: int) -> None:
        nonlocal n_done, n_lines
        with lock:
            n_done += n_more
            found = n_done * MAX_LINES // n_rows
            if found > n_lines and n_more < n_rows:
                n_lines = found
                print(f"[{name}] {n_done} of {n_rows} rows scored", flush=True)

    return report
