"""`LargestHessianEigenvalue(loss, parameters, point)`: for any smooth loss that SymPy can write.

Main results: `LargestHessianEigenvalue`, and `LargestEigenvalue(matrix)`, which stands for the largest
eigenvalue of an explicit symmetric matrix where there is no formula for it.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Expr, ImmutableMatrix, Symbol, Tuple, sqrt
from sympy.logic.boolalg import Boolean
from sympy.matrices.matrixbase import MatrixBase
from sympy.polys.polyerrors import BasePolynomialError

from theory.errors import StatementError
from theory.quantity import Quantity

__all__ = ["SMOOTH", "LargestEigenvalue", "LargestHessianEigenvalue"]

#: The functions of parameters that a loss may use, besides ``+ - * / **``, `Sum` and `Product`.
SMOOTH = (
    frozenset({"exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "erf", "LambertW"})
    | {"sinh", "cosh", "tanh", "asinh", "acosh", "atanh"}
)  # fmt: skip
#: The largest matrix whose characteristic polynomial is factored, and the most symbols in it.
MOST_FACTORED, MOST_SYMBOLS = 6, 4

_LOSS, _POINT = "the loss of LargestHessianEigenvalue", "the point of LargestHessianEigenvalue"
_SIGNS = {"positive": sympy.Gt, "negative": sympy.Lt, "nonnegative": sympy.Ge, "nonpositive": sympy.Le}


class LargestHessianEigenvalue(Quantity):
    r"""The largest eigenvalue of the Hessian of a loss with respect to its parameters, at a point.

    .. math:: \lambda_{\max}\big(\nabla^2_w \mathrm{loss}(w)\big|_{w = \mathrm{point}}\big)

    The closed form comes from SymPy's derivatives.  Where the Hessian falls apart into blocks of at most two
    parameters, or its characteristic polynomial into factors of degree at most two, it is explicit;
    otherwise it is `LargestEigenvalue` of the Hessian, an exact matrix without a formula.  The measurement
    (`numerics.quantities.largest_hessian_eigenvalue`) differentiates the same loss by second-order jets.
    *Both sides read the same loss*: that it is the loss you mean, nobody checks.

    Args:
        loss: an expression in `parameters`; all other symbols are symbols of the claim.
        parameters: real symbols, bound here: they are not symbols of the claim.  What else their
            assumptions say is understood of the point.
        point: as many exact expressions; parameters that occur here are symbols of the claim.

    Raises:
        StatementError: a loss that is not exact and smooth, parameters that are no real symbols or occur
            twice, a point of another length or against the assumptions of a parameter.

    Example:
        >>> from sympy import symbols
        >>> u, v, c = symbols("u v c", real=True)
        >>> coupled = LargestHessianEigenvalue(u**2 / 2 + v**2 / 2 + c * u * v, (u, v), (0, 0))
        >>> coupled.doit(), coupled.free_symbols
        (Abs(c) + 1, {c})
        >>> LargestHessianEigenvalue(u**4, u, 1).doit()
        12
    """

    def __new__(cls, loss: Any, parameters: Any, point: Any) -> LargestHessianEigenvalue:
        """Check and make it."""
        made = cls._made(loss, parameters, point)
        unused = sorted(map(str, set(made.bound_symbols) - made.loss.free_symbols))
        if unused:
            given, remedy = f"no {', '.join(unused)} in {made.loss}", "name the parameters as the loss does"
            raise StatementError(_LOSS, "must depend on every parameter", given, remedy)
        return made

    @property
    def func(self) -> Any:
        """How SymPy makes it again: a substitution may take a parameter out of the loss."""
        return type(self)._made

    @classmethod
    def _made(cls, loss: Any, parameters: Any, point: Any) -> LargestHessianEigenvalue:
        made = super().__new__(cls, loss, _listed(parameters), _listed(point))
        loss, names, values = made.args
        _check_parameters(names)
        _check_loss(loss, frozenset(names))
        _check_point(values, len(names))
        if sympy.false in made.hypotheses:
            remedy = "declare the parameters real=True only, or move the point"
            raise StatementError(_POINT, "must obey the assumptions of the parameters", values, remedy)
        return made

    @property
    def loss(self) -> Any:
        """The loss."""
        return self.args[0]

    @property
    def bound_symbols(self) -> list[Any]:
        """The parameters (SymPy's name for what substitution leaves alone)."""
        return list(self.args[1])

    @property
    def canonical_variables(self) -> dict[Any, Any]:
        """What SymPy's `as_dummy` calls the parameters; they stay real."""
        plain = super().canonical_variables
        return {name: Symbol(other.name, **name.assumptions0) for name, other in plain.items()}

    @property
    def point(self) -> Any:
        """The values of the parameters."""
        return self.args[2]

    @property
    def free_symbols(self) -> set[Any]:
        """The symbols of the loss but the parameters, and those of the point."""
        return (self.loss.free_symbols - set(self.bound_symbols)) | self.point.free_symbols

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """What the assumptions of the parameters say of the point, unless it is plain."""
        rules: list[Any] = []
        for symbol, value in zip(self.bound_symbols, self.point, strict=True):
            signs = [rule for sign, rule in _SIGNS.items() if getattr(symbol, f"is_{sign}")]
            rules += [rule(value, 0) for rule in signs[:1]]
        return tuple(rule for rule in dict.fromkeys(rules) if rule != sympy.true)

    def hessian(self) -> Any:
        """The matrix of second derivatives at the point, by SymPy."""
        names = self.bound_symbols
        at = dict(zip(names, self.point, strict=True))
        slopes = [sympy.diff(self.loss, name) for name in names]
        n = len(names)
        upper = {
            (i, j): sympy.diff(slopes[i], names[j]).doit().xreplace(at) for i in range(n) for j in range(i, n)
        }
        return ImmutableMatrix(n, n, lambda i, j: upper[min(i, j), max(i, j)])

    def closed_form(self) -> Any:
        """The largest eigenvalue of `hessian`, explicit where there is a formula."""
        return largest_eigenvalue_of(self.hessian())

    def _eval_subs(self, old: Any, new: Any) -> Any:
        # Only free occurrences are replaced, and what comes in must not be captured.
        names = self.bound_symbols
        if old in names:
            return self.func(self.loss, self.args[1], self.point._subs(old, new))
        if self.loss.has_free(old) and any(name in new.free_symbols for name in names):
            apart = {name: _apart(name, self, new) for name in names}
            renamed = self.func(self.loss.xreplace(apart), [apart[name] for name in names], self.point)
            return renamed._subs(old, new)
        return None


class LargestEigenvalue(Expr):
    """The largest eigenvalue of an explicit real symmetric matrix, which has no simpler formula.

    Its text is a line of Python that computes it to 50 digits.

    Args:
        matrix: a SymPy matrix.

    Example:
        >>> from sympy import Float, Matrix, N
        >>> N(eval(str(LargestEigenvalue(Matrix([[2, 1, 0], [1, 2, 1], [0, 1, 2]])))) - 2, 10)  # sqrt(2)
        1.414213562
    """

    is_commutative = True
    is_real = True
    is_finite = True

    def __new__(cls, matrix: Any) -> LargestEigenvalue:
        """Make it."""
        return Expr.__new__(cls, ImmutableMatrix(matrix))

    def _sympystr(self, printer: Any) -> str:
        matrix = f"Matrix({printer.doprint(self.args[0].tolist())}).evalf(50).tolist()"
        largest = "lambda m, A: m.nstr(max(m.eigsy(m.matrix(A), eigvals_only=True)), 50)"
        return f"Float(__import__('mpmath').workdps(50)({largest})(__import__('mpmath'), {matrix}), 50)"


def _listed(given: Any) -> Any:
    return given if isinstance(given, list | tuple | Tuple) else (given,)


def _check_parameters(names: Any) -> None:
    where, remedy = "the parameters of LargestHessianEigenvalue", 'declare them symbols("u v", real=True)'
    if not names:
        raise StatementError(where, "must be at least one symbol", "none", remedy)
    for name in names:
        if not isinstance(name, Symbol) or not name.is_real or name.is_integer:
            raise StatementError(where, "must be real symbols, not integers", name, remedy)
    if len(set(map(str, names))) < len(names):
        raise StatementError(where, "must be different symbols", names, "name each one once")


def _check_loss(loss: Any, names: frozenset[Any]) -> None:
    if not isinstance(loss, Expr) or isinstance(loss, MatrixBase):
        raise StatementError(_LOSS, "must be an expression", loss, "write the loss itself, one number")
    for kind, what, remedy in (
        (sympy.Float, "must be exact", "use Rational(1, 10) or an integer, not 0.1"),
        (Quantity, "must not contain quantities", "write it out"),
    ):
        if loss.has(kind):
            raise StatementError(_LOSS, what, min(loss.atoms(kind), key=str), remedy)
    same = sorted({s.name for s in loss.free_symbols - names if isinstance(s, Symbol)} & set(map(str, names)))
    if same:
        remedy = "declare it once with symbols() and use that"
        raise StatementError(_LOSS, "must use the parameters themselves", f"another {same[0]}", remedy)
    _check_smooth(loss, names)


def _check_smooth(expr: Any, names: frozenset[Any]) -> None:
    if not expr.free_symbols & names or expr in names:
        return
    ranged = isinstance(expr, sympy.Sum | sympy.Product) and not expr.args[1].free_symbols & names
    known = isinstance(expr, sympy.Function) and type(expr).__name__ in SMOOTH
    if not (ranged or known or isinstance(expr, sympy.Add | sympy.Mul | sympy.Pow)):
        allowed = "+ - * / **, Sum, Product, " + ", ".join(sorted(SMOOTH))
        remedy = "write out the smooth piece on which the point lies"
        raise StatementError(_LOSS, f"must be smooth in the parameters: {allowed}", expr, remedy)
    for part in expr.args[:1] if ranged else expr.args:
        _check_smooth(part, names)


def _check_point(values: Any, wanted: int) -> None:
    if len(values) != wanted:
        required = f"must have {wanted} entries, one for each parameter"
        remedy = "give them in the order of the parameters"
        raise StatementError(_POINT, required, f"{len(values)}: {values}", remedy)
    for value in values:
        if not isinstance(value, Expr) or value.has(sympy.Float) or value.is_real is False:
            remedy = "use Rational(1, 10) or an integer, not 0.1"
            raise StatementError(_POINT, "must be exact real expressions", value, remedy)


def _apart(name: Any, *objects: Any) -> Any:
    used = {symbol.name for thing in objects for symbol in thing.atoms(Symbol)}
    fresh = f"{name.name}_"
    while fresh in used:
        fresh += "_"
    return Symbol(fresh, **name._assumptions_orig)


def largest_eigenvalue_of(matrix: Any) -> Any:
    """The largest eigenvalue of a symmetric matrix, block by block.

    Args:
        matrix: a SymPy matrix, symmetric.

    Returns:
        Explicit where there is a formula, otherwise with `LargestEigenvalue`.

    Example:
        >>> largest_eigenvalue_of(ImmutableMatrix([[2, 1], [1, 2]]))
        3
    """
    found = [part for block in _blocks(matrix) for part in _eigenvalues(matrix.extract(block, block))]
    # SymPy's Max compares its arguments at length unless they are numbers.
    return sympy.Max(*dict.fromkeys(found), evaluate=all(part.is_Rational for part in found))


def _blocks(matrix: Any) -> list[list[int]]:
    """Sets of indices between which all entries are 0."""
    n, rest, blocks = matrix.rows, list(range(matrix.rows)), []
    while rest:
        block = [rest.pop(0)]
        for i in block:
            block += [j for j in range(n) if j in rest and matrix[i, j] != 0]
            rest = [j for j in rest if j not in block]
        blocks.append(sorted(block))
    return blocks


def _eigenvalues(block: Any) -> list[Any]:
    """Candidates for the largest eigenvalue of one block."""
    n = block.rows
    if n == 1:
        return [block[0, 0]]
    if n == 2:
        half = sympy.Rational(1, 2)
        a, b, c = block[0, 0], block[0, 1], block[1, 1]
        return [half * (a + c) + sqrt((half * (a - c)) ** 2 + b**2)]
    factors = _factors(block) if n <= MOST_FACTORED else None
    if factors is None or any(len(factor) > 3 for factor in factors):
        return [LargestEigenvalue(block)]
    return [_largest_root(*factor) for factor in factors]


def _factors(block: Any) -> list[list[Any]] | None:
    """Coefficients of the factors of the characteristic polynomial, if the entries are polynomials."""
    x, symbols = sympy.Dummy(), sorted(block.free_symbols, key=str)
    if len(symbols) > MOST_SYMBOLS:
        return None
    try:
        for entry in block:
            sympy.Poly(entry, *symbols, x, domain="QQ")
        whole = (x * sympy.eye(block.rows) - sympy.Matrix(block)).det(method="berkowitz").expand()
        return [sympy.Poly(factor, x).all_coeffs() for factor, _ in sympy.factor_list(whole)[1]]
    except BasePolynomialError:
        return None


def _largest_root(lead: Any, *rest: Any) -> Any:
    if len(rest) == 1:
        return -rest[0] / lead
    b, c = (coefficient / lead for coefficient in rest)
    return -b / 2 + sqrt((b / 2) ** 2 - c)
