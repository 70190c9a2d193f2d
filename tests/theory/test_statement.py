"""The contract of `Statement`: what it takes, what it refuses and in which words, pickling, collecting.

Blind to: what Python or SymPy raise before a Statement sees its arguments (a chained comparison, say), which
whoever runs a theorem file must turn into one line; and to whether a claim is true.
"""

from __future__ import annotations

import dataclasses
import os
import pickle
import subprocess
import sys
import types
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from sympy import (
    And,
    Contains,
    Eq,
    Equivalent,
    Function,
    Ge,
    Gt,
    I,
    Implies,
    IndexedBase,
    Integer,
    Interval,
    Limit,
    Lt,
    Ne,
    Not,
    Or,
    Rational,
    Sum,
    oo,
    symbols,
)

from tests.strategies import SIGMA, A, H, L, S, statements
from theory import (
    AllEqual,
    Balanced,
    ForAll,
    OneNonzero,
    Sharpness,
    SinglePath,
    Split,
    Statement,
    StatementError,
    UniqueRoot,
)
from theory.derivation import Derivation, Step
from theory.statement import GRADES, collecting

X, Y = symbols("x y", real=True)
Z = symbols("z")

REFUSED = [
    # A Python bool as claim or hypothesis.
    (
        lambda: Statement("a", L == 2),
        "statement a: claim must be a SymPy relation; given the Python",
    ),
    (
        lambda: Statement("a", Gt(X, 0), [L != 2]),
        "statement a: given[1] must be a SymPy relation",
    ),
    (lambda: Statement("a", Gt(X, 0), [Gt(X, 1), True]), "statement a: given[2] must be a SymPy relation"),
    # No proposition at all.
    (lambda: Statement("a", X), "statement a: claim must be a SymPy relation; given x"),
    (lambda: Statement("a", 3), "statement a: claim must be a SymPy relation; given 3 (int)"),
    (lambda: Statement("a", None), "statement a: claim must be a SymPy relation; given None"),
    (lambda: Statement("a", "x > 0"), "statement a: claim must be a SymPy relation; given x > 0 (str)"),
    (lambda: Statement("a", SinglePath(L, S)), "statement a: claim must be a SymPy relation"),
    (lambda: Statement("a", Or(Gt(X, 0), Z)), "statement a: claim must be a SymPy relation; given z"),
    (lambda: Statement("a", Contains(X, Interval(0, 1))), "statement a: claim must be a SymPy relation"),
    # A Float, anywhere.
    (lambda: Statement("a", Ge(X, 0.5)), "statement a: claim must be exact; given the Float 0.5"),
    (
        lambda: Statement("a", Gt(X, 0), [Ge(X, 0.5)]),
        "statement a: given[1] must be exact",
    ),
    (lambda: Statement("a", Gt(Sharpness(SinglePath(3, S + 0.5)), 1)), "statement a: claim must be exact"),
    # One name, two meanings.
    (
        lambda: Statement("a", Gt(X, symbols("x", positive=True))),
        "statement a: the name x must",
    ),
    (
        lambda: Statement("a", Gt(X, 0), [Gt(symbols("x", positive=True), 1)]),
        "statement a: the name x must",
    ),
    (
        lambda: Statement("a", Gt(SIGMA[1] + symbols("sigma", real=True), 0)),
        "statement a: the name sigma must mean one symbol",
    ),
    # Not known to be real.
    (
        lambda: Statement("a", Eq(Z, 0)),
        "statement a: the symbol z must be known to be real; given a",
    ),
    (lambda: Statement("a", Gt(X, 0), [Eq(Z, 0)]), "statement a: the symbol z must be known to be real"),
    (
        lambda: Statement("a", Eq(IndexedBase("t")[1], 0)),
        "statement a: the symbol t must be known to be real",
    ),
    (lambda: Statement("a", Eq(X, Y * I + I)), "statement a: claim must speak of real numbers"),
    (
        lambda: Statement("a", Eq(Function("f")(X), 1)),
        "statement a: claim must not contain",
    ),
    # The rest of its arguments.
    (lambda: Statement("", Gt(X, 0)), "id must be a word of letters"),
    (lambda: Statement("two words", Gt(X, 0)), "id must be a word of letters"),
    (lambda: Statement(3, Gt(X, 0)), "id must be a word of letters"),
    (lambda: Statement("a", Gt(X, 0), 3), "statement a: given must be a list; given 3"),
    (lambda: Statement("a", Gt(X, 0), None), "statement a: given must be a list; given None"),
    (lambda: Statement("a", Gt(X, 0), "x > 1"), "statement a: given must be a list; given 'x > 1'"),
    (lambda: Statement("a", Gt(X, 0), title=3), "statement a: title must be a string; given 3"),
    (lambda: Statement("a", Gt(X, 0), source=3), "statement a: source must be a string; given 3"),
    (lambda: Statement("a", Gt(X, 0), expect="TRUE"), "statement a: expect must be a verdict"),
    (
        lambda: Statement("a", Gt(X, 0), derivation=[]),
        "statement a: derivation must be a Derivation",
    ),
    (lambda: Statement("a", Gt(X, 0), related=3), "statement a: related must be a list; given 3"),
    # Predicates.
    (lambda: ForAll(X + 1, (L, 1, H)), "the condition of ForAll must be a relation; given x + 1"),
    (lambda: Statement("a", ForAll(X, (L, 1, H))), "statement a: claim must be a SymPy relation; given x"),
    (lambda: ForAll(Gt(X, 0), (L, 1)), "ForAll needs limits (index, low, high)"),
    (lambda: AllEqual(S, H), "AllEqual needs an IndexedBase and a number; given s"),
    (lambda: UniqueRoot(X, 3, (0, 1)), "UniqueRoot needs the unknown as a symbol; given 3"),
    (lambda: UniqueRoot(X, X, 1), "UniqueRoot needs an interval (lo, hi); given 1"),
]


