# Blind to: a user's mistake that is made in closed form and measurement alike (both are the user's), and, for
# LargestHessianEigenvalue, a loss that is not the one meant: both roads read the same expression.
import pickle
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from sympy import (
    Abs,
    Eq,
    Expr,
    Float,
    Ge,
    Gt,
    I,
    IndexedBase,
    Integer,
    Le,
    Matrix,
    Max,
    N,
    Rational,
    Sum,
    Symbol,
    cos,
    exp,
    log,
    nan,
    pi,
    sin,
    sqrt,
    srepr,
    symbols,
    tanh,
)
from sympy.printing.str import StrPrinter

import theory
from numerics.precision import working_precision
from numerics.quantities.largest_hessian_eigenvalue import measure as measure_eigenvalue
from proofs_check.algebras import Balls
from proofs_check.collect import Source, collect
from proofs_check.engine import judge_statement
from proofs_check.evaluate import Scope
from proofs_check.measure import MEASUREMENTS, measure
from proofs_check.result import Options
from proofs_check.verdict import Grade, Kind
from tests.numerics.strategies import few, fmpq_of, spectra, with_spectrum
from theory import LargestEigenvalue, LargestHessianEigenvalue, Quantity, Split, Statement, StatementError

EXAMPLES = Path(__file__).parent.parent / "examples"
QUICK = Options(quick=True)
a, b = symbols("a b", positive=True)
u, v, w, c, x = symbols("u v w c x", real=True)
L = Symbol("L", integer=True, positive=True)


def judged(claim, given=()):
    return judge_statement(Statement("own", claim, given), QUICK)


def measured_evidence(result):
    return next(piece for piece in result.evidence if piece.kind is Kind.MEASURED)


def quantity(closed_form=lambda self: sum(self.args) / 2, measurement=None, **more):
    """A quantity class; by default the mean of two numbers."""
    members = {"closed_form": closed_form, **more}
    if measurement is not None:
        members["measurement"] = lambda self, values, digits: measurement(*values)
    return type("Mean", (Quantity,), members)


def mean(p, q):
    return (p + q) / 2


# The examples


@pytest.mark.parametrize("name", ["own_quantity.py", "tanh_net.py"])
def test_examples_are_supported_and_measured(name):
    for statement in collect(Source(str(EXAMPLES / name))):
        result = judge_statement(statement, QUICK)
        assert result.grade is Grade.SUPPORTED, statement.id
        assert measured_evidence(result).data["points"] == 3


def test_a_wrong_coefficient_is_refuted_with_a_witness():
    made = {statement.id: statement for statement in collect(Source(str(EXAMPLES / "own_quantity.py")))}
    for claim in (
        Eq(2 * made["balanced-participates-fully"].claim.lhs, made["balanced-participates-fully"].claim.rhs),
        Le(made["gini-below-half"].claim.lhs, Rational(1, 3)),
    ):
        result = judged(claim)
        assert result.grade is Grade.REFUTED
        assert result.witness is not None
    shown = subprocess.run(result.witness.paste, shell=True, capture_output=True, text=True, check=True)
    left, relation, right = shown.stdout.split()
    assert relation == "<="
    assert float(left) > float(right)


@pytest.mark.parametrize("wrong", [2, Rational(1, 2), 1 + Rational(1, 10**25)])
def test_a_wrong_sharpness_of_the_tanh_net_is_refuted(wrong):
    made = {statement.id: statement for statement in collect(Source(str(EXAMPLES / "tanh_net.py")))}
    for name in ("tanh-net-one-point", "coupled-quadratic"):
        claim = made[name].claim
        assert judged(Eq(claim.lhs, claim.rhs * wrong)).grade is Grade.REFUTED


# Users' quantities: two sides that must agree


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        (lambda q: Gt(q, 0), "true by the wrong formula"),
        (lambda q: Gt(q, 10), "false by the wrong formula"),
        (lambda q: Eq(q, (a + b) / 3), "an identity of the wrong formula"),
    ],
)
def test_a_wrong_closed_form_is_an_error(claim, where):
    third = quantity(lambda self: sum(self.args) / 3, mean)
    result = judged(claim(third(a, b)))
    assert result.grade is Grade.ERROR
    message = result.verdict.reason
    assert message.startswith("Mean: its closed form and its measurement must agree; given ")
    assert " derived and " in message
    assert " measured at a = " in message
    assert "; remedy: " in message
    assert "\n" not in message
    derived, measured = (
        float(message.split(end)[0].rsplit(" ", 1)[-1]) for end in (" derived", " measured at")
    )
    assert 3 * derived == pytest.approx(2 * measured)


