"""The contract checks, by subject; public through skseq.utils.estimator_checks."""
