"""Every public object is documented, completely and in the same form."""

import inspect
import re
import warnings
from importlib import import_module
from importlib.util import find_spec

import pytest
from numpydoc.docscrape import ClassDoc, FunctionDoc
from numpydoc.validate import validate
from tiny import DETECTORS

import skseq

MODULES = [f"skseq.{name}" for name in skseq._SUBPACKAGES]
MODULES += ["skseq.utils.discovery", "skseq.utils.estimator_checks"]

# Of what is public, what is neither a function nor a class.
OBJECTS = sorted(
    f"{module}.{name}"
    for module in MODULES
    for name, thing in inspect.getmembers(import_module(module))
    if name in getattr(import_module(module), "__all__", [name])
    and not name.startswith("_")
    and (inspect.isfunction(thing) or inspect.isclass(thing))
    and thing.__module__.startswith(module.rsplit(".", 1)[0])
)
# And those of the package itself, whose modules are private.
OBJECTS += [f"skseq.{name}" for name, home in skseq._EXPORTS.items() if "._" in home]
# Every parameter documented, in order and no other; summaries; what is returned.
RULES = {"GL08", "SS03", "SS05", "PR01", "PR02", "PR03", "PR04", "PR07", "RT01", "RT03"}
# They have their own words instead: what check(name, estimator) asserts.
CHECKS = "skseq.utils.estimator_checks.check_"


def violations(path, rules=RULES):
    found = validate(path)["errors"]
    return [error for error in found if error[0] in rules]


def load(path):
    module, name = path.rsplit(".", 1)
    return getattr(import_module(module), name)


@pytest.mark.parametrize("path", OBJECTS)
def test_public_object_is_documented(path):
    is_check = path.startswith(CHECKS) and not path.endswith("check_sequence_detector")
    assert not violations(path, {"GL08", "SS03"} if is_check else RULES)
    thing = load(path)
    parse = ClassDoc if inspect.isclass(thing) else FunctionDoc
    if not is_check:
        assert parse(thing)["Examples"], f"{path} shows no example"
    if not is_check and path != "skseq.thresholds.ThresholdRule":
        assert parse(thing)["See Also"], f"{path} names nothing to see also"


# scikit-learn has had them since 1.9.
HAS_CALLBACKS = find_spec("sklearn.callback") is not None


def test_names_to_see_also_exist():
    for path in OBJECTS:
        thing = load(path)
        doc = (ClassDoc if inspect.isclass(thing) else FunctionDoc)(thing)
        for names, _ in doc["See Also"]:
            for name, _ in names:
                # In the same module, or anywhere by its full name.
                full = name if "." in name else f"{path.rsplit('.', 1)[0]}.{name}"
                if full.startswith("sklearn.callback") and not HAS_CALLBACKS:
                    continue
                try:
                    import_module(full)
                except ModuleNotFoundError:
                    assert load(full), f"{path} names {name}"


RAISES = re.compile(r"^ +raise (?!Not|AttributeError|\w+ from|$)", re.MULTILINE)


@pytest.mark.parametrize("path", OBJECTS)
def test_errors_of_functions_are_documented(path):
    thing = load(path)
    if inspect.isfunction(thing) and not path.startswith(CHECKS):
        raises = RAISES.search(inspect.getsource(thing))
        assert not raises or FunctionDoc(thing)["Raises"], f"{path} raises errors"


@pytest.mark.parametrize(
    "path", [path for path in OBJECTS if inspect.isclass(load(path))]
)
def test_public_methods_are_documented(path):
    cls = load(path)
    for name, method in inspect.getmembers(cls, inspect.isfunction):
        if not name.startswith("_") and method.__module__.startswith("skseq"):
            # Its parameters are those of the detector, and explained with its base.
            rules = {"GL08", "SS03"} if name == "build_network" else RULES
            assert not violations(f"{path}.{name}", rules)


@pytest.mark.parametrize("name", DETECTORS)
def test_sections_of_a_detector(name):
    doc = ClassDoc(DETECTORS[name])
    for section in ("Parameters", "Attributes", "Notes", "References", "Examples"):
        assert doc[section], f"{name} lacks {section}"
    params = inspect.signature(DETECTORS[name]).parameters
    for entry in doc["Parameters"]:
        default = params[entry.name].default
        stated = entry.type.split("default=")[1].strip('"')
        is_same = stated == str(default) or float(stated) == default
        assert is_same, f"{entry.name} says default={stated}, but it is {default}"


@pytest.mark.parametrize("name", DETECTORS)
def test_documented_attributes_exist(fitted, name):
    detector = fitted(name)
    documented = {entry.name for entry in ClassDoc(DETECTORS[name])["Attributes"]}
    documented = {name for entry in documented for name in entry.split(", ")}
    fitted_names = {key for key in vars(detector) if key.endswith("_")}
    properties = {
        key
        for key, value in inspect.getmembers(type(detector))
        if isinstance(value, property) and not key.startswith("_")
    }
    assert documented - {"feature_names_in_"} == fitted_names | properties


def test_functions_doc_can_be_parsed():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in OBJECTS:
            parse = ClassDoc if inspect.isclass(load(path)) else FunctionDoc
            assert parse(load(path))["Summary"]
