"""Configuration of the site: ``python -m sphinx -W docs docs/_build/html``."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]
# Figures are drawn to files, without a window.
os.environ.setdefault("MPLBACKEND", "Agg")

import inventories

import skseq

project = "skseq"
author = copyright = "The skseq developers"
version = release = skseq.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.intersphinx",
    "numpydoc",
    "myst_parser",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    # Of docs/_ext:
    "api_pages",
    "benchmark_pages",
    "check_site",
    "drawing",
    "mathml",
    "small_pictures",
]
exclude_patterns = ["_build", "_ext", "questions", "**/GALLERY_HEADER.rst"]
nitpicky = True  # every reference must have a target

# The browser renders formulas; nothing is loaded from another host.
html_math_renderer = "mathml"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3

# The docstrings state the types, in words and with shapes.
autodoc_typehints = "none"
autosummary_generate = False  # _ext/api_pages.py writes the pages
numpydoc_show_class_members = False
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

intersphinx_mapping = inventories.mapping(HERE / "_build" / "inventories")

sphinx_gallery_conf = {
    "examples_dirs": ["questions", "../examples"],
    "gallery_dirs": ["guide", "auto_examples"],
    # Run all files except two with tests of their own: compare_detectors.py trains
    # seven detectors, redis_consumer.py needs a server.
    "filename_pattern": r"\.py$",
    "ignore_pattern": r"(compare_detectors|redis_consumer)\.py|(^|/)_\w+\.py",
    "within_subsection_order": "gallery_order.PageOrder",
    "doc_module": ("skseq",),
    "reference_url": {"skseq": None},
    "backreferences_dir": "api/backreferences",
    "image_srcset": ["2x"],
    "min_reported_time": 10**6,
    "write_computation_times": False,
    # Show what a display draws, not its repr.
    "ignore_repr_types": r"skseq\.inspection|matplotlib",
    "show_memory": False,
    "show_signature": False,
    "download_all_examples": False,
    "nested_sections": False,
    "abort_on_example_error": True,
    "plot_gallery": True,
}

html_theme = "pydata_sphinx_theme"
html_title = "skseq"
html_static_path = ["_static"]
html_css_files = ["skseq.css"]
html_show_sourcelink = False
html_copy_source = False
html_sidebars = {"index": [], "theory": [], "benchmarks": []}
html_theme_options = {
    "logo": {"text": "skseq"},
    "navbar_align": "left",
    "header_links_before_dropdown": 8,
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": {"**": ["page-toc"], "index": []},
    "show_prev_next": False,
}
