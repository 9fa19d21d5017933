"""What a benchmark ran on, for its JSON."""

import os
import platform
from datetime import date
from importlib.metadata import version


def describe_machine():
    """Return versions, processor and date as a dict."""
    packages = ("skseq", "scikit-learn", "keras", "jax", "numpy", "scipy")
    return {
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "versions": {package: version(package) for package in packages},
    }
