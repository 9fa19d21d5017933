"""Frames of pandas and polars, which are optional: of which kind, and new ones."""

from importlib import import_module

KINDS = "pandas", "polars"


def kind_of(X):
    """Return "pandas" or "polars" for a frame, None for anything else."""
    kind = type(X).__module__.partition(".")[0]
    return kind if kind in KINDS and hasattr(X, "columns") else None


def make_frame(columns, kind, index=None):
    """Make a frame.

    Parameters
    ----------
    columns : dict of str to array-like of shape (n_rows,)
        Columns by name.
    kind : {"pandas", "polars"}
        Whose frame.
    index : pandas.Index, default=None
        Index of the rows; without one they are counted. Polars has none.

    Returns
    -------
    frame : pandas.DataFrame or polars.DataFrame
        The frame.

    Raises
    ------
    ImportError
        If the library is not installed.
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
