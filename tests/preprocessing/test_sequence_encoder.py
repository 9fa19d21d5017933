"""SequenceEncoder: what a row becomes, of which rows, and back again."""

import pickle

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.ensemble import IsolationForest, RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import LocalOutlierFactor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks
from tiny import DETECTORS, tiny

from skseq.preprocessing import SequenceEncoder
from skseq.utils._checks.common import seasonal_series

X = seasonal_series(200)
AUTOENCODERS = ["AutoencoderDetector", "LSTMAutoencoderDetector", "VAEDetector"]
STATES = [name for name in DETECTORS if name not in AUTOENCODERS]
NOT_YIELDED = [
    "check_dataframe_column_names_consistency",
    "check_get_feature_names_out_error",
    "check_global_output_transform_pandas",
    "check_global_set_output_transform_polars",
    "check_inplace_ensure_writeable",
    "check_param_validation",
    "check_set_output_transform",
    "check_set_output_transform_pandas",
    "check_set_output_transform_polars",
    "check_transformer_get_feature_names_out",
    "check_transformer_get_feature_names_out_pandas",
]


def encoder(name="AutoencoderDetector", **params):
    return SequenceEncoder(tiny(name, **{"window_size": 8, "max_iter": 5, **params}))


def expected_failed_checks(transformer):
    if transformer.detector.window_size == 1:
        return {}
    reason = "rows are consecutive time steps: a window holds the rows before it"
    return {
        "check_methods_sample_order_invariance": reason,
        "check_methods_subset_invariance": reason,
    }


# The detector is fitted on a few rows.
few_rows = pytest.mark.filterwarnings("ignore::skseq.exceptions.SeriesWarning")


@few_rows
@parametrize_with_checks(
    [encoder(window_size=1, max_iter=3), encoder(window_size=8, max_iter=3)],
    expected_failed_checks=expected_failed_checks,
    xfail_strict=True,
)
def test_common_checks(estimator, check):
    check(estimator)


# some of the checks fit on a data frame and transform an array, to compare the two
@few_rows
@pytest.mark.filterwarnings(
    "ignore:X (has|does not have valid) feature names:UserWarning"
)
@pytest.mark.parametrize("check", NOT_YIELDED)
def test_checks_not_yielded_by_check_estimator(check):
    getattr(estimator_checks, check)(
        "SequenceEncoder", encoder(window_size=1, max_iter=3)
    )


@pytest.fixture(scope="module", params=DETECTORS)
def fitted(request):
    return encoder(request.param).fit(X)


def test_a_row_depends_on_no_later_row(fitted):
    Z = fitted.transform(X)
    assert Z.shape == (len(X), 8 if "LSTMAuto" in str(fitted.detector) else 3)
    assert np.ptp(Z, axis=0).min() > 0
    for n in (1, 5, 150):
        np.testing.assert_array_equal(fitted.transform(X[:n]), Z[:n])
    changed = X.copy()
    changed[150:] = 99
    np.testing.assert_array_equal(fitted.transform(changed)[:150], Z[:150])
    assert (fitted.transform(changed)[150] != Z[150]).any()


def test_a_series_has_the_same_bits_among_others(fitted):
    lengths = 1, 200, 7, 60
    series = [X[:n] for n in lengths]
    groups = np.repeat(np.arange(4), lengths)
    Z = fitted.transform(np.concatenate(series), groups=groups)
    expected = np.concatenate([fitted.transform(one) for one in series])
    np.testing.assert_array_equal(Z, expected)


def test_pickled_encoder_gives_the_same(fitted):
    loaded = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(loaded.transform(X), fitted.transform(X))
    assert not hasattr(clone(fitted), "detector_")


def test_set_params_after_fit_changes_nothing(fitted):
    Z = fitted.transform(X)
    other = pickle.loads(pickle.dumps(fitted)).set_params(detector=IsolationForest())
    np.testing.assert_array_equal(other.transform(X), Z)
    with pytest.raises(ValueError, match="detector=IsolationForest has no latent"):
        other.fit(X)
    np.testing.assert_array_equal(other.transform(X), Z)


