"""
Many servers
============

Several servers have several measurements each, which follow the load. In an event some
of them do not. The setup resembles the Server Machine Dataset (SMD); the series are
generated.
"""

# %%
# Each server has its own mean and variance, so its columns are standardized before the
# servers are stacked.
import numpy as np
import pandas as pd
from sklearn.ensemble import IsolationForest
from sklearn.preprocessing import StandardScaler

from skseq.datasets import make_anomalous_series
from skseq.detectors import LSTMDetector
from skseq.inspection import AnomalyScoreDisplay
from skseq.metrics import vus_pr_score
from skseq.utils import stack_series

n_servers, n_rows, n_train, columns = 6, 1600, 800, ["cpu", "memory", "disk", "net"]
servers, labels = [], []
for seed in range(n_servers):
    X, y = make_anomalous_series(
        n_rows,
        len(columns),
        period=48,
        waveform="sine",
        noise=0.2,
        n_anomalies=3,
        kinds=["correlation_break", "level_shift", "variance_change"],
        strength=0.7,
        random_state=seed,
    )
    servers.append(StandardScaler().fit(X[:n_train]).transform(X))
    labels.append(y)

# %%
# One detector for all servers is trained on the first half of each. The outer level of
# the index names the server; the detector needs nothing else.
X, groups = stack_series(servers)
minute = np.tile(np.arange(n_rows), n_servers)
index = pd.MultiIndex.from_arrays([groups, minute], names=["server", "minute"])
frame = pd.DataFrame(X, columns=columns, index=index)
y = pd.Series(np.concatenate(labels), index=index)
is_train = minute < n_train

detector = LSTMDetector(32, smoothing=16, max_iter=200, random_state=0)
detector.fit(frame[is_train])

# %%
# The scores of each server on the rows after training:
forest = IsolationForest(random_state=0).fit(X[is_train])
table = {}
for server in range(n_servers):
    rows = frame[~is_train].loc[[server]]
    truth = y[~is_train].loc[server].to_numpy()
    table[server] = {
        "LSTMDetector": vus_pr_score(truth, -detector.score_samples(rows), buffer=48),
        "IsolationForest": vus_pr_score(
            truth, -forest.score_samples(rows.to_numpy()), buffer=48
        ),
    }
table = pd.DataFrame(table).T.rename_axis("server")
table.loc["mean"] = table.mean()
table.round(2)

# %%
# Two servers, one after the other, as in ``X``:
two = frame[~is_train].loc[[0, 1]]
AnomalyScoreDisplay.from_estimator(detector, two, y[~is_train].loc[[0, 1]])

# %%
# The servers with most alarms first:
alarms = pd.Series(detector.predict(frame[~is_train]) == -1, frame[~is_train].index)
alarms.groupby("server").mean().sort_values(ascending=False).round(3)
