"""Pictures of series with their labels, scores and alarms, for a look at decisions."""

from pathlib import Path

from _decision_run import Settings, make_detector
from _decision_series import JudgedSeries

from skseq.inspection import AnomalyScoreDisplay

SERIES_PER_PICTURE = 4
# More columns cannot be told apart; those drawn are the first ones.
MOST_COLUMNS = 4


def one_of_each_source(several: list[JudgedSeries]) -> list[JudgedSeries]:
    """Return the first series of each source."""
    return list({(s.group, s.source): s for s in reversed(several)}.values())[::-1]


def draw_all(several: list[JudgedSeries], settings: Settings, folder: Path) -> None:
    """Fit detectors with the first seed, and draw their new rows, several a picture."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in settings.detectors:
        for first in range(0, len(several), SERIES_PER_PICTURE):
            some = several[first : first + SERIES_PER_PICTURE]
            label = "_".join(name.replace("%", "").replace("+", "").split())
            path = folder / f"{label}_{first // SERIES_PER_PICTURE}.png"
            _draw(name, some, settings, path)
            print(path, flush=True)


def _draw(
    name: str, several: list[JudgedSeries], settings: Settings, path: Path
) -> None:
    """Draw some series below each other in one picture."""
    from matplotlib.figure import Figure

    heights = [_height(series) for series in several]
    figure = Figure(figsize=(14, sum(heights)), layout="constrained")
    parts = figure.subfigures(len(several), 1, squeeze=False, height_ratios=heights)
    for part, series in zip(parts[:, 0], several, strict=True):
        _draw_series(name, series, settings, part.subplots())
        part.suptitle(f"{name}: {series.group}, {series.name}", fontsize=9, x=0.4)
    figure.savefig(path, dpi=80)


def _draw_series(name: str, series: JudgedSeries, settings: Settings, ax) -> None:
    """Draw the rows after those of training, labels and alarms on divided axes."""
    detector = make_detector(name, settings.seeds[0], settings)
    detector.fit(series.X[: series.n_train])
    # Rows before the new ones say what is normal there: score all of them.
    scores = detector.score_samples(series.X)
    offset = scores - detector.decision_function(series.X)
    new = slice(series.n_train, None)
    AnomalyScoreDisplay.from_predictions(
        scores[new],
        X=series.X[new],
        y=series.y[new] == 1,
        offset=offset[new],
        columns=list(range(min(series.X.shape[1], MOST_COLUMNS))),
        ax=ax,
    )


def _height(series: JudgedSeries) -> float:
    """Return the inches that the picture of a series takes."""
    return 2.6 + 0.5 * min(series.X.shape[1], MOST_COLUMNS)
