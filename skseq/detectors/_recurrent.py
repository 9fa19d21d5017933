"""What all recurrent detectors share: the rows that each state estimates."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import TYPE_CHECKING, Any, Literal

from sklearn.utils.validation import check_is_fitted

from skseq._series.plans import Kind
from skseq._utils.sklearn import Interval, StrOptions, TupleOf
from skseq.detectors._base import SequenceDetector

if TYPE_CHECKING:
    import keras

    from skseq._layers.initializers import InitialWeights

# Shares of a window over which "auto" spreads estimates. An error counts as soon as its
# estimate is made: causal scores wait for no row that is a whole window past.
LAGS = (0, 0.25, 0.5, 0.75, 1)
CAUSAL_LAGS = (0, 0.125, 0.25, 0.5)


class RecurrentDetector(SequenceDetector):
    """Base class of detectors that read a series row by row.

    A subclass builds its recurrent layers in ``build_network`` and hands them to
    :func:`estimate_rows`. What follows is copied into its docstring, as is
    ``_shared_docs.py``.

    Parameters
    ----------
    lags : tuple of int or "auto"
        How many rows after a row each estimate of it is made; below 0 it is a forecast.
        ``"auto"`` spreads them over a window, over half of it if causal.
    latent_size : int or None
        Numbers to which what has been read is compressed before rows are estimated
        from it; None leaves it as it is.

    Attributes
    ----------
    lags_ : tuple of int
        How many rows after a row each estimate of it is made.
    """

    _plan: Kind = "block"

    lags: Sequence[int] | Literal["auto"]

    _parameter_constraints = {
        **SequenceDetector._parameter_constraints,
        "lags": [
            TupleOf(Integral, None, None, closed="neither"),
            StrOptions({"auto"}),
        ],
        "latent_size": [Interval(Integral, 1, None, closed="left"), None],
        "detrend": ["boolean"],
    }

    def _network_params(self, window_size: int) -> dict[str, Any]:
        """Return the keyword arguments of ``build_network``, ``lags`` as numbers."""
        return super()._network_params(window_size) | {"lags": self._lags(window_size)}

    def _lags(self, window_size: int) -> tuple[int, ...]:
        """Return the lags of the estimates of a row in a window of a given size."""
        reach = window_size - 1
        if isinstance(self.lags, str):
            return window_lags(reach, causal=self.causal)
        lags = tuple(int(lag) for lag in self.lags)
        if min(lags) > 0 or max(lags) > reach:
            raise ValueError(
                f"lags={self.lags!r} must not be above {reach}, the first row of a "
                f"window of {window_size}, and one of them must be at most 0, so that "
                "the last row of a series is estimated too."
            )
        return lags

    @property
    def lags_(self) -> tuple[int, ...]:
        """How many rows after a row each estimate of it is made."""
        check_is_fitted(self)
        return self.network_params_["lags"]


def window_lags(reach: int, *, causal: bool) -> tuple[int, ...]:
    """Return lags spread over a window, from 0 back to its first row or its middle.

    A window of one row is forecast from the rows before it, of which nothing is known:
    from the mean.
    """
    if reach == 0:
        return (-1,)
    shares = CAUSAL_LAGS if causal else LAGS
    return tuple(dict.fromkeys(round(share * reach) for share in shares))


def estimate_rows(
    rows: keras.KerasTensor,
    recurrent_layers: Sequence[keras.layers.Layer],
    lags: tuple[int, ...],
    latent_size: int | None,
    initial: InitialWeights,
) -> keras.Model:
    """Return the network that estimates rows from what recurrent layers have read.

    For each lag ``k`` a linear head turns the compressed state after row ``t + k`` into
    an estimate of row ``t``. Where there is no such state its output is not to be used.
    """
    import keras

    length, n_features = rows.shape[1:]
    # Zeros, the mean of standardized rows, stand where nothing has been seen yet.
    n_before, n_after = max(0, *(-lag for lag in lags)), max(0, *lags)
    states = keras.layers.ZeroPadding1D(
        (n_before, 0), data_format="channels_last", dtype="float32"
    )(rows)
    for layer in recurrent_layers:
        states = layer(states)
    n_states = n_before + length
    # Time first, as the layers have them, until they are few numbers; and products of
    # two matrices, as with three axes their gradients take far longer.
    states = keras.ops.transpose(states, (1, 0, 2))
    flat = keras.ops.reshape(states, (-1, states.shape[2]))
    sizes = [len(lags) * n_features]
    if latent_size is not None:
        sizes.insert(0, latent_size)
    for number, size in enumerate(sizes):
        flat = keras.layers.Dense(
            size, kernel_initializer=initial.glorot_uniform, dtype="float32"
        )(flat)
        if number == 0:
            flat = keras.ops.reshape(flat, (n_states, -1, size))
            flat = keras.ops.reshape(keras.ops.transpose(flat, (1, 0, 2)), (-1, size))
    heads = keras.ops.reshape(flat, (-1, n_states, len(lags), n_features))
    heads = keras.ops.pad(heads, ((0, 0), (0, n_after), (0, 0), (0, 0)))
    shifted = [
        heads[:, n_before + lag : n_before + lag + length, number]
        for number, lag in enumerate(lags)
    ]
    return keras.Model(rows, keras.ops.stack(shifted, axis=2))
