"""Inventories of other projects for intersphinx, without network.

The names of scikit-learn come from the installed package; the few names of others are
listed here. A name in none of them fails the build (``nitpicky``).
``SKSEQ_FULL_INVENTORIES=1`` downloads the inventories of the projects instead.
"""

import inspect
import os
import pkgutil
import zlib
from importlib import import_module

import sklearn

SITES = {
    "sklearn": "https://scikit-learn.org/stable/",
    "numpy": "https://numpy.org/doc/stable/",
    "pandas": "https://pandas.pydata.org/docs/",
    "matplotlib": "https://matplotlib.org/stable/",
}
# Pages of the projects; $ is the name. Modules have other pages.
MODULE_PAGE = "api/$.html#module-$"
PAGES = {
    "sklearn": "modules/generated/$.html#$",
    "numpy": "reference/generated/$.html#$",
    "pandas": "reference/api/$.html#$",
    "matplotlib": "api/$.html#$",
}
NAMES = {
    "numpy": {"py:function": ["numpy.quantile"]},
    "pandas": {"py:class": ["pandas.DataFrame", "pandas.MultiIndex"]},
    "matplotlib": {},
}
# Not for users, or with side effects at import.
LEFT_OUT = {"conftest", "experimental", "externals", "tests"}


def mapping(folder):
    """Return ``intersphinx_mapping``, with inventories written to a folder."""
    if os.environ.get("SKSEQ_FULL_INVENTORIES"):
        return {name: (site, None) for name, site in SITES.items()}
    folder.mkdir(parents=True, exist_ok=True)
    names = {**NAMES, "sklearn": sklearn_names()}
    found = {}
    for project, site in SITES.items():
        path = folder / f"{project}.inv"
        path.write_bytes(inventory(project, names[project]))
        found[project] = (site, str(path))
    return found


def sklearn_names():
    """Return the public modules, classes and functions of scikit-learn by roles."""
    modules = [
        f"sklearn.{module.name}"
        for module in pkgutil.iter_modules(sklearn.__path__)
        if not module.name.startswith("_") and module.name not in LEFT_OUT
    ]
    found = {"py:module": modules, "py:class": [], "py:function": []}
    for module in [*modules, "sklearn.utils.estimator_checks"]:
        for name, thing in vars(import_module(module)).items():
            own = str(getattr(thing, "__module__", "")).startswith("sklearn")
            if own and not name.startswith("_"):
                if inspect.isclass(thing):
                    found["py:class"].append(f"{module}.{name}")
                elif inspect.isfunction(thing):
                    found["py:function"].append(f"{module}.{name}")
    return found


def inventory(project, names):
    """Return the inventory of a project, in the format of Sphinx, version 2."""
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {project}\n"
        "# Version: \n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    lines = [
        f"{name} {role} 1 {MODULE_PAGE if role == 'py:module' else PAGES[project]} -\n"
        for role, found in names.items()
        for name in found
    ]
    return head.encode() + zlib.compress("".join(lines).encode())
