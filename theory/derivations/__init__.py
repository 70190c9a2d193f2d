"""Proofs of the built-in statements, as data that `proofs_check.kernel` checks."""
