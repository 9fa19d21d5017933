"""all_estimators: what it finds, and that no architecture is left out."""

import inspect
import pkgutil
from importlib import import_module

import pytest
from sklearn.base import BaseEstimator

import skseq
import skseq.detectors
from skseq.detectors._base import SequenceDetector
from skseq.utils import all_estimators


def test_finds_what_the_packages_name():
    names = [name for name, _ in all_estimators()]
    assert names == sorted(names)
    assert set(skseq.detectors.__all__) < set(names)
    assert "SlidingWindow" in names
    assert all(issubclass(cls, BaseEstimator) for _, cls in all_estimators())


def test_every_architecture_is_public_and_at_the_top():
    package = skseq.detectors
    defined = {
        name
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        for name, cls in inspect.getmembers(import_module(info.name), inspect.isclass)
        # Without a network of its own a class is what architectures share.
        if issubclass(cls, SequenceDetector) and hasattr(cls, "build_network")
    }
    assert defined == {name for name, _ in all_estimators("outlier_detector")}
    for name in defined:
        assert getattr(skseq, name) is getattr(package, name)


def test_filters_by_type():
    detectors, transformers = map(all_estimators, ["outlier_detector", "transformer"])
    assert {name for name, _ in detectors} == set(skseq.detectors.__all__)
    assert "SlidingWindow" in dict(transformers)
    both = all_estimators(["outlier_detector", "transformer"])
    assert set(both) == {*detectors, *transformers}
    assert all_estimators([]) == []


@pytest.mark.parametrize("type_filter", ["regressor", ["transformer", "forest"]])
def test_refuses_an_unknown_type(type_filter):
    with pytest.raises(ValueError, match="type_filter must be None or of"):
        all_estimators(type_filter)
