"""Numerics: measurements from the definition of the loss, and faster solvers that are checked against them.

The *definition* road starts from products of matrices, derivatives of the loss and gradient descent on full
matrices. No theorem about these networks is used there and no closed form is known, so that a measurement
can disagree with the theory. *Structured* solvers (marked S) lean on the decoupling of modes and on equal
layers staying equal: they are for speed, tested against the others, and no evidence for what they lean on.
Nothing imports SymPy or the theory. What numerics knows is general mathematics: calculus, linear algebra, and
how to bound rounding errors.

The public face:

| module | for |
|---|---|
| `numerics.quantities.*` | one module per measured quantity, each with `measure(...) -> Measurement` |
| `numerics.measurement` | `Measurement`: value, rigour, provenance, and what the measurement is blind to |
| **points and loss** | |
| `numerics.minima` | `minimum`, `aligned_point`: explicit weights for given shares and bases |
| `numerics.general_minima` | `general_minimum`: minima that are neither aligned nor balanced |
| `numerics.network` | `Network`, `end_to_end`, `loss`, `gradient`, `hessian_vector_product` |
| `numerics.tanh_network` | the same for pathways of tanh layers: `tanh_network`, `loss`, `gradient` |
| **curvature** | |
| `numerics.hessian.definition` | `hessian`, `spectrum`, `characteristic_polynomial_value` |
| `numerics.hessian.callable` | `hessian_of` any callable, on second-order jets |
| `numerics.hessian.enclosure` | `largest_eigenvalue`, `eigenvalue_near`: rigorous, for symmetric balls |
| `numerics.hessian.spectrum` | `enclosed_spectrum`: all eigenvalues, rigorous |
| `numerics.hessian.lanczos` | `largest_eigenvalue` at arbitrary weights, from products |
| `numerics.hessian.trajectory` | `along_trajectory`: the largest eigenvalue from one point to the next |
| `numerics.hessian.gram` | `spectrum_at_minimum`: at a global minimum, by a small matrix |
| `numerics.hessian.tanh` | `sharpness` of a tanh network |
| `numerics.hessian.modes` | S `aligned_modes`, `balanced_modes`: aligned points by their entries |
| `numerics.hessian.structured` | S `spectrum`: all eigenvalues by mode blocks (`numerics.hessian.blocks`) |
| `numerics.hessian.largest` | S `largest_eigenvalue`, most blocks never formed |
| `numerics.hessian.largest_enclosure` | S `enclosed_largest_eigenvalue`, rigorous |
| **dynamics** | |
| `numerics.descent` | `step`, `run`: gradient descent and heavy ball on full matrices |
| `numerics.schedules` | `Constant`, `Warmup`, `Piecewise` step sizes |
| `numerics.flow` | `flow_network`; S `flow_modes`: gradient flow |
| `numerics.recursion` | S `run`: one mode, any number kind |
| `numerics.recursion_cells` | S `run_cells`: many at once in float64 |
| `numerics.orbit` | S `enclosed_orbit`: rigorous (`numerics.mean_value`, `numerics.lohner`) |
| `numerics.sweep` | S `Line`, `run_line`, `sweep_lines`: millions of cells (`numerics.sweep_cells`) |
| `numerics.phases` | `Outcome`, `classify`: what a finished run did |
| `numerics.simulation` | S `simulate_modes`: one run, watched |
| `numerics.network_simulation` | the same on full networks |
| `numerics.observation` | what such a run reports and how it ends |
| `numerics.flow_limit` | `flow_limit`: where gradient flow ends, to many digits |
| `numerics.experiments.*` | protocols: runs under settings fixed beforehand, and what they showed |
| **thresholds from dynamics** | |
| `numerics.perturbation` | what gradient descent does to a tiny perturbation of a point |
| `numerics.escape` | `escape`, `single_path_escape`: the step size at which a minimum is left, from runs |
| `numerics.balanced_stability` | `measure`: the same for the balanced one, and whether imbalance contracts |
| `numerics.worst_case_return` | S `measure`: the step size that throws some start to 0, from the map alone |
| `numerics.roots` | `certified_root`, `isolate_roots`: rigorous, and blind to formulas |
| **numbers** | |
| `numerics.matrices` | the kinds `FLOAT64`, `MPMATH`, `MPFR`, `ARB`, `ARB_MIDPOINT` |
| `numerics.precision` | `working_precision`, exact conversions, `agreement_digits`, `known_digits` |
| `numerics.orthogonal` | `cayley`, `rational_orthogonal`, `haar_orthogonal` |
"""
