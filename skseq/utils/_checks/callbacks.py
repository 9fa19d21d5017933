"""Contract on callbacks: what scikit-learn shows them of a fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skseq.utils._checks.common import Check, assert_same, quick, seasonal_series


def yield_callback_checks(estimator: Any) -> Iterator[Check]:
    """Yield the check on callbacks, for estimators that support them."""
    if hasattr(estimator, "set_callbacks"):
        yield check_callbacks


class _Recorder:
    """Keeps the fitted detectors that a callback is shown."""

    def __init__(self) -> None:
        self.shown: list[Any] = []

    def setup(self, estimator: Any, context: Any) -> None:
        """Do nothing."""

    def teardown(self, estimator: Any, context: Any) -> None:
        """Do nothing."""

    def on_fit_task_begin(self, estimator: Any, context: Any) -> None:
        """Do nothing."""

    def on_fit_task_end(
        self, estimator: Any, context: Any, *, fitted_estimator: Any
    ) -> None:
        """Keep the detector, if there is one."""
        if fitted_estimator is not None:
            self.shown.append(fitted_estimator)


def check_callbacks(name: str, estimator_orig: Any) -> None:
    """Check that callbacks see whole detectors, whose ``n_iter_`` never falls.

    What they are shown has the attributes of a fitted detector and scores rows; in the
    end it is the detector itself, also where a second fit goes on from the first.
    """
    X = seasonal_series(150)
    # More steps than from one report to the next.
    detector = quick(estimator_orig, max_iter=30, warm_start=True)
    is_warm = "warm_start" in detector.get_params(deep=False)
    recorder = _Recorder()
    detector.set_callbacks(recorder)
    for _ in range(2 if is_warm else 1):
        detector.fit(X)
        expected = _fitted_attributes(detector)
        for shown in recorder.shown:
            differing = _fitted_attributes(shown) ^ expected
            assert not differing, (
                f"{name}: a callback is shown a detector without, or with further "
                f"attributes than after fit: {sorted(differing)}"
            )
            shown.score_samples(X)
        if recorder.shown:
            scores = recorder.shown[-1].score_samples(X)
            what = f"{name}: scores of the last detector that a callback is shown"
            assert_same(scores, detector.score_samples(X), what)
    steps = [getattr(shown, "n_iter_", 0) for shown in recorder.shown]
    assert steps == sorted(steps), f"{name}: a callback sees n_iter_ fall: {steps}"


def _fitted_attributes(fitted: Any) -> set[str]:
    """Return the names of the fitted attributes of an estimator."""
    return {key for key in vars(fitted) if key.endswith("_") and key[0] != "_"}
