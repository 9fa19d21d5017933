"""The code of a page of docs/use_with, run where its libraries are installed."""

import ast
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

PAGES = sorted(Path(__file__).resolve().parents[1].glob("docs/use_with/*.md"))


def code_of(page):
    """Return the Python code of a page, from top to bottom."""
    blocks = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    return "\n".join(blocks)


def libraries_of(code):
    """Return the top modules that a code imports."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.partition(".")[0])
    return sorted(found)


def run_page(name):
    """Run the code of a page in the current folder, and return its names."""
    (page,) = [page for page in PAGES if page.stem == name]
    code = code_of(page)
    for library in libraries_of(code):
        if find_spec(library) is None:
            pytest.skip(f'{library} is not installed: pip install -e ".[integrations]"')
    names = {"__name__": "__main__"}
    exec(compile(code, str(page), "exec"), names)
    return names
