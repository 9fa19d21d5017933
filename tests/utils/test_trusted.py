"""trusted_types: public names, under which files keep all classes."""

import inspect
import pickle
from importlib import import_module

import pytest
from sklearn.base import clone

import skseq
from skseq.utils import all_estimators, trusted_types

# Keras names its layers by itself.
MODULES = [f"skseq.{name}" for name in skseq._SUBPACKAGES if name != "layers"]


@pytest.mark.parametrize("module", MODULES)
def test_public_classes_say_where_they_are_public(module):
    public = import_module(module)
    for name in getattr(public, "__all__", ()):
        if inspect.isclass(getattr(public, name)):
            assert getattr(public, name).__module__ == module


def test_all_estimators_are_trusted_by_public_names():
    names = trusted_types()
    assert len(names) == len(all_estimators())
    for path in names:
        module, name = path.rsplit(".", 1)
        assert not any(part.startswith("_") for part in module.split("."))
        assert getattr(import_module(module), name) is dict(all_estimators())[name]


def test_pickles_with_the_former_private_names_are_read(fitted):
    detector = clone(fitted("LSTMDetector"))
    former = pickle.dumps(detector, protocol=0).replace(
        b"cskseq.detectors\n", b"cskseq.detectors._lstm\n"
    )
    assert b"._lstm\n" in former
    assert repr(pickle.loads(former)) == repr(detector)
