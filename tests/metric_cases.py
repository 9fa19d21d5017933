"""Labels and scores to draw, and events found the slow way."""

import numpy as np
from hypothesis import strategies as st


@st.composite
def labelled_scores(draw, max_rows=40, kinds=2):
    """Labels with an anomalous and, for kinds=2, a normal row; scores with ties."""
    n_rows = draw(st.integers(kinds, max_rows))
    labels = draw(
        st.lists(st.booleans(), min_size=n_rows, max_size=n_rows).filter(
            lambda flags: len(set(flags)) >= kinds and any(flags)
        )
    )
    scores = draw(
        st.lists(st.integers(-6, 6).map(float), min_size=n_rows, max_size=n_rows)
    )
    return np.array(labels), np.array(scores)


@st.composite
def labelled_predictions(draw, max_rows=40):
    """Labels with an anomalous row, and any predictions."""
    labels, scores = draw(labelled_scores(max_rows=max_rows, kinds=1))
    return labels, scores > draw(st.integers(-7, 7))


def events_of(anomalous, groups):
    """First and last row of each event, row by row."""
    events = []
    for row in np.flatnonzero(anomalous):
        joins = row > 0 and anomalous[row - 1] and groups[row - 1] == groups[row]
        if joins:
            events[-1] = (events[-1][0], row)
        else:
            events.append((row, row))
    return events
