"""Files of the package agree: versions, and names of files and detectors."""

import re
import tomllib
from pathlib import Path

import pytest

import skseq

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = SETTINGS["project"]
EXTRAS = PROJECT["optional-dependencies"]


def floors(requirements):
    """Return name -> lowest version, as a tuple without trailing zeros."""
    found = {}
    for requirement in requirements:
        name, version = re.fullmatch(
            r"([\w-]+)[>=]=([\d.]+)(?:,<[\d.]+)?(?:; .+)?", requirement
        ).groups()
        version = tuple(map(int, version.split(".")))
        while version[-1] == 0:
            version = version[:-1]
        found.setdefault(name, set()).add(version)
    return found


def test_installed_floors_are_the_stated_ones():
    lines = (ROOT / "constraints-floor.txt").read_text().splitlines()
    installed = [line for line in lines if line and not line.startswith("#")]
    assert all("==" in line for line in installed)
    stated = PROJECT["dependencies"] + EXTRAS["test"] + EXTRAS["examples"]
    assert floors(installed) == floors(stated)


def test_every_requirement_has_one_floor():
    everything = [*PROJECT["dependencies"], *(r for e in EXTRAS.values() for r in e)]
    assert {name for name, found in floors(everything).items() if len(found) > 1} == (
        set()
    )


def test_hooks_have_the_versions_of_the_linters():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()
    lists = re.findall(r"additional_dependencies: \[(.*)\]", hooks)
    assert {name for found in lists for name in re.findall('"(.*?)"', found)} == set(
        EXTRAS["lint"]
    )


def test_version_is_the_same_in_the_package():
    assert PROJECT["version"] == skseq.__version__
    citation = (ROOT / "CITATION.cff").read_text()
    assert f"\nversion: {skseq.__version__}\n" in citation


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGES.md"])
def test_detectors_named_in_a_page_exist(page):
    named = set(re.findall(r"`(\w+Detector)\b", (ROOT / page).read_text()))
    assert named
    assert named <= {*skseq.__all__, "SequenceDetector", "RecurrentDetector"}


@pytest.mark.parametrize(
    "page", ["CONTRIBUTING.md", "docs/design.md", "docs/add_architecture.rst"]
)
def test_files_named_in_a_page_exist(page):
    text = (ROOT / page).read_text()
    named = set(re.findall(r"`((?:\w[\w.]*/)*\w+\.py|(?:\w+/)+)`", text))
    assert named
    folders = ROOT, ROOT / "skseq"
    assert {p for p in named if not any((f / p).exists() for f in folders)} == set()


def test_files_of_tests_may_have_equal_names():
    # By default pytest imports them by their names alone: of two alike only one runs.
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    options = SETTINGS["tool"]["pytest"]["ini_options"]["addopts"]
    assert len(set(names)) == len(names) or "--import-mode=importlib" in options
