"""One seed to independent streams."""

from skseq._engine.seeds import split_seed


def test_same_seed_gives_the_same_streams():
    (one, one_rng), (other, other_rng) = split_seed(5), split_seed(5)
    assert one == other
    assert one_rng.integers(2**60) == other_rng.integers(2**60)


def test_neighbouring_seeds_have_nothing_in_common():
    streams = [split_seed(seed) for seed in range(200)]
    assert len({seed for seed, _ in streams}) == 200
    assert len({int(rng.integers(2**60)) for _, rng in streams}) == 200
    # Small enough for JAX, also with the number of a layer added to it.
    assert all(0 <= seed < 2**31 - 2**20 for seed, _ in streams)
