"""The extensions of the site: links, their check, tables, formulas, examples."""

import inspect
import json
import re
import zlib
from importlib import import_module
from pathlib import Path

import api_pages
import benchmark_pages
import check_site
import gallery_order
import inventories
import mathml
import matplotlib.pyplot as plt
import numpy as np
import pytest
import small_pictures
from docutils import nodes
from numpydoc.docscrape_sphinx import get_doc_object
from PIL import Image
from sphinx.errors import ExtensionError
from tiny import DETECTORS, tiny_detectors

from skseq.utils import all_estimators
from skseq.utils.estimator_checks import expected_failed_checks

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"

SITE = "https://skseq.readthedocs.io/en/stable/"
PATHS = [path for paths in api_pages.all_objects().values() for path in paths]


@pytest.mark.parametrize("name", dict(all_estimators()))
def test_html_display_links_to_a_page_of_the_reference(name):
    estimator = dict(all_estimators())[name]
    link = estimator._get_doc_link(estimator.__new__(estimator))
    page = link.removeprefix(SITE).removesuffix(".html")
    assert page in {api_pages.page_name(path) for path in PATHS}
    assert page.endswith(f".{name}")


@pytest.mark.parametrize("name", DETECTORS)
def test_display_of_a_detector_holds_the_link(name):
    assert f'href="{SITE}api/generated/skseq.detectors.{name}.html"' in (
        DETECTORS[name]()._repr_html_()
    )


def test_reference_lists_every_public_object_once():
    assert len(PATHS) == len(set(PATHS))
    for path in ("skseq.detectors.LSTMDetector", "skseq.metrics.vus_pr_score"):
        assert path in PATHS
    index = api_pages.index()
    for path in PATHS:
        assert f"   generated/{path}\n" in index


def test_page_of_a_class_has_its_methods_and_properties():
    page = api_pages.page("skseq.detectors.GRUDetector")
    for method in ("fit", "fit_predict", "predict", "score_samples", "build_network"):
        assert f".. automethod:: {method}\n" in page
    assert ".. autoproperty:: network_\n" in page
    for inherited in ("get_params", "set_fit_request"):
        assert inherited not in page


BROKEN = {
    "the link gone.html leads nowhere": '<a href="gone.html">x</a>',
    "the link other.html#gone names no anchor": '<a href="other.html#gone">x</a>',
    "the link #gone names no anchor": '<a href="#gone">x</a>',
    "the link gone.png leads nowhere": '<img src="gone.png" alt="x">',
    "the link big.png leads nowhere": '<img srcset="big.png 2.00x" alt="x">',
    "the picture page.html has no alt text": '<img src="page.html">',
}


@pytest.mark.parametrize("problem", BROKEN)
def test_check_of_the_site_finds(problem, tmp_path):
    (tmp_path / "other.html").write_text('<p id="here"></p>')
    page = tmp_path / "page.html"
    page.write_text(
        BROKEN[problem]
        + '<a href="other.html#here">x</a><a href="https://else.where/x#y">x</a>'
        + '<a href="other.html#:~:text=here">x</a><a href="#">x</a>'
    )
    (found,) = check_site.problems(tmp_path)
    assert found.startswith(f"page.html: {problem}")
    page.write_text('<a href="other.html#here">x</a>')
    assert check_site.problems(tmp_path) == []


def test_check_of_the_site_weighs_pictures(tmp_path, monkeypatch):
    (tmp_path / "_images").mkdir()
    (tmp_path / "_images" / "a.png").write_bytes(bytes(2000))
    assert check_site.problems(tmp_path) == []
    monkeypatch.setattr(check_site, "MAX_FIGURE_BYTES", 1000)
    (found,) = check_site.problems(tmp_path)
    assert "the pictures take" in found


@pytest.mark.parametrize("name", benchmark_pages.TABLES)
def test_tables_are_made_of_the_results(name):
    results = benchmark_pages.Results(name)
    header, rows = benchmark_pages.TABLES[name](results)
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    table = benchmark_pages.table(header, rows)
    assert len(list(table.findall(nodes.row))) == 1 + len(rows)
    assert "ython" in benchmark_pages.machine(results) or name == "selection"


def test_every_table_of_the_page_has_a_maker():
    page = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    for name in benchmark_pages.TABLES:
        assert f"```{{benchmark}} {name}\n" in page


def test_detection_table_is_a_mean_over_series_of_means_over_seeds(tmp_path):
    run = {"detector": "A", "track": "U", "fit_seconds": 1, "score_seconds": 1}
    runs = {
        "U/one/A/0": {**run, "vus_pr": 0.2},
        "U/one/A/1": {**run, "vus_pr": 0.4},
        "U/two/A/0": {**run, "vus_pr": 0.9},
    }
    (tmp_path / "detection.json").write_text(json.dumps({"runs": runs}))
    results = benchmark_pages.Results("detection", tmp_path)
    _, rows = benchmark_pages.detection(results)
    assert rows == [["one column", "A", "0.600", "2", "1.5", "2"]]


def test_missing_results_fail_loudly(tmp_path):
    with pytest.raises(ExtensionError, match=r"there is no .*detection\.json"):
        benchmark_pages.Results("detection", tmp_path)
    (tmp_path / "detection.json").write_text('{"runs": {"U/one/A/0": {}}}')
    results = benchmark_pages.Results("detection", tmp_path)
    with pytest.raises(ExtensionError, match=r"detection\.json has no 'detector'"):
        benchmark_pages.detection(results)


