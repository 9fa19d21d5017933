"""The command line: finds the events of a file, and explains one of them."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from skseq._cli.commands import DETECTORS, detect, explain


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, and return its exit status: 2 after an error."""
    options = _parser().parse_args(arguments)
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            options.command(options)
        except (ValueError, OSError, ImportError) as error:
            print(f"skseq: error: {error}", file=sys.stderr)
            return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments."""
    parser = argparse.ArgumentParser(
        prog="skseq", description="Find anomalies in a time series."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    finds = _add_command(commands, detect, "print the events of a series")
    finds.add_argument(
        "--events", metavar="FILE.json", type=Path, help="write the events"
    )
    explains = _add_command(commands, explain, "print what one event is made of")
    explains.add_argument(
        "--event",
        metavar="N",
        type=int,
        help="its number as detect prints it (default: the most severe)",
    )
    return parser


def _add_command(commands: Any, command: Any, summary: str) -> argparse.ArgumentParser:
    """Return the parser of a command, with the arguments that all of them have."""
    parser = commands.add_parser(
        command.__name__, help=summary, description=command.__doc__
    )
    parser.set_defaults(command=command)
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help=".csv with a header, or .parquet: a row for each time step, oldest first; "
        "times in the first column are no values; empty values are missing",
    )
    parser.add_argument(
        "--train-rows",
        metavar="N",
        type=int,
        help="the first N rows, mostly normal, are trained on (default: half of them)",
    )
    parser.add_argument(
        "--detector",
        choices=sorted(DETECTORS),
        default="autoencoder",
        help="the network (default: %(default)s)",
    )
    parser.add_argument(
        "--time", metavar="COLUMN", help="the column of times, if not the first"
    )
    parser.add_argument(
        "--drop",
        metavar="COLUMN",
        action="append",
        default=[],
        help="leave out a column (may be given more than once)",
    )
    parser.add_argument(
        "--max-iter",
        metavar="N",
        type=int,
        help="training steps: fewer are faster and worse",
    )
    parser.add_argument("--plot", metavar="FILE.png", type=Path, help="draw a picture")
    parser.add_argument(
        "--verbose", action="store_true", help="print the loss while training"
    )
    return parser


def _show_warning(message: Warning | str, *_: Any) -> None:
    """Print a warning as a sentence, without the line of code that it comes from."""
    print(f"skseq: warning: {message}", file=sys.stderr)
