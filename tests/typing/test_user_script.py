"""The script that the type checker reads runs, and names all that is public."""

import re
from importlib import import_module
from pathlib import Path

import matplotlib.pyplot as plt

import skseq

SCRIPT = Path(__file__).with_name("user_script.py")


def test_script_uses_every_public_name():
    words = set(re.findall(r"\w+", SCRIPT.read_text(encoding="utf-8")))
    public = set(skseq.__all__)
    for name in skseq._SUBPACKAGES:
        public |= set(import_module(f"skseq.{name}").__all__)
    # A new architecture is one file: it has the types of the others.
    assert public - words <= set(skseq.detectors.__all__)


def test_script_runs(capsys):
    # Not by its name: it stands beside other tests, which are no package.
    names = {"__name__": "user_script"}
    exec(compile(SCRIPT.read_text(encoding="utf-8"), SCRIPT, "exec"), names)
    names["main"]()
    plt.close("all")
    assert skseq.__version__ in capsys.readouterr().out
