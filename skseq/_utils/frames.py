"""Frames of pandas and polars, which are optional: of which kind, and new ones."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from numpy.typing import ArrayLike

if TYPE_CHECKING:
    import pandas as pd

Kind: TypeAlias = Literal["pandas", "polars"]
KINDS: tuple[Kind, Kind] = "pandas", "polars"


def kind_of(X: object) -> Kind | None:
    """Return the library of a frame, None for anything else."""
    library = type(X).__module__.partition(".")[0]
    is_frame = library in KINDS and hasattr(X, "columns")
    return cast(Kind, library) if is_frame else None


def make_frame(
    columns: Mapping[str, ArrayLike], kind: str, index: pd.Index | None = None
) -> Any:
    """Return a frame of columns by name, or raise ImportError without its library.

    Only frames of pandas have an index; without one their rows are numbered.
    """
    try:
        library = import_module(kind)
    except ImportError as error:
        raise ImportError(
            f"a frame of {kind} needs {kind}, which is not installed: install it, or "
            "ask for another output."
        ) from error
    if kind == "pandas":
        return library.DataFrame(columns, index=index)
    return library.DataFrame(columns)