def test_a_wrong_closed_form_is_found_where_it_is_used():
    third = quantity(lambda self: sum(self.args) / 3, mean)
    sigma, H, h = IndexedBase("sigma", positive=True), *symbols("H h", integer=True, positive=True)
    assert judged(Gt(a, -1), [Gt(third(a, b), 0)]).grade is Grade.ERROR
    assert judged(Gt(Sum(third(sigma[h], 1), (h, 1, H)), 0)).grade is Grade.ERROR
    right = quantity(measurement=mean)
    result = judged(Gt(Sum(right(sigma[h], 1), (h, 1, H)), 0))
    assert result.grade is Grade.SUPPORTED
    assert measured_evidence(result).data["agreement_digits"]["Mean"] >= 50


def test_a_closed_form_off_by_less_than_the_accuracy_is_not_seen_and_the_report_says_so():
    off = 1 + Rational(1, 10**14)

    def almost(self):
        return off * sum(self.args) / 2

    in_floats = judged(Gt(quantity(almost, lambda p, q: float(mean(p, q)))(a, b), 0))
    assert in_floats.grade is Grade.SUPPORTED
    assert "10^-12" in measured_evidence(in_floats).blind_to
    assert judged(Gt(quantity(almost, mean)(a, b), 0)).grade is Grade.ERROR


