"""Small networks that know nothing of detectors, for tests of the engine."""

import numpy as np

from skseq._engine import Network


def build_dense(n_features, length, *, units, noise, seed):
    """Build a network that reconstructs each row of a segment for itself."""
    import keras

    def weights(shape, dtype=None):
        rng = np.random.default_rng(seed)
        return rng.normal(scale=0.3, size=shape).astype(dtype)

    rows = keras.Input((length, n_features))
    values = keras.layers.GaussianNoise(noise, seed=seed or 0)(rows)
    values = keras.layers.Dense(units, "tanh", kernel_initializer=weights)(values)
    values = keras.layers.Dense(n_features, kernel_initializer=weights)(values)
    return keras.Model(rows, keras.ops.expand_dims(values, axis=2))


def dense_network(n_features=2, units=3, noise=0.0):
    """Return such a network, not yet built."""
    return Network(build_dense, n_features, (("units", units), ("noise", noise)))


def reader(X):
    """Return how the engine reads rows of X."""
    X = np.asarray(X, dtype=np.float32)
    return lambda rows: X[rows]


def weights_of(model):
    """Return the weights of a Keras model; its own method warns under NumPy 2."""
    return [np.asarray(variable.value) for variable in model.weights]
