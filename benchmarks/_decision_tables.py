"""Tables of the figures of decisions, as Markdown."""

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from _baselines import DECISION_BASELINES

Record = dict[str, Any]
# From records of one detector to a cell
Cell = Callable[[list[Record]], str]

TITLES = {
    "one": "TSB-AD's series, one column",
    "many": "TSB-AD's series, many columns",
    "unmatched-one": "Unmatched series, one column",
    "unmatched-many": "Unmatched series, many columns",
    "generated": "Generated series",
    "realistic": "Realistic series",
    "contaminated": "Series with anomalies in training",
}
NORMAL = "normal"
DEFAULT_RULE = 'contamination="auto"'


def tables(records: list[Record]) -> str:
    """Return all tables that records give: of groups, sources, rules and processes."""
    parts = []
    steps = sorted({record["max_iter"] for record in records} - {None})
    for max_iter, causal in itertools.product([None, *steps], (False, True)):
        key = max_iter, causal
        some = [r for r in records if (r["max_iter"], r["causal"]) == key]
        if some:
            columns = CAUSAL_COLUMNS if causal else COLUMNS
            parts += [_title(max_iter, causal), _runs(some)]
            parts += _group_tables(some, columns)
            parts += _normal_table(some)
            parts += _rule_tables(some)
    return "\n\n".join(parts)


def _title(max_iter: int | None, causal: bool) -> str:
    """Return a heading that says with which parameters detectors were fitted."""
    changed = ["`causal=True`"] * causal
    if max_iter is not None:
        changed.append(f"`max_iter={max_iter}`")
    return f"# Detectors with {' and '.join(changed) or 'their defaults'}"


def _runs(records: list[Record]) -> str:
    """Return what was run, in a sentence."""
    seeds = sorted({record["seed"] for record in records})
    n_series = len({record["series"] for record in records})
    return (
        f"{n_series} series, seeds {', '.join(map(str, seeds))}. Means over "
        "series of means over seeds; edges are medians over all edges of the events "
        "found, times medians over fits."
    )


def _group_tables(records: list[Record], columns: dict[str, Cell]) -> list[str]:
    """Return a table for each group, and for each source of groups with several."""
    parts, of_sources = [], []
    for group, title in TITLES.items():
        some = [record for record in records if record["group"] == group]
        if not some:
            continue
        parts += [f"## {title}", _by(some, "detector", columns)]
        sources = sorted({record["source"] for record in some})
        for source in sources if len(sources) > 1 else ():
            ours = [record for record in some if record["source"] == source]
            of_sources += [f"## {title}: {source}", _by(ours, "detector", columns)]
    return parts + of_sources


def _rule_tables(records: list[Record]) -> list[str]:
    """Return a table of all rules for each group and detector."""
    split = []
    for record in records:
        kept = {name: record["figures"].get(name) for name in SCORE_FIGURES}
        if "rules" not in record:
            continue
        tried = {DEFAULT_RULE: record["figures"], **record["rules"]}
        for rule, figures in tried.items():
            if figures is not None:
                split.append(record | {"rule": rule, "figures": kept | figures})
    parts = []
    for group, detector in itertools.product([*TITLES, NORMAL], _names(split)):
        some = [r for r in split if (r["group"], r["detector"]) == (group, detector)]
        if some:
            title = TITLES.get(group, "Purely normal processes")
            parts += [
                f"## {title}: rules for {detector}",
                _by(some, "rule", RULE_COLUMNS),
            ]
    return parts


def _normal_table(records: list[Record]) -> list[str]:
    """Return the shares of new rows alarmed of processes with nothing abnormal."""
    some = [record for record in records if record["group"] == NORMAL]
    if not some:
        return []
    kinds = list(dict.fromkeys(sorted(record["source"] for record in some)))
    sizes = sorted({_n_train(record) for record in some})
    head = ["", *(f"{kind}, %" for kind in kinds), "worst", "worst fit"]
    rows = []
    for name in _names(some):
        ours = [record for record in some if record["detector"] == name]
        shares = _per_series(ours, "alarmed")
        cells = [
            " / ".join(_percent(shares.get(f"{kind}_{size}")) for size in sizes)
            for kind in kinds
        ]
        worst = max(shares, key=shares.__getitem__)
        most = max(record["figures"]["alarmed"] for record in ours)
        last = [f"**{100 * shares[worst]:.1f}** ({worst})", f"{100 * most:.1f}"]
        rows.append([name, *cells, *last])
    lengths = " / ".join(str(size) for size in sizes)
    title = f"## Purely normal processes: new rows alarmed, {lengths} training rows"
    return [title, _table(head, rows)]


