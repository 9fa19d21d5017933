"""From a fitted detector to an ONNX file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sklearn.utils.validation import check_is_fitted

from skseq._model.training import Inputs
from skseq.detectors._base import SequenceDetector
from skseq.onnx._metadata import as_text
from skseq.onnx._networks import model_of

if TYPE_CHECKING:
    from skseq._model.model import Model

# The name under which a file holds what is no network.
KEY = "skseq"


def export(detector: SequenceDetector, path: str | os.PathLike[str]) -> None:
    """Write the network of a fitted detector, and what makes scores of it, as ONNX.

    The network maps ``segments``, float32 of shape (batch, length, n_features), to
    ``estimates`` of shape (batch, length, n_estimates, n_features). The batch may have
    any size. Networks that read row by row (LSTM, GRU and TCN detectors) take any
    length, others windows.

    The text ``skseq`` in the metadata of the file is JSON: the plan by which series are
    cut into segments, centers, scales and units of columns, the smoothing, and the
    threshold ``offset``. :func:`load` makes scores by it.

    Parameters
    ----------
    detector : detector of :mod:`skseq.detectors`
        A fitted one. Of a pipeline, give the last step.
    path : str or path
        File to write, usually with the ending ``.onnx``.

    Raises
    ------
    ImportError
        If onnx is not installed.
    TypeError
        If ``detector`` is none of this package.
    sklearn.exceptions.NotFittedError
        If ``detector`` is not fitted.
    ValueError
        If its network is known to Keras alone.

    See Also
    --------
    load : Score rows by the file.

    Examples
    --------
    >>> import numpy as np
    >>> import skseq.onnx
    >>> from skseq.detectors import GRUDetector
    >>> X = np.sin(np.arange(600.0) / 5)[:, None]
    >>> detector = GRUDetector(window_size=16, max_iter=25, random_state=0).fit(X)
    >>> skseq.onnx.export(detector, "detector.onnx")  # doctest: +SKIP
    >>> skseq.onnx.load("detector.onnx").predict(X).shape  # doctest: +SKIP
    (600,)
    """
    if not isinstance(detector, SequenceDetector):
        raise TypeError(
            "export takes a fitted detector of skseq.detectors, got "
            f"{type(detector).__name__}: of a pipeline, give the last step."
        )
    check_is_fitted(detector)
    model: Model = detector._model()
    network = model.estimator.forward
    if network is None:
        raise ValueError(
            f"the network of {type(detector).__name__} is known to Keras alone: say "
            "what computes it by skseq._forward.runs_as, or export network_ by Keras."
        )
    names = getattr(detector, "feature_names_in_", None)
    inputs = Inputs(
        detector.n_features_in_,
        detector.longest_series_,
        names,
        detector.max_gap_,
        detector.time_column_,
    )
    text = {KEY: as_text(model, inputs)}
    made = model_of(network, model.estimator.plan.length, text)
    Path(path).write_bytes(cast(bytes, made.SerializeToString()))
