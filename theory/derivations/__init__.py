"""Proofs of the built-in statements, as data that `proofs_check.kernel` checks.

`spectrum`, `cross_mode`, `single_path`, `balanced`, `reduction`, `hill_number` and `stability` each have one
function for a statement, of the same name, which takes the claim and returns the `Derivation`; `layers` has
the steps that many proofs share, and `writer` writes steps down.
"""
