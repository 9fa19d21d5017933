"""Settings of skseq that hold for a whole process, and the processes that it starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

# Read wherever programs are compiled: worker processes inherit the environment.
_COMPILE_CACHE = "SKSEQ_COMPILE_CACHE"
_OFF, _ON = ("", "0", "false"), ("1", "true")


def set_config(*, compile_cache: bool | str | Path | None = None) -> None:
    """Set options of this process and of the worker processes it starts.

    Parameters
    ----------
    compile_cache : bool, str, Path or None, default=None
        Whether compiled programs are kept on disk. The next process that needs a
        network of the same shape then loads its programs instead of compiling them for
        seconds: the second run of a script, the workers of a search with ``n_jobs=2``.
        A path names the folder; with ``True`` it is ``skseq`` in the folder for caches
        of the user (``XDG_CACHE_HOME``, by default ``~/.cache``). None changes nothing.

    Raises
    ------
    TypeError
        If ``compile_cache`` is none of these.

    See Also
    --------
    get_config : Return the present settings.
    clear_caches : Forget the programs compiled in this process.

    Notes
    -----
    The environment variable ``SKSEQ_COMPILE_CACHE`` does the same: ``1``, ``0`` or a
    folder. The folder is JAX's compilation cache: skseq gives it to JAX as soon as it
    compiles, unless JAX has been given another one, which then stays. A program is
    found again by the same versions of JAX and Keras on the same kind of processor.
    Nothing is ever deleted from the folder; a network takes a few hundred kilobytes.
    With JAX 0.6 a program from disk may round differently from one just compiled.

    Examples
    --------
    >>> import skseq
    >>> before = skseq.get_config()
    >>> skseq.set_config(compile_cache=True)
    >>> skseq.get_config()["compile_cache"]
    True
    >>> skseq.set_config(**before)
    """
    if compile_cache is None:
        return
    if not isinstance(compile_cache, bool | str | Path):
        raise TypeError(
            f"compile_cache={compile_cache!r} must be True, False or a folder."
        )
    is_switch = isinstance(compile_cache, bool)
    os.environ[_COMPILE_CACHE] = str(int(compile_cache) if is_switch else compile_cache)


def get_config() -> dict[str, Any]:
    """Return the settings of this process.

    Returns
    -------
    config : dict
        The arguments of :func:`set_config` that would give the present state.

    See Also
    --------
    set_config : Change the settings.

    Examples
    --------
    >>> import skseq
    >>> sorted(skseq.get_config())
    ['compile_cache']
    """
    setting = os.environ.get(_COMPILE_CACHE, "")
    if setting.lower() in _OFF:
        return {"compile_cache": False}
    return {"compile_cache": True if setting.lower() in _ON else setting}


def compile_cache_folder() -> str | None:
    """Return the folder of compiled programs, None where they are not kept."""
    setting = get_config()["compile_cache"]
    if setting is False:
        return None
    if setting is True:
        caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        setting = Path(caches) / "skseq"
    return str(Path(setting).expanduser().absolute())
