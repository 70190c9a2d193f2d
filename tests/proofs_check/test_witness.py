"""The line to paste shows the violation with SymPy alone, whatever the claim looks like.

The line is run, its output read back, and the relations it printed are put together to the claim again.
Blind to: shells other than bash; violations that need more than a few hundred digits to be seen.
"""

from __future__ import annotations

import contextlib
import io
import operator
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    And,
    Derivative,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    IndexedBase,
    Le,
    Limit,
    Lt,
    Max,
    Ne,
    Not,
    Or,
    Piecewise,
    Product,
    Rational,
    Sum,
    Symbol,
    Xor,
    exp,
    floor,
    log,
    oo,
    sqrt,
    symbols,
)

from proofs_check.decide import Decider
from proofs_check.domain import Domain
from proofs_check.evidence.instances import decide_instances
from proofs_check.outcome import Truth
from proofs_check.result import Options
from proofs_check.witness import describe, paste_line, value_text, witness_of
from tests.proofs_check.corpus import FALSE
from theory import AllEqual, ForAll, OneNonzero, Sharpness, Split, Statement, UniqueRoot

F = Fraction
START, END = 'python -c "', '"'
a, b = symbols("a b", positive=True)
x, y = symbols("x y", real=True)
H, L, h, k, n = symbols("H L h k n", integer=True, positive=True)
m = symbols("m", integer=True)
sigma = IndexedBase("sigma", nonnegative=True)
total = Sum(sigma[h], (h, 1, H))
RELATIONS = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}


def code_of(line: str) -> str:
    assert line.startswith(START)
    assert line.endswith(END)
    code = line.removeprefix(START).removesuffix(END)
    # Nothing that bash would read between double quotes.
    assert not set(code) & set('"$`\\\n')
    return code


def printed(line: str) -> list[str]:
    """What the line prints, run in a namespace of its own."""
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(code_of(line), {"__name__": "__main__"})
    return shown.getvalue().splitlines()


def truths(lines: list[str]) -> list[bool]:
    """Whether each printed relation holds for the numbers printed."""
    found = []
    for line in lines:
        left, relation, right = line.split(" ")
        found.append(RELATIONS[relation](Decimal(left), Decimal(right)))
    return found


def paste(claim: Any, **values: Any) -> str:
    decider = Decider(50)
    exact = {name: tuple(map(F, v)) if isinstance(v, tuple) else F(v) for name, v in values.items()}
    outcome = decider.decide(claim, exact)
    assert outcome.truth is Truth.FALSE, outcome
    return witness_of(claim, exact, outcome, decider).paste


def refuted(statement: Statement) -> Any:
    return decide_instances(statement, Domain.of(statement, 50), Decider(50), Options())[0].witness


PLAIN = [s for s in FALSE if isinstance(s.claim, sympy.core.relational.Relational)]
OTHERS = [s for s in FALSE if s not in PLAIN]


@pytest.mark.parametrize("statement", PLAIN, ids=lambda s: s.id)
def test_the_line_shows_that_a_relation_fails(statement: Statement) -> None:
    assert truths(printed(refuted(statement).paste)) == [False]


@pytest.mark.parametrize("statement", OTHERS, ids=lambda s: s.id)
def test_the_line_of_any_other_claim_runs(statement: Statement) -> None:
    lines = printed(refuted(statement).paste)
    assert lines
    if isinstance(statement.claim, And | ForAll | AllEqual | OneNonzero | Or):
        assert not any(truths(lines))
    elif isinstance(statement.claim, Implies | Equivalent):
        assert len(set(truths(lines))) == 2 or len(lines) > 2
    elif isinstance(statement.claim, Not):
        assert all(truths(lines))


@pytest.mark.parametrize("id_", ["sharpest-when", "even-square", "cubic-root", "family-means-strictly"])
def test_the_line_runs_in_a_real_shell(id_: str) -> None:
    line = refuted(next(s for s in FALSE if s.id == id_)).paste
    line = line.replace("python", sys.executable, 1)
    run = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert run.stdout.splitlines() == printed(line.replace(sys.executable, "python", 1))


S, N, E1, gamma, lam, prime = (
    Symbol(name, positive=True) for name in ("S", "N", "E1", "gamma", "lambda", "s'")
)
star, greek, spaced, digit, print_ = (
    Symbol(name, positive=True) for name in ("s^*", "σ", "a b", "1st", "print")
)
Rational_ = Symbol("Rational", positive=True)
twin, twin_ = Symbol("N", positive=True), Symbol("N_", positive=True)
shares = IndexedBase("S", nonnegative=True)


