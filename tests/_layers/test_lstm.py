"""LSTM: the numbers of Keras' own, forward and backward."""

from recurrent_layers import RecurrentLayerTests, keras

from skseq._layers.lstm import LSTM


class TestLSTM(RecurrentLayerTests):
    ours, theirs, n_states = LSTM, keras.layers.LSTM, 2
