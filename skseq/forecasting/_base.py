"""What all forecasters share: the contract with scikit-learn, and what they learn."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator

from skseq._model.forecast_input import N_READ, ForecastInput
from skseq._model.forecast_mean import ForecastMean
from skseq._model.forecasts import (
    Forecaster,
    ForecastModel,
    ForecastNetwork,
    before_cuts,
    judge,
    judged_cuts,
)
from skseq._model.linear import LinearForecaster
from skseq._series.period import dominant_period
from skseq._series.read import (
    learn_max_gap,
    read_series,
    read_values,
    refuse_no_values,
)
from skseq._series.scaling import fit_columns
from skseq._series.series import Series, longest_series
from skseq._series.table import open_table
from skseq._utils.sklearn import DocLinkMixin, Interval, StrOptions, fit_context
from skseq._utils.version import VersionMixin
from skseq.detectors._callbacks import progress
from skseq.detectors._parameters import draw_seed
from skseq.forecasting._forecasts import ForecastsMixin

if TYPE_CHECKING:
    from skseq._engine import Trained, Training
    from skseq._series.times import MaxGap

# The window that "auto" takes is a season, within these rows.
SHORTEST_WINDOW, LONGEST_WINDOW = 32, 128


class SequenceForecaster(ForecastsMixin, DocLinkMixin, VersionMixin, BaseEstimator):
    """Base class of forecasters by a network that reads a series row by row.

    A subclass is one architecture. It names its parameters in ``__init__`` and builds
    its network in the static method ``build_network(n_features, length, *, lags,
    window_size, <its hyper-parameters>, seed)``; ``_sizes`` names the latter.
    """

    __metadata_request__fit = {"groups": True}
    __metadata_request__predict = {"groups": True}
    __metadata_request__score = {"groups": True}

    # The hyper-parameters of the network.
    _sizes: tuple[str, ...] = ("units",)

    horizon: int
    window_size: int | Literal["auto"]
    season: int | Literal["auto"] | None
    max_gap_factor: float | None
    time_column: str | None
    max_iter: int
    batch_size: int
    learning_rate: float
    random_state: int | np.random.RandomState | None
    verbose: int
    build_network: Callable[..., Any]
    max_gap_: MaxGap

    _parameter_constraints = {
        "horizon": [Interval(Integral, 1, None, closed="left")],
        "window_size": [
            Interval(Integral, 1, None, closed="left"),
            StrOptions({"auto"}),
        ],
        "season": [
            Interval(Integral, 1, None, closed="left"),
            StrOptions({"auto"}),
            None,
        ],
        "max_gap_factor": [Interval(Real, 1, None, closed="left"), None],
        "time_column": [str, None],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    @fit_context(prefer_skip_nested_validation=True)
    def fit(
        self, X: ArrayLike, y: object = None, *, groups: ArrayLike | None = None
    ) -> Self:
        """Train the network on series, and learn how wrong its forecasts are.

        Two networks are trained. The first does not see the last quarter of the rows,
        4096 at most: its errors there tell how much each forecast counts, and how wide
        bands are. The second sees all rows, and makes the forecasts.

        Parameters
        ----------
        X : array-like of shape (n_timestamps, n_features)
            Rows are consecutive, oldest first. Several series stand one after the
            other. NaN is a missing value: it has no loss, and the network reads the
            last value of its column in the same series, or the mean.
        y : Ignored
            Not used, present for API consistency by convention: the next rows of X are
            what is learned.
        groups : array-like of shape (n_timestamps,), default=None
            Series of each row; the rows of a series stand together. None = what the
            index of X says, if X is a pandas frame. Otherwise X is one series.

        Returns
        -------
        self : object
            The fitted forecaster.

        Raises
        ------
        ValueError
            If a parameter, X or ``groups`` are not what is documented. The forecaster
            is then left as it was.
        """
        noted = copy.copy(self)
        noted.__dict__.pop("feature_names_in_", None)
        X, index = open_table(X, self.time_column)
        values = read_values(noted, X, reset=True, ensure_min_samples=2)
        refuse_no_values(values)
        max_gap = learn_max_gap(index, len(values), groups, self.max_gap_factor)
        given = read_series(index, values, groups, max_gap=max_gap)
        series = given.filled(fit_columns(given.values, given.mask)[0])
        season = self._season(series)
        network = self._network(season)
        read = ForecastInput.fit(series, season)
        training = self._training()

        def trained(some: Series) -> tuple[Forecaster, Trained | None]:
            rows, known = read.rows(some)
            linear = LinearForecaster.fit(
                rows[:, 0::N_READ],
                some.boundaries,
                network.window_size,
                network.horizon,
                season,
            )
            if not len(read.read):
                return Forecaster(network, read, [], linear), None
            found = self._train(network, rows, known, some.boundaries, training)
            return Forecaster(network, read, found.weights, linear), found

        cuts = judged_cuts(series)
        judged = judge(trained(before_cuts(series, cuts))[0], series, cuts)
        forecaster, found = trained(series)
        self.n_features_in_ = noted.n_features_in_
        self.__dict__.pop("feature_names_in_", None)
        if hasattr(noted, "feature_names_in_"):
            self.feature_names_in_ = noted.feature_names_in_
        self.max_gap_, self.time_column_ = max_gap, self.time_column
        self._store(replace(judged, forecaster=forecaster), found)
        return self

    def _season(self, series: Series) -> int:
        """Return the rows of a season, 1 where there is none."""
        if self.season == "auto":
            return int(dominant_period(longest_series(series)) or 1)
        return int(self.season or 1)

    def _network(self, season: int) -> ForecastNetwork:
        """Return the network that the parameters describe."""
        window_size = self.window_size
        if window_size == "auto":
            window_size = int(np.clip(season, SHORTEST_WINDOW, LONGEST_WINDOW))
        horizon, window_size = int(self.horizon), int(window_size)
        sizes = {name: _plain(getattr(self, name)) for name in self._sizes}
        lags = tuple(-ahead for ahead in range(1, horizon + 1))
        params = sizes | {"lags": lags, "window_size": window_size}
        build = type(self).build_network
        return ForecastNetwork(build, tuple(params.items()), window_size, horizon)

    def _training(self) -> Training:
        """Return how a network is trained."""
        from skseq._engine import Training

        return Training(
            max_iter=int(self.max_iter),
            batch_size=int(self.batch_size),
            learning_rate=float(self.learning_rate),
            seed=draw_seed(self.random_state),
        )

    def _train(
        self,
        network: ForecastNetwork,
        rows: np.ndarray,
        known: np.ndarray,
        boundaries: np.ndarray,
        training: Training,
    ) -> Trained:
        """Train a network on what it reads of series."""
        from skseq._engine import train

        return train(
            network.built(rows.shape[1]),
            network.training_plan,
            rows.__getitem__,
            boundaries,
            training,
            mask=known,
            report=progress(
                type(self).__name__,
                training.max_iter if self.verbose else None,
                lambda so_far: False,
            ),
        )

    def _series(self, X: ArrayLike, groups: ArrayLike | None) -> Series:
        """Return rows as series in which nothing is missing."""
        X, index = open_table(X, self.time_column_)
        values = read_values(self, X, reset=False)
        given = read_series(index, values, groups, max_gap=self.max_gap_)
        return given.filled(self.center_)

    def _store(self, model: ForecastModel, trained: Trained | None) -> None:
        """Keep what was learned as plain attributes."""
        forecaster = model.forecaster
        self.center_ = forecaster.input.center
        self.scale_ = forecaster.input.scale
        self.change_scale_ = forecaster.input.change_scale
        self.season_ = forecaster.input.season
        self.window_size_ = forecaster.network.window_size
        self.horizon_ = forecaster.network.horizon
        self.network_params_ = dict(forecaster.network.params)
        self.weights_ = forecaster.weights
        self.linear_weights_ = forecaster.linear.weights
        self.candidate_errors_ = model.mean.candidate_errors
        self.mean_errors_ = model.mean.mean_errors
        self.error_quantiles_ = model.mean.error_quantiles
        self.n_iter_ = trained.n_iter if trained is not None else 0
        self.loss_curve_ = trained.loss_curve if trained is not None else []

    def _model(self) -> ForecastModel:
        """Return what was learned, whatever the parameters are now."""
        network = ForecastNetwork(
            type(self).build_network,
            tuple(self.network_params_.items()),
            self.window_size_,
            self.horizon_,
        )
        read = ForecastInput(
            self.center_, self.scale_, self.change_scale_, self.season_
        )
        linear = LinearForecaster(self.linear_weights_, self.season_)
        forecaster = Forecaster(network, read, self.weights_, linear)
        mean = ForecastMean(
            self.candidate_errors_, self.mean_errors_, self.error_quantiles_
        )
        return ForecastModel(forecaster, mean)

    def __sklearn_tags__(self) -> Any:
        """Return the tags of scikit-learn: missing values are welcome."""
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.input_tags.allow_nan = True
        return tags


def _plain(value: Any) -> Any:
    """Return a tuple in place of a list, and numbers of Python in place of NumPy's."""
    if isinstance(value, tuple | list):
        return tuple(int(item) for item in value)
    return int(value)
