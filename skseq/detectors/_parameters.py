"""The parameters that all detectors share, and the values that they stand for."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import check_random_state

from skseq._model.architecture import Architecture
from skseq._model.columns import Columns
from skseq._model.training import Fitted, choose_sizes
from skseq._series.plans import Kind
from skseq._series.series import Series
from skseq._utils.labels import rows_to_exclude
from skseq._utils.sklearn import Interval, StrOptions
from skseq.thresholds import ThresholdRule
from skseq.thresholds._choose import choose_rule

if TYPE_CHECKING:
    from skseq._engine import Training


class ParametersMixin:
    """What the parameters of a detector say, as values; nothing of what it learned."""

    _plan: Kind = "window"
    # For architectures that do not name it among their parameters.
    detrend: bool = False

    window_size: int | Literal["auto"]
    smoothing: int | Literal["auto"]
    causal: bool
    max_gap_factor: float | None
    time_column: str | None
    missing_score: Literal["neutral", "nan"]
    exclude_anomalies: bool
    max_iter: int
    batch_size: int
    learning_rate: float
    early_stopping: bool
    validation_fraction: float
    n_iter_no_change: int
    tol: float
    contamination: float | Literal["auto"]
    threshold: float | ThresholdRule | Literal["labels"] | None
    warm_start: bool
    random_state: int | np.random.RandomState | None
    verbose: int
    build_network: Callable[..., Any]

    _parameter_constraints: dict[str, Any] = {
        "window_size": [
            Interval(Integral, 1, None, closed="left"),
            StrOptions({"auto"}),
        ],
        "smoothing": [Interval(Integral, 1, None, closed="left"), StrOptions({"auto"})],
        "causal": ["boolean"],
        "missing_score": [StrOptions({"neutral", "nan"})],
        "exclude_anomalies": ["boolean"],
        "max_gap_factor": [Interval(Real, 1, None, closed="left"), None],
        "time_column": [str, None],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "tol": [Interval(Real, 0, None, closed="left")],
        "contamination": [Interval(Real, 0, 0.5, closed="right"), StrOptions({"auto"})],
        "threshold": [
            Interval(Real, 0, None, closed="left"),
            StrOptions({"labels"}),
            ThresholdRule,
            None,
        ],
        "warm_start": ["boolean"],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    def _rule(self) -> ThresholdRule:
        """Return the rule that finds the offset."""
        return choose_rule(self.threshold, self.contamination)

    def _find_offset(
        self, training: np.ndarray, calibration: np.ndarray, y: ArrayLike | None
    ) -> float:
        """Return the offset, by scores of training rows as they are or out of sample.

        ``contamination`` is a share of the training rows as they are, and labels are
        theirs; other rules look at scores such as new rows will have.
        """
        rule = self._rule()
        is_share = self.threshold is None
        scores = training if is_share or rule._reads_labels else calibration
        return rule.offset(scores, y)

    def _kept(self, series: Series, y: ArrayLike | None) -> Series:
        """Return series with the rows masked that labels exclude from training."""
        if not self.exclude_anomalies:
            return series
        return series.without(rows_to_exclude(y, len(series)))

    def _network_params(self, window_size: int) -> dict[str, Any]:
        """Return the keyword arguments of ``build_network`` but the seed."""
        names = _keywords(type(self).build_network)
        return {name: _plain(getattr(self, name)) for name in names}

    def _architecture(self, window_size: int) -> Architecture:
        """Return the architecture with windows of a given size."""
        return Architecture(
            build=type(self).build_network,
            params=tuple(self._network_params(window_size).items()),
            plan=self._plan,
            window_size=window_size,
            causal=self.causal,
            detrend=self.detrend,
        )

    def _choose_architecture(
        self, columns: Columns, series: Series
    ) -> tuple[Architecture, int]:
        """Return the architecture for training series, and the smoothing of errors."""
        window_size, smoothing = choose_sizes(
            self.window_size,
            self.smoothing,
            self._plan,
            columns,
            series,
            causal=self.causal,
        )
        return self._architecture(window_size), smoothing

    def _same_architecture(self, before: Fitted) -> Architecture:
        """Return the architecture of a fit, if the parameters still describe it."""
        fitted = before.architecture
        if self.window_size not in ("auto", fitted.window_size):
            raise ValueError(
                f"window_size={self.window_size} is not that of the fitted network, "
                f"{fitted.window_size}, so training cannot go on: set it back, or fit "
                "with warm_start=False."
            )
        asked = _described(self._architecture(fitted.window_size))
        then = _described(fitted)
        changed = [name for name in asked if asked[name] != then[name]]
        if changed:
            raise ValueError(
                f"the fitted network has {_listed(then, changed)}, not "
                f"{_listed(asked, changed)}, so training cannot go on: set the "
                "parameters back, or fit with warm_start=False."
            )
        return fitted

    def _training(self, n_done: int = 0) -> Training:
        """Return how a network is trained that has taken some steps already."""
        from skseq._engine import Training

        return Training(
            max_iter=int(self.max_iter),
            batch_size=int(self.batch_size),
            learning_rate=float(self.learning_rate),
            # Other segments are drawn than before.
            seed=(draw_seed(self.random_state) + n_done) % 2**31,
            validation_fraction=(
                float(self.validation_fraction) if self.early_stopping else 0.0
            ),
            n_iter_no_change=int(self.n_iter_no_change),
            tol=float(self.tol),
        )


@functools.lru_cache
def _keywords(build: Callable[..., Any]) -> list[str]:
    """Return the names of the hyper-parameters of a network."""
    return [
        name
        for name, parameter in inspect.signature(build).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY and name != "seed"
    ]


def _plain(value: Any) -> Any:
    """Return a tuple in place of a list, and numbers of Python in place of NumPy's."""
    if isinstance(value, tuple | list):
        return tuple(_plain(item) for item in value)
    return value.item() if isinstance(value, np.generic) else value


def _described(architecture: Architecture) -> dict[str, Any]:
    """Return the parameters that training cannot go on without."""
    described = {"causal": architecture.causal, "detrend": architecture.detrend}
    return dict(architecture.params) | described


def _listed(values: dict[str, Any], names: list[str]) -> str:
    """Return parameters as the user writes them."""
    return ", ".join(f"{name}={values[name]!r}" for name in names)


def draw_seed(random_state: int | np.random.RandomState | None) -> int:
    """Return a seed; a fit changes nobody else's random numbers."""
    if random_state is None:
        # Not NumPy's global generator.
        return int(np.random.SeedSequence().generate_state(1)[0])
    return int(check_random_state(random_state).randint(2**31))
