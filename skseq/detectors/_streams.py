"""What opens a stream of a fitted detector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

if TYPE_CHECKING:
    from skseq._model.model import Model
    from skseq._series.times import MaxGap
    from skseq.streaming import AlarmPolicy, Stream


class StreamMixin:
    """Methods of detectors for rows that are scored as they arrive."""

    causal_: bool
    n_features_in_: int
    feature_names_in_: np.ndarray
    max_gap_: MaxGap
    time_column_: str | None

    if TYPE_CHECKING:

        def _model(self) -> Model: ...

    def open_stream(
        self,
        X_before: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
        late: Literal["raise", "drop"] = "raise",
        max_keys: int | None = None,
        keep_rows: int = 0,
        alarms: AlarmPolicy | None = None,
    ) -> Stream:
        """Return a stream, which scores rows as they arrive.

        It is a copy of what was learned: a later ``fit`` does not change it.

        Parameters
        ----------
        X_before : array-like of shape (n_timestamps, n_features), default=None
            Rows before those that will be pushed, as for
            :meth:`~skseq.streaming.Stream.push`. None = the series begin with the first
            rows that are pushed.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each of these rows, which may alternate.
        late : {"raise", "drop"}, default="raise"
            What happens to a row whose time lies before that of an earlier row of its
            series: an error, or it is left out and counted.
        max_keys : int or None, default=None
            Most series that are kept; those whose last row came longest ago are
            forgotten first. None = no bound.
        keep_rows : int, default=0
            Rows of each series that are kept for
            :meth:`~skseq.streaming.Stream.swap`.
        alarms : skseq.streaming.AlarmPolicy or None, default=None
            What makes scores alarms, in
            ``alarm_changes`` of the stream. None = any run of anomalous
            rows is an alarm.

        Returns
        -------
        stream : skseq.streaming.Stream
            Its scores are those of ``score_samples`` for all rows of a series at once.

        Raises
        ------
        ValueError
            If the detector is not causal, or an argument is not what is documented.

        Examples
        --------
        >>> import numpy as np
        >>> from skseq.detectors import GRUDetector
        >>> X = np.sin(np.arange(400.0) / 5)[:, None]
        >>> detector = GRUDetector(
        ...     window_size=16, causal=True, max_iter=25, random_state=0
        ... )
        >>> stream = detector.fit(X[:300]).open_stream(X[:300])
        >>> stream.push(X[300:303]).shape
        (3,)
        """
        from skseq._streaming import StreamModel
        from skseq.streaming._read import Table
        from skseq.streaming._stream import Stream

        check_is_fitted(self)
        if not self.causal_:
            raise ValueError(
                "a stream needs scores that depend on no later row: fit the detector "
                "with causal=True."
            )
        model = self._model()
        if model.estimator.forward is None:
            raise ValueError(
                f"a stream needs the network of {type(self).__name__} in NumPy, and "
                "there is none: say what computes it by skseq._forward.runs_as."
            )
        names = getattr(self, "feature_names_in_", None)
        table = Table(
            self.n_features_in_,
            None if names is None else tuple(names.tolist()),
            self.max_gap_,
            self.time_column_,
        )
        stream = Stream(
            StreamModel.of(model),
            table,
            late=late,
            max_keys=max_keys,
            keep_rows=keep_rows,
            alarms=alarms,
        )
        if X_before is not None:
            stream.push(X_before, groups=groups)
        return stream
