"""Where real series and reference values are, beside the checkout, if at hand."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared_file(name):
    """Return the path of a shared file, or skip the test and say so."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared file {name} is not beside this checkout")
    return path
