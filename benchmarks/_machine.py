"""The machine and the versions that a benchmark ran on, for its JSON."""

import json
import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path


def describe_machine():
    """Return versions, processor and date as a dict."""
    packages = ("skseq", "scikit-learn", "keras", "jax", "numpy", "scipy")
    return {
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        # Mean number of processes that were ready to run in the last minute.
        "load": round(os.getloadavg()[0], 1),
        "versions": {package: version(package) for package in packages},
    }


def _processor():
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor()
    lines = (line.partition(":") for line in info.read_text().splitlines())
    return next((v.strip() for k, _, v in lines if k.strip() == "model name"), "")


def write_results(name, results):
    """Write the results of a benchmark, and its machine, to results/<name>.json."""
    path = Path(__file__).parent / "results" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    text = {"machine": describe_machine(), "results": results}
    path.write_text(json.dumps(text, indent=1) + "\n")
