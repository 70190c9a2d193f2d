"""A regression test: `expect` turns a known-false statement into one that passes by being refuted."""

from sympy import Ge, symbols
from theory import Statement

x = symbols("x", real=True)

square = Statement("square-exceeds", Ge(x**2, x), expect="REFUTED", title="x^2 >= x for every real x")
