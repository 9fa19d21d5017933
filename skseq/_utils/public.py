"""Public names of classes, under which files keep them."""

from __future__ import annotations

import inspect
from typing import Any


def publish(module: dict[str, Any]) -> None:
    """Have the classes in ``__all__`` of a module say that they are defined there.

    Saved files name classes by this, so they can be read after the private file that
    defines a class was renamed; and what one is asked to trust is a public name.
    """
    for name in module["__all__"]:
        if inspect.isclass(module[name]):
            module[name].__module__ = module["__name__"]