@pytest.mark.parametrize(
    ("claim", "values"),
    [
        (N > S + E1, {"N": 1, "S": 1, "E1": F(1, 2)}),
        (gamma * lam > prime, {"gamma": F(1, 2), "lambda": 1, "s'": 3}),
        (star + greek > spaced + digit, {"s^*": 1, "σ": 1, "a b": F(3, 2), "1st": 1}),
        (print_ > Rational_ + F(1, 2).numerator, {"print": 1, "Rational": F(2, 3)}),
        (twin > twin_, {"N": F(1, 3), "N_": F(1, 2)}),
        (Sum(shares[h], (h, 1, H)) > H, {"S": (F(1, 3), 1), "H": 2}),
    ],
)
def test_names_that_python_or_sympy_use_are_replaced(claim: Any, values: dict[str, Any]) -> None:
    assert truths(printed(paste(claim, **values))) == [False]


tiny = Rational(1, 10**60)
WAYS: dict[str, tuple[Any, dict[str, Any], list[bool]]] = {
    "a difference in the 60th digit": (Eq(x**2, x**2 + tiny, evaluate=False), {"x": 3}, [False]),
    "a huge exponent": (Lt((1 + 1 / L) ** L, sympy.E - Rational(1, 10**10)), {"L": 10**11}, [False]),
    "a huge power": (Lt(a**L, 2 * 3**L), {"a": F(7, 2), "L": 10**9}, [False]),
    "a tiny root": (Gt(a ** (1 / L), 1 + Rational(1, 10**9)), {"a": 2, "L": 10**12}, [False]),
    "a number of equal terms": (Lt(Sum(a, (h, 1, H)), 10**6), {"a": F(1, 10), "H": 10**9}, [False]),
    "a power of equal factors": (Lt(Product(a, (h, 1, L)), 10**6), {"a": 10, "L": 9}, [False]),
    "a long sum": (Lt(Sum(1 / k, (k, 1, n)), 5), {"n": 300}, [False]),
    "a double sum": (Lt(Sum(sigma[h] * k, (k, 1, h), (h, 1, H)), 5), {"sigma": (1, 2), "H": 2}, [False]),
    "a sum that runs backwards": (Eq(Sum(k, (k, 1, m)), 0), {"m": -3}, [False]),
    "a product that runs backwards": (Eq(Product(k + 5, (k, 2, m)), 1), {"m": -3}, [False]),
    "a family": (Gt(Product(sigma[h], (h, 1, H)), total), {"sigma": (1, F(2, 3)), "H": 2}, [False]),
    "a derivative": (Gt(Derivative(x**3, x), 4), {"x": 1}, [False]),
    "cases": (Gt(Piecewise((x, x >= 0), (-x, True)), 1), {"x": F(-1, 2)}, [False]),
    "an extremum and a floor": (Gt(Max(floor(x), y), Abs(y)), {"x": F(1, 2), "y": -3}, [False]),
    "only the conjunct that fails": (And(x > 0, x > 1, x > 2), {"x": F(3, 2)}, [False]),
    "only the element that fails": (
        ForAll(sigma[h] <= total / 2, (h, 1, H)),
        {"sigma": (1, 1, 3), "H": 3},
        [False],
    ),
    "the 500th case": (ForAll(Ne(h, 500), (h, 1, L)), {"L": 700}, [False]),
    "a case in a case": (ForAll(ForAll(h + k < 7, (k, 1, h)), (h, 1, L)), {"L": 5}, [False]),
    "equal shares": (AllEqual(sigma, H), {"sigma": (1, 1, 2), "H": 3}, [False]),
    "one share": (OneNonzero(sigma, H), {"sigma": (0, 1, 1), "H": 3}, [False, False]),
    "both premise and conclusion": (Implies(x > 0, x > 1), {"x": 1}, [True, False]),
    "both sides of an equivalence": (Equivalent(x**2 > 1, x > 1), {"x": -2}, [True, False]),
    "all alternatives": (Or(x > 2, x < 1), {"x": F(3, 2)}, [False, False]),
    "all that hold": (Not(And(x > 1, y > 1)), {"x": 2, "y": 2}, [True, True]),
    "an exclusive or": (Xor(x > 1, y > 1), {"x": 2, "y": 2}, [True, True]),
    "a quantity": (Gt(Sharpness(Split(L, a, b)), L), {"L": 2, "a": F(1, 3), "b": F(1, 3)}, [False]),
    "a limit at infinity": (Eq(Limit(exp(1 / x), x, oo), 2), {}, [False]),
    "a limit at a point": (Eq(Limit(sqrt(a + x), x, 1), a), {"a": 1}, [False]),
    "a limit from the left": (Eq(Limit(x / (a + x**2), x, 1, "-"), 1), {"a": 1}, [False]),
    "a limit whose variable has a value": (Eq(Limit(a ** (1 / L), L, oo), 2), {"a": 3, "L": 2}, [False]),
}


