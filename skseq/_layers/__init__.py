"""Keras layers that compute the same numbers as Keras' own, in less time on a CPU."""