def _by(records: list[Record], key: str, columns: dict[str, Cell]) -> str:
    """Return a table with a row for each detector or rule."""
    rows = []
    for name in dict.fromkeys(record[key] for record in records):
        ours = [record for record in records if record[key] == name]
        n_series = len({record["series"] for record in ours})
        cells = [cell(ours) for cell in columns.values()]
        rows.append([name, str(n_series), *cells])
    if key == "detector":
        rows.sort(key=lambda row: _order(row[0]))
    return _table(["", "series", *columns], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _order(name: str) -> tuple[int, str]:
    """Put detectors first, by name, and then baselines in their order."""
    baselines = [*DECISION_BASELINES]
    return (baselines.index(name) if name in baselines else -1), name


def _names(records: Iterable[Record]) -> list[str]:
    """Return the detectors of records, baselines last."""
    return sorted({record["detector"] for record in records}, key=_order)


def _n_train(record: Record) -> int:
    """Return the training rows of a process, which its name ends with."""
    return int(record["series"].rpartition("_")[2])


def _per_series(records: list[Record], name: str) -> dict[str, float]:
    """Return the mean over seeds of a figure, by series, where it is defined."""
    values: dict[str, list[float]] = {}
    for record in records:
        if record["figures"].get(name) is not None:
            values.setdefault(record["series"], []).append(record["figures"][name])
    return {series: float(np.mean(some)) for series, some in values.items()}


def _mean(name: str, form: str) -> Cell:
    """Return a cell with the mean over series."""

    def cell(records: list[Record]) -> str:
        values = [*_per_series(records, name).values()]
        return format(np.mean(values), form) if values else "-"

    return cell


def _median(name: str) -> Cell:
    """Return a cell with the median over all events found in all series."""

    def cell(records: list[Record]) -> str:
        values = [v for r in records for v in r["figures"].get(name, ())]
        return f"{np.median(values):.1f}" if values else "-"

    return cell


def _merged(records: list[Record]) -> str:
    """Return how many events are merged of how many."""
    if not (values := _per_series(records, "merged").values()):
        return "-"
    merged = sum(values)
    return f"{merged:.1f} of {sum(_per_series(records, 'n_events').values()):.0f}"


def _seconds(records: list[Record]) -> str:
    """Return the median time of a fit."""
    return f"{np.median([record['fit_seconds'] for record in records]):.2f}"


def _percent(share: float | None) -> str:
    """Return a share in per cent."""
    return "-" if share is None else f"{100 * share:.1f}"


SCORE_FIGURES = "best_f1", "vus_pr", "average_precision"
RULE_COLUMNS = {
    "F1": _mean("f1", ".3f"),
    "best F1": _mean("best_f1", ".3f"),
    "event F1": _mean("event_f1", ".3f"),
    "normal rows alarmed": _mean("alarmed", ".1%"),
    "false events / 10 000": _mean("false_events", ".1f"),
    "events hit": _mean("hit", ".2f"),
    "alarmed rows per true row": _mean("length_ratio", ".2f"),
    "edges, rows": _median("edge_errors"),
    "merged": _merged,
}
COLUMNS = RULE_COLUMNS | {
    "VUS-PR": _mean("vus_pr", ".3f"),
    "AP": _mean("average_precision", ".3f"),
    "fit, s": _seconds,
}
CAUSAL_COLUMNS = {
    "AP": _mean("average_precision", ".3f"),
    "VUS-PR": _mean("vus_pr", ".3f"),
    "F1": _mean("f1", ".3f"),
    "best F1": _mean("best_f1", ".3f"),
    "delay, rows": _median("delays"),
    "early by, rows": _median("early"),
    "normal rows alarmed": _mean("alarmed", ".1%"),
    "false events / 10 000": _mean("false_events", ".1f"),
    "events hit": _mean("hit", ".2f"),
    "fit, s": _seconds,
}