@pytest.mark.parametrize("case", range(len(REFUSED)))
def test_refused_with_one_clear_line(case):
    make, beginning = REFUSED[case]
    with pytest.raises(StatementError) as caught:
        make()
    text = str(caught.value)
    assert text.startswith(beginning)
    assert "; remedy: " in text
    assert "\n" not in text
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == text


def test_the_remedy_for_equality_is_eq():
    with pytest.raises(StatementError, match="remedy: use Eq"):
        Statement("a", L == 2)


@pytest.mark.parametrize(
    "claim",
    [
        *(kind(X, Y) for kind in (Eq, Ne, Ge, Gt, Lt)),
        And(X > 0, Or(X < 1, Not(Eq(X, 2)))),
        Implies(X > 0, Y > X),
        Equivalent(Eq(Sharpness(Split(L, SIGMA, H)), 1), AllEqual(SIGMA, H)),
        Equivalent(Eq(X, 1), OneNonzero(SIGMA, H)),
        Eq(Limit(1 / X, X, oo), 0),
        UniqueRoot(X**3 - S, X, (0, S + 1)),
        ForAll(Ge(SIGMA[L], X), (L, 1, H)),
    ],
)
def test_claims_of_every_kind(claim):
    statement = Statement("a", claim, [Gt(Y, -1)])
    assert statement.claim == claim
    assert Statement("b", Gt(X, 0), claim if isinstance(claim, Ge) else [claim]).given == (claim,)


@pytest.mark.parametrize("claim", [Eq(S, S), Ge(S, 0), Gt(2, 1), Gt(1, 2), Eq(1, 2), Lt(S, 0)])
def test_claims_that_sympy_folded_are_kept(claim):
    assert claim in (True, False)
    assert Statement("a", claim).claim is claim
    assert Statement("a", claim).parameters == ()


def test_a_chained_comparison_never_becomes_a_statement():
    with pytest.raises(TypeError, match="truth value"):
        Statement("a", 1 < X < 3)


def test_given_as_one_relation_a_list_or_a_generator():
    for hypotheses in (L >= 2, [L >= 2], (L >= 2,), iter([L >= 2])):
        assert Statement("a", Gt(X, 0), hypotheses).given == (L >= 2,)
    assert Statement("a", Gt(X, 0), related="b").related == ("b",)
    for grade in GRADES:
        assert Statement("a", Gt(X, 0), expect=grade).expect == grade


