"""The benchmarks start, and what they import of skseq exists."""

import ast
import sys
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
FILES = sorted(path.stem for path in BENCHMARKS.glob("*.py"))


@pytest.fixture
def folder(monkeypatch):
    """Let modules of the folder be imported, and forget them afterwards."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield
    for name in FILES:
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("bench_")])
def test_benchmark_tells_what_it_measures(name, folder, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    with pytest.raises(SystemExit) as caught:
        import_module(name).main()
    assert caught.value.code == 0
    summary = import_module(name).__doc__.splitlines()[0]
    assert " ".join(summary.split()) in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("name", FILES)
def test_imported_names_exist(name):
    tree = ast.parse((BENCHMARKS / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("skseq"):
            module = import_module(node.module)
            for alias in node.names:
                assert hasattr(module, alias.name), f"{node.module}.{alias.name}"


def test_every_benchmark_is_described():
    text = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    missing = [f for f in FILES if f.startswith("bench_") and f"`{f}.py`" not in text]
    assert missing == []
