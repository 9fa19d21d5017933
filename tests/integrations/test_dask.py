"""The page of Dask: workers give what this process gives."""

import numpy as np
import pytest
from pages import run_page


@pytest.mark.filterwarnings("ignore")  # of Dask and its libraries
def test_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = run_page("dask")
    search, machines = names["search"], names["machines"]
    local = names["GridSearchCV"](
        names["detector"], search.param_grid, cv=search.cv
    ).fit(machines[0])
    np.testing.assert_allclose(
        search.cv_results_["mean_test_score"],
        local.cv_results_["mean_test_score"],
        rtol=1e-4,
    )
    fleet = names["PerSeriesDetector"](names["detector"])
    fleet.fit(names["X"], groups=names["groups"])
    labels = fleet.predict(names["X"], groups=names["groups"])
    assert np.mean(labels == names["labels"]) > 0.99