def test_a_row_is_the_latent_vector_of_the_window_that_ends_in_it():
    fitted = encoder(detrend=False).fit(X)
    estimator = fitted.detector_._model().estimator
    rows = estimator.input.rows(
        estimator.columns.filled(fitted.detector_._given(X, None))
    )
    padded = np.concatenate([np.repeat(rows[:1], 7, axis=0), rows])
    windows = np.stack([padded[t : t + 8] for t in range(len(X))])
    expected = estimator.forward.encode(windows)[:, 0]
    np.testing.assert_allclose(fitted.transform(X), expected, rtol=1e-5, atol=1e-6)


def test_state_of_a_recurrent_network_goes_on_from_block_to_block():
    # Blocks of 32 rows of which 7 warm up: where a state forgets within so many rows,
    # it is the same as without blocks.
    fitted = encoder("TCNDetector", detrend=False).fit(X)
    estimator = fitted.detector_._model().estimator
    rows = estimator.input.rows(
        estimator.columns.filled(fitted.detector_._given(X, None))
    )
    expected = estimator.forward.encode(rows[None])[0]
    np.testing.assert_allclose(fitted.transform(X), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", AUTOENCODERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_come_back(name, dtype):
    given = np.column_stack([100 + 5 * X, np.full(len(X), 7.0)]).astype(dtype)
    steps = 200 if name == "AutoencoderDetector" else 1
    fitted = encoder(name, detrend=False, max_iter=steps).fit(given)
    assert hasattr(clone(fitted), "inverse_transform")
    Z = fitted.transform(given)
    back = fitted.inverse_transform(Z)
    assert Z.dtype == back.dtype == dtype
    assert back.shape == given.shape
    np.testing.assert_array_equal(back[:, 2], 7.0)
    np.testing.assert_array_equal(fitted.inverse_transform(Z[[3]])[:, 2], 7.0)
    np.testing.assert_allclose(fitted.inverse_transform(Z[[3]]), back[[3]], rtol=1e-5)
    if steps > 1:
        error = np.square(back - given)[:, :2].mean(axis=0)
        assert (error < 0.8 * given[:, :2].var(axis=0)).all()
    with pytest.raises(ValueError, match="X has 2 columns, but SequenceEncoder gives"):
        fitted.inverse_transform(Z[:, :2])


def why_there_is_no_inverse(made):
    """Return what stands in the traceback above the words of scikit-learn."""
    with pytest.raises(AttributeError) as raised:
        made.inverse_transform  # noqa: B018
    return str(raised.value.__cause__)


@pytest.mark.parametrize("name", STATES)
def test_states_do_not_come_back(name):
    expected = (
        f"SequenceEncoder has no inverse_transform with {name}, since its network"
    )
    assert why_there_is_no_inverse(encoder(name)).startswith(expected)


def test_what_is_not_in_the_latent_numbers_does_not_come_back():
    fitted = encoder(detrend=True).fit(X)
    assert "nothing of the trend: set detrend=False" in why_there_is_no_inverse(fitted)
    counters = np.cumsum(1 + (np.arange(200) % 3), dtype=float)[:, None] % 300
    fitted = encoder(detrend=False).fit(counters)
    assert "counters grow, not where they stand" in why_there_is_no_inverse(fitted)
    assert np.isfinite(fitted.transform(counters)).all()


def test_missing_values_are_read_as_by_detectors():
    given = X.copy()
    given[50:60, 0] = np.nan
    given[:3, 1] = np.nan
    given = np.column_stack([given, np.full(len(X), np.nan)])
    fitted = encoder(detrend=False).fit(given)
    Z = fitted.transform(given)
    assert np.isfinite(Z).all()
    filled = given.copy()
    filled[50:60, 0], filled[:3, 1] = given[49, 0], np.nanmean(given[:, 1])
    np.testing.assert_allclose(fitted.transform(filled), Z, atol=1e-5)
    assert np.isnan(fitted.inverse_transform(Z)[:, 2]).all()


def test_frames_groups_and_names():
    groups = np.repeat(["a", "b"], 100)
    index = pd.MultiIndex.from_arrays([groups, np.arange(200)])
    frame = pd.DataFrame(X, columns=["up", "down"], index=index)
    fitted = encoder().fit(frame)
    assert list(fitted.feature_names_in_) == ["up", "down"]
    names = ["sequenceencoder0", "sequenceencoder1", "sequenceencoder2"]
    assert list(fitted.get_feature_names_out()) == names
    Z = clone(fitted).fit(X, groups=groups).transform(X, groups=groups)
    found = fitted.set_output(transform="pandas").transform(frame)
    assert list(found) == names
    assert found.index.equals(index)
    np.testing.assert_array_equal(found, Z)
    fitted.fit(X)
    assert not hasattr(fitted, "feature_names_in_")


def test_times_may_stand_in_a_column():
    frame = pd.DataFrame(X, columns=["up", "down"])
    frame["when"] = pd.date_range("2026-01-01", periods=len(X), freq="h")
    fitted = encoder(time_column="when").fit(frame)
    assert fitted.n_features_in_ == 2
    np.testing.assert_array_equal(
        fitted.transform(frame), encoder().fit_transform(frame[["up", "down"]])
    )


def test_groups_reach_it_where_metadata_is_routed():
    groups = np.repeat([0, 1], 100)
    with sklearn.config_context(enable_metadata_routing=True):
        pipeline = make_pipeline(encoder(), StandardScaler()).fit(X, groups=groups)
        Z = pipeline.transform(X, groups=groups)
    expected = encoder().fit_transform(X, groups=groups)
    np.testing.assert_allclose(Z, StandardScaler().fit_transform(expected))


def test_few_rows_raise_no_warning():
    assert encoder().fit(X).transform(X[:1]).shape == (1, 3)


def test_default_keeps_levels():
    fitted = SequenceEncoder()
    fitted.detector = fitted._default().set_params(
        window_size=8, max_iter=1, hidden_layer_sizes=(4,)
    )
    fitted.fit(X)
    assert fitted.detector_.causal_
    assert not fitted.detector_.detrend_
    assert not fitted.detector.causal
    assert hasattr(SequenceEncoder(), "inverse_transform")


def test_a_fitted_detector_is_taken_as_it_is():
    detector = tiny("AutoencoderDetector", window_size=8, max_iter=5, causal=True).fit(
        X
    )
    fitted = clone(SequenceEncoder(FrozenEstimator(detector))).fit(X[:20])
    assert fitted.detector_ is detector
    np.testing.assert_array_equal(fitted.transform(X), encoder().fit_transform(X))
    with pytest.raises(ValueError, match="X has 1 features"):
        clone(fitted).fit(X[:, :1])
    around = tiny("AutoencoderDetector", window_size=8, max_iter=1).fit(X)
    with pytest.raises(ValueError, match="later ones: fit it with causal=True or"):
        SequenceEncoder(FrozenEstimator(around)).fit(X)
    unfitted = SequenceEncoder(FrozenEstimator(tiny("AutoencoderDetector")))
    with pytest.raises(NotFittedError):
        unfitted.fit(X)
    assert hasattr(unfitted, "inverse_transform")


def machine(n=600, seed=0):
    """Two columns of a machine that is in one of two states, and the states."""
    rng = np.random.RandomState(seed)
    state = np.arange(n) // 50 % 2
    phase = np.cumsum(np.where(state, 0.8, 0.2))
    rows = np.column_stack([np.sin(phase), np.cos(phase)])
    return rows + 0.05 * rng.normal(size=rows.shape), state


def test_states_of_a_machine():
    rows, state = machine()
    settled = np.arange(600) % 50 >= 8  # the window holds one state
    make = lambda: encoder(detrend=False, max_iter=200, latent_size=4)  # noqa: E731
    classes = np.where(state, "fast", "slow")
    forest = make_pipeline(make(), RandomForestClassifier(20, random_state=0))
    forest.fit(rows, classes)
    new, new_state = machine(seed=1)
    found = forest.predict(new)[settled] == np.where(new_state, "fast", "slow")[settled]
    assert found.mean() > 0.9
    alone = RandomForestClassifier(20, random_state=0).fit(rows, classes)
    assert (alone.predict(new) == np.where(new_state, "fast", "slow")).mean() < 0.7
    clusters = make_pipeline(make(), KMeans(2, n_init=2, random_state=0))
    assert len(set(clusters.fit_predict(rows))) == 2
    # A fast machine is unlike all that was seen of a slow one.
    slow = rows[state == 0]
    neighbours = make_pipeline(make(), LocalOutlierFactor(novelty=True)).fit(slow)
    scores = neighbours.score_samples(new)
    assert roc_auc_score(new_state[settled], -scores[settled]) > 0.8
