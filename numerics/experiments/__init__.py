"""Experiments: gradient descent run under settings that are fixed before the run, and what it showed.

Each module is a protocol: a function `observe` from settings to named numbers.  A protocol knows the loss and
gradient descent, and no theorem; what theory predicts is compared elsewhere.  All runs are in float64: what
they show is data, without a bound on rounding errors.

| module | what is run |
|---|---|
| `pathways` | one mode, equal depths, small unequal first shares |
| `boundaries` | the same over a grid of step sizes: where the outcome changes |
| `unequal_depths` | one mode, depths that differ |
| `worst_start` | one pathway from every start of a grid: at which step size a sign flips |
| `tanh` | the tanh network beside the linear one |
"""
