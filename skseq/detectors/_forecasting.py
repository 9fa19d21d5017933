"""The part of a network that all forecasters share: horizons and heads."""

# Range of the logarithm of a squared error that a network can expect.
LOG_VARIANCES = (-7.0, 5.0)


def forecast(rows, recurrent_layers, horizons, initial):
    """Return the network that estimates each row from the rows before it.

    The recurrent layers read the rows once. For each horizon ``h`` a linear head turns
    their state after row ``t - h`` into an estimate of row ``t``, as if the network's
    input were shifted right by ``h`` rows, and into the error to expect of it.

    Parameters
    ----------
    rows : keras.KerasTensor of shape (batch, length, n_features)
        The input of the network.
    recurrent_layers : list of keras.layers.Layer
        Each maps a sequence to a sequence, reading that of the one before it.
    horizons : tuple of int
        How many rows ahead to forecast; each at least 1.
    initial : InitialWeights
        Initializers of the network.

    Returns
    -------
    network : keras.Model
        Its outputs are the estimates and the logarithms of the squared errors to
        expect of them, both of shape (batch, length, n_horizons, n_features).
    """
    import keras

    length, n_features = rows.shape[1:]
    furthest = max(horizons)
    # Zeros, the mean of standardized rows, stand where nothing has been seen yet.
    states = keras.layers.ZeroPadding1D((furthest, 0))(rows)
    for layer in recurrent_layers:
        states = layer(states)
    # Two numbers for each horizon and column: the estimate and what error to expect.
    head = keras.layers.Dense(
        2 * len(horizons) * n_features, kernel_initializer=initial.glorot_uniform
    )
    # A product of two matrices: with three axes its gradient takes far longer.
    flat = head(keras.ops.reshape(states, (-1, states.shape[2])))
    heads = keras.ops.reshape(
        flat, (-1, furthest + length, 2, len(horizons), n_features)
    )
    shifted = [
        heads[:, furthest - horizon : furthest - horizon + length, :, number]
        for number, horizon in enumerate(horizons)
    ]
    outputs = keras.ops.stack(shifted, axis=3)
    log_variances = keras.ops.clip(outputs[:, :, 1], *LOG_VARIANCES)
    return keras.Model(rows, [outputs[:, :, 0], log_variances])
