"""AverageDetector: the mean score of several detectors, each in units of its own."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import MetaEstimatorMixin, OutlierMixin
from sklearn.utils import Bunch, get_tags
from sklearn.utils.validation import check_is_fitted

from skseq._model.crossfit import enough_rows
from skseq._model.model import Explained, tail_of
from skseq._series.read import named_series
from skseq._series.table import open_table
from skseq._utils.sklearn import (
    BaseComposition,
    DocLinkMixin,
    Interval,
    StrOptions,
    VisualBlock,
    fit_context,
)
from skseq._utils.version import VersionMixin
from skseq.compose._members import (
    check_members,
    default_members,
    fit_members,
    mean_shares,
    score_members,
    seed_members,
)
from skseq.compose._units import ScoreUnit, average, units_of
from skseq.detectors._decision import DecisionMixin
from skseq.detectors._events import EventsMixin
from skseq.thresholds import QuantileThreshold, ThresholdRule
from skseq.thresholds._choose import choose_rule


class AverageDetector(
    DocLinkMixin,
    VersionMixin,
    DecisionMixin,
    EventsMixin,
    MetaEstimatorMixin,
    OutlierMixin,
    BaseComposition,
):
    """Average the scores of several detectors.

    Detectors that differ err in different places. Their mean is what remains if nobody
    can tell, without labels, which of them is right.

    Parameters
    ----------
    detectors : list of (str, estimator) tuples or None, default=None
        Names and detectors, of this package or of scikit-learn, or pipelines and
        searches that end with one; they need ``score_samples``. ``"drop"`` in place of
        a detector leaves it out. None = "autoencoder" and "lstm", the two detectors of
        this package that :doc:`/guide/which_detector` begins with.
    contamination : float or "auto", default="auto"
        Share of the training rows to mark, in (0, 0.5]. ``"auto"`` is a threshold for
        new rows: on average they are worse than the threshold of each detector.
    threshold : float, rule of :mod:`skseq.thresholds`, "labels" or None, default=None
        Rule for the threshold, in place of ``contamination``. See
        :class:`~skseq.detectors.LSTMDetector`.
    n_jobs : int, default=None
        Threads that fit and score detectors at the same time; None is 1, -1 all
        processors.
    random_state : int, RandomState instance or None, default=None
        Seeds each ``random_state`` of the detectors that is None, each with another
        seed. So several copies of one detector make an average of seeds.
    verbose : int, default=0
        Whether joblib prints how many detectors are fitted or scored.

    Attributes
    ----------
    estimators_ : list of estimators
        The fitted detectors.
    named_estimators_ : :class:`~sklearn.utils.Bunch`
        The fitted detectors by name.
    usual_scores_ : ndarray of shape (n_estimators,)
        Median score of the training rows, of each detector; NaN for those of this
        package, whose scores are in units of their threshold.
    score_units_ : ndarray of shape (n_estimators,)
        How far below ``usual_scores_`` the threshold of each detector lies, or NaN.
    training_scores_ : ndarray of shape (n_timestamps,)
        Scores of the training rows.
    calibration_scores_ : ndarray of shape (n_timestamps,)
        Scores of the training rows as new rows would have them: those of detectors
        that know them count as such.
    offset_ : float
        Score below which a row is an anomaly. -1 for ``contamination="auto"`` with 384
        training rows or more; with fewer it is 1 % of them.
    n_features_in_ : int
        Number of columns seen in ``fit``, where a detector says so.
    feature_names_in_ : ndarray of shape (n_features,)
        Names of the columns seen in ``fit``, where they are all strings.
    time_column_ : str or None
        Column of the times of rows, where a detector has one.
    context_ : tuple of (int, int)
        How many rows before and after a row its score may depend on: the maximum over
        the detectors, if all of them say so.

    See Also
    --------
    PerSeriesDetector : A detector of its own for each series.
    skseq.detectors : What can be averaged.

    Notes
    -----
    What detectors call an anomaly, by their ``contamination`` or ``threshold``, does
    not count: only their scores do. Those of this package are in units of a threshold
    for new rows, where -1 is. Of any other detector the median score in training
    becomes 0, and the score that lies 1.7 times as far below it as the worst training
    row that is trusted becomes -1. Scores far below approach -2, those far above end at
    1, so that no such detector hides all others.

    A row that is an anomaly has at least one detector that says so, so the average has
    no more false alarms than all detectors together.

    Events have columns where detectors of this package say which erred.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.ensemble import IsolationForest
    >>> from sklearn.pipeline import make_pipeline
    >>> from skseq.compose import AverageDetector
    >>> from skseq.preprocessing import SlidingWindow
    >>> X = np.sin(np.arange(800.0) / 5)[:, None]
    >>> X[700:704] = 0.0
    >>> detector = AverageDetector(
    ...     [
    ...         ("rows", IsolationForest()),
    ...         ("windows", make_pipeline(SlidingWindow(8), IsolationForest())),
    ...     ],
    ...     random_state=0,
    ... )
    >>> scores = detector.fit(X[:600]).score_samples(X)
    >>> bool(700 <= scores.argmin() < 712)
    True
    """

    contamination: float | Literal["auto"]
    threshold: float | ThresholdRule | Literal["labels"] | None

    _parameter_constraints = {
        "detectors": [list, None],
        "contamination": [Interval(Real, 0, 0.5, closed="right"), StrOptions({"auto"})],
        "threshold": [
            Interval(Real, 0, None, closed="left"),
            StrOptions({"labels"}),
            ThresholdRule,
            None,
        ],
        "n_jobs": [Integral, None],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    # Detectors ask for groups wherever metadata is routed.
    __metadata_request__fit = {"groups": True}
    __metadata_request__predict = {"groups": True}
    __metadata_request__decision_function = {"groups": True}

    def __init__(
        self,
        detectors: list[tuple[str, Any]] | None = None,
        *,
        contamination: float | Literal["auto"] = "auto",
        threshold: float | ThresholdRule | Literal["labels"] | None = None,
        n_jobs: int | None = None,
        random_state: int | np.random.RandomState | None = None,
        verbose: int = 0,
    ) -> None:
        self.detectors = detectors
        self.contamination = contamination
        self.threshold = threshold
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.verbose = verbose

    @fit_context(prefer_skip_nested_validation=False)
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Fit the detectors to the same rows, and set the threshold of their average.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first, and mostly normal. Several series stand
            one after the other.
        y : array-like of shape (n_timestamps,), default=None
            Labels of the rows, handed to the detectors, and read by
            ``threshold="labels"``.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, handed to the detectors and steps of pipelines that
            take groups, or ask for them where scikit-learn routes metadata.

        Returns
        -------
        self : object
            The fitted detector.

        Raises
        ------
        ValueError
            If a parameter, X or ``groups`` are not what is documented, or a detector
            cannot be fitted; it says which. The average is then left as it was.
        """
        rule = choose_rule(self.threshold, self.contamination)  # Or says what is wrong
        seeded = seed_members(self._members(), self.random_state)
        members = fit_members(seeded, X, y, groups, self.n_jobs, self.verbose)
        units = units_of(members)
        training = average([member.training_scores for member in members], units)
        calibration = average([member.calibration_scores for member in members], units)
        is_share = self.threshold is None
        if is_share and self.contamination == "auto" and not enough_rows(len(training)):
            rule = QuantileThreshold()
        is_known = is_share or rule._reads_labels
        offset = rule.offset(training if is_known else calibration, y)
        # Only now: a fit that fails changes nothing.
        self.named_estimators_: dict[str, Any] = Bunch(
            **{member.name: member.detector for member in members}
        )
        self.usual_scores_ = np.array([unit.usual for unit in units])
        self.score_units_ = np.array([unit.size for unit in units])
        self.training_scores_, self.calibration_scores_ = training, calibration
        self.offset_ = offset
        for attribute in ("n_features_in_", "feature_names_in_"):
            self._take(attribute)
        columns = [getattr(one, "time_column_", None) for one in self.estimators_]
        self.time_column_: str | None = next(filter(None, columns), None)
        return self

    def score_samples(
        self, X: ArrayLike, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Return the mean score of each row.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        scores : ndarray of shape (n_timestamps,) and dtype float64
            The lower, the more abnormal; -1 where detectors are at their thresholds.
            NaN where a detector gives none.
        """
        check_is_fitted(self)
        members, n_jobs = self.estimators_, self.n_jobs
        scores = score_members(members, X, groups, n_jobs, self.verbose)
        units = map(ScoreUnit, self.usual_scores_, self.score_units_)
        return average(scores, list(units))

    @property
    def estimators_(self) -> list[Any]:
        """The fitted detectors."""
        check_is_fitted(self, "named_estimators_")
        return list(self.named_estimators_.values())

    @property
    def context_(self) -> tuple[int, int]:
        """How many rows before and after a row its score may depend on."""
        contexts = [member.context_ for member in self.estimators_]
        before, after = np.max(contexts, axis=0).tolist()
        return before, after

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters, those of the detectors as ``name__parameter``.

        Parameters
        ----------
        deep : bool, default=True
            Whether to return the detectors by name, and their parameters, too.

        Returns
        -------
        params : dict
            Values by name.
        """
        return self._get_params("detectors", deep=deep)

    def set_params(self, **params: Any) -> Self:
        """Set parameters, detectors by name and their parameters.

        Parameters
        ----------
        **params : dict
            Values by name: ``forest=IsolationForest()`` puts another detector in the
            place of that name, ``forest="drop"`` leaves it out, and
            ``forest__max_samples=64`` sets a parameter.

        Returns
        -------
        self : object
            The detector.
        """
        return self._set_params("detectors", **params)

    def _members(self) -> list[tuple[str, Any]]:
        """Return names and detectors, or raise what is wrong with them."""
        if self.detectors is None:
            return default_members()
        members = check_members(self.detectors)
        self._validate_names([name for name, _ in self.detectors])
        return members

    def _take(self, attribute: str) -> None:
        """Take an attribute from the first detector that has it, or have none."""
        owners = [member for member in self.estimators_ if hasattr(member, attribute)]
        if owners:
            setattr(self, attribute, getattr(owners[0], attribute))
        elif hasattr(self, attribute):
            delattr(self, attribute)

    def _explained(
        self, X: ArrayLike, groups: ArrayLike | None
    ) -> tuple[Explained, np.ndarray]:
        """Return scores of rows with what they are made of, and where series begin."""
        scores = self.score_samples(X, groups=groups)
        # Rows without a score are part of no event.
        scores[np.isnan(scores)] = self.offset_
        shares = mean_shares(self.estimators_, X, groups)
        table, _ = open_table(X, self.time_column_)
        _, boundaries = named_series(table, groups)
        return Explained(scores, shares, -scores), boundaries

    def _p_values(self, scores: np.ndarray) -> np.ndarray:
        """Return how probable scores as low are in new rows of the same process."""
        return tail_of(self.calibration_scores_).p_values(scores)

    def _sk_visual_block_(self) -> Any:
        """Return what the HTML display shows: the detectors beside each other."""
        members = default_members() if self.detectors is None else self.detectors
        names, detectors = zip(*members, strict=True)
        return VisualBlock("parallel", detectors, names=names)

    def __sklearn_tags__(self) -> Any:
        """Return the tags that all detectors have."""
        tags = super().__sklearn_tags__()
        members = default_members() if self.detectors is None else self.detectors
        found = [get_tags(one) for _, one in members if hasattr(one, "fit")]
        for tag in ("allow_nan", "sparse"):
            is_common = all(getattr(one.input_tags, tag) for one in found)
            setattr(tags.input_tags, tag, is_common)
        tags.non_deterministic = any(one.non_deterministic for one in found)
        return tags
