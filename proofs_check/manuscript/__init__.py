"""Equations of a manuscript against the statements that were verified."""