def test_parameters_are_free_symbols_by_name():
    h = symbols("h", integer=True)
    claim = Ge(Sum(SIGMA[h] * A, (h, 1, H)), Sharpness(Balanced(H, L, S)))
    assert Statement("a", claim, [Gt(X, 0)]).parameters == (H, L, A, S, SIGMA, X)
    assert Statement("a", UniqueRoot(X - S, X, (0, A))).parameters == (A, S)
    assert Statement("a", ForAll(Ge(SIGMA[h], Y), (h, 1, H))).parameters == (H, SIGMA, Y)
    assert Statement("a", Eq(Limit(1 / X, X, oo), 0)).parameters == ()


def test_what_is_understood():
    claim = Ge(Sharpness(Split(L, SIGMA, H)), L)
    h = symbols("h", integer=True, positive=True)
    positive = Gt(Sum(SIGMA[h], (h, 1, H)), 0)
    assert Statement("a", claim).understood == (Ge(L, 2), positive)
    statement = Statement("a", claim, [Ge(L, 2)])
    assert statement.understood == (positive,)
    assert statement.hypotheses == (Ge(L, 2), positive)
    # The hypotheses of a quantity in a hypothesis count too.
    assert Statement("a", Gt(X, 0), [Gt(Sharpness(SinglePath(L, S)), 1)]).understood == (Ge(L, 2),)


def test_it_is_frozen():
    statement = Statement("a", Gt(X, 0))
    with pytest.raises(dataclasses.FrozenInstanceError):
        statement.claim = Gt(X, 1)


def test_equality_and_hash_are_those_of_the_content():
    fields = {"title": "t", "source": "s", "expect": "PROVED", "related": ("b",)}
    derivation = Derivation((Step("one", Gt(X, 0), "substitution"),))
    one, two = (Statement("a", Gt(X, 0), [Gt(Y, 0)], derivation=derivation, **fields) for _ in range(2))
    assert one == two
    assert hash(one) == hash(two)
    changed = {"id": "b", "claim": Gt(X, 1), "given": (), "title": "", "source": "", "expect": None}
    changed |= {"derivation": None, "related": ()}
    for name, value in changed.items():
        assert dataclasses.replace(one, **{name: value}) != one


@given(statements)
@settings(max_examples=60)
def test_statements_pickle(statement):
    again = pickle.loads(pickle.dumps(statement))
    assert again == statement
    assert hash(again) == hash(statement)
    assert again.parameters == statement.parameters
    assert again.hypotheses == statement.hypotheses


# Made anew in each process, under its own seed for the hashes of strings.
MAKE = """
import pickle, sys
from sympy import *
from theory import *
H, L = symbols("H L", integer=True, positive=True)
a, b = symbols("a b", positive=True)
sigma, ell = IndexedBase("sigma", nonnegative=True), IndexedBase("ell", integer=True, positive=True)
made = [
    SinglePath(L, a), Balanced(H, L, a), Split(L, a, 0, b), Split(L, sigma, H), Pathways((L, a), (3, b)),
    Pathways(ell, sigma, H), Modes(SinglePath(L, a), Balanced(H, L, b)),
    ForAll(Ge(sigma[L], a), (L, 1, H)), AllEqual(sigma, H), OneNonzero(sigma, H),
    UniqueRoot(a - b, a, (0, b + 1)),
    HessianCharacteristicPolynomial(Split(L, a, b), b), HillNumber(Split(L, sigma, H)),
    Statement("x", Equivalent(Eq(Sharpness(Split(L, sigma, H)), a), AllEqual(sigma, H)), [L >= 2, a > b]),
]
"""
DUMP = MAKE + "sys.stdout.buffer.write(pickle.dumps([hash('seed'), made]))"
LOAD = (
    MAKE
    + """
seed, loaded = pickle.load(sys.stdin.buffer)
assert seed != hash("seed")
assert loaded == made and [hash(x) for x in loaded] == [hash(x) for x in made]
assert set(loaded) == set(made) and len(set(loaded) | set(made)) == len(made)
last = made[-1]
print([str(x) for x in made], last.parameters, last.hypotheses, [str(q.doit()) for q in made[11:13]])
"""
)


