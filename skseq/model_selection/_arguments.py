"""Checks that the splitters share."""

from numbers import Integral


def count_rows(X):
    """Rows of an array, a sparse matrix, a data frame or a list."""
    return X.shape[0] if hasattr(X, "shape") else len(X)


def check_ints(splitter, lowest, optional=()):
    """Raise ValueError unless the named parameters are ints of at least a bound."""
    for name, bound in lowest.items():
        value = getattr(splitter, name)
        if value is None and name in optional:
            continue
        is_int = isinstance(value, Integral) and not isinstance(value, bool)
        if not is_int or value < bound:
            raise ValueError(f"{name} must be an int >= {bound}, got {value!r}.")
