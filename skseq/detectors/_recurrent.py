"""What all recurrent detectors share: the rows that each state estimates."""

from numbers import Integral

from skseq._compat import Interval, StrOptions, TupleOf
from skseq.detectors._base import SequenceDetector

# Estimates that "auto" spreads over a window.
N_HORIZONS = 5


class RecurrentDetector(SequenceDetector):
    """Base class of detectors that read a series row by row.

    A subclass builds its recurrent layers in ``build_network`` and hands them to
    :func:`estimate_rows`.
    """

    _plan = "block"

    _parameter_constraints = {
        **SequenceDetector._parameter_constraints,
        "horizons": [
            TupleOf(Integral, None, None, closed="neither"),
            StrOptions({"auto"}),
        ],
        "latent_size": [Interval(Integral, 1, None, closed="left"), None],
        "detrend": ["boolean"],
    }

    def _choose_horizons(self):
        reach = self.window_size_ - 1
        if self.horizons == "auto":
            self.horizons_ = window_horizons(reach)
            return
        self.horizons_ = tuple(int(horizon) for horizon in self.horizons)
        if max(self.horizons_) < 0 or min(self.horizons_) < -reach:
            raise ValueError(
                f"horizons={self.horizons!r} must not be below {-reach}, the first row "
                f"of a window of {self.window_size_}, and one of them must be at least "
                "0, so that the last row of a series is estimated too."
            )


def window_horizons(reach):
    """Return horizons spread evenly over a window.

    Parameters
    ----------
    reach : int
        Rows from the first to the last of the window.

    Returns
    -------
    horizons : tuple of int
        From 0, the last row, back to the first. A window of one row is forecast from
        the rows before it, of which nothing is known: from the mean.
    """
    if reach == 0:
        return (1,)
    steps = (round(number * reach / (N_HORIZONS - 1)) for number in range(N_HORIZONS))
    return tuple(dict.fromkeys(-step for step in steps))


def estimate_rows(rows, recurrent_layers, horizons, latent_size, initial):
    """Return the network that estimates rows from what recurrent layers have read.

    The recurrent layers read the rows once. Their state after each row is compressed,
    and for each horizon ``h`` a linear head turns the compressed state after row
    ``t - h`` into an estimate of row ``t``: a forecast if ``h`` is above 0, otherwise a
    recollection of what has been read.

    Parameters
    ----------
    rows : keras.KerasTensor of shape (batch, length, n_features)
        The input of the network.
    recurrent_layers : list of keras.layers.Layer
        Each maps a sequence to a sequence, reading that of the one before it.
    horizons : tuple of int
        How many rows ahead to estimate.
    latent_size : int or None
        Numbers to which a state is compressed; None leaves it as it is.
    initial : InitialWeights
        Initializers of the network.

    Returns
    -------
    network : keras.Model
        Its output has the shape (batch, length, n_horizons, n_features). What stands
        where a row has no state yet, or none any more, is not to be used.
    """
    import keras

    length, n_features = rows.shape[1:]
    # Zeros, the mean of standardized rows, stand where nothing has been seen yet.
    n_before, n_after = max(0, *horizons), max(0, *(-h for h in horizons))
    states = keras.layers.ZeroPadding1D((n_before, 0))(rows)
    for layer in recurrent_layers:
        states = layer(states)
    n_states = n_before + length
    # Time first, as the layers have them, until they are few numbers; and products of
    # two matrices, as with three axes their gradients take far longer.
    states = keras.ops.transpose(states, (1, 0, 2))
    flat = keras.ops.reshape(states, (-1, states.shape[2]))
    sizes = [len(horizons) * n_features]
    if latent_size is not None:
        sizes.insert(0, latent_size)
    for number, size in enumerate(sizes):
        flat = keras.layers.Dense(size, kernel_initializer=initial.glorot_uniform)(flat)
        if number == 0:
            flat = keras.ops.reshape(flat, (n_states, -1, size))
            flat = keras.ops.reshape(keras.ops.transpose(flat, (1, 0, 2)), (-1, size))
    heads = keras.ops.reshape(flat, (-1, n_states, len(horizons), n_features))
    heads = keras.ops.pad(heads, ((0, 0), (0, n_after), (0, 0), (0, 0)))
    shifted = [
        heads[:, n_before - horizon : n_before - horizon + length, number]
        for number, horizon in enumerate(horizons)
    ]
    return keras.Model(rows, keras.ops.stack(shifted, axis=2))
