"""What the commands do: train on the first rows of a file, and print its events."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import skseq.detectors as detectors
from skseq._cli.read import read_file

if TYPE_CHECKING:
    import pandas as pd

    from skseq.detectors._base import SequenceDetector
    from skseq.detectors._event_table import Event

# By the name that users type: "lstm" for LSTMDetector.
DETECTORS: dict[str, type[SequenceDetector]] = {
    name.removesuffix("Detector").lower(): getattr(detectors, name)
    for name in detectors.__all__
}
PRINTED = ["start", "end", "severity", "columns"]


def detect(options: Namespace) -> None:
    """Train a detector on the first rows of a file, and print the events of all."""
    _check_picture(options.plot)
    _check_folder("--events", options.events)
    X, detector = _fitted(options)
    events = detector.predict_events(X, output="records")
    _print_events(events, len(X))
    if options.events is not None:
        options.events.write_text(json.dumps(events, indent=1) + "\n")
        _say(f"The events are in {options.events}.")
    if options.plot is not None:
        from skseq.inspection import AnomalyScoreDisplay

        _save(AnomalyScoreDisplay.from_estimator(detector, X), options.plot)


def explain(options: Namespace) -> None:
    """Train as detect does, and print what drove one event."""
    _check_picture(options.plot)
    X, detector = _fitted(options)
    events = detector.predict_events(X, output="records")
    number, event = _chosen(events, options.event)
    rows = slice(event["start_row"], event["stop_row"])
    print(
        f"event {number}: {event['start']} to {event['end']}, "
        f"{rows.stop - rows.start} rows, severity {event['severity']:.0f}"
    )
    table = _made_of(detector, X, rows)
    print(table.to_string(index=False, float_format="%.4g"))
    if options.plot is not None:
        from skseq.inspection import EventDisplay

        _save(EventDisplay.from_estimator(detector, X, event), options.plot)


def _fitted(options: Namespace) -> tuple[pd.DataFrame, SequenceDetector]:
    """Return the rows of the file, and a detector that is trained on the first ones."""
    X = read_file(options.file, options.time, options.drop)
    n_train = len(X) // 2 if options.train_rows is None else options.train_rows
    if not 0 < n_train <= len(X):
        raise ValueError(
            f"--train-rows is {n_train}, but {options.file} has {len(X)} rows: train "
            "on some of them."
        )
    steps = {} if options.max_iter is None else {"max_iter": options.max_iter}
    kind: Any = DETECTORS[options.detector]
    detector = kind(random_state=0, verbose=options.verbose, **steps)
    _say(
        f"Training {kind.__name__} on the first {n_train} of {len(X)} rows, columns "
        f"{', '.join(map(str, X.columns[:10]))}{', ...' * (len(X.columns) > 10)} ..."
    )
    # Standard output has nothing but the result.
    with redirect_stdout(sys.stderr):
        detector.fit(X[:n_train])
    return X, detector.set_params(verbose=0)


def _print_events(events: list[Event], n_rows: int) -> None:
    """Print a table of events."""
    import pandas as pd

    if not events:
        print(f"no events in {n_rows} rows")
        return
    table = pd.DataFrame(events)[PRINTED]
    table["columns"] = table["columns"].map(lambda names: ", ".join(map(str, names)))
    print(table.to_string(float_format="%.0f"))


def _chosen(events: list[Event], number: int | None) -> tuple[int, Event]:
    """Return the event of a number, the most severe one by default, with its number."""
    if not events:
        raise ValueError("there are no events to explain: see skseq detect.")
    if number is None:
        number = int(np.argmin([event["peak_score"] for event in events]))
    if not 0 <= number < len(events):
        raise ValueError(
            f"there is no event {number}: the {len(events)} events have the numbers 0 "
            f"to {len(events) - 1}."
        )
    return number, events[number]


def _made_of(detector: Any, X: pd.DataFrame, rows: slice) -> pd.DataFrame:
    """Return the share of columns in some rows, and where each is farthest off."""
    import pandas as pd

    shares = detector.error_contributions(X)[rows].mean(axis=0)
    values, expected = X[rows].to_numpy(), detector.predict_expected(X)[rows]
    # Missing values are never farthest; a column may have no other.
    distances = np.nan_to_num(np.abs(values - expected), nan=-1)
    farthest = distances.argmax(axis=0), np.arange(len(shares))
    table = {
        "column": X.columns,
        "share": shares.round(2),
        "value": values[farthest],
        "expected": expected[farthest],
        "at": X.index[rows][farthest[0]],
    }
    return pd.DataFrame(table).sort_values("share", ascending=False)


def _check_picture(path: Path | None) -> None:
    """Raise before anything is trained if a picture cannot be written."""
    if path is not None and path.suffix not in (".png", ".svg", ".pdf"):
        raise ValueError(f"--plot is {path}: name a .png, .svg or .pdf file.")
    _check_folder("--plot", path)


def _check_folder(option: str, path: Path | None) -> None:
    """Raise if the folder of a file does not exist."""
    if path is not None and not path.absolute().parent.is_dir():
        raise ValueError(f"{option} is {path}, but there is no folder {path.parent}.")


def _save(display: Any, path: Path) -> None:
    """Write a picture."""
    display.figure_.savefig(path, dpi=120)
    _say(f"The picture is {path}.")


def _say(line: str) -> None:
    """Print what is going on, apart from the result."""
    print(line, file=sys.stderr, flush=True)
