"""What every other folder may use: scikit-learn, labels, frames, threads."""
