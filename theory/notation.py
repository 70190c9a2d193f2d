"""The symbols that the built-in statements share: one name, one meaning, throughout.

| symbol | meaning |
|---|---|
| ``L`` | depth, the number of weight matrices of a pathway |
| ``H`` | number of pathways |
| ``s`` | singular value of the target in one mode, ``s > 0`` |
| ``sigma[h]``, ``tau[h]`` | shares of pathway ``h`` in two modes |
| ``ell[h]`` | depth of pathway ``h`` |
| ``eta`` | step size |
| ``x`` | a real number |
"""

from sympy import IndexedBase, Sum, Symbol, symbols

__all__ = ["H", "L", "ell", "eta", "h", "s", "sigma", "tau", "total", "x"]

L, H = symbols("L H", integer=True, positive=True)
h = Symbol("h", integer=True, positive=True)
s, eta = symbols("s eta", positive=True)
x = Symbol("x", real=True)
sigma = IndexedBase("sigma", nonnegative=True)
tau = IndexedBase("tau", nonnegative=True)
ell = IndexedBase("ell", integer=True, positive=True)

#: ``s* = sum_h sigma_h``.
total = Sum(sigma[h], (h, 1, H))
