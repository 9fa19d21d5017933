"""What every metric promises, for any labels, and scores in any unit."""

import numpy as np
import pytest
from drawn import SEEDS, groups, scores
from effort import examples
from hypothesis import given
from hypothesis import strategies as st
from sklearn.exceptions import UndefinedMetricWarning

from skseq.metrics import anomaly_report, autocorrelation_period, best_threshold
from skseq.metrics._registry import ALL_METRICS, METRICS

pytestmark = pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.UndefinedMetricWarning"
)


def draw_case(data):
    """Return labels, scores and predictions, both higher = more abnormal, groups."""
    y_score = data.draw(scores())
    rng = np.random.RandomState(data.draw(SEEDS))
    y_true = rng.uniform(size=len(y_score)) < data.draw(
        st.sampled_from([0.0, 0.1, 0.5, 1.0])
    )
    y_pred, series = (
        y_score > np.sort(y_score)[len(y_score) // 2],
        data.draw(groups(len(y_score))),
    )
    return y_true, y_score, y_pred, series


@pytest.mark.parametrize("name", ALL_METRICS)
@examples(25)
@given(data=st.data())
def test_metric(name, data):
    y_true, y_score, y_pred, series = draw_case(data)
    metric = ALL_METRICS[name]
    params = dict(metric.parameters)
    if "buffer" in params:
        params["buffer"] = data.draw(st.sampled_from([0, 1, 5, 300]))
    reads_scores = metric.reads == "y_score"
    said = y_score if reads_scores else y_pred

    def value(truth, said, series):
        # Those of points know no series.
        known = {} if metric.function.__module__.endswith("._point") else params
        further = known if series is None else known | {"groups": series}
        return metric.function(truth, said, **further)

    found = value(y_true, said, None)
    defined = not np.isnan(found)
    if defined:
        assert found >= 0
        assert name not in METRICS or found <= 1 + 1e-12
    # Another convention of labels, and for scores another unit, say the same.
    assert value(y_true, said, None) == found or not defined
    signs = np.where(y_true, -1, 1)
    if y_true.any():
        again = value(signs, said, None)
        np.testing.assert_array_equal(again, found)
    if reads_scores:
        ranks = np.unique(y_score, return_inverse=True)[1].astype(float)
        np.testing.assert_allclose(value(y_true, ranks, None), found, atol=1e-9)
    # Names of series do not matter, only where they end.
    if not metric.function.__module__.endswith("._point"):
        first = value(y_true, said, series)
        named = value(y_true, said, np.array(list("edcba"))[series])
        np.testing.assert_array_equal(first, named)


@examples(40)
@given(data=st.data())
def test_report_and_threshold(data):
    y_true, y_score, y_pred, series = draw_case(data)
    report = anomaly_report(
        y_true, y_score, y_pred, groups=series, buffer=3, output_dict=True
    )
    assert {"scores", "predictions"} <= report.keys()
    if y_true.any():
        threshold = best_threshold(y_true, y_score)
        assert np.isfinite(threshold)
    else:
        with pytest.raises(ValueError, match="no anomaly"):
            best_threshold(y_true, y_score)


@examples(40)
@given(data=st.data())
def test_period(data):
    values = data.draw(scores(max_rows=200))
    period = autocorrelation_period(values)
    assert period >= 1
    smallest = np.ldexp(1.0, 40)
    if 0 < np.abs(values).max() < 1e290 and np.abs(values).max() > 1e-290:
        assert autocorrelation_period(values * smallest) == period


def test_undefined_values_warn():
    with pytest.warns(UndefinedMetricWarning):
        METRICS["recall"].function(np.zeros(3, dtype=bool), np.ones(3, dtype=bool))
