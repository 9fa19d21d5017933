"""The part of a network that all forecasters share: horizons and heads."""


def forecast(rows, recurrent_layers, horizons, seeds):
    """Return the network that estimates each row from the rows before it.

    The recurrent layers read the rows once. For each horizon ``h`` a linear head turns
    their state after row ``t - h`` into an estimate of row ``t``: the network's input
    is shifted right by ``h`` rows.

    Parameters
    ----------
    rows : keras.KerasTensor of shape (batch, length, n_features)
        The input of the network.
    recurrent_layers : list of keras.layers.Layer
        Each maps a sequence to a sequence, reading that of the one before it.
    horizons : tuple of int
        How many rows ahead to forecast; each at least 1.
    seeds : iterator of int
        Seeds of the initial weights.

    Returns
    -------
    network : keras.Model
        Its output has the shape (batch, length, n_horizons, n_features).
    """
    import keras

    length, n_features = rows.shape[1:]
    furthest = max(horizons)
    # Zeros, the mean of standardized rows, stand where nothing has been seen yet.
    states = keras.layers.ZeroPadding1D((furthest, 0))(rows)
    for layer in recurrent_layers:
        states = layer(states)
    estimates = []
    for horizon in horizons:
        initializer = keras.initializers.GlorotUniform(next(seeds))
        head = keras.layers.Dense(n_features, kernel_initializer=initializer)
        first = furthest - horizon
        estimates.append(head(states[:, first : first + length]))
    return keras.Model(rows, keras.ops.stack(estimates, axis=2))
