"""LaTeX both ways: statements and proofs as text for a paper, and formulas of a paper as SymPy objects."""