@pytest.mark.parametrize(("claim", "values", "expected"), WAYS.values(), ids=WAYS)
def test_every_kind_of_claim_is_shown(claim: Any, values: dict[str, Any], expected: list[bool]) -> None:
    assert sorted(truths(printed(paste(claim, **values)))) == sorted(expected)


def test_an_interval_with_the_wrong_number_of_zeros_is_shown_by_its_changes_of_sign() -> None:
    (three,) = printed(paste(UniqueRoot(x**3 - a * x, x, (-2, 3)), a=1))
    assert three.count(",") == 2
    assert three.endswith("] changes of sign")
    (none,) = printed(paste(UniqueRoot(x**2 + a, x, (-2, 3)), a=1))
    assert none == "[] changes of sign"
    # Zeros at 1/2 and 1/2 + 1/500: 64 places do not tell them apart.
    close = (x - Rational(1, 2)) * (x - Rational(1, 2) - a / 500) * (1 + x**2)
    (two,) = printed(paste(UniqueRoot(close, x, (0, 1)), a=1))
    assert two.count(",") == 1


terms = st.one_of(
    st.sampled_from([x, y, x * y, x**2, y**3 - x, Abs(x), Max(x, y), Sum(x**k, (k, 1, n)), x / (1 + y**2)]),
    st.sampled_from([
        sqrt(1 + x**2),
        2 ** (y / 3),
        exp(x / 9),
        log(1 + y**2),
        Piecewise((x, x < y), (y, True)),
    ]),
)
sides = st.builds(lambda s, t, c: s + c * t, terms, terms, st.integers(-3, 3))
fractions = st.fractions(-5, 5, max_denominator=20)
kinds = st.sampled_from([Eq, Ne, Ge, Gt, Le, Lt])


@settings(max_examples=150)
@given(kinds, sides, sides, fractions, fractions, st.integers(1, 4))
@example(Gt, x, x + tiny, F(1), F(1), 1)
def test_the_line_agrees_with_the_decision(
    kind: Any, left: Any, right: Any, at: Fraction, also: Fraction, count: int
) -> None:
    claim = kind(left, right, evaluate=False)
    values = {"x": at, "y": also, "n": F(count)}
    decider = Decider(50)
    outcome = decider.decide(claim, values)
    assume(outcome.truth is Truth.FALSE)
    witness = witness_of(claim, values, outcome, decider)
    assert truths(printed(witness.paste)) == [False]
    assert (witness.margin == "exact") == ("exactly equal" in witness.violation)


def test_the_reading_of_what_is_printed_can_fail() -> None:
    assert truths(["2.50 > 2.5", "1e-10 >= 0", "-1 == -1.000", "2 != 2"]) == [False, True, True, False]
    assert truths(printed(paste(Gt(x, 1), x=1).replace("'>'", "'>='"))) == [True]


@pytest.mark.parametrize(
    ("claim", "values", "margin", "text"),
    [
        (Gt(x, 1), {"x": F(1)}, "exact", "x > 1 fails: both sides are exactly equal"),
        (Gt(x, 2), {"x": F(1)}, "enclosed", "x > 2 fails: lhs - rhs = -1.00000, 0.500000 of the right side"),
        (Gt(x, 0), {"x": F(-1)}, "enclosed", "x > 0 fails: lhs - rhs = -1.00000"),
        (Not(And(x > 0, y > 0)), {"x": F(1), "y": F(1)}, "enclosed", "(x > 0) & (y > 0) is false there"),
        (Not(And(Eq(x, 1), Eq(y, 1))), {"x": F(1), "y": F(1)}, "exact", "Eq(x, 1) & Eq(y, 1) is false there"),
        (
            sympy.false,
            {},
            "exact",
            "SymPy made the claim false when it was written: it fails for every value",
        ),
        (
            ForAll(sigma[h] > 1, (h, 1, H)),
            {"H": F(1), "sigma": (F(0),)},
            "enclosed",
            "sigma[h] > 1 fails: lhs - rhs = -1.00000, 1.00000 of the right side",
        ),
    ],
)
def test_the_size_of_the_violation_in_words(
    claim: Any, values: dict[str, Any], margin: str, text: str
) -> None:
    decider = Decider(50)
    outcome = decider.decide(claim, values)
    assert describe(outcome, values, decider) == text
    assert witness_of(claim, values, outcome, decider).margin == margin


def test_values_are_exact_text() -> None:
    assert value_text((F(1), F(10**30 + 1, 7))) == "[1, 1000000000000000000000000000001/7]"
    assert printed(paste_line(sympy.false, {})) == ["False"]
