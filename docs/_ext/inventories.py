"""Where names of other projects are documented, without asking their sites.

A build must not depend on the network, so the names that this site links to are listed
here, and written as inventories of intersphinx. A name that is missing fails the build
(``nitpicky``): add it. ``SKSEQ_FULL_INVENTORIES=1`` takes the projects' own instead.
"""

import os
import zlib

SITES = {
    "sklearn": "https://scikit-learn.org/stable/",
    "numpy": "https://numpy.org/doc/stable/",
    "pandas": "https://pandas.pydata.org/docs/",
    "matplotlib": "https://matplotlib.org/stable/",
}
# Pages of the projects, by the beginning of the name.
PAGES = {
    "sklearn": "modules/generated/$.html#$",
    "numpy": "reference/generated/$.html#$",
    "pandas": "reference/api/$.html#$",
}
NAMES = {
    "sklearn": {
        "py:class": [
            "sklearn.base.BaseEstimator",
            "sklearn.decomposition.PCA",
            "sklearn.ensemble.IsolationForest",
            "sklearn.model_selection.GridSearchCV",
            "sklearn.model_selection.GroupKFold",
            "sklearn.model_selection.TimeSeriesSplit",
            "sklearn.neighbors.LocalOutlierFactor",
            "sklearn.pipeline.Pipeline",
            "sklearn.preprocessing.StandardScaler",
            "sklearn.svm.OneClassSVM",
        ],
        "py:function": [
            "sklearn.metrics.average_precision_score",
            "sklearn.metrics.make_scorer",
            "sklearn.metrics.precision_recall_fscore_support",
            "sklearn.pipeline.make_pipeline",
            "sklearn.utils.estimator_checks.check_estimator",
            "sklearn.utils.estimator_checks.parametrize_with_checks",
        ],
    },
    "numpy": {"py:function": ["numpy.quantile"]},
    "pandas": {"py:class": ["pandas.DataFrame", "pandas.MultiIndex"]},
    "matplotlib": {},
}


def mapping(folder):
    """Return ``intersphinx_mapping``; write what it needs to a folder."""
    if os.environ.get("SKSEQ_FULL_INVENTORIES"):
        return {name: (site, None) for name, site in SITES.items()}
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, site in SITES.items():
        path = folder / f"{name}.inv"
        path.write_bytes(inventory(name))
        found[name] = (site, str(path))
    return found


def inventory(project):
    """Return the inventory of a project, in the format of Sphinx, version 2."""
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {project}\n"
        "# Version: \n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    lines = [
        f"{name} {role} 1 {PAGES[project]} -\n"
        for role, names in NAMES[project].items()
        for name in names
    ]
    return head.encode() + zlib.compress("".join(lines).encode())
