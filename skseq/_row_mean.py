"""From what segments say of rows to one mean for each row."""

import numpy as np


class RowMean:
    """Mean of each row over the estimates of it, column by column.

    Every sum is taken in the order of the segments, and within a segment in that of
    its estimates. So it depends only on what is summed, not on the batches.

    Parameters
    ----------
    n_rows, n_features : int
        Shape of the series.
    plan : SegmentPlan
        How segments are cut.
    lags : tuple of int
        For each estimate of a row, at how many rows after it it counts.
    """

    def __init__(self, n_rows, n_features, plan, lags):
        self._lags = lags
        # Segments may stick out of the series; nothing counts there.
        self._rows = slice(plan.length, plan.length + n_rows)
        self._sums = np.zeros((n_rows + 3 * plan.length, n_features))
        self._counts = np.zeros((len(self._sums), 1), dtype=np.int32)

    def add(self, segments, values, known=None):
        """Add the values of the estimates of some segments.

        Parameters
        ----------
        segments : Segments
            Those that follow the ones added before.
        values : iterable of ndarray of shape (n_segments, payload, n_features)
            What each of the estimates says.
        known : ndarray of bool of shape (n_segments, payload, n_features), \
                default=None
            Of which values an estimate counts; given with all segments or with none.
        """
        n_features = self._sums.shape[1]
        shape = len(segments), segments.plan.payload
        sums = np.zeros((*shape, n_features))
        width = 1 if known is None else n_features
        counts = np.zeros((*shape, width), dtype=np.int32)
        places = _same_places(segments) if known is None else None
        if places is None:
            self._sum_counted(segments, values, known, sums, counts)
        else:
            self._sum_places(places, values, sums, counts)
        if self._counts.shape[1] != width:
            self._counts = np.zeros(self._sums.shape, dtype=np.int32)
        stride = segments.plan.stride
        for run in segments.runs():
            first = self._rows.start + segments.plan.skipped
            first += int(segments.starts[run.start])
            _add_run(self._sums, sums[run], first, stride)
            _add_run(self._counts, counts[run], first, stride)

    def _sum_places(self, places, values, sums, counts):
        for (first, stop), of_estimate, lag in zip(
            places, values, self._lags, strict=True
        ):
            if first < stop:
                sums[:, first + lag : stop + lag] += of_estimate[:, first:stop]
                counts[:, first + lag : stop + lag] += 1

    def _sum_counted(self, segments, values, known, sums, counts):
        estimated = segments.estimated()
        for number, (of_estimate, lag) in enumerate(
            zip(values, self._lags, strict=True)
        ):
            counted = estimated[:, :, number, None]
            counted = counted if known is None else counted & known
            n_places = counted.shape[1] - lag
            sums[:, lag:] += np.where(counted, of_estimate, 0)[:, :n_places]
            counts[:, lag:] += counted[:, :n_places]

    def mean(self):
        """Return the means.

        Returns
        -------
        means : ndarray of shape (n_rows, n_features) and dtype float64
            The mean of each row and column; zero where nothing counted.
        """
        return self._sums[self._rows] / np.maximum(self._counts[self._rows], 1)

    def counted(self):
        """Return where something counted.

        Returns
        -------
        counted : ndarray of bool of shape (n_rows, n_features)
            A view that cannot be written to.
        """
        shape = self._sums[self._rows].shape
        return np.broadcast_to(self._counts[self._rows] > 0, shape)


def _same_places(segments):
    """Return (first, stop) of each estimate, if all segments have the same, else None.

    So they have within a long series, all but the first and the last.
    """
    first, stop = segments.estimated_places()
    if (first == first[0]).all() and (stop == stop[0]).all():
        return list(zip(first[0].tolist(), stop[0].tolist(), strict=True))
    return None


def _add_run(target, payloads, first, stride):
    """Add payloads, each of which starts ``stride`` rows after the one before it."""
    n_payloads, payload, width = payloads.shape
    # The parts of all payloads that do not overlap at once; the last part first, so
    # that what reaches a row from several payloads is added in their order.
    for offset in reversed(range(0, payload, stride)):
        part = payloads[:, offset : offset + stride]
        rows = target[first + offset : first + offset + n_payloads * stride]
        rows.reshape(n_payloads, stride, width)[:, : part.shape[1]] += part
