"""One row further: the stages that batches go through, each with its own state.

States are arrays with an axis of streams first, nested by the names of the stages.
:meth:`Pipeline.step` moves them in place: a copy of thousands of streams for each row
would take longer than the row. It is otherwise a function of values alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from skseq._forward import RowNetwork
from skseq._forward.arrays import State
from skseq._model.decision import wide_scores
from skseq._model.scores import log_compress, top_k_mean, top_k_shares
from skseq._streaming.at import At
from skseq._streaming.averages import Averages
from skseq._streaming.blocks import Blocks
from skseq._streaming.chosen import as_row
from skseq._streaming.columns import Input
from skseq._streaming.counters import Counters
from skseq._streaming.decision import Decision
from skseq._streaming.errors import Errors
from skseq._streaming.fill import Fill
from skseq._streaming.model import StreamModel
from skseq._streaming.unusual import Unusual
from skseq._streaming.windows import Windows

# Name of the part of a state that is there only once a value has been missing.
MISSING = "missing"


class Scored(NamedTuple):
    """The scores of a row of each stream, and what they are made of."""

    scores: np.ndarray  # NaN for missing rows where asked for
    evidence: np.ndarray  # the same without NaN
    unusual: np.ndarray  # what counts like smoothed errors of columns
    errors: np.ndarray  # of the rows alone, zero where unknown


class Pipeline:
    """All stages from rows to scores, for the streams of one model."""

    def __init__(self, model: StreamModel) -> None:
        estimator, units = model.estimator, model.decision
        columns, plan, network = estimator.columns, estimator.plan, estimator.forward
        assert network is not None
        self._returns_nan = model.missing_score == "nan"
        self._units = replace(
            units,
            error_scale=as_row(units.error_scale),
            narrow_error_scale=as_row(units.narrow_error_scale),
        )
        self.n_features = len(columns.center)
        self._has_counters = bool(columns.is_counter.any())
        self._counters = Counters(columns.is_counter)
        self._fill = Fill(columns.center)
        self._input = Input(estimator.input)
        self._network = (
            Blocks(network, plan)
            if isinstance(network, RowNetwork)
            else Windows(network, plan.length)
        )
        self._errors = Errors(columns, plan.lags, model.estimate_weights)
        median = model.median_signal[: len(columns.center)]
        self._wide = Averages(model.smoothing, median)
        self._unusual = Unusual(model)
        self._decision = Decision(model.smoothing, units.usual_level / units.threshold)
        self._stages = {
            "counters": self._counters,
            "fill": self._fill,
            "input": self._input,
            "network": self._network,
            "errors": self._errors,
            "wide": self._wide,
            "unusual": self._unusual,
            "decision": self._decision,
        }

    def init(self, n: int, *, missing: bool = False) -> State:
        """Return the states of new streams; ``missing`` once a value has been so.

        The growth of a counter always is in the first row.
        """
        state: State = {name: stage.init(n) for name, stage in self._stages.items()}
        if missing or self._has_counters:
            state[MISSING] = self.init_missing(n)
        return state

    def init_missing(self, n: int) -> State:
        """Return the part of new states that knows which values were missing."""
        return {
            "errors": self._errors.init_missing(n),
            "wide": self._wide.init_missing(n),
            "unusual": self._unusual.init_missing(n),
        }

    def step(self, state: Any, at: At, rows: np.ndarray) -> Scored:
        """Return the scores of the next row of each stream, and move the states.

        ``rows`` are float64 in units of X, (n, n_features). Where one is missing, the
        state has the part for it.
        """
        gaps = state.get(MISSING, {})
        read = self._counters.step(state["counters"], at, rows)
        filled, missing = self._fill.step(
            state["fill"], at, read, may_lack=MISSING in state
        )
        z, excursions = self._input.step(state["input"], at, filled)
        estimates = self._network.step(state["network"], at, z)
        errors, unknown = self._errors.step(
            state["errors"], gaps.get("errors"), at, z, estimates, filled, missing
        )
        wide = self._wide.step(state["wide"], gaps.get("wide"), at, errors, unknown)
        unusual = self._unusual.step(
            state["unusual"], gaps.get("unusual"), at, wide, z, excursions, unknown
        )
        evidence = wide_scores(unusual, self._units)
        scores = evidence = self._decision.step(state["decision"], at, evidence)
        if self._returns_nan and missing is not None:
            scores = np.where(missing.all(axis=1), np.nan, scores)
        if unknown is not None:
            errors = np.where(unknown, 0.0, errors)
        return Scored(scores, evidence, unusual, errors)

    def explained(
        self, scored: Scored, which: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows' own errors, and the shares of columns in their scores."""
        units = self._units
        errors, unusual = scored.errors[which], scored.unusual[which]
        own = top_k_mean(errors / units.narrow_error_scale)
        return own, top_k_shares(log_compress(unusual / units.error_scale))
