"""What is stated in more than one file of the package says the same in each."""

import re
import tomllib
from pathlib import Path

import skseq

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


def floors(requirements):
    """Return name -> lowest version, as a tuple without trailing zeros."""
    found = {}
    for requirement in requirements:
        name, version = re.fullmatch(
            r"([\w-]+)[>=]=([\d.]+)(?:,<[\d.]+)?", requirement
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


def test_every_public_detector_is_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert [name for name in skseq.detectors.__all__ if f"`{name}`" not in readme] == []


def test_files_of_tests_have_names_of_their_own():
    # pytest imports them by their names alone: of two alike only one would run.
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(set(names)) == sorted(names)
