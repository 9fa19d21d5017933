"""Which classes a file of skops may name."""

from __future__ import annotations

from skseq.utils.discovery import all_estimators


def trusted_types() -> list[str]:
    """Return the names of all estimators of this package, which are safe to load.

    ``skops.io.load`` makes no object of a type that it does not trust, and it
    knows those of scikit-learn and NumPy only. An estimator of this package holds
    arrays, numbers and other estimators, and runs nothing that a file contains.

    Returns
    -------
    names : list of str
        Full names such as ``"skseq.detectors.LSTMDetector"``, sorted: detectors,
        transformers, meta-estimators and rules for thresholds.

    See Also
    --------
    all_estimators : The classes themselves.

    Examples
    --------
    >>> from skseq.utils import trusted_types
    >>> "skseq.detectors.LSTMDetector" in trusted_types()
    True

    A file is then loaded by

    >>> import skops.io  # doctest: +SKIP
    >>> skops.io.load("detector.skops", trusted=trusted_types())  # doctest: +SKIP
    """
    return sorted(f"{cls.__module__}.{name}" for name, cls in all_estimators())
