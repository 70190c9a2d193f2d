"""Tests that try to break theory, numerics and proofs_check."""
