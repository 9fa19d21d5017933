"""Events and frames of scores, for any detector with scores and a threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

from skseq._model.alarms import alarm_policy
from skseq._model.p_values import severities
from skseq._series.table import open_table, times_as_column
from skseq._utils.frames import KINDS, kind_of, make_frame, to_native
from skseq.detectors._event_table import FIELDS, Event, RowAxis, as_record, event_table

if TYPE_CHECKING:
    from skseq._model.model import Explained


class EventsMixin:
    """Methods of detectors that say where something is wrong, and since when."""

    offset_: float
    n_features_in_: int
    feature_names_in_: np.ndarray
    time_column_: str | None

    if TYPE_CHECKING:

        def score_samples(
            self, X: ArrayLike, *, groups: ArrayLike | None = None
        ) -> np.ndarray: ...

        def _explained(
            self, X: ArrayLike, groups: ArrayLike | None
        ) -> tuple[Explained, np.ndarray]: ...

        def _p_values(self, scores: np.ndarray) -> np.ndarray: ...

    @overload
    def predict_events(
        self,
        X: ArrayLike,
        *,
        groups: ArrayLike | None = None,
        max_gap: int = 0,
        min_length: int = 1,
        release: float = 1.0,
        rest: int = 0,
        escalation: float = 2.0,
        output: Literal["records"],
    ) -> list[Event]: ...

    @overload
    def predict_events(
        self,
        X: ArrayLike,
        *,
        groups: ArrayLike | None = None,
        max_gap: int = 0,
        min_length: int = 1,
        release: float = 1.0,
        rest: int = 0,
        escalation: float = 2.0,
        output: Literal["pandas", "polars"] | None = None,
    ) -> Any: ...

    def predict_events(
        self,
        X: ArrayLike,
        *,
        groups: ArrayLike | None = None,
        max_gap: int = 0,
        min_length: int = 1,
        release: float = 1.0,
        rest: int = 0,
        escalation: float = 2.0,
        output: Literal["pandas", "polars", "records"] | None = None,
    ) -> Any:
        """Return the events of series: when, how bad, and in which columns.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.
        max_gap : int, default=0
            Normal rows between two runs of anomalous ones, at most, for them to be
            one event.
        min_length : int, default=1
            Rows of an event, at least, those of its gaps included; shorter ones are
            left out.
        release : float, default=1.0
            Share of the threshold, in (0, 1]: an event starts at a score below
            ``offset_`` and lasts until one is not below ``release * offset_``. Below 1
            a score that swings around the threshold makes one event, not many.
        rest : int, default=0
            Rows after the last of an event in which no other starts that is returned.
        escalation : float, default=2.0
            Events within the rest are returned all the same if their lowest score is
            more than this many times, at least 1, that of the last event returned.
        output : {"pandas", "polars", "records"} or None, default=None
            What to return: a frame or a list of dicts. None = a frame if X is one, of
            its kind, else a list.

        Returns
        -------
        events : pandas.DataFrame, polars.DataFrame or list of dict
            One row or dict for each event, in the order of the rows of X, with

            - series : its name in ``groups`` or in the index of X, else its number;
            - start, end, peak : first and last row, and that of the largest error of
              its own, as the index of X (its last level) or ``time_column`` calls
              them, else their numbers; in records times are text in ISO 8601;
            - peak_score : the lowest score;
            - severity : that of the lowest score, as in :meth:`score_frame`;
            - columns : list of the columns that drove it, the most important first,
              which together make at least 80 % of its error; x0, x1, ... where they
              have no names;
            - start_row, stop_row : number of the first row and of the one after the
              last.

        Raises
        ------
        ValueError
            If a parameter is not what is documented.
        ImportError
            If the library of the frame is not installed.

        Examples
        --------
        >>> import numpy as np
        >>> from skseq.detectors import GRUDetector
        >>> X = np.random.RandomState(0).normal(size=(300, 2))
        >>> detector = GRUDetector(
        ...     window_size=8, smoothing=1, threshold=2.0, max_iter=25, random_state=0
        ... ).fit(X)
        >>> X[150:153, 1] = 99
        >>> events = detector.predict_events(X, max_gap=8)
        >>> [(event["start"], event["columns"]) for event in events]
        [(150, ['x1'])]
        """
        check_is_fitted(self)
        X = to_native(X)
        kind = _kind_of_output(output, X, ("records",))
        policy = alarm_policy(
            max_gap=max_gap,
            min_length=min_length,
            release=release,
            rest=rest,
            escalation=escalation,
        )
        explained, boundaries = self._explained(X, groups)
        events = event_table(
            explained,
            self.offset_,
            policy,
            self._column_names(X),
            RowAxis(open_table(X, self.time_column_)[1], groups, boundaries),
            boundaries,
        )
        if kind not in KINDS:
            return [as_record(event) for event in events]
        return make_frame(
            {field: [event[field] for event in events] for field in FIELDS}, kind
        )

    def score_frame(
        self,
        X: ArrayLike,
        *,
        groups: ArrayLike | None = None,
        output: Literal["pandas", "polars"] | None = None,
    ) -> Any:
        """Return scores and labels of the rows as a frame, on the index of X.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.
        output : {"pandas", "polars"} or None, default=None
            Whose frame to return. None = that of X, and of pandas if X is no frame.

        Returns
        -------
        frame : pandas.DataFrame or polars.DataFrame
            One row for each row of X, with the columns

            - ``time_column``, if there is one: the times of X;
            - score : :meth:`score_samples`;
            - decision : :meth:`decision_function`;
            - label : :meth:`predict`, -1 for anomalies;
            - p_value : how probable a score as low is in a new row of the same
              process, in [0, 1] and rather too large than too small. It is the rank of
              the score among ``calibration_scores_`` as they would be 1.7 times as
              bad, and beyond the lowest 2 % of these a generalised Pareto tail. It
              holds for rows one by one: those of one event are not independent, and
              rows beside an event share its average;
            - severity : from 0 to 100, 50 at the threshold:
              ``100 * (1 - 2 ** -(score / offset_))``. It compares detectors, columns
              and series that are scored by detectors of their own.

        Raises
        ------
        ValueError
            If a parameter is not what is documented.
        ImportError
            If the library of the frame is not installed.

        Examples
        --------
        >>> import pandas as pd
        >>> from skseq.datasets import make_anomalous_series
        >>> from skseq.detectors import GRUDetector
        >>> X, y = make_anomalous_series(300, n_anomalies=1, random_state=0)
        >>> days = pd.date_range("2026-01-01", periods=300, name="day")
        >>> frame = pd.DataFrame(X, index=days).add_prefix("sensor ")
        >>> detector = GRUDetector(window_size=16, max_iter=25, random_state=0)
        >>> detector.fit(frame).score_frame(frame).loc["2026-03-01":].dtypes
        score       float64
        decision    float64
        label         int64
        p_value     float64
        severity    float64
        dtype: object
        """
        check_is_fitted(self)
        X = to_native(X)
        kind = _kind_of_output(output, X) or "pandas"
        scores = self.score_samples(X, groups=groups)
        decision = scores - self.offset_
        labels = np.where(decision < 0, -1, 1)
        columns = times_as_column(X, self.time_column_, kind) | {
            "score": scores,
            "decision": decision,
            "label": labels,
            "p_value": self._p_values(scores),
            "severity": severities(scores, self.offset_),
        }
        is_indexed = kind == kind_of(X) == "pandas"
        index = getattr(X, "index", None) if is_indexed else None
        return make_frame(columns, kind, index)

    def _column_names(self, X: Any) -> list[Any]:
        """Return the names of the columns, x0, x1, ... where they have none."""
        if hasattr(self, "feature_names_in_"):
            return list(self.feature_names_in_)
        # Names of several levels are tuples, which scikit-learn takes no note of.
        if getattr(getattr(X, "columns", None), "nlevels", 1) > 1:
            return list(X.columns)
        return [f"x{number}" for number in range(self.n_features_in_)]


def _kind_of_output(
    output: str | None, X: ArrayLike, others: tuple[str, ...] = ()
) -> str | None:
    """Return what to return: as asked for, else the kind of frame that X is."""
    allowed = (*KINDS, *others)
    if output is not None and output not in allowed:
        raise ValueError(f"output must be one of {allowed} or None, got {output!r}.")
    return kind_of(X) if output is None else output
