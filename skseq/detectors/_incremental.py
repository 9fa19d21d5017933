"""Training that goes on with rows as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

from skseq._model.calibration import recalibrate
from skseq._model.estimator import RowEstimator
from skseq._model.training import Fitted, further, joined, train
from skseq._utils.sklearn import validate_params
from skseq.detectors._parameters import ParametersMixin

if TYPE_CHECKING:
    from skseq._model.training import Inputs
    from skseq._series.series import Series


class IncrementalMixin(ParametersMixin):
    """Methods of detectors whose training goes on."""

    if TYPE_CHECKING:
        fit: Any

        @property
        def _is_fitted(self) -> bool: ...

        def _fitted(self) -> Fitted: ...

        def _store(self, fitted: Fitted) -> None: ...

        def _read_training(
            self, X: ArrayLike, groups: ArrayLike | None, before: Fitted | None
        ) -> tuple[Series, Inputs]: ...

    def partial_fit(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Train the network a little further, on new rows.

        A detector that has not been fitted is fitted, as by :meth:`fit`. Otherwise the
        units of the columns and the widths stay as they are; the network takes as many
        steps as read the new rows about once, at a tenth of ``learning_rate``.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            New rows: consecutive, oldest first, and mostly normal, as for
            :meth:`fit`. They need not follow those of earlier calls.
        y : array-like of shape (n_timestamps,), default=None
            Labels of these rows, as for :meth:`fit`. If ``threshold`` reads labels
            and there are none, the threshold stays as it is.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        self : object
            The detector.

        Raises
        ------
        ValueError
            If a parameter, X or ``groups`` are not what is documented. The detector
            is then left as it was.

        Notes
        -----
        The optimizer goes on from ``optimizer_state_``, or starts anew where that is
        None. The unit of the errors of a column rises at once to the largest error of
        the new rows, and falls towards it by their share of all rows.
        The default threshold moves by this share. No other networks are trained, so
        new rows count with the errors that they have. ``training_scores_`` and
        ``calibration_scores_`` are those of the latest rows, as many as there were;
        the threshold rule looks at them.

        Examples
        --------
        >>> import numpy as np
        >>> from skseq.detectors import GRUDetector
        >>> X = np.sin(np.arange(600.0) / 4)[:, None]
        >>> detector = GRUDetector(window_size=16, max_iter=25, random_state=0)
        >>> for rows in np.split(X, 3):
        ...     detector = detector.partial_fit(rows)
        >>> detector.n_iter_
        27
        """
        if not self._is_fitted:
            return self.fit(X, y, groups=groups)
        check_is_fitted(self)
        validate_params(self)
        before = self._fitted()
        series, inputs = self._read_training(X, groups, before)
        learned = before.columns.filled(self._kept(series, y))
        architecture = self._same_architecture(before)
        training = self._training(before.trained.n_iter)
        trained = train(
            architecture,
            before.columns,
            learned,
            further(training, architecture, len(learned)),
            start=before.trained,
        )

        def find_offset(
            training: np.ndarray, calibration: np.ndarray, new: np.ndarray
        ) -> float:
            if not self._rule()._reads_labels:
                return self._find_offset(training, calibration, None)
            return before.model.offset if y is None else self._rule().offset(new, y)

        columns = (
            architecture.network_input(before.columns).with_levels(learned).columns
        )
        estimator = RowEstimator(architecture, columns, trained.weights)
        model = recalibrate(before.model, estimator, learned, find_offset)
        self._store(Fitted(model, joined(before.trained, trained), inputs))
        return self
