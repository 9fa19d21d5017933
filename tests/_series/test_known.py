"""Quantiles of what is known of each column."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skseq._series.known import known_quantiles


@given(
    st.integers(0, 99),
    st.integers(1, 12),
    st.integers(1, 4),
    st.sampled_from([0.0, 0.02, 0.5, 1.0]),
)
def test_each_column_has_the_quantile_of_its_known_values(seed, n_rows, n, quantile):
    rng = np.random.RandomState(seed)
    values, mask = rng.normal(size=(n_rows, n)), rng.uniform(size=(n_rows, n)) < 0.5
    found = known_quantiles(np.where(mask, values, np.nan), mask, quantile)
    for column, known, value in zip(values.T, mask.T, found, strict=True):
        assert value == (np.quantile(column[known], quantile) if known.any() else 0)
    np.testing.assert_array_equal(
        known_quantiles(values, mask[:, :1], quantile),
        known_quantiles(values, np.repeat(mask[:, :1], n, axis=1), quantile),
    )
    everything = np.ones_like(mask)
    np.testing.assert_array_equal(
        known_quantiles(values, None, quantile),
        known_quantiles(values, everything, quantile),
    )
