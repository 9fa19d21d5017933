"""Models of many series: each is given the rows of its own series."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator

from skseq.compose._models import ask_each, fit_each

X = np.arange(10.0)[:, None]
Y = np.arange(10) % 2
GROUPS = np.repeat(["mill", "kiln"], [4, 6])


class Keeper(BaseEstimator):
    """Keeps what it is given."""

    def fit(self, X, y=None):
        if len(X) < 2:
            raise ValueError("too few")
        self.given_ = X, y
        return self

    def said(self, X, y=None):
        return self.given_[0][0, 0], X, y


def test_a_fit_that_returns_nothing_gives_a_model():
    class Silent(Keeper):
        def fit(self, X, y=None):
            super().fit(X, y)

    models = fit_each(Silent(), X, Y, GROUPS, None)
    assert all(type(model) is Silent for model in models.values())


def test_each_model_is_given_the_rows_and_labels_of_its_series():
    models = fit_each(Keeper(), X, Y, GROUPS, None)
    assert list(models) == ["mill", "kiln"]
    for name, model in models.items():
        np.testing.assert_array_equal(model.given_[0], X[name == GROUPS])
        np.testing.assert_array_equal(model.given_[1], Y[name == GROUPS])
    (alone,) = fit_each(Keeper(), X, None, None, None).values()
    assert alone.given_ == (X, None)


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_answers_stand_in_the_order_of_the_rows(n_jobs):
    models = fit_each(Keeper(), X, Y, GROUPS, n_jobs)
    rows = np.r_[4:10, 0:4]
    arrays = X[rows], Y[rows]
    answers, n_rows = ask_each("said", models, None, arrays, GROUPS[rows], n_jobs)
    assert n_rows.tolist() == [6, 4]
    assert [first for first, _, _ in answers] == [4.0, 0.0]
    np.testing.assert_array_equal(np.concatenate([a[1] for a in answers]), X[rows])
    np.testing.assert_array_equal(np.concatenate([a[2] for a in answers]), Y[rows])
    answers, _ = ask_each("said", models, None, (X, None), GROUPS, n_jobs)
    assert [y for _, _, y in answers] == [None, None]


def test_series_without_a_model_go_to_the_shared_one():
    models = fit_each(Keeper(), X, None, GROUPS, None)
    groups = np.repeat(["mill", "fan"], 5)
    with pytest.raises(ValueError, match="1 series of X, such as 'fan', were not"):
        ask_each("said", models, None, (X,), groups, None)
    shared = Keeper().fit(X + 70)
    answers, _ = ask_each("said", models, shared, (X,), groups, None)
    assert [first for first, _, _ in answers] == [0.0, 70.0]


def test_a_series_that_cannot_be_fitted_is_named():
    groups = np.repeat(["mill", "fan"], [9, 1])
    with pytest.raises(ValueError, match="series 'fan' of 1 rows cannot be fitted"):
        fit_each(Keeper(), X, None, groups, None)
    with pytest.raises(ValueError, match=r"^too few"):
        fit_each(Keeper(), X[:1], None, None, None)
