"""
How do I forecast?
==================

With a forecaster of :mod:`skseq.forecasting`. It learns series as a detector does,
without labels, and says what the next rows will be and within which bands they will
lie.
"""

# %%
# The next rows
# -------------
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from skseq.datasets import make_anomalous_series
from skseq.forecasting import LSTMForecaster

X, _ = make_anomalous_series(3000, period=48, n_anomalies=1, random_state=3)
train = X[:2400]
forecaster = LSTMForecaster(horizon=24, max_iter=300, random_state=0).fit(train)
rows = forecaster.forecast(train)
lower, upper = forecaster.forecast_interval(train, coverage=0.9)

figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.plot(np.arange(-72, 24), X[2328:2424, 0], color="0.6", label="rows")
axes.plot(np.arange(24), rows[:, 0], color="C0", label="forecast")
axes.fill_between(
    np.arange(24), lower[:, 0], upper[:, 0], alpha=0.2, label="90 % of the rows"
)
axes.set(xlabel="rows after the last one known")
_ = axes.legend(loc="upper left", ncols=3)

# %%
# ``forecast`` is given the rows so far, which need not be those of training, and looks
# at the last ones only. Each number of rows ahead is estimated directly, so errors do
# not add up; ``horizon`` says how many there are. With ``groups=``, or an index that
# names them, each of many series is forecast, and the rows that follow stand one series
# after the other.
#
# Is it better than a rule of thumb?
# ----------------------------------
#
# ``predict(X, ahead=k)`` says of each row what was forecast of it ``k`` rows before.
# Compare it with the value one season before, and with the last value: a forecaster
# that is no better is of no use. Here are mean absolute errors of the rows after those
# of training:


def error(forecast):
    return np.abs(forecast - X)[2400:].mean()


table = {
    ahead: {
        "forecaster": error(forecaster.predict(X, ahead=ahead)),
        "a season before": error(np.roll(X, 48, axis=0)),
        "last value": error(np.roll(X, ahead, axis=0)),
    }
    for ahead in (1, 6, 24)
}
table = pd.DataFrame(table).T.rename_axis("rows ahead")
assert (table["forecaster"] < table.drop(columns="forecaster").min(axis=1)).all()
table.round(2)

# %%
# The season comes from the training rows (``season="auto"``, here found to be the
# period of 48 rows). A day of 5-minute rows is 288 of them, a week of hours 168: pass
# ``season=`` where you know it. What a network cannot forecast, such as a random walk,
# is left to the last value: how much each of five forecasts counts comes from their
# errors on rows that the network was not trained on, and on the last rows.
#
# Was this row expected?
# ----------------------
#
# ``predict_interval`` gives the band of each row before it came. It explains an alarm
# in the units of the data; to raise alarms use a detector, which also looks at rows
# together.
lower, upper = forecaster.predict_interval(X, ahead=1, coverage=0.99)
beyond = np.maximum(lower - X, X - upper)[:, 0]
row = int(np.argmax(beyond))
expected = f"expected {lower[row, 0]:.1f} to {upper[row, 0]:.1f}"
print(f"row {row}: {expected}, was {X[row, 0]:.1f}")
assert beyond[row] > 0

# %%
# What can go wrong
# -----------------
#
# Bands are made of errors on the last quarter of the training rows, and widen when
# forecasts have become worse. They hold fewer rows than they say at the start of what
# training has none of, such as holidays. ``forecaster.score(X)``, 1 at best and 0 for
# the mean of the training rows, tells when to fit again, and lets ``GridSearchCV``
# choose between parameters.
#
# :class:`~skseq.forecasting.GRUForecaster` and
# :class:`~skseq.forecasting.StackedLSTMForecaster` differ in the network alone.
