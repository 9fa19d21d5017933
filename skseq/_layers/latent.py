"""Latent: what a variational autoencoder draws between its two halves."""

from __future__ import annotations

from typing import Any

from skseq._engine.backend import import_keras

# The backend is chosen before Keras is first imported.
keras = import_keras()


@keras.saving.register_keras_serializable(package="skseq")
class Latent(keras.layers.Layer):
    """Draw from normal distributions, and add their divergence to the loss [1]_.

    Parameters
    ----------
    weight : float
        Factor of the divergence from the standard normal distribution.
    seed : int or None
        Seed of the draws.
    **kwargs : dict
        The arguments of ``keras.layers.Layer``.

    See Also
    --------
    skseq.detectors.VAEDetector : The detector with this layer.

    References
    ----------
    .. [1] D. P. Kingma and M. Welling, "Auto-Encoding Variational Bayes", ICLR 2014.
       `arXiv:1312.6114 <https://arxiv.org/abs/1312.6114>`_.

    Examples
    --------
    >>> import numpy as np
    >>> from skseq.layers import Latent
    >>> mean, log_variance = np.ones((2, 3)), np.zeros((2, 3))
    >>> bool((Latent(0.1, seed=0)(mean, log_variance) == mean).all())
    True
    """

    def __init__(self, weight: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.weight = weight
        self.seed = seed
        self.random = keras.random.SeedGenerator(seed)

    def call(self, mean: Any, log_variance: Any, training: bool = False) -> Any:
        """Return draws in training, otherwise the means.

        Parameters
        ----------
        mean : array of shape (batch, size)
            Means of the distributions.
        log_variance : array of shape (batch, size)
            Logarithms of their variances.
        training : bool, default=False
            Whether the network is being trained.

        Returns
        -------
        values : array of shape (batch, size)
            One draw, or the mean, of each distribution.
        """
        if not training:
            return mean
        variance = keras.ops.exp(log_variance)
        terms = keras.ops.square(mean) + variance - 1 - log_variance
        divergence = keras.ops.mean(0.5 * keras.ops.sum(terms, axis=-1))
        self.add_loss(self.weight * divergence)
        noise = keras.random.normal(
            keras.ops.shape(mean), dtype="float32", seed=self.random
        )
        return mean + keras.ops.sqrt(variance) * noise

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make the layer again.

        Returns
        -------
        config : dict
            Keyword arguments of the class.
        """
        return super().get_config() | {"weight": self.weight, "seed": self.seed}