KINDS = {
    "Fraction": (mean, 50, 99),
    "float": (lambda p, q: float(mean(p, q)), 10, 12),
    "numpy float64": (lambda p, q: np.float64(float(mean(p, q))), 10, 12),
    "mpf": (lambda p, q: mpmath.mpf(mean(p, q).numerator) / mean(p, q).denominator, 49, 51),
    "arb": (lambda p, q: arb(fmpq_of(p + q)) / 2, 50, 99),
    "fmpq": (lambda p, q: fmpq_of(p + q) / 2, 50, 99),
    "pair": (lambda p, q: (mean(p, q) - Fraction(1, 10**20), mean(p, q) + Fraction(1, 10**20)), 17, 22),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_number_may_be_returned(kind):
    function, least, most = KINDS[kind]
    # Thirds are no binary fractions.
    result = judged(Gt(quantity(measurement=function)(a / 3, b / 7), 0))
    assert result.grade is Grade.SUPPORTED, result.verdict
    assert least <= measured_evidence(result).data["agreement_digits"]["Mean"] <= most


def test_a_float_measures_zero_as_well():
    spread = quantity(lambda self: self.args[0] - self.args[1], lambda p, q: float(p) - float(q) + 1e-15)
    result = judged(Eq(spread(a, a), 0))
    assert result.grade is Grade.SUPPORTED
    assert measured_evidence(result).data["agreement_digits"]["Mean"] >= 11


def test_accuracy_is_taken_at_its_word():
    def rough(p, q):
        return float(mean(p, q)) * (1 + 1e-6)

    assert judged(Gt(quantity(measurement=rough)(a, b), 0)).grade is Grade.ERROR
    assert "set accuracy" in judged(Gt(quantity(measurement=rough)(a, b), 0)).verdict.reason
    assert judged(Gt(quantity(measurement=rough, accuracy=5)(a, b), 0)).grade is Grade.SUPPORTED


def test_a_measurement_gets_exact_numbers():
    seen = []
    sigma, H = IndexedBase("sigma", positive=True), Symbol("H", integer=True, positive=True)

    def record(pair, network, family, count):
        seen.append((pair, family, network.depths, network.shares))
        return count

    counted = quantity(lambda self: self.configuration.number_of_pathways, record)
    result = judged(Eq(counted((a, b / 3), Split(3, sigma, H), sigma, H), H))
    assert result.grade is Grade.SUPPORTED
    assert measured_evidence(result).data["points"] == 3
    for pair, family, depths, shares in seen:
        assert len(pair) == 2
        assert all(isinstance(number, Fraction) for number in (*pair, *family))
        assert depths == (3,) * len(family)
        assert shares == tuple((share,) for share in family)


# What goes wrong inside becomes one line


def fails(error):
    def raises(*arguments):
        raise error

    return raises


BROKEN_MEASUREMENTS = {
    "raises": (fails(ValueError("two\nlines")), "ValueError: two lines"),
    "exits": (fails(SystemExit(3)), "SystemExit: 3"),
    "recurses": (fails(RecursionError("deep")), "RecursionError: deep"),
    "None": (lambda *values: None, "None (NoneType)"),
    "nan": (lambda *values: float("nan"), "nan (float)"),
    "infinity": (lambda *values: mpmath.inf, "+inf (mpf)"),
    "complex": (lambda *values: 1 + 2j, "(1+2j) (complex)"),
    "text": (lambda *values: "1", "1 (str)"),
    "bool": (lambda *values: True, "True (bool)"),
    "a tree": (lambda *values: sqrt(2), "sqrt(2) (Pow)"),
    "an empty interval": (lambda *values: (2, 1), "(2, 1) (tuple)"),
    "a wild ball": (lambda *values: arb("nan"), "nan (arb)"),
    "takes too few": (lambda p: p, "TypeError: "),
}


@pytest.mark.parametrize("kind", BROKEN_MEASUREMENTS)
def test_a_broken_measurement_is_one_line(kind):
    function, given = BROKEN_MEASUREMENTS[kind]
    result = judged(Gt(quantity(measurement=function)(a, b), 0))
    assert result.grade is Grade.ERROR
    message = result.verdict.reason
    assert message.startswith("measurement() of Mean must give ")
    assert f"; given {given}" in message
    assert " at Mean(" in message
    assert "; remedy: " in message
    assert "\n" not in message


BROKEN_FORMULAS = {
    "raises": (fails(KeyError("q")), "KeyError: 'q'"),
    "exits": (fails(SystemExit(3)), "SystemExit: 3"),
    "None": (lambda self: None, "None (NoneType)"),
    "float": (lambda self: 0.5, "0.5 (float)"),
    "Float": (lambda self: Float("0.5") * a, "Float"),
    "nan": (lambda self: nan, "nan"),
    "complex": (lambda self: I * a, "I*a"),
    "a relation": (lambda self: Gt(a, b), "a > b"),
    "a stranger": (lambda self: a + Symbol("stranger", positive=True), "stranger"),
    "bool": (lambda self: True, "True (bool)"),
}


@pytest.mark.parametrize("kind", BROKEN_FORMULAS)
def test_a_broken_closed_form_is_one_line(kind):
    function, given = BROKEN_FORMULAS[kind]
    broken = quantity(function, mean)
    with pytest.raises(StatementError, match="closed_form"):
        broken(a, b).doit()
    message = judged(Gt(broken(a, b), 0)).verdict.reason
    assert "closed_form() of Mean must " in message
    assert given in message or kind == "Float"
    assert "; remedy: " in message
    assert "\n" not in message


def test_a_measured_quantity_needs_both_sides():
    result = judged(Gt(quantity()(a, b), 0))
    assert result.grade is Grade.ERROR
    assert "define measurement(self, values, digits), or set measured = False" in result.verdict.reason
    defined = judged(Gt(quantity(measured=False)(a, b), 0))
    assert defined.grade is Grade.SUPPORTED
    assert not [piece for piece in defined.evidence if piece.kind in {Kind.MEASURED, Kind.SYMBOLIC}]
    with pytest.raises(StatementError, match="either measured or defined"):
        quantity(measurement=mean, measured=False)


def test_a_quantity_without_closed_form_says_so():
    message = judged(Gt(type("Empty", (Quantity,), {"measurement": mean})(a), 0)).verdict.reason
    assert "Empty must define closed_form()" in message


def test_points_may_be_left_out_and_then_nothing_is_claimed():
    asked = []

    def sometimes(p, q):
        asked.append(1)
        return NotImplemented if len(asked) % 2 else mean(p, q)

    assert measured_evidence(judged(Gt(quantity(measurement=sometimes)(a, b), 0))).data["points"] == 3
    for never in (lambda *values: NotImplemented, fails(OverflowError("too big"))):
        evidence = measured_evidence(judged(Gt(quantity(measurement=never)(a, b), 0)))
        assert evidence.data["points"] == 0
        assert evidence.summary.startswith("nothing was measured: Mean")
    # An argument that is nowhere rational cannot be handed over exactly.
    assert measured_evidence(judged(Gt(quantity(measurement=mean)(sqrt(2), b), 0))).data["points"] == 0


def test_a_huge_witness_does_not_spare_the_comparison():
    def steps(n):
        assert n <= 10**4
        return Fraction(sum(range(int(n) + 1)))

    right = quantity(lambda self: self.args[0] * (self.args[0] + 1) / 2, steps)
    wrong = quantity(lambda self: self.args[0] ** 2 / 2, steps)
    bound = Integer(10) ** 15
    assert judged(Le(right(L), bound)).grade is Grade.REFUTED
    assert judged(Le(wrong(L), bound)).grade is Grade.ERROR


def test_what_a_measurement_does_to_the_precision_or_prints_stays_inside(capsys):
    def careless(p, q):
        mpmath.mp.dps = 3
        print("hello")
        return mean(p, q)

    before = mpmath.mp.prec
    assert judged(Gt(quantity(measurement=careless)(a, b), 0)).grade is Grade.SUPPORTED
    assert mpmath.mp.prec == before
    assert capsys.readouterr().out == ""


FILE = """
from sympy import Gt, symbols
from theory import Quantity, Statement
a = symbols("a", positive=True)
class Broken(Quantity):
    def closed_form(self): return 1 / 0
    def measurement(self, values, digits): return 1
class Unlike(Quantity):
    def closed_form(self): return 2 * self.args[0]
    def measurement(self, values, digits): return values[0]
class Fine(Quantity):
    def closed_form(self): return 2 * self.args[0]
    def measurement(self, values, digits): return values[0] + values[0]
Statement("broken", Gt(Broken(a), 0))
Statement("unlike", Gt(Unlike(a), 0))
Statement("fine", Gt(Fine(a), 0))
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_rest_of_a_file_is_judged_in_any_number_of_processes(tmp_path, jobs):
    (tmp_path / "mine.py").write_text(FILE)
    command = [Path(sys.executable).parent / "sharpath", "check", "mine.py", "--quick", "--jobs", jobs]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stdout + ran.stderr
    verdicts = dict(line.split()[:2] for line in ran.stdout.splitlines()[1:4])
    assert verdicts == {"broken": "ERROR", "unlike": "ERROR", "fine": "SUPPORTED"}
    assert "ZeroDivisionError" in ran.stdout
    assert "Unlike: its closed form and its measurement must agree" in ran.stdout


def test_every_measured_quantity_of_theory_has_both_sides():
    classes = [
        thing for thing in vars(theory).values() if isinstance(thing, type) and issubclass(thing, Quantity)
    ]
    assert len(classes) > 5
    for one in set(classes) - {Quantity}:
        assert "closed_form" in vars(one)
        assert (one in MEASUREMENTS) == one.measured, one


# LargestHessianEigenvalue


def quadratic_form(matrix, names):
    n = len(names)
    return sum(
        Rational(int(matrix[i, j].p), int(matrix[i, j].q)) * names[i] * names[j] / 2
        for i in range(n)
        for j in range(n)
    )


@given(spectra(max_size=2), st.integers(0, 2**16))
@few
def test_two_parameters_have_an_explicit_formula(eigenvalues, seed):
    names = (u, v, w)[: len(eigenvalues)]
    loss = quadratic_form(with_spectrum(eigenvalues, seed), names)
    if loss.free_symbols < set(names):
        return
    point = [Rational(k, 3) for k in range(len(names))]
    found = LargestHessianEigenvalue(loss, names, point).doit()
    top = eigenvalues[-1]
    assert found == Rational(top.numerator, top.denominator)


SMOOTH_LOSSES = {
    "tanh net off its minimum": (u * tanh(v / 2) - Rational(1, 3)) ** 2,
    "exponentials": exp(u * v) + u**4 + log(1 + u**2 + v**2),
    "waves": sin(u) * cos(v) + u**2 / (1 + v**2),
    "powers": (1 + u**2) ** v + sqrt(2 + u * v),
    "a sum of terms": Sum((u * Symbol("k") - v) ** 3, (Symbol("k"), 1, 4)),
}


@pytest.mark.parametrize("name", SMOOTH_LOSSES)
@given(st.fractions(-1, 1, max_denominator=9), st.fractions(-1, 1, max_denominator=9))
@few
def test_jets_and_sympy_agree_on_any_loss(name, p, q):
    point = [Rational(p.numerator, p.denominator), Rational(q.numerator, q.denominator)]
    eigenvalue = LargestHessianEigenvalue(SMOOTH_LOSSES[name], (u, v), point)
    measured = measure(eigenvalue, Scope({}, Balls(), None, None), 30, 0)
    derived = N(eigenvalue.doit(), 40)
    with working_precision(digits=50):
        assert abs(measured.value - arb(str(derived))) < arb(10) ** -25 * (1 + abs(measured.value))
    assert measured.parameters == 2


def test_a_wrong_derivative_on_either_side_is_an_error(monkeypatch):
    claim = Gt(LargestHessianEigenvalue(a * u**4 + v**2, (u, v), (b, 0)), 0)
    assert judged(claim).grade is Grade.SUPPORTED
    smallest = Matrix.diag(2, 12 * a * b**2)[0, 0]
    with monkeypatch.context() as patch:
        patch.setattr(LargestHessianEigenvalue, "closed_form", lambda self: smallest)
        result = judged(Gt(LargestHessianEigenvalue(a * u**4 + 2 * v**2 / 2, (u, v), (b, 1)), 0))
    assert result.grade is Grade.ERROR
    assert result.verdict.reason.startswith("LargestHessianEigenvalue: its closed form and its measurement")


def test_a_point_need_not_be_rational():
    eigenvalue = LargestHessianEigenvalue(-cos(u) * a, u, pi * 2)
    result = judged(Eq(eigenvalue, a))
    assert result.grade is Grade.SUPPORTED
    assert measured_evidence(result).data["points"] == 3
    assert judged(Eq(LargestHessianEigenvalue(u**3 / 6, u, sqrt(a)), sqrt(a))).grade is Grade.SUPPORTED


def test_parameters_are_bound():
    eigenvalue = LargestHessianEigenvalue(c * u**2 * v**2, (u, v), (x, u))
    assert eigenvalue.free_symbols == {c, x, u}
    assert Statement("s", Gt(eigenvalue, 0)).parameters == (c, u, x)
    assert eigenvalue.subs(u, 3) == LargestHessianEigenvalue(c * u**2 * v**2, (u, v), (x, 3))
    assert eigenvalue.subs(v, 3) == eigenvalue
    # What is put in must not be captured by a parameter of the same name.
    assert eigenvalue.subs(c, v).free_symbols == {v, x, u}
    assert eigenvalue.subs(c, v).doit() == eigenvalue.doit().subs(c, v)
    # A symbol of the claim may carry the name of a parameter; it is another number.
    assert judged(Eq(LargestHessianEigenvalue(u**3, u, 2 * u), 12 * u)).grade in {
        Grade.SUPPORTED,
        Grade.CERTIFIED,
    }


def test_a_substitution_may_take_a_parameter_out_of_the_loss():
    eigenvalue = LargestHessianEigenvalue(u**2 + x * v**2, (u, v), (0, 0))
    assert eigenvalue.subs(x, 0).doit() == 2
    assert eigenvalue.xreplace({x: Integer(5)}).doit() == 10


def test_assumptions_of_parameters_are_hypotheses_on_the_point():
    eigenvalue = LargestHessianEigenvalue(sqrt(a) * x, a, c)
    assert Statement("s", Gt(eigenvalue, 0)).understood == (Gt(c, 0),)
    assert LargestHessianEigenvalue(a**2, a, b).hypotheses == ()


def test_hash_and_pickle_are_stable():
    eigenvalue = LargestHessianEigenvalue(c * u**2 * v, (u, v), (x, 1))
    copy = pickle.loads(pickle.dumps(eigenvalue))
    assert copy == eigenvalue
    assert hash(copy) == hash(eigenvalue)
    assert copy.doit() == eigenvalue.doit()
    code = (
        "from sympy import *; from theory import *; u, v, c, x = symbols('u v c x', real=True);"
        "print(srepr(LargestHessianEigenvalue(c * u**2 * v, (u, v), (x, 1)).doit()))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert printed == {srepr(eigenvalue.doit()) + "\n"}


WRONG = {
    "an unknown parameter": (lambda: (u**2, (u, v), (0, 0)), "must depend on every parameter; given no v"),
    "another symbol of that name": (
        lambda: (Symbol("u") ** 2 + u, u, 0),
        "must use the parameters themselves",
    ),
    "too short a point": (lambda: (u * v, (u, v), (0,)), "must have 2 entries"),
    "a parameter that is a number": (lambda: (u**2, 2, 0), "must be real symbols"),
    "a parameter of no kind": (lambda: (Symbol("y") ** 2, Symbol("y"), 0), "must be real symbols"),
    "an integer parameter": (lambda: (L**2, L, 1), "must be real symbols"),
    "no parameter": (lambda: (u**2, (), ()), "must be at least one symbol"),
    "a repeated parameter": (lambda: (u**2, (u, u), (0, 0)), "must be different symbols"),
    "a Float in the loss": (lambda: (u**2 / 2.0, u, 0), "must be exact"),
    "a Float in the point": (lambda: (u**2, u, 0.5), "must be exact"),
    "an imaginary point": (lambda: (u**2, u, I), "must be exact real"),
    "a relation": (lambda: (Ge(u, 0), u, 0), "must be an expression"),
    "a kink": (lambda: (Abs(u), u, 1), "must be smooth in the parameters"),
    "a hidden kink": (lambda: ((exp(Max(u, 0)) - c) ** 2, u, 1), "must be smooth in the parameters"),
    "a quantity": (lambda: (u * LargestHessianEigenvalue(v**2, v, 0), u, 1), "must not contain quantities"),
    "a point outside": (lambda: (a**2, a, -1), "must obey the assumptions"),
    "text": (lambda: ("u**2", u, 1), "must be a SymPy expression"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_one_line(mistake):
    arguments, beginning = WRONG[mistake]
    with pytest.raises(StatementError) as caught:
        LargestHessianEigenvalue(*arguments())
    assert beginning in str(caught.value)
    assert "; remedy: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_kinks_in_constants_are_fine():
    assert LargestHessianEigenvalue(Abs(c) * u**2, u, 0).doit() == 2 * Abs(c)


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (u**2 + 3 * v**2 + 2 * w**2, 6),  # three blocks
        (c * (u + v + w) ** 2, Max(6 * c, 0)),  # rank one: x^2 (x - 6 c)
        (u * v + v * w, sqrt(2)),  # x (x^2 - 2)
    ],
)
def test_three_parameters_have_a_formula_where_the_polynomial_factors(loss, expected):
    found = LargestHessianEigenvalue(loss, (u, v, w), (0, 0, 0)).doit()
    assert found.doit() == expected
    assert not found.has(LargestEigenvalue)


def test_otherwise_the_matrix_stands_for_its_largest_eigenvalue():
    loss = u**2 * v + c * v * w + tanh(w) * u + w**4
    eigenvalue = LargestHessianEigenvalue(loss, (u, v, w), (1, 2, Rational(1, 2)))
    found = eigenvalue.doit()
    assert isinstance(found, LargestEigenvalue)
    assert isinstance(found, Expr)
    # Its text computes it with SymPy alone: a witness can be pasted.
    text = StrPrinter({"sympy_integers": True}).doprint(found)
    by_text = N(eval(text, {**vars(sympy), "c": Rational(1, 3)}), 40)
    measured = measure(eigenvalue, Scope({"c": fmpq(1, 3)}, Balls(), None, None), 30, 0)
    with working_precision(digits=50):
        assert abs(measured.value - arb(str(by_text))) < arb(10) ** -25


def test_the_measurement_needs_no_sympy():
    result = measure_eigenvalue(lambda weights: weights[0] ** 2 * weights[1], lambda: [1, 3], 30)
    assert result.value.overlaps(3 + arb(13).sqrt())  # of ((6, 2), (2, 0))


def test_three_parameters_without_a_formula_are_judged_by_enclosure():
    eigenvalue = LargestHessianEigenvalue(u**2 * v + c * v * w + tanh(w) * u + w**4, (u, v, w), (1, 2, 0))
    true = judged(Ge(eigenvalue, 4))  # the second derivative by u
    assert true.grade is Grade.SUPPORTED
    assert measured_evidence(true).data["agreement_digits"]["LargestHessianEigenvalue"] >= 40
    false = judged(Le(eigenvalue, 10), [c >= 0])
    assert false.grade is Grade.REFUTED
    shown = subprocess.run(false.witness.paste, shell=True, capture_output=True, text=True, check=True)
    assert float(shown.stdout.split()[0]) > 10
