"""The symbols that the built-in statements share: one name, one meaning, throughout.

| symbol | meaning |
|---|---|
| ``L`` | depth, the number of weight matrices of a pathway |
| ``H`` | number of pathways |
| ``s`` | singular value of the target in one mode, ``s > 0`` |
| ``sigma[h]``, ``tau[h]`` | shares of pathway ``h`` in two modes |
| ``ell[h]`` | depth of pathway ``h`` |
| ``eta`` | step size |
| ``rho[h]`` | layer value of pathway ``h`` where gradient flow starts, up to the scale ``a > 0`` |
| ``k``, ``m`` | a pathway, as ``j``, where ``h`` runs through all; a number of pathways |
| ``w[h]`` | layer value of pathway ``h`` where all its layers are equal, ``w[h] >= 0`` |
| ``v[...]`` | diagonal entries of all layers, in the order modes, pathways, layers |
| ``t[i]``, ``d`` | target of mode ``i``, number of modes |
| ``i``, ``j``; ``n`` | modes; a layer |
| ``x`` | a real number |
"""

from sympy import IndexedBase, Sum, Symbol, symbols

__all__ = ["H", "L", "a", "d", "ell", "eta", "h", "i", "j", "k", "m", "n", "rho", "s", "sigma", "t", "tau"]
__all__ += ["total", "v", "w", "x"]

L, H = symbols("L H", integer=True, positive=True)
h = Symbol("h", integer=True, positive=True)
s, eta = symbols("s eta", positive=True)
x = Symbol("x", real=True)
sigma = IndexedBase("sigma", nonnegative=True)
tau = IndexedBase("tau", nonnegative=True)
ell = IndexedBase("ell", integer=True, positive=True)
rho = IndexedBase("rho", positive=True)
a = Symbol("a", positive=True)
k, m = symbols("k m", integer=True, positive=True)
d, i, j, n = symbols("d i j n", integer=True, positive=True)
w = IndexedBase("w", nonnegative=True)
v = IndexedBase("v", real=True)
t = IndexedBase("t", positive=True)

#: ``s* = sum_h sigma_h``.
total = Sum(sigma[h], (h, 1, H))
