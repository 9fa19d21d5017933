"""GRU: the numbers of Keras' own, forward and backward."""

from recurrent_layers import (
    RecurrentLayerTests,
    assert_equal_results,
    keras,
    sequences,
)

from skseq._layers.gru import GRU


class TestGRU(RecurrentLayerTests):
    ours, theirs = GRU, keras.layers.GRU

    def test_reset_before_the_product(self):
        options = {"reset_after": False, "return_sequences": True}
        layers = GRU(4, **options), keras.layers.GRU(4, **options)
        assert_equal_results(*layers, sequences())
