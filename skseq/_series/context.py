"""Whether rows come with those before them that their scores are made of."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np

from skseq.exceptions import SeriesWarning


@dataclass(frozen=True)
class ContextSizes:
    """How many rows there have to be for a score, in several senses."""

    window: int  # For an estimate
    averaged: int  # For the averages of the errors of estimates, too
    before: int  # Before a row, on which its score may depend at most
    longest: int  # Of the longest training series


def of_errors(sizes: ContextSizes) -> ContextSizes:
    """Return how many rows there have to be for errors that are not averaged."""
    return replace(sizes, averaged=sizes.window)


def warn_of_few_rows(boundaries: np.ndarray, sizes: ContextSizes) -> None:
    """Warn of rows whose scores tell little of what they are in a longer series.

    Series that are named are whole, and nobody has rows before them: only those shorter
    than a window are told of. A single series may well be what came last of a longer
    one, so it should fill the averages, too. What lies beyond them in ``context_`` says
    what has been usual lately. Every series starts without it, however long it is, so
    it is not asked for; nor is more than the training series had, of whose scores the
    units are.
    """
    lengths = np.diff(boundaries)
    is_single = len(lengths) == 1
    enough = min(sizes.averaged if is_single else sizes.window, sizes.longest)
    n_short = int(np.count_nonzero(lengths < enough))
    if not n_short:
        return
    found = f"X has {lengths[0]} row(s)"
    if not is_single:
        found = f"{n_short} of the {len(lengths)} series in X have fewer rows"
    warnings.warn(
        f"{found}, but a score is made of {enough} or more, so anomalies may be missed "
        "and normal rows marked: give the rows before them as well, of which up to "
        f"{sizes.before} count (context_), and keep the last scores (last= of "
        "score_samples).",
        SeriesWarning,
        stacklevel=2,
    )