def _python(code, seed, stdin=b""):
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, "-c", code], input=stdin, env=env, cwd=root, stdout=subprocess.PIPE, check=True
    ).stdout


def test_pickles_are_the_same_things_in_another_process():
    # Equal, with equal hashes within a process, and printed alike, whatever PYTHONHASHSEED.
    shown = {_python(LOAD, load, _python(DUMP, dump)) for dump, load in (("1", "2"), ("3", "1"))}
    assert len(shown) == 1
    assert shown.pop().strip()


def _run(source, path="/theorems/mine.py"):
    namespace = {"__name__": "mine", "Statement": Statement, "X": X, "Gt": Gt}
    with collecting(path) as found:
        exec(compile(source, path, "exec"), namespace)
    return found


def test_collecting_finds_the_statements_of_a_file_in_order():
    by_a_function = 'def make(k):\n    return Statement(f"s{k}", Gt(X, k))\n\nmake(1)\nmake(2)'
    found = _run('Statement("one", Gt(X, 0))\n\n' + by_a_function)
    assert [s.id for s in found] == ["one", "s1", "s2"]
    assert found[0].location == "/theorems/mine.py:1"
    assert all(s.location.startswith("/theorems/mine.py:") for s in found)
    # Where it was made is no part of what it is.
    assert found[0] == Statement("one", Gt(X, 0))


def test_duplicate_ids_are_refused_with_the_line_of_the_first():
    with pytest.raises(StatementError, match=r"id 'one' must be unique in its file; given .*line 1\)"):
        _run('Statement("one", Gt(X, 0))\nStatement("one", Gt(X, 1))')


def test_imported_statements_are_not_collected_again(tmp_path, monkeypatch):
    text = 'from sympy import Gt, symbols\nfrom theory import Statement\nx = symbols("x", real=True)\n'
    (tmp_path / "an_imported_theorem_file.py").write_text(text + 'Statement("theirs", Gt(x, 0))\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    found = _run('import an_imported_theorem_file\nStatement("mine", Gt(X, 0))')
    assert [s.id for s in found] == ["mine"]
    assert isinstance(sys.modules.pop("an_imported_theorem_file"), types.ModuleType)


def test_outside_collecting_nothing_is_kept():
    with collecting("/theorems/mine.py") as found:
        Statement("elsewhere", Gt(X, 0))
    assert found == []
    assert Statement("a", Gt(X, 0)).location == ""
    _run('Statement("one", Gt(X, 0))')
    assert [s.id for s in _run('Statement("one", Gt(X, 0))')] == ["one"]


def test_a_file_that_raises_leaves_collecting_as_it_was():
    with pytest.raises(ZeroDivisionError):
        _run('Statement("one", Gt(X, 0))\n1 / 0')
    assert Statement("a", Gt(X, 0)).location == ""


def test_predicates_unfold_to_what_they_mean():
    for shares in product((0, 1, 2), repeat=3):
        values = {SIGMA[k]: Integer(v) for k, v in enumerate(shares, 1)}
        assert _decide(AllEqual(SIGMA, 3), values) == (len(set(shares)) == 1)
        assert _decide(OneNonzero(SIGMA, 3), values) == (sum(v != 0 for v in shares) <= 1)


def _decide(predicate, values):
    everywhere = predicate.unfold()
    low, high = everywhere.bounds
    instances = (everywhere.condition.subs(everywhere.index, h) for h in range(int(low), int(high) + 1))
    return all(bool(instance.doit().subs(values)) for instance in instances)


def test_substitution_leaves_bound_names_alone():
    everywhere = ForAll(Ge(SIGMA[L], X), (L, 1, H))
    assert everywhere.subs(X, Rational(1, 2)) == ForAll(Ge(SIGMA[L], Rational(1, 2)), (L, 1, H))
    assert everywhere.subs(L, 5) == everywhere
    assert UniqueRoot(X - S, X, (0, A)).subs(S, 2) == UniqueRoot(X - 2, X, (0, A))
    assert UniqueRoot(X - S, X, (0, A)).subs(X, 7) == UniqueRoot(X - S, X, (0, A))
