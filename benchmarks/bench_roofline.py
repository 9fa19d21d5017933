"""How near a scoring pass and a training step of LSTMDetector come to the machine.

The bound is what this machine takes for the matrix products of the recurrence and for
its activations alone, each measured in a loop at the same shapes: forward a product of
the state with the recurrent weights and five tanh for each unit and step, in training
the product with the transposed weights and the one for their gradient as well. Inputs
and heads are left out of the bound, which is thus a little too low. One step of
PyTorch's LSTM on blocks of the same shape is timed as well. Each time is the shortest
of many short runs, taken in turns::

    python benchmarks/bench_roofline.py
"""

import argparse
import json
import subprocess
import time
from pathlib import Path

import numpy as np
from _machine import write_results

HERE = Path(__file__).parent
WINDOW, UNITS = 100, 64
PRODUCTS = 200


def loop(function, *start):
    """Return a compiled loop that applies a function to its own result."""
    import jax

    def run(*values):
        return jax.lax.fori_loop(0, PRODUCTS, lambda _, v: function(*v), values)

    compiled = jax.jit(run)
    return lambda: jax.block_until_ready(compiled(*start))


def primitives(batch, length, units):
    """Return name -> (a loop of one operation of the bound, uses per pass or step)."""
    import jax.numpy as jnp

    rng = np.random.default_rng(0)

    def normal(*shape):
        return jnp.asarray(rng.normal(size=shape).astype("f4") * 0.05)

    h, z, wide = (
        normal(batch, units),
        normal(batch, 4 * units),
        normal(units, 4 * units),
    )
    states, changes = normal(units, batch * length), normal(batch * length, 4 * units)
    forward = loop(lambda h, u: ((h @ u)[:, :units], u), h, wide)
    back = loop(lambda z, u: (jnp.tile(z @ u, (1, 4)), u), z, jnp.asarray(wide.T))
    gradient = loop(lambda s, c: (s, c + (s @ c)[0, 0]), states, changes)
    tanh = loop(lambda a: (jnp.tanh(a),), normal(batch, 5 * units))
    return {
        "forward": (forward, length / PRODUCTS),
        "back": (back, length / PRODUCTS),
        "gradient": (gradient, 1 / PRODUCTS),
        "tanh": (tanh, length / PRODUCTS),
    }


def ours():
    """Return functions that make a scoring pass and training steps, and shapes."""
    import jax

    import skseq
    from skseq._engine.programs import get_programs
    from skseq._engine.scoring import batch_size

    rng = np.random.default_rng(0)
    detector = skseq.LSTMDetector(window_size=WINDOW, max_iter=1, random_state=0)
    detector.fit(rng.normal(size=(1000, 1)))
    estimator = detector._model().estimator
    architecture = estimator.architecture
    scoring, training = architecture.scoring_plan, architecture.training_plan
    network, n_steps = architecture.network(estimator.columns), 10
    batch, lags = detector.batch_size, architecture.lags
    programs = get_programs(network, scoring.length)
    size = batch_size(scoring, 10**6)
    segments = rng.normal(size=(size, scoring.length, 1)).astype("f4")
    trainer = get_programs(network, training.length)
    state = trainer.initial_state(network.model(training.length, 0))
    shape = n_steps, batch, training.length
    rows = rng.normal(size=(*shape, 1)).astype("f4")
    weights = np.ones((*shape, len(lags), 1), "f4")
    rates = np.full(n_steps, 1e-3, "f4")

    def score():
        jax.block_until_ready(programs.estimate(detector.weights_, segments))

    def train():
        jax.block_until_ready(trainer.train(state, n_steps, rows, weights, rates)[1])

    # A forecaster reads a few zeros before each segment.
    n_before = max(0, -min(lags))
    return {
        "scoring pass": (score, 1, len(segments), scoring.length + n_before),
        "training step": (train, n_steps, batch, training.length + n_before),
    }


def shortest(functions, rounds):
    """Return name -> fewest seconds of each function, taken in turns."""
    times = {name: [] for name in functions}
    for _ in range(rounds + 1):
        for name, function in functions.items():
            started = time.perf_counter()
            function()
            times[name].append(time.perf_counter() - started)
    return {name: min(found[1:]) for name, found in times.items()}


def measure(kind, case, rounds):
    """Return the seconds of a pass or step and those of its bound."""
    run, n_runs, batch, length = case
    parts = primitives(batch, length, UNITS)
    if kind == "scoring pass":
        del parts["back"], parts["gradient"]
    functions = {name: function for name, (function, _) in parts.items()}
    times = shortest(functions | {kind: run}, rounds)
    bound = {name: times[name] * uses for name, (_, uses) in parts.items()}
    seconds = times[kind] / n_runs
    total = sum(bound.values())
    return {
        "batch": batch,
        "length": length,
        "seconds": seconds,
        "bound": bound,
        "share": total / seconds,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", type=Path, default=HERE / ".venv-peers")
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    results = {}
    for kind, case in ours().items():
        results[kind] = found = measure(kind, case, arguments.rounds)
        parts = ", ".join(f"{k} {1e3 * v:.2f}" for k, v in found["bound"].items())
        print(
            f"{kind}: {found['batch']} segments of {found['length']} rows, "
            f"{1e3 * found['seconds']:.2f} ms; bound {parts} ms: "
            f"{found['share']:.0%} of it"
        )
    write_results("roofline", results)
    step = results["training step"]
    command = [arguments.peers / "torch/bin/python", HERE / "peers/run_torch.py"]
    sizes = ["step", step["batch"], step["length"], 1, UNITS]
    found = [
        json.loads(subprocess.check_output(list(map(str, [*command, *sizes]))))
        for _ in range(3)
    ]
    results["PyTorch step"] = found
    print("PyTorch, a step of the same shape:", found)
    write_results("roofline", results)


if __name__ == "__main__":
    main()
