"""Tables of the benchmarks, from the files that the benchmarks write.

``.. benchmark:: detection`` inserts the table of ``benchmarks/results/detection.json``.
A missing figure fails the build.
"""

import json
from collections import defaultdict
from pathlib import Path
from statistics import mean, median

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results"


class Results:
    """A file of results; a missing entry raises an error that names it."""

    def __init__(self, name, folder=RESULTS):
        self.path = Path(folder) / f"{name}.json"
        if not self.path.is_file():
            raise ExtensionError(
                f"there is no {self.path}: run the benchmark, or remove its table "
                "from docs/benchmarks.md."
            )
        self._values = json.loads(self.path.read_text(encoding="utf-8"))

    def __getitem__(self, keys):
        """Return the value of these keys."""
        value = self._values
        for key in keys if isinstance(keys, tuple) else (keys,):
            value = self.pick(value, key)
        return value

    def pick(self, value, key):
        """Return one entry of a part of the file."""
        if key not in value:
            raise ExtensionError(
                f"{self.path.name} has no {key!r} among {list(value)[:8]}: run the "
                "benchmark again, or change docs/_ext/benchmark_pages.py with it."
            )
        return value[key]


def detection(results):
    """Return the table of VUS-PR by track and detector."""
    scores, seconds = defaultdict(lambda: defaultdict(list)), defaultdict(list)
    for name, run in results["runs"].items():
        detector, track = results.pick(run, "detector"), results.pick(run, "track")
        series = name.rsplit("/", 2)[0]
        scores[detector, track][series].append(results.pick(run, "vus_pr"))
        seconds[detector, track].append(
            results.pick(run, "fit_seconds") + results.pick(run, "score_seconds")
        )
    rows = []
    for (detector, track), by_series in scores.items():
        value = mean(mean(values) for values in by_series.values())
        rows.append(
            [
                {"U": "one column", "M": "many columns"}.get(track, track),
                detector,
                f"{value:.3f}",
                str(len(by_series)),
                f"{sum(map(len, by_series.values())) / len(by_series):.3g}",
                f"{median(seconds[detector, track]):.2g}",
            ]
        )
    rows.sort(key=lambda row: (row[0] != "one column", -float(row[2])))
    header = ["track", "detector", "mean VUS-PR", "series", "seeds", "seconds (median)"]
    return header, rows


def fit(results):
    """Return the table of times to fit."""
    header = ["series", "", "VUS-PR", "steps", "fit", "fit in a new process"]
    rows = []
    for series, by_label in results["results"].items():
        for label, records in by_label.items():
            record = records if isinstance(records, dict) else medians(results, records)
            new = record.get("fresh_fit")
            if new is None:
                new = results.pick(record, "fit") + results.pick(record, "import")
            rows.append(
                [
                    series,
                    label,
                    f"{results.pick(record, 'vus_pr'):.3f}",
                    str(record.get("steps", "")),
                    f"{results.pick(record, 'fit'):.3g} s",
                    f"{new:.3g} s",
                ]
            )
    return header, rows


def medians(results, records):
    """Return the medians of the numbers of some records."""
    return {
        key: median(results.pick(record, key) for record in records)
        for key, value in records[0].items()
        if isinstance(value, int | float)
    }


def score(results):
    """Return the table of times and memory of scoring."""
    header = ["", "rows x columns", "time per row", "processor", "memory"]
    rows = []
    for (name, n_rows, n_columns), records in results["results"]:
        found = medians(results, records)
        times = [
            f"{1e6 * results.pick(found, key) / n_rows:.2f} us"
            for key in ("wall", "cpu")
        ]
        memory = f"{found['mib']:.0f} MiB" if "mib" in found else ""
        name = {"torch": "windowed LSTM, PyTorch"}.get(name, name)
        rows.append([name, f"{n_rows:,} x {n_columns}", *times, memory])
    return header, rows


def latency(results):
    """Return the table of latencies of a row, an import and a new process."""
    rows = [
        [name, f"{1e3 * median(found):.3g} ms", str(len(found))]
        for name, found in results["results"].items()
    ]
    return ["", "median", "times"], rows