@pytest.mark.parametrize("write", [mathml.inline, mathml.block])
def test_formulas_are_drawn_by_the_browser(write):
    class Translator:
        body = []

    text = r"h_t &= z_t \odot h_{t-1} \\ \tilde h &= \tanh(W)"
    text = text if write is mathml.block else r"h_{t-1}"
    with pytest.raises(nodes.SkipNode):
        write(Translator, nodes.math(text, text))
    (html,) = Translator.body[-1:]
    assert "<math" in html
    assert "<msub>" in html


def test_indices_stand_beside_accented_letters():
    html = mathml.formula(r"\hat x_{t,k} + \sum_{i}^{n} x", as_block=False)
    assert "<msub>" in html
    assert "<mover" in html
    assert html.count("<munderover>") == 1  # of the sum


def test_pictures_become_small_and_stay_the_same(tmp_path):
    figure, ax = plt.subplots(dpi=100)
    ax.plot(range(50), color="#0072B2")
    figure.savefig(tmp_path / "a.png")
    plt.close(figure)
    before = np.asarray(Image.open(tmp_path / "a.png").convert("RGB")).astype(int)
    size = (tmp_path / "a.png").stat().st_size
    small_pictures.shrink(tmp_path)
    after = np.asarray(Image.open(tmp_path / "a.png").convert("RGB")).astype(int)
    assert (tmp_path / "a.png").stat().st_size < size
    assert after.shape == before.shape
    assert np.abs(after - before).mean() < 1


def test_inventories_name_the_pages_of_scikit_learn():
    names = inventories.sklearn_names()
    data = inventories.inventory("sklearn", names)
    lines = zlib.decompress(data.split(b"zlib.\n", 1)[1]).decode().splitlines()
    page = "1 modules/generated/$.html#$ -"
    for name in (
        "sklearn.ensemble.IsolationForest py:class",
        "sklearn.model_selection.TimeSeriesSplit py:class",
        "sklearn.pipeline.make_pipeline py:function",
        "sklearn.utils.estimator_checks.check_estimator py:function",
    ):
        assert f"{name} {page}" in lines
    assert not [line for line in lines if "._" in line]


# A word that ends with an underscore is a link in reStructuredText.
LINK_BY_MISTAKE = re.compile(r"(?<![`\w])\w+_(?=[\s,.;:)*]|$)")


@pytest.mark.parametrize("path", PATHS)
def test_types_hold_no_link_by_mistake(path):
    module, name = path.rsplit(".", 1)
    thing = getattr(import_module(module), name)
    things = [thing]
    if inspect.isclass(thing):
        things += [getattr(thing, method) for method in api_pages.public_methods(thing)]
    for documented in things:
        doc = get_doc_object(documented)
        for section in ("Parameters", "Attributes", "Returns"):
            for entry in doc.get(section, ()):
                assert not LINK_BY_MISTAKE.search(entry.type), entry


def scripts():
    """Return the scripts that the site runs."""
    found = [*(DOCS / "questions").glob("*.py"), *(ROOT / "examples").glob("plot_*.py")]
    return sorted(found, key=lambda path: path.name)


def test_every_page_has_its_place():
    names = [path.stem for path in scripts()]
    assert sorted(names) == sorted(gallery_order.ORDER)
    key = gallery_order.PageOrder("docs/questions")
    assert sorted(["pitfalls.py", "start.py"], key=key) == ["start.py", "pitfalls.py"]


@pytest.mark.parametrize("script", scripts(), ids=lambda path: path.stem)
def test_page_begins_with_a_title_and_can_be_compiled(script):
    source = script.read_text(encoding="utf-8")
    compile(source, str(script), "exec")
    title, line = source.removeprefix('"""\n').split("\n")[:2]
    assert line == "=" * len(title), f"{script.name}: the line under the title"


def test_guide_lists_every_check_of_scikit_learn_that_cannot_pass():
    page = (DOCS / "questions/scikit_learn.py").read_text(encoding="utf-8")
    for detector in tiny_detectors():
        for check in expected_failed_checks(detector):
            assert f"``{check}``" in page
    # And no other: all that it names are expected to fail.
    named = set(re.findall(r"``(check_(?!estimator)\w+)``", page))
    assert named == expected_failed_checks(detector).keys()


@pytest.mark.parametrize("path", sorted((DOCS / "drawings").glob("*.svg")), ids=str)
def test_drawings_take_the_colours_of_the_page_and_tell_what_they_show(path):
    svg = path.read_text(encoding="utf-8")
    assert 'role="img"' in svg
    assert "<title>" in svg
    assert 'stroke="currentColor"' in svg
    assert f"drawing:: drawings/{path.name}" in (DOCS / "theory.rst").read_text(
        encoding="utf-8"
    )


def test_pages_to_use_with_others_are_listed():
    folder = DOCS / "use_with"
    index = (folder / "index.md").read_text(encoding="utf-8")
    listed = re.search(r"maxdepth: 1\n\n(.*?)```", index, re.DOTALL)
    pages = {path.stem for path in folder.glob("*.md")} - {"index"}
    assert set(listed[1].split()) == pages
