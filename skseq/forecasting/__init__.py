"""Forecasters: what series will be, with bands, by the same recurrent networks."""

from skseq._utils.public import publish
from skseq.forecasting._gru import GRUForecaster
from skseq.forecasting._lstm import LSTMForecaster
from skseq.forecasting._stacked_lstm import StackedLSTMForecaster

__all__ = ["GRUForecaster", "LSTMForecaster", "StackedLSTMForecaster"]

publish(globals())
