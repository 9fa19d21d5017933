import numpy as np
import pytest
from sklearn.ensemble import IsolationForest
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skseq.detectors import AutoencoderDetector, LSTMDetector
from skseq.metrics import get_scorer
from skseq.model_selection import EventTimeSeriesSplit


@pytest.mark.parametrize("last", ["forest", "lstm", "autoencoder"])
def test_both_conventions_choose_alike_on_a_real_series(real_series, last):
    X, y, _ = real_series("NAB_nyc_taxi")
    X, y = X[5000:10_000:2].astype(float), y[5000:10_000:2]
    # one window size and batch, so that every fit runs the same compiled program
    small = {"window_size": 12, "max_iter": 25, "batch_size": 16, "random_state": 0}
    detector, grid = {
        "forest": (IsolationForest(random_state=0), {"max_samples": [32, 256]}),
        "lstm": (LSTMDetector(units=8, **small), {"learning_rate": [1e-4, 1e-2]}),
        "autoencoder": (
            AutoencoderDetector(**small),
            {"learning_rate": [1e-4, 1e-2]},
        ),
    }[last]
    pipeline = make_pipeline(StandardScaler(), detector)
    step = pipeline.steps[-1][0]
    searches = [
        GridSearchCV(
            pipeline,
            {f"{step}__{name}": values for name, values in grid.items()},
            scoring=get_scorer("vus_pr"),
            cv=EventTimeSeriesSplit(2),
        ).fit(X, labels)
        for labels in (y, np.where(y == 1, -1, 1))
    ]
    means = [search.cv_results_["mean_test_score"] for search in searches]
    assert np.ptp(means[0]) > 0
    np.testing.assert_array_equal(*means)
    assert searches[0].best_params_ == searches[1].best_params_
