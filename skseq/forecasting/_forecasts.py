"""What a fitted forecaster says of the rows ahead, and of those that have come."""

from __future__ import annotations

from numbers import Integral, Real
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

if TYPE_CHECKING:
    from skseq._model.forecasts import ForecastModel
    from skseq._series.series import Series


class ForecastsMixin:
    """Methods of forecasters, once a model is learned."""

    horizon_: int

    if TYPE_CHECKING:

        def _model(self) -> ForecastModel: ...

        def _series(self, X: ArrayLike, groups: ArrayLike | None) -> Series: ...

    def forecast(
        self,
        X: ArrayLike,
        steps: int | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> np.ndarray:
        """Return the rows that will follow each series.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            The rows so far, oldest first; they need not be those of training. Only the
            last ones count: a few windows.
        steps : int or None, default=None
            Rows to be forecast, at most ``horizon``; None = as many.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        rows : ndarray of shape (n_series * steps, n_features)
            In the units of X: those after the first series, then those after the
            second, and so on.

        Raises
        ------
        ValueError
            If ``steps`` is not within 1 and ``horizon``.
        """
        check_is_fitted(self)
        n_steps = self._steps(steps)
        rows, _ = self._model().ahead(self._series(X, groups), n_steps)
        return rows.reshape(-1, rows.shape[2])

    def forecast_interval(
        self,
        X: ArrayLike,
        steps: int | None = None,
        *,
        coverage: float = 0.9,
        groups: ArrayLike | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return bands in which a share of the rows that follow will lie.

        They are the forecasts and quantiles of errors on training rows that the network
        had not seen, column by column and for each number of rows ahead. They widen
        where the last forecasts of the series were worse than those, and narrow where
        they were better.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            The rows so far, as for :meth:`forecast`.
        steps : int or None, default=None
            Rows to be forecast, at most ``horizon``; None = as many.
        coverage : float, default=0.9
            Share of the rows that lie in the band, in (0, 1); as many of the others lie
            above it as below.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        lower, upper : ndarray of shape (n_series * steps, n_features)
            The ends of the bands, in the units of X. NaN for a column without any value
            among the rows that errors come from.

        Raises
        ------
        ValueError
            If ``steps`` or ``coverage`` is not what is documented.
        """
        check_is_fitted(self)
        levels = _levels(coverage)
        n_steps, model = self._steps(steps), self._model()
        rows, sizes = model.ahead(self._series(X, groups), n_steps)
        lower, upper = (
            (rows + sizes * model.mean.error_at(level)[:n_steps]).reshape(
                -1, rows.shape[2]
            )
            for level in levels
        )
        return lower, upper

    def predict(
        self, X: ArrayLike, *, ahead: int = 1, groups: ArrayLike | None = None
    ) -> np.ndarray:
        """Return what was forecast of each row, some rows before it.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        ahead : int, default=1
            How many rows before a row its forecast is made, at most ``horizon``.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        rows : ndarray of shape (n_timestamps, n_features)
            In the units of X. What is said of the first rows of a series, before which
            nothing is known, is close to the mean.

        Raises
        ------
        ValueError
            If ``ahead`` is not within 1 and ``horizon``.
        """
        check_is_fitted(self)
        n_ahead = self._steps(ahead, "ahead")
        return self._model().made_before(self._series(X, groups), n_ahead)[0]

    def predict_interval(
        self,
        X: ArrayLike,
        *,
        ahead: int = 1,
        coverage: float = 0.9,
        groups: ArrayLike | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the band that was forecast of each row, some rows before it.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        ahead : int, default=1
            How many rows before a row its band is forecast, at most ``horizon``.
        coverage : float, default=0.9
            Share of the rows that lie in the band, as for :meth:`forecast_interval`.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        lower, upper : ndarray of shape (n_timestamps, n_features)
            The ends of the bands, in the units of X.

        Raises
        ------
        ValueError
            If ``ahead`` or ``coverage`` is not what is documented.
        """
        check_is_fitted(self)
        levels = _levels(coverage)
        n_ahead, model = self._steps(ahead, "ahead"), self._model()
        rows, sizes = model.made_before(self._series(X, groups), n_ahead)
        lower, upper = (
            rows + sizes * model.mean.error_at(level)[n_ahead - 1] for level in levels
        )
        return lower, upper

    def score(
        self, X: ArrayLike, y: object = None, *, groups: ArrayLike | None = None
    ) -> float:
        """Return how much better forecasts are than the mean of the training rows.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first.
        y : Ignored
            Not used, present for API consistency by convention.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row, as for :meth:`fit`.

        Returns
        -------
        score : float
            1 minus the mean squared error divided by that of the mean, averaged over
            all numbers of rows ahead and all columns that are not their mean
            throughout: 1 at best, 0 for the mean, below it for what is worse.
        """
        check_is_fitted(self)
        sums, totals = self._model().errors(self._series(X, groups))
        counts = totals > 0
        if not counts.any():
            raise ValueError(
                "no value of X differs from the mean of the training rows: there is "
                "nothing to be forecast."
            )
        return float(np.mean(1 - sums[counts] / totals[counts]))

    def _steps(self, steps: int | None, name: str = "steps") -> int:
        """Return how many rows ahead are to be forecast."""
        if steps is None:
            return self.horizon_
        if not isinstance(steps, Integral) or not 1 <= steps <= self.horizon_:
            raise ValueError(
                f"{name}={steps!r} must be an int from 1 to horizon={self.horizon_}, "
                "as far ahead as the network was trained: fit with a longer horizon."
            )
        return int(steps)


def _levels(coverage: float) -> tuple[float, float]:
    """Return the shares of errors that are below a band and below its upper end."""
    if not isinstance(coverage, Real) or not 0 < coverage < 1:
        raise ValueError(
            f"coverage must be a number between 0 and 1, got {coverage!r}: give the "
            "share of rows that lie in the band."
        )
    outside = (1 - float(coverage)) / 2
    return outside, 1 - outside
