"""What estimators have in common is said once, shortly, and copied into each."""

import shutil
from pathlib import Path

import pytest
import shared_docs
from numpydoc.docscrape import ClassDoc, NumpyDocString
from tiny import DETECTORS

import skseq.detectors._recurrent
import skseq.detectors._shared_docs
import skseq.preprocessing

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    skseq.detectors._shared_docs.__doc__,
    skseq.detectors._recurrent.RecurrentDetector.__doc__,
]
ENTRIES = {
    entry.name: entry
    for source in SOURCES
    for section in ("Parameters", "Attributes")
    for entry in NumpyDocString(source)[section]
}


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the detectors' files."""
    return shutil.copytree(shared_docs.FOLDERS[0], tmp_path / "detectors")


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_detector_has_the_shared_words():
    assert shared_docs.main(["--check"]) == []


@pytest.mark.parametrize("name", ENTRIES)
def test_shared_words_are_short(name):
    assert 1 <= len(ENTRIES[name].desc) <= 2


def test_pages_of_the_guide_that_are_named_exist():
    text = "".join(SOURCES)
    pages = [word.split("guide/")[1] for word in text.split() if "guide/" in word]
    pages = {page.rstrip(".") for page in pages if "..." not in page}
    assert pages
    for page in pages:
        assert (ROOT / "docs" / "questions" / f"{page}.py").is_file()


@pytest.mark.parametrize("name", DETECTORS)
def test_shared_words_stand_in_the_docstring(name):
    parameters = {
        entry.name: entry for entry in ClassDoc(DETECTORS[name])["Parameters"]
    }
    attributes = {
        entry.name: entry for entry in ClassDoc(DETECTORS[name])["Attributes"]
    }
    assert parameters["causal"].desc == ENTRIES["causal"].desc
    assert parameters["causal"].type == "bool, default=False"
    assert attributes["offset_"] == ENTRIES["offset_"]
    assert ("lags" in parameters) == ("lags_" in attributes)


def test_check_changes_nothing_and_writing_is_enough(folder):
    change(folder / "_shared_docs.py", "Rows of a window.", "Size of a window.")
    before = (folder / "_gru.py").read_text(encoding="utf-8")
    found = shared_docs.main(["--check"], [folder])
    assert len(found) == len(DETECTORS)
    assert any(problem.startswith("_gru.py had other words") for problem in found)
    assert (folder / "_gru.py").read_text(encoding="utf-8") == before
    assert len(shared_docs.main([], [folder])) == len(DETECTORS)
    assert "Size of a window." in (folder / "_gru.py").read_text(encoding="utf-8")
    assert shared_docs.main(["--check"], [folder]) == []


def test_defaults_and_order_are_those_of_the_constructor(folder):
    gru = folder / "_gru.py"
    change(gru, "tol: float = 1e-4,\n", "")
    change(
        gru, "batch_size: int = 8,", "tol: float = 2e-3,\n        batch_size: int = 9,"
    )
    shared_docs.main([], [folder])
    text = gru.read_text(encoding="utf-8")
    assert "batch_size : int, default=9\n" in text
    assert "tol : float, default=2e-3\n" in text
    assert text.index("tol : float") < text.index("batch_size : int")


def test_words_of_a_base_go_before_those_of_all(folder):
    first = '    lags : tuple of int or "auto"\n'
    own = "    causal : bool\n        Only of recurrent ones.\n"
    change(folder / "_recurrent.py", first, own + first)
    shared_docs.main([], [folder])
    for name, is_recurrent in [("_lstm.py", True), ("_autoencoder.py", False)]:
        text = (folder / name).read_text(encoding="utf-8")
        assert ("Only of recurrent ones." in text) == is_recurrent


def test_own_words_stay_and_must_be_there(folder):
    gru = folder / "_gru.py"
    change(gru, "Units of the GRU layer.", "My own words.")
    shared_docs.main([], [folder])
    assert "My own words." in gru.read_text(encoding="utf-8")
    change(gru, "    units : int, default=64\n        My own words.\n", "")
    with pytest.raises(
        SystemExit, match="GRUDetector has no words on its parameter units"
    ):
        shared_docs.main([], [folder])


def test_missing_heading_is_named(folder):
    change(folder / "_gru.py", "    Attributes\n    ----------\n", "")
    with pytest.raises(SystemExit, match="GRUDetector has no section Attributes"):
        shared_docs.main([], [folder])


def test_words_on_methods_follow_the_first_line(folder):
    change(folder / "_shared_docs.py", "Rows of a segment.", "Rows that are read.")
    first = "Build the network: GRU layer, latent space, linear heads."
    own = f'"""{first}\n\n        Of my own.\n'
    change(folder / "_gru.py", f'"""{first}\n', own)
    shared_docs.main([], [folder])
    text = (folder / "_gru.py").read_text(encoding="utf-8")
    assert f'"""{first}\n\n        Its other arguments' in text
    assert "Rows that are read." in text and "Of my own." not in text


def test_method_without_a_docstring_is_named(folder):
    path = folder / "_gru.py"
    text = path.read_text(encoding="utf-8")
    start = text.index('        """Build the network')
    path.write_text(text[:start] + text[text.index("        import keras") :])
    with pytest.raises(
        SystemExit, match=r"GRUDetector\.build_network has no docstring"
    ):
        shared_docs.main([], [folder])


def test_transformers_share_words_too(tmp_path):
    folder = shutil.copytree(shared_docs.FOLDERS[1], tmp_path / "preprocessing")
    change(folder / "_shared_docs.py", "Number of columns", "How many columns")
    found = shared_docs.main([], [folder])
    assert len(found) == len(skseq.preprocessing.__all__)
    for name in ("_deseasonalizer.py", "_sliding_window.py"):
        assert "How many columns" in (folder / name).read_text(encoding="utf-8")
