"""How good are the alarms that predict raises: when, where, and how often for nothing?

Each detector is fitted to the training rows of a series with its defaults and without
labels, and scores the whole series; decisions are judged in the rows after those of
training. Besides labelled series there are processes with nothing abnormal. Each run is
a line of the results, so an interrupted benchmark continues where it stopped::

    python benchmarks/bench_decision.py --jobs 2                   # four detectors
    python benchmarks/bench_decision.py --detectors LSTMDetector --seeds 0 --rules
    python benchmarks/bench_decision.py --sources generated realistic --causal
    python benchmarks/bench_decision.py --table results.jsonl      # only the tables
    python benchmarks/bench_decision.py --sources UCR --draw pictures
"""

import argparse
from pathlib import Path

from _baselines import DECISION_BASELINES
from _decision_average import members_of
from _decision_draw import draw_all, one_of_each_source
from _decision_run import Settings, append, known_names, load, run_all
from _decision_series import judged_series
from _decision_tables import tables
from _machine import describe_machine
from _series import DATA

RESULTS = Path(__file__).parent / "results" / "decision.jsonl"
DETECTORS = (
    "LSTMDetector",
    "GRUDetector",
    "StackedLSTMDetector",
    "AutoencoderDetector",
)


def arguments_of(given: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--detectors", nargs="+", default=[*DETECTORS], help="any of skseq")
    add(
        "--baselines", nargs="*", default=[*DECISION_BASELINES], help="none without any"
    )
    add(
        "--averages",
        nargs="*",
        default=[],
        help='such as "AutoencoderDetector & LSTMDetector"; no member is fitted twice',
    )
    add("--seeds", nargs="+", type=int, default=[0, 1, 2])
    add("--sources", nargs="+", help="sources or groups; all by default")
    add("--series", nargs="+", help="names of series; all of the sources by default")
    add("--every", type=int, default=1, help="take every k-th series")
    add("--rules", action="store_true", help="compare the rules of skseq.thresholds")
    add("--causal", action="store_true", help="fit detectors with causal=True")
    add("--max-iter", type=int, help="fewer steps, for a trial")
    add("--results", type=Path, default=RESULTS, help="a file of JSON lines")
    add("--table", type=Path, metavar="FILE", help="only print tables of these results")
    add("--draw", type=Path, metavar="DIR", help="only draw series, to PNG files there")
    add("--jobs", type=int, default=1, help="processes; they disturb the times of fits")
    add("--data", type=Path, default=DATA, help="folder of the labelled series")
    arguments = parser.parse_args(given)
    known = known_names()
    members = [m for name in arguments.averages for m, _ in members_of(name, 0)]
    for name in [*arguments.detectors, *arguments.baselines, *members]:
        if name not in known:
            parser.error(f"there is no detector {name!r}: choose among {known}.")
    return arguments


def main(given: list[str] | None = None) -> int:
    """Run what is missing and print the tables; 1 if a run has failed."""
    arguments = arguments_of(given)
    if arguments.table is not None:
        if not arguments.table.exists():
            raise SystemExit(f"There is no {arguments.table} to make tables of.")
        print(tables(load(arguments.table)))
        return 0
    several = judged_series(arguments.sources, arguments.series, arguments.data)
    several = several[:: arguments.every]
    settings = Settings(
        results=arguments.results,
        # Averages come last, when their members are fitted.
        detectors=(*arguments.detectors, *arguments.baselines, *arguments.averages),
        seeds=tuple(arguments.seeds),
        rules=arguments.rules,
        causal=arguments.causal,
        max_iter=arguments.max_iter,
    )
    if arguments.draw is not None:
        chosen = several if arguments.series else one_of_each_source(several)
        draw_all(chosen, settings, arguments.draw)
        return 0
    append(arguments.results, {"machine": describe_machine()})
    n_failed = run_all(several, settings, arguments.jobs)
    print("\n" + tables(load(arguments.results)))
    print(f"\n{n_failed} runs have failed." if n_failed else "")
    return int(n_failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
