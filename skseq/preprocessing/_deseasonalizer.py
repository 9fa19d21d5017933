"""Rows without their seasons: the transformer for periods longer than a window."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from skseq._series.period import dominant_period
from skseq._series.read import VALUES, read_series, read_values, refuse_no_values
from skseq._series.scaling import fit_columns
from skseq._series.seasons import DAY, Period, Season, explains
from skseq._series.series import Series, longest_series
from skseq._series.table import RowIndex, open_table
from skseq._series.times import steps_between
from skseq._utils.sklearn import DocLinkMixin, Interval, StrOptions, fit_context
from skseq._utils.version import VersionMixin

# Most periods in rows that "auto" looks for: a day and a week, say.
_MAX_PERIODS = 2
# Part of a period by which autocorrelation may miss it.
_NEAR = 100
# Cycles that training rows must have of a period by the clock.
_MIN_CYCLES = 2


class Deseasonalizer(
    DocLinkMixin, VersionMixin, OneToOneFeatureMixin, TransformerMixin, BaseEstimator
):
    """Subtract from each column what it usually is at this time of day or week.

    A detector learns seasons that fit its window of up to 128 rows. A day of 5-minute
    rows has 288, a week of them 2016. This transformer learns the *profile* of such
    periods, the median of each column at each phase, and returns the rows without it:
    same number of rows and columns, same units, around the same level. It stands in a
    :class:`~sklearn.pipeline.Pipeline` before any detector, also before
    :class:`~sklearn.ensemble.IsolationForest`.

    Parameters
    ----------
    periods : 'auto', int, {'day', 'week'} or sequence of these, default='auto'
        What repeats: a number of rows, counted from the first row of each series, or a
        day or a week by the clock, which need times in the index of X or in
        ``time_column``. Profiles are learned one after the other, so ``('day',
        'week')`` is a day and how the days of a week differ from it. ``'auto'`` takes a
        day and a week where there are times less than half a day apart, and up to two
        periods found by autocorrelation where there are none. It keeps those that
        repeat from one half of the training rows in the other one.
    days_off : array-like of dates, default=()
        Holidays and the like, of the training rows and of new ones. In the profile of a
        week they are like Sundays.
    time_column : str, default=None
        Name of the column of a frame that holds the times of its rows, in place of the
        index. It is no column of the result.

    Attributes
    ----------
    periods_ : tuple of int or str
        The periods whose profiles are subtracted.
    profiles_ : list of ndarray of shape (n_phases, n_features)
        The profile of each period, in units of X.
    days_off_ : ndarray of datetime64[D]
        The parameter of this name as it was in ``fit``.
    time_column_ : str or None
        The parameter of this name as it was in ``fit``.
    n_features_in_ : int
        Number of columns seen during ``fit``, without that of times.
    feature_names_in_ : ndarray of shape (n_features,)
        Names of the columns seen during ``fit``, where all of them are strings.

    See Also
    --------
    SlidingWindow : Rows with the rows before them.

    Notes
    -----
    Times are read by the clock on the wall: of a zoned pandas index the local time
    counts, so a working day begins at the same phase in summer and in winter.

    A phase with *n* values in training gets the share *n / (n + 1)* of their median:
    profiles of few cycles are careful. The profile of a week is averaged over an hour.
    The phase of a period in rows is lost where rows are left out or X begins elsewhere
    in a cycle: prefer times. NaN is a missing value and stays one.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.preprocessing import Deseasonalizer
    >>> X = np.tile([[1.0], [5.0], [3.0]], (30, 1))
    >>> rest = Deseasonalizer(periods=3).fit_transform(X)
    >>> bool(np.ptp(rest) < 0.1 * np.ptp(X))
    True
    """

    _parameter_constraints = {
        "periods": [
            StrOptions({"auto", "day", "week"}),
            Interval(Integral, 2, None, closed="left"),
            "array-like",
        ],
        "days_off": ["array-like"],
        "time_column": [str, None],
    }

    # Groups are asked for wherever metadata is routed.
    __metadata_request__fit = {"groups": True}
    __metadata_request__transform = {"groups": True}
    __metadata_request__inverse_transform = {"groups": True}

    def __init__(
        self,
        periods: Period | Literal["auto"] | Sequence[Period] = "auto",
        *,
        days_off: ArrayLike = (),
        time_column: str | None = None,
    ) -> None:
        self.periods = periods
        self.days_off = days_off
        self.time_column = time_column

    @fit_context(prefer_skip_nested_validation=True)
    def fit(
        self, X: ArrayLike, y: object = None, *, groups: ArrayLike | None = None
    ) -> Self:
        """Learn the profiles of the periods.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            The training series: rows in time order. Several series stand one after
            the other. NaN is a missing value.
        y : None
            Ignored.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; the rows of a series stand together. None = what the
            index of X says, or one series.

        Returns
        -------
        self : Deseasonalizer
            The fitted transformer.
        """
        X, index = open_table(X, self.time_column)
        values = check_array(X, **VALUES, estimator=self, input_name="X")
        refuse_no_values(values)
        series = read_series(index, values, groups)
        days_off = _dates(self.days_off)
        times, step = _clock(index, series)
        center = np.nan_to_num(np.nanmedian(_known(series.values), axis=0))
        rest = series.values - center
        is_auto = isinstance(self.periods, str) and self.periods == "auto"
        seasons, profiles = [], []
        for period in self._wanted(series, times, step):
            _refuse_without_times(period, times, index)
            season = Season.of(period, step)
            phases = season.phases(times, series.boundaries, days_off)
            if is_auto and not explains(season, rest, phases, series.boundaries):
                continue
            profile = season.profile(rest, phases)
            rest = rest - profile[phases]
            seasons.append(season)
            profiles.append(profile)
        # Only now: a fit that fails changes nothing.
        validate_data(self, X, skip_check_array=True)
        self.periods_: tuple[Period, ...] = tuple(season.period for season in seasons)
        self.profiles_: list[np.ndarray] = profiles
        self.days_off_: np.ndarray = days_off
        self.time_column_: str | None = self.time_column
        return self

    def fit_transform(
        self, X: ArrayLike, y: object = None, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Fit, and subtract the profiles.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            The training series: rows in time order.
        y : None
            Ignored.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        rest : ndarray of shape (n_timestamps, n_features)
            As :meth:`transform` returns it.
        """
        return self.fit(X, y, groups=groups).transform(X, groups=groups)

    def transform(self, X: ArrayLike, *, groups: ArrayLike | None = None) -> np.ndarray:
        """Subtract the profiles.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Series, rows in time order. NaN is a missing value.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        rest : ndarray of shape (n_timestamps, n_features)
            The rows without their seasons, in units of X. Of dtype float32 if ``X``
            is, else float64.

        Raises
        ------
        ValueError
            If X has no times where the training rows had them.
        """
        values, season = self._values_and_season(X, groups)
        return (values - season).astype(values.dtype, copy=False)

    def inverse_transform(
        self, X: ArrayLike, *, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Add the profiles to rows without them.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows as :meth:`transform` returns them, with the same index.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        rows : ndarray of shape (n_timestamps, n_features)
            The rows with their seasons, in units of the training rows.
        """
        values, season = self._values_and_season(X, groups)
        return (values + season).astype(values.dtype, copy=False)

    def __sklearn_tags__(self) -> Any:
        """Return the tags of scikit-learn: missing values are welcome."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def _wanted(
        self, series: Series, times: np.ndarray | None, step: np.timedelta64 | None
    ) -> Sequence[Period]:
        """Return the periods that the user names, or those that there may be."""
        if not isinstance(self.periods, str) or self.periods != "auto":
            named: Any = self.periods
            several = not isinstance(named, str) and isinstance(named, Iterable)
            return [_period(period) for period in (named if several else [named])]
        if times is None or step is None or 2 * step > DAY:
            return _periods_in_rows(series)
        span = max(
            times[stop - 1] - times[start]
            for start, stop in itertools.pairwise(series.boundaries)
        )
        lengths: dict[Period, np.timedelta64] = {"day": DAY, "week": 7 * DAY}
        return [
            period
            for period, length in lengths.items()
            if span + step >= _MIN_CYCLES * length
        ]

    def _values_and_season(
        self, X: ArrayLike, groups: ArrayLike | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return rows and what they usually are at their phases."""
        check_is_fitted(self)
        X, index = open_table(X, self.time_column_)
        values = read_values(self, X, reset=False)
        series = read_series(index, values, groups)
        times, _ = _clock(index, series)
        season = np.zeros(values.shape)
        for period, profile in zip(self.periods_, self.profiles_, strict=True):
            _refuse_without_times(period, times, index)
            phases = Season(period, len(profile), 1).phases(
                times, series.boundaries, self.days_off_
            )
            season += profile[phases]
        return values, season


def _clock(
    index: RowIndex, series: Series
) -> tuple[np.ndarray | None, np.timedelta64 | None]:
    """Return the times of rows by the clock and their median step, None without any."""
    times, moments = index.times(local=True), index.times()
    if times is None or moments is None or times.dtype.kind != "M":
        return None, None
    # The clock on the wall goes back for an hour in autumn, time does not.
    steps = steps_between(moments, series.boundaries, index.where)
    steps = steps[steps > np.timedelta64(0)]
    return times, np.median(steps) if len(steps) else None


def _refuse_without_times(
    period: Period, times: np.ndarray | None, index: RowIndex
) -> None:
    """Raise where a period by the clock meets rows without times."""
    if isinstance(period, str) and times is None:
        raise ValueError(
            f"periods={period!r} needs times in the index of X, but {index}: give a "
            "frame with a DatetimeIndex, or time_column=, or periods in rows."
        )


def _period(period: Any) -> Period:
    """Return a period that the user names."""
    if period == "day" or period == "week":
        return period
    is_number = isinstance(period, Integral) and not isinstance(period, bool)
    if is_number and int(period) >= 2:
        return int(period)
    raise ValueError(
        f"periods has {period!r}: give numbers of rows, at least 2, 'day' or 'week'."
    )


def _periods_in_rows(series: Series) -> list[Period]:
    """Return the periods that autocorrelation finds, the shortest first."""
    center, _ = fit_columns(series.values, series.mask)
    rows = longest_series(series.filled(np.nan_to_num(center)))
    found: list[Period] = []
    for _ in range(_MAX_PERIODS):
        period = dominant_period(rows)
        if period is None or period in found:
            break
        rows = rows - np.median(rows, axis=0)
        near = max(period // _NEAR, 1)
        periods = range(max(period - near, 2), period + near + 1)
        rests = {p: _without(rows, p) for p in periods}
        # A lag that correlates best may be a row off, which adds up over many cycles.
        period = min(rests, key=lambda p: np.square(rests[p]).sum())
        found.append(period)
        rows = rests[period]
    return sorted(set(found))


def _without(rows: np.ndarray, period: int) -> np.ndarray:
    """Return the rows of one series without the profile of a period."""
    season = Season.of(period, None)
    phases = season.phases(None, np.array([0, len(rows)]), np.array([]))
    return rows - season.profile(rows, phases)[phases]


def _known(values: np.ndarray) -> np.ndarray:
    """Return values with zeros in columns of which nothing is known."""
    nothing = np.isnan(values).all(axis=0)
    return np.where(nothing, 0.0, values)


def _dates(days_off: ArrayLike) -> np.ndarray:
    """Return dates as NumPy has them."""
    try:
        return np.unique(np.asarray(days_off, dtype="datetime64[D]"))
    except ValueError as error:
        raise ValueError(
            f"days_off has {days_off!r:.60}, which are no dates: give dates, such as "
            "'2026-12-25'."
        ) from error
