"""What was learned, as values that never change, and what is computed from it."""
