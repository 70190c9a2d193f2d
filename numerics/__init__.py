"""Numerics: measurements from the definition of the loss.

Everything here starts from products of matrices, derivatives of the loss and gradient descent on full
matrices. No theorem about these networks is used and no closed form is known here, so that a measurement can
disagree with the theory. Nothing here imports SymPy or the theory.

What numerics knows is general mathematics: calculus, linear algebra, and how to bound rounding errors.

The public face:

| module | for |
|---|---|
| `numerics.quantities.*` | one module per measured quantity, each with `measure(...) -> Measurement` |
| `numerics.measurement` | `Measurement`: value, rigour, provenance, and what the measurement is blind to |
| `numerics.minima` | `minimum`, `aligned_point`: explicit weights for given shares and bases |
| `numerics.network` | `Network`, `end_to_end`, `loss`, `gradient`, `hessian_vector_product` |
| `numerics.hessian.definition` | `hessian`, `spectrum`, `characteristic_polynomial_value` |
| `numerics.hessian.enclosure` | `largest_eigenvalue`, `eigenvalue_near`: rigorous, for symmetric balls |
| `numerics.hessian.spectrum` | `enclosed_spectrum`: all eigenvalues, rigorous |
| `numerics.descent` | `step`, `run`: gradient descent on full matrices |
| `numerics.perturbation` | what gradient descent does to a tiny perturbation of a point |
| `numerics.matrices` | the kinds `FLOAT64`, `MPMATH`, `ARB`, `ARB_MIDPOINT` |
| `numerics.precision` | `working_precision`, exact conversions, `agreement_digits`, `known_digits` |
| `numerics.orthogonal` | `cayley`, `rational_orthogonal`, `haar_orthogonal` |
"""
