"""Training that goes on: from an earlier fit, or with rows as they come."""

import numpy as np
from sklearn.utils.validation import check_is_fitted

from skseq._all_or_nothing import unchanged_on_failure
from skseq._compat import validate_params
from skseq._input import read_series
from skseq.detectors._calibration import recalibrate
from skseq.detectors._network import network_of, scoring_plan_of
from skseq.detectors._training import rows_to_learn, train_further


class GoingOnMixin:
    """Methods of detectors whose training goes on."""

    def partial_fit(self, X, y=None, *, groups=None):
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
            and there are none, the limit stays as it is.
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
        ``training_scores_`` are those of the latest rows, as many as there were; the
        rule of the limit looks at them.

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
        if not hasattr(self, "weights_"):
            return self.fit(X, y, groups=groups)
        check_is_fitted(self)
        validate_params(self)
        with unchanged_on_failure(self):
            series = read_series(self, X, groups, ensure_min_samples=2)
            learned = rows_to_learn(self, series, y)
            check_network(self)
            train_further(self, learned)
            recalibrate(self, learned, y)
        return self


def check_network(detector):
    """Refuse to go on with a network that the parameters no longer describe.

    Parameters
    ----------
    detector : SequenceDetector
        A fitted detector, whose parameters may have been changed.

    Raises
    ------
    ValueError
        If its window or its weights are others than its parameters say.
    """
    if detector.window_size not in ("auto", detector.window_size_):
        raise ValueError(
            f"window_size={detector.window_size} is not that of the fitted network, "
            f"{detector.window_size_}, so training cannot go on: set it back, or fit "
            "with warm_start=False."
        )
    model = network_of(detector).model(scoring_plan_of(detector).length, seed=None)
    shapes = [np.shape(weight) for weight in detector.weights_]
    wanted = [tuple(weight.shape) for weight in model.weights]
    if shapes != wanted:
        raise ValueError(
            f"the fitted network has weights of the shapes {shapes}, but by the "
            f"parameters they are {wanted}, so training cannot go on: set the "
            "parameters back, or fit with warm_start=False."
        )
