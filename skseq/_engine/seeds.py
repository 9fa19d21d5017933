"""One integer seed to as many independent streams of randomness as a fit needs."""

import numpy as np


def split_seed(seed: int) -> tuple[int, np.random.Generator]:
    """Return the seed of a network and the generator that draws its batches."""
    network, batches = np.random.SeedSequence(seed).spawn(2)
    # Small enough for JAX, also with the number of a layer added to it.
    network_seed = int(network.generate_state(1)[0] >> 2)
    return network_seed, np.random.default_rng(batches)
