"""From an ONNX file to scores of rows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import InputTags, Tags, TargetTags

from skseq._series.chunks import check_last
from skseq._series.read import read_new_series
from skseq._series.series import Series
from skseq.onnx._export import KEY
from skseq.onnx._libraries import import_onnxruntime
from skseq.onnx._metadata import from_text

CPU = ("CPUExecutionProvider",)


class OnnxNetwork:
    """A network that onnxruntime computes; several threads may call it."""

    def __init__(self, session: Any) -> None:
        self._session = session
        (given,) = session.get_inputs()
        self._name, self.n_features = given.name, given.shape[-1]

    def __call__(self, segments: np.ndarray) -> np.ndarray:
        """Return the estimates of segments."""
        (found,) = self._session.run(None, {self._name: segments})
        return found


class OnnxDetector:
    """A detector whose network onnxruntime computes, made by :func:`load`.

    It scores and predicts as the detector that was exported, and cannot be fitted. It
    can be pickled, and sent to other processes.

    Parameters
    ----------
    content : bytes
        What :func:`export` has written.
    providers : sequence of str, default=("CPUExecutionProvider",)
        Execution providers of onnxruntime, the preferred one first.

    Attributes
    ----------
    n_features_in_ : int
        Columns of the training rows.
    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of the columns, where they had names.
    offset_ : float
        Score below which a row is an anomaly.
    context_ : tuple of (int, int)
        How many rows before and after a row its score may depend on.

    See Also
    --------
    export : Write a file of a detector.
    load : Read it.

    Examples
    --------
    >>> from skseq.onnx import load
    >>> detector = load("detector.onnx")  # doctest: +SKIP
    >>> detector.predict([[0.1], [0.2], [0.3]])  # doctest: +SKIP
    array([1, 1, 1])
    """

    n_features_in_: int
    feature_names_in_: np.ndarray
    offset_: float
    context_: tuple[int, int]

    def __init__(self, content: bytes, *, providers: Sequence[str] = CPU) -> None:
        self._content, self._providers = content, tuple(providers)
        session = _session(content, self._providers)
        text = session.get_modelmeta().custom_metadata_map.get(KEY)
        if text is None:
            raise ValueError("skseq.onnx.export has not written it")
        self._model, self._inputs = from_text(text, OnnxNetwork(session))
        self.n_features_in_ = self._inputs.n_features
        if self._inputs.feature_names is not None:
            self.feature_names_in_ = self._inputs.feature_names
        self.offset_, self.context_ = self._model.offset, self._model.context

    def score_samples(
        self,
        X: ArrayLike,
        *,
        groups: ArrayLike | None = None,
        last: int | None = None,
    ) -> np.ndarray:
        """Return minus the error of each row.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; None = what the index of X says.
        last : int or None, default=None
            How many of the last rows of X are scored; None = all.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,) or (last,) and dtype float64
            At most 0; the lower, the more abnormal. They differ from those of the
            detector that was exported by rounding alone.

        Raises
        ------
        ValueError
            If ``last`` is not a number of rows of X.
        """
        series = self._series(X, groups)
        return self._model.scores(series, check_last(last, len(series)))

    def decision_function(
        self, X: ArrayLike, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Return by how much the score of each row exceeds the threshold.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; None = what the index of X says.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,) and dtype float64
            ``score_samples(X) - offset_``: negative for anomalies.
        """
        return self.score_samples(X, groups=groups) - self.offset_

    def predict(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> np.ndarray:
        """Tell anomalies from normal rows.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; None = what the index of X says.

        Returns
        -------
        labels : ndarray of shape (n_timestamps,)
            -1 for anomalies and 1 for normal rows.
        """
        return np.where(self.decision_function(X, groups=groups) < 0, -1, 1)

    def _series(self, X: ArrayLike, groups: ArrayLike | None) -> Series:
        """Return new rows as series that the network can read: no value is missing."""
        estimator = self._model.estimator
        given = read_new_series(
            self,
            X,
            groups,
            time_column=self._inputs.time_column,
            max_gap=self._inputs.max_gap,
            sizes=self._model.scorer.sizes(self._inputs.longest),
        )
        return estimator.columns.filled(given)

    def __sklearn_tags__(self) -> Tags:
        """Return what scikit-learn asks of a detector."""
        return Tags(
            estimator_type="outlier_detector",
            target_tags=TargetTags(required=False),
            input_tags=InputTags(allow_nan=True),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make it again: a session of onnxruntime cannot be pickled."""
        return _made_again, (self._content, self._providers)


def load(
    path: str | os.PathLike[str], *, providers: Sequence[str] = CPU
) -> OnnxDetector:
    """Read what :func:`export` has written, and score rows by it.

    Parameters
    ----------
    path : str or path
        File that :func:`export` has written.
    providers : sequence of str, default=("CPUExecutionProvider",)
        Execution providers of onnxruntime, the preferred one first: those that
        ``onnxruntime.get_available_providers()`` names.

    Returns
    -------
    detector : OnnxDetector
        It answers ``score_samples``, ``decision_function`` and ``predict``.

    Raises
    ------
    ImportError
        If onnxruntime is not installed.
    ValueError
        If the file is none that :func:`export` has written, or a provider is missing.

    See Also
    --------
    export : Write the file.

    Examples
    --------
    >>> from skseq.onnx import load
    >>> detector = load("detector.onnx")  # doctest: +SKIP
    """
    runtime, content = import_onnxruntime(), Path(path).read_bytes()
    missing = sorted(set(providers) - set(runtime.get_available_providers()))
    if missing or not len(providers):
        raise ValueError(
            f"providers={providers!r} are not all in this onnxruntime: name some of "
            f"{runtime.get_available_providers()}."
        )
    try:
        return OnnxDetector(content, providers=providers)
    # Of a file that is none of ONNX, onnxruntime raises exceptions of no common kind.
    except Exception as error:
        raise ValueError(
            f"{os.fspath(path)} cannot be read ({error}): give a file that "
            "skseq.onnx.export has written."
        ) from error


def _session(content: bytes, providers: tuple[str, ...]) -> Any:
    """Return a session that computes in the thread that calls it, always alike."""
    runtime = import_onnxruntime()
    options = runtime.SessionOptions()
    # Parts of long series are scored in threads already.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return runtime.InferenceSession(content, options, providers=list(providers))


def _made_again(content: bytes, providers: tuple[str, ...]) -> OnnxDetector:
    """Return a detector that was pickled."""
    return OnnxDetector(content, providers=providers)
