"""From the parameters of a detector to the training of its network."""

import numpy as np
from sklearn.utils import check_random_state


def train_network(detector, network, plan, read, n_rows):
    """Train a network as the parameters of a detector say.

    Parameters
    ----------
    detector : SequenceDetector
        Whose parameters are followed; it is not changed.
    network : Network
        What to train.
    plan : SegmentPlan
        How segments are cut.
    read : callable
        ``read(rows)`` returns the rows of these indices as the network reads them.
    n_rows : int
        Rows of the training series.

    Returns
    -------
    trained : Trained
        Weights, number of steps and losses.
    """
    from skseq._engine import Training, train

    training = Training(
        max_iter=detector.max_iter,
        batch_size=detector.batch_size,
        learning_rate=detector.learning_rate,
        seed=_draw_seed(detector.random_state),
        validation_rows=_n_validation_rows(detector, n_rows),
        n_iter_no_change=detector.n_iter_no_change,
        tol=detector.tol,
    )
    report = _Progress(detector) if detector.verbose else None
    return train(network, plan, read, [0, n_rows], training, report=report)


def _n_validation_rows(detector, n_rows):
    if not detector.early_stopping:
        return 0
    return int(np.clip(round(detector.validation_fraction * n_rows), 1, n_rows - 1))


def _draw_seed(random_state):
    if random_state is None:
        # Not NumPy's global generator: a fit changes nobody else's random numbers.
        return int(np.random.SeedSequence().generate_state(1)[0])
    return int(check_random_state(random_state).randint(2**31))


class _Progress:
    """Prints a line for every report of a training run."""

    def __init__(self, detector):
        self._name, self._max_iter = type(detector).__name__, detector.max_iter

    def __call__(self, trained):
        line = f"[{self._name}] step {trained.n_iter} of {self._max_iter}"
        line += f", loss {trained.loss_curve[-1]:.4g}"
        if trained.validation_loss_curve:
            line += f", validation loss {trained.validation_loss_curve[-1]:.4g}"
        print(line, flush=True)
