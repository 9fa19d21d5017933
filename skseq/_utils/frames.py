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


def to_native(X: Any) -> Any:
    """Return the frame that narwhals wraps, anything else as it is."""
    is_wrapped = type(X).__module__.partition(".")[0] == "narwhals"
    return X.to_native() if is_wrapped and hasattr(X, "to_native") else X


def columns_of(X: Any) -> list[tuple[Any, str]]:
    """Return names and types of the columns of a frame or table, none of an array."""
    names = getattr(X, "column_names", None)  # of pyarrow
    if names is not None and hasattr(X, "schema"):
        return list(zip(names, map(str, X.schema.types), strict=True))
    if not hasattr(X, "columns") or not hasattr(X, "dtypes"):
        return []
    return list(zip(X.columns, map(str, X.dtypes), strict=True))


def column_of(X: Any, number: int) -> Any:
    """Return a column of a frame or table."""
    if hasattr(X, "iloc"):
        return X.iloc[:, number]
    return X.column(number) if hasattr(X, "column_names") else X.to_series(number)


def without_column(X: Any, number: int) -> Any:
    """Return a frame or table without one of its columns."""
    if hasattr(X, "iloc"):
        return X.iloc[:, [n for n in range(X.shape[1]) if n != number]]
    if hasattr(X, "remove_column"):
        return X.remove_column(number)
    return X.drop(X.columns[number])
