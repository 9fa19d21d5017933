"""Tests of each recurrent layer: the numbers of Keras' own, forward and backward."""

import numpy as np
import pytest
from jax import jit, value_and_grad
from jax import numpy as jnp

from skseq._engine.backend import import_keras

keras = import_keras()


def sequences(batch=3, length=7, n_features=2, seed=0):
    shape = batch, length, n_features
    return np.random.RandomState(seed).normal(size=shape).astype("f4")


def random_weights(layer, seed=1):
    rng = np.random.RandomState(seed)
    return [rng.normal(size=v.shape).astype("f4") for v in layer.trainable_variables]


def results(layer, rows, weights, **arguments):
    """Return the states and all gradients of a function of them."""
    others = [v.value for v in layer.non_trainable_variables]

    def loss(weights, rows):
        states, _ = layer.stateless_call(weights, others, rows, **arguments)
        phases = jnp.linspace(0, 1, states.size).reshape(states.shape)
        return jnp.sin(states + phases).sum(), states

    run = jit(value_and_grad(loss, argnums=(0, 1), has_aux=True))
    (_, states), gradients = run(weights, rows)
    return [states, *gradients[0], gradients[1]]


def assert_equal_results(ours, theirs, rows, **arguments):
    for layer in (ours, theirs):
        layer.build(rows.shape)
    weights = random_weights(theirs)
    expected = results(theirs, rows, weights, **arguments)
    actual = results(ours, rows, weights, **arguments)
    for one, other in zip(actual, expected, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, atol=1e-5, rtol=1e-5)


class RecurrentLayerTests:
    """What holds for ``ours`` beside ``theirs``, which a subclass names."""

    n_states = 1

    @pytest.mark.parametrize("return_sequences", [True, False])
    @pytest.mark.parametrize("go_backwards", [True, False])
    def test_states_and_gradients_are_those_of_keras(
        self, return_sequences, go_backwards
    ):
        options = {"return_sequences": return_sequences, "go_backwards": go_backwards}
        assert_equal_results(
            self.ours(5, **options), self.theirs(5, **options), sequences()
        )

    @pytest.mark.parametrize("shape", [(1, 1, 1), (2, 1, 3), (1, 40, 1), (4, 9, 6)])
    def test_shapes(self, shape):
        layers = (cls(3, return_sequences=True) for cls in (self.ours, self.theirs))
        assert_equal_results(*layers, sequences(*shape))

    @pytest.mark.parametrize(
        "options",
        [
            {"activation": "relu"},
            {"recurrent_activation": "hard_sigmoid"},
            {"use_bias": False},
            {"recurrent_dropout": 0.5},
        ],
        ids=str,
    )
    def test_what_is_not_plain_is_computed_by_keras(self, options):
        options = options | {"seed": 0}
        assert_equal_results(
            self.ours(4, **options), self.theirs(4, **options), sequences()
        )

    def test_mask_and_initial_state_are_heeded(self):
        rows = sequences()
        mask = np.ones(rows.shape[:2], dtype=bool)
        mask[1, 4:] = False
        assert_equal_results(self.ours(4), self.theirs(4), rows, mask=mask)
        state = np.full((3, 4), 0.5, dtype="f4")
        state = state if self.n_states == 1 else [state] * self.n_states
        assert_equal_results(self.ours(4), self.theirs(4), rows, initial_state=state)

    def test_weights_of_keras_load_and_come_back(self):
        rows = sequences()
        one, other = (cls(6, return_sequences=True) for cls in (self.ours, self.theirs))
        for layer in (one, other):
            layer.build(rows.shape)
        weights = random_weights(other)
        other.set_weights(weights)
        one.set_weights([np.asarray(v.value) for v in other.weights])
        for variable, given in zip(one.trainable_variables, weights, strict=True):
            np.testing.assert_array_equal(variable.value, given)
        np.testing.assert_allclose(one(rows), other(rows), atol=1e-5)

    def test_sequences_of_a_batch_do_not_touch(self):
        rows = sequences(batch=8)
        layer = self.ours(5, return_sequences=True)
        expected = np.asarray(layer(rows))
        changed = rows.copy()
        changed[3:] = 100.0
        np.testing.assert_array_equal(np.asarray(layer(changed))[:3], expected[:3])
        np.testing.assert_array_equal(layer(rows), expected)

    # Keras' own way of saving arrays.
    @pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
    def test_layer_survives_being_saved(self, tmp_path):
        rows = sequences()
        inputs = keras.Input(rows.shape[1:])
        model = keras.Model(inputs, self.ours(4)(inputs))
        model.save(tmp_path / "model.keras")
        again = keras.saving.load_model(tmp_path / "model.keras")
        assert isinstance(again.layers[1], self.ours)
        np.testing.assert_array_equal(again.layers[1](rows), model.layers[1](rows))

    def test_huge_values_saturate(self):
        rows = np.full((1, 3, 2), 1e30, dtype="f4")
        states = np.asarray(self.ours(4, return_sequences=True)(rows))
        assert np.isfinite(states).all()