def grid_search(results):
    """Return the table of searches."""
    header = ["24 candidates, 3 folds", "time", "processor", "compiled", "memory"]
    rows = []
    for case, found in results["results"].items():
        if "wall" in found:
            rows.append(
                [
                    case,
                    f"{results.pick(found, 'wall'):.0f} s",
                    f"{results.pick(found, 'cpu'):.0f} s",
                    str(results.pick(found, "compilations")),
                    f"{results.pick(found, 'mib'):.0f} MiB",
                ]
            )
    return header, rows


def metrics(results):
    """Return the table of the times of metrics."""
    n_rows, n_events = results["rows"], results["events"]
    header = [f"metric, {n_rows:,} rows with {n_events:,} events", "seconds"]
    return header, [[key, f"{s:.2g}"] for key, s in results["seconds"].items()]


def missing(results):
    """Return the table of VUS-PR by the share of values removed."""
    found = defaultdict(lambda: defaultdict(list))
    for run in results["runs"].values():
        detector, share, series, value = (
            results.pick(run, key) for key in ("detector", "share", "series", "vus_pr")
        )
        found[detector, series][share].append(value)
    shares = sorted(set.union(*(set(by_share) for by_share in found.values())))
    rows = []
    for detector in sorted({detector for detector, _ in found}):
        # Only series with a figure for every share can be compared.
        whole = [
            by_share
            for (name, _), by_share in found.items()
            if name == detector and len(by_share) == len(shares)
        ]
        means = [mean(mean(by[share]) for by in whole) for share in shares if whole]
        if means:
            values = [f"{value:.3f}" for value in means]
            rows.append([detector, str(len(whole)), *values])
    header = ["mean VUS-PR", "series", *(f"{share:.0%} removed" for share in shares)]
    return header, rows


def selection(results):
    """Return the table of VUS-PR by the scorer that chooses."""
    header = ["chosen by", "mean VUS-PR", "against chance", "series better, worse"]
    rows = []
    for name, found in results["summary", "both architectures"].items():
        counts = (
            results.pick(found, key)
            for key in ("better_than_random", "worse_than_random")
        )
        rows.append(
            [
                name,
                f"{results.pick(found, 'vus_pr'):.3f}",
                f"{results.pick(found, 'minus_random'):+.3f}",
                "{}, {}".format(*counts),
            ]
        )
    rows.sort(key=lambda row: -float(row[1]))
    return header, rows


TABLES = {
    "detection": detection,
    "fit": fit,
    "grid_search": grid_search,
    "latency": latency,
    "metrics": metrics,
    "missing": missing,
    "score": score,
    "selection": selection,
}


def machine(results):
    """Return the machine and the versions of a benchmark."""
    known = results._values.get("machine", results._values)
    if not isinstance(known, dict):
        known = results._values
    parts = [str(known[key]) for key in ("date", "machine") if known.get(key)]
    cores = known.get("cores") or known.get("cpus")
    parts += [f"{cores} cores"] if cores else []
    versions = {"Python": known.get("python"), **known.get("versions", {})}
    parts += [f"{name} {version}" for name, version in versions.items() if version]
    return ", ".join(parts)


class Benchmark(SphinxDirective):
    """``.. benchmark:: name`` shows the table of a file of results."""

    required_arguments = 1

    def run(self):
        """Return the table, with the machine below it."""
        name = self.arguments[0]
        results = Results(name)
        self.env.note_dependency(str(results.path))
        header, rows = TABLES[name](results)
        source = nodes.paragraph("", f"{results.path.name}: {machine(results)}.")
        return [table(header, rows), nodes.container("", source, classes=["source"])]


def table(header, rows):
    """Return a table of strings."""
    group = nodes.tgroup(cols=len(header))
    group += [nodes.colspec(colwidth=1) for _ in header]
    group += nodes.thead("", _row(header))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group)


def _row(texts):
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", t)) for t in texts))


def setup(app):
    """Register the directive."""
    app.add_directive("benchmark", Benchmark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
