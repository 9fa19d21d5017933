"""Check that a wheel holds every module of the package, and that it is typed."""

import sys
import zipfile
from pathlib import Path


def missing_files(wheel):
    """Return the files of the package that the wheel lacks, sorted."""
    sources = [*Path("skseq").rglob("*.py"), Path("skseq/py.typed")]
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    return sorted({path.as_posix() for path in sources} - held)


if __name__ == "__main__":
    missing = missing_files(sys.argv[1])
    if missing:
        sys.exit(f"{sys.argv[1]} lacks {', '.join(missing)}: see setup.cfg.")
    print(f"{Path(sys.argv[1]).name} holds every module and py.typed.")
