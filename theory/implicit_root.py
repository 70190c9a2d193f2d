"""`ImplicitRoot`: a number given by an equation between a sum over pathways and a target.

Main result: `ImplicitRoot(formula, common, term, parameters, rows, target)`, a formula at the only root of
``sum_k F(G(z, parameters), row_k) = target``; enclosed in `proofs_check.implicit_root`.
`theory.equation_root` is for equations with one parameter and no sum.
"""

from __future__ import annotations

from typing import Any

from sympy import Dummy, Expr, Lambda, Sum, Tuple, sympify

from theory.errors import StatementError

__all__ = ["ImplicitRoot"]


class ImplicitRoot(Expr):
    r"""``g(z, p)`` at the real number ``z`` with ``sum_k F(G(z, p), q_k) = target``.

    The sum increases strictly and continuously from below the target to infinity, on an interval that has no
    lower end; whoever builds it says why.  A part ``Max(0, b)`` of ``F`` says that ``b`` is positive there:
    beyond the interval some such ``b`` is not.

    Args:
        formula: ``g``, a `Lambda` of ``(z, *p)``.
        common: ``G``, a `Lambda` of ``(z, *p)``.
        term: ``F``, a `Lambda` of ``(G, *q)``.
        parameters: the values of ``p``.
        rows: a list of the values ``q_k``; or the values for an index ``k`` and a range ``(k, 1, H)``, as
            ``Tuple(q, (k, 1, H))``.
        target: the value of the sum.

    Raises:
        StatementError: a part is no `Lambda` of as many variables, or has free symbols.

    Example:
        >>> from sympy import Symbol, exp, symbols
        >>> z, w, s = Symbol("z", real=True), *symbols("w s", positive=True)
        >>> same, share = Lambda((z,), z), Lambda((z, w), w * exp(z))
        >>> ImplicitRoot(Lambda((z,), exp(z)), same, share, [], [(1,), (2,)], s).free_symbols
        {s}
    """

    is_commutative = True
    is_real = True
    is_finite = True

    def __new__(
        cls, formula: Any, common: Any, term: Any, parameters: Any, rows: Any, target: Any
    ) -> ImplicitRoot:
        """Check and make it."""
        p, q = Tuple(*parameters), Tuple(*(Tuple(*row) for row in rows))
        lambdas = (("formula", formula, p), ("common part", common, p), ("term", term, q[0]))
        for name, given, values in lambdas:
            count = 1 + len(values)
            if not isinstance(given, Lambda) or len(given.variables) != count or given.free_symbols:
                raise StatementError(
                    f"the {name} of ImplicitRoot",
                    f"must be a Lambda of {count} variables without free symbols",
                    given,
                    "write Lambda((z, *p), G)",
                )
        return Expr.__new__(cls, formula, common, term, p, q, sympify(target))

    @property
    def indexed(self) -> bool:
        """Whether the rows are a family: values for an index, and the range of that."""
        rows = self.args[4]
        return len(rows) == 2 and len(rows[1]) == 3 and rows[1][0].is_Symbol and rows[1][1] == 1

    @property
    def free_symbols(self) -> set[Any]:
        """All symbols of parameters, rows and target, but an index."""
        found = set().union(*(part.free_symbols for part in self.args[3:]))
        if self.indexed:
            index = self.args[4][1][0]
            found = {s for s in found if s != index and not (s.is_Indexed and index in s.indices)}
        return found

    @property
    def bound_symbols(self) -> list[Any]:
        """The index."""
        return [self.args[4][1][0]] if self.indexed else []

    def total(self, z: Any) -> Any:
        """The sum at ``z``.

        Args:
            z: a real number.

        Returns:
            A sum over the rows.
        """
        _, common, term, p, rows, _ = self.args
        gain = common(z, *p)
        if self.indexed:
            return Sum(term(gain, *rows[0]), tuple(rows[1]))
        return sum((term(gain, *row) for row in rows), sympify(0))

    def _latex(self, printer: Any, **settings: Any) -> str:
        z = Dummy("z", real=True)
        formula, _, _, p, _, target = self.args
        shown = [printer._print(part) for part in (formula(z, *p), self.total(z), target, z)]
        return rf"\left.{shown[0]}\right|_{{{shown[1]} = {shown[2]},\; {shown[3]} \in \mathbb{{R}}}}"
