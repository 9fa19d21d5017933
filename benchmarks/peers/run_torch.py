"""A plain windowed LSTM in PyTorch: scoring of overlapping windows, training of blocks.

Prints JSON: seconds, and seconds of the processor, of what is asked for::

    python run_torch.py score ROWS COLUMNS WINDOW UNITS
    python run_torch.py step BATCH LENGTH COLUMNS UNITS
"""

import json
import sys
import time

import torch


class Forecaster(torch.nn.Module):
    """One LSTM layer and a linear head: the next row from the rows before it."""

    def __init__(self, n_features, units):
        super().__init__()
        self.lstm = torch.nn.LSTM(n_features, units, batch_first=True)
        self.head = torch.nn.Linear(units, n_features)

    def forward(self, rows):
        """Return an estimate after every row."""
        return self.head(self.lstm(rows)[0])


def timed(function):
    """Return the seconds of a call and those of the processor."""
    wall, used = time.perf_counter(), time.process_time()
    function()
    return time.perf_counter() - wall, time.process_time() - used


def score(n_rows, n_features, window, units):
    """Score every row from the window before it, as windowed detectors do."""
    X = torch.randn(n_rows, n_features)
    model = Forecaster(n_features, units).eval()

    def run():
        windows = X.unfold(0, window, 1)[:-1].swapaxes(1, 2)
        with torch.inference_mode():
            for first in range(0, len(windows), 256):
                batch = windows[first : first + 256].contiguous()
                target = X[window + first : window + first + len(batch)]
                model.head(model.lstm(batch)[0][:, -1]).sub(target).square_()

    timed(run)
    return timed(run)


def step(batch, length, n_features, units, n_steps=10):
    """Take steps of Adam on blocks."""
    model = Forecaster(n_features, units)
    optimizer = torch.optim.Adam(model.parameters())
    rows = torch.randn(batch, length, n_features)

    def run():
        for _ in range(n_steps):
            optimizer.zero_grad()
            (model(rows)[:, :-1] - rows[:, 1:]).square().mean().backward()
            optimizer.step()

    timed(run)
    return [seconds / n_steps for seconds in timed(run)]


def main():
    kind, *sizes = sys.argv[1:]
    wall, used = {"score": score, "step": step}[kind](*map(int, sizes))
    print(json.dumps({"wall": wall, "cpu": used, "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    main()
