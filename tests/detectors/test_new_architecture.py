"""A new architecture is one file and one line: all tests of detectors pass with it.

A copy of the checkout is given a scratch detector, as "Add an architecture" says.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = "skseq", "tests", "docs", "benchmarks", "examples"
LINE = "from skseq.detectors._conv import ConvDetector as ConvDetector\n"
# The checks over every detector, and what compares one place with another.
TESTS = [
    "tests/detectors/test_common.py",
    "tests/detectors/test_contracts.py",
    "tests/detectors/test_shared_docs.py",
    "tests/test_docs.py",
    "tests/test_docstrings.py",
    "tests/test_layers.py",
    "tests/test_packaging.py",
    "tests/typing/test_user_script.py",
    "tests/utils/test_discovery.py",
    # Last: pytest imports it anew, for its doctest, and classes are then not the same.
    "skseq/detectors/_conv.py",
]
# Of the other detectors the checkout itself runs them.
ONLY = "conv or not (lstm or gru or tcn or autoencoder or vae or script_runs)"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return a function that runs Python in a copy that has one detector more."""
    copy = tmp_path_factory.mktemp("checkout")
    made = shutil.ignore_patterns("_build", "auto_examples", "api", "guide", ".*")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=made)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, copy)
    detectors = copy / "skseq" / "detectors"
    shutil.copy(ROOT / "tests" / "scratch_detector.py", detectors / "_conv.py")
    with (detectors / "__init__.py").open("r+", encoding="utf-8") as file:
        text = file.read()
        first = re.search(r"^from ", text, re.MULTILINE).start()
        file.seek(0)
        file.write(text[:first] + LINE + text[first:])
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}

    def run_python(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=copy,
            env={**kept, "PYTHONPATH": str(copy)},
            capture_output=True,
            text=True,
            check=False,
        )

    # The words that all detectors share are copied into it.
    done = run_python("docs/_ext/shared_docs.py")
    assert "_conv.py" in done.stderr
    return run_python


def test_package_exports_it(run):
    code = "import skseq; print(skseq.ConvDetector.__module__, *skseq.__all__)"
    done = run("-c", code)
    module, *names = done.stdout.split()
    assert module == "skseq.detectors", done.stderr
    assert "ConvDetector" in names


def test_all_tests_of_detectors_pass(run):
    options = "-v", "-p", "no:cacheprovider", "-m", "slow or not slow", "-k", ONLY
    done = run("-m", "pytest", *options, *TESTS)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    passed = re.findall(r"ConvDetector.* PASSED", done.stdout)
    # About 46 common checks and 30 contracts, with and without context.
    assert len(passed) > 120
