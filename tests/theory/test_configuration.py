"""Configurations: what they accept, refuse, carry as hypotheses, and answer.

Blind to: what the numbers mean for a network (that is `theory.network` and numerics); configurations whose
symbols only violate a rule for some values, which become hypotheses and are judged elsewhere.
"""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from sympy import (
    Eq,
    Ge,
    Gt,
    I,
    IndexedBase,
    Integer,
    Piecewise,
    Rational,
    Sum,
    nan,
    oo,
    simplify,
    symbols,
    true,
    zoo,
)

from tests.strategies import SIGMA, A, B, H, K, L, S, configurations, one_mode, splits
from theory import Balanced, Configuration, ForAll, Modes, Pathways, Sharpness, SinglePath, Split
from theory.errors import StatementError

ELL = IndexedBase("ell", integer=True, positive=True)
X = symbols("x", real=True)
_INDEX = symbols("h", integer=True, positive=True)


def _share(depth, *shares):
    return shares[0]


REFUSED = [
    (lambda: SinglePath(1, 1), "the depth L must be at least 2; given 1"),
    (lambda: SinglePath(Rational(5, 2), 1), "the depth L must be known to be an integer; given 5/2"),
    (lambda: SinglePath(X, 1), "the depth L must be known to be an integer; given x"),
    (lambda: SinglePath("L", 1), "the depth L must be a number or a SymPy expression"),
    (lambda: SinglePath(True, 1), "the depth L must be a number or a SymPy expression"),
    (lambda: SinglePath(true, 1), "the depth L must be a number or a SymPy expression"),
    (lambda: SinglePath(3.0, 1), "the depth L must be exact, not a Float"),
    (lambda: SinglePath(3, 1.5), "s must be exact, not a Float"),
    (lambda: SinglePath(3, -1), "s must be at least 0"),
    (lambda: SinglePath(3, -(X**2) - 1), "s must be at least 0"),
    (lambda: SinglePath(3, I), "s must be known to be real"),
    (lambda: SinglePath(3, oo), "s must be known to be real"),
    (lambda: SinglePath(3, nan), "s must be known to be real"),
    (lambda: SinglePath(3, zoo), "s must be known to be real"),
    (lambda: SinglePath(3, symbols("z")), "s must be known to be real"),
    (lambda: SinglePath(3, SIGMA), "s must be a number or a SymPy expression"),
    (lambda: Balanced(0, 3, 1), "the number of pathways H must be at least 1; given 0"),
    (lambda: Balanced(H / 2, 3, 1), "the number of pathways H must be known to be an integer"),
    (lambda: Balanced(2, 1, 1), "the depth L must be at least 2"),
    (lambda: Split(3), "Split needs at least one share"),
    (lambda: Split(3, 1, -1), "share 2 must be at least 0"),
    (lambda: Split(3, SIGMA), "indexed shares must be followed by the number of pathways"),
    (lambda: Split(3, SIGMA, 1, 2), "indexed shares must be followed by the number of pathways"),
    (lambda: Split(3, IndexedBase("t"), H), "the shares t must be known to be non-negative"),
    (lambda: Split(3, SIGMA, 0), "the number of pathways H must be at least 1"),
    (lambda: Split(3, 1, SIGMA), "share 2 must be a number or a SymPy expression"),
    (lambda: Pathways(), "Pathways needs at least one pathway"),
    (lambda: Pathways((3, 1), 2), "pathway 2 must be a pair (depth, share); given 2"),
    (lambda: Pathways((3, 1, 1)), "pathway 1 must be a pair (depth, share)"),
    (lambda: Pathways((3, 1), (1, 1)), "the depth of pathway 2 must be at least 2"),
    (lambda: Pathways((3, -1)), "share 1 must be at least 0"),
    (lambda: Pathways(ELL, SIGMA), "Pathways takes (ell, sigma, H)"),
    (lambda: Pathways(IndexedBase("e"), SIGMA, H), "the depths e must be known to be positive integers"),
    (lambda: Modes(), "Modes needs at least one mode"),
    (lambda: Modes(3), "mode 1 must be a configuration of one mode"),
    (lambda: Modes(Modes(Split(3, 1))), "mode 1 must be a configuration of one mode"),
    (lambda: Modes(Split(3, 1, 1), Split(3, 1)), "mode 2 must have the same pathways"),
    (lambda: Modes(Split(3, 1), Split(4, 1)), "mode 2 must have the same pathways"),
    (lambda: Modes(Split(3, 1, 1), SinglePath(4, 1)), "mode 2 must have the same pathways"),
    (lambda: Modes(Balanced(H, L, 1), Balanced(K, L, 1)), "mode 2 must have the same pathways"),
    # Zero shares are fine, but a mode that nothing carries is no minimum.
    (lambda: SinglePath(3, 0).hypotheses, "s must be positive (the target is invertible); given 0"),
    (lambda: Split(3, 0, 0).hypotheses, "the sum of the shares must be positive"),
    # Substitution makes the configuration again, and checks again.
    (lambda: Split(L, A, B).subs(L, 1), "the depth L must be at least 2; given 1"),
    (lambda: Split(L, X, B).subs(X, -1), "share 1 must be at least 0"),
    (lambda: Balanced(H, L, S).subs(H, 0), "the number of pathways H must be at least 1"),
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


def test_zero_shares_are_allowed():
    assert Split(3, 0, 1, 0).share_of(Integer(1)) == 0
    assert Split(3, 0, 1, 0).hypotheses == ()
    assert Pathways((3, 0), (2, 1)).total == 1
    zero_or_more = symbols("p", nonnegative=True)
    assert Split(3, zero_or_more, 1).hypotheses == ()


@pytest.mark.parametrize(
    ("configuration", "hypotheses"),
    [
        (SinglePath(3, 1), set()),
        (SinglePath(L, S), {Ge(L, 2)}),
        (Split(L, X, B), {Ge(L, 2), Ge(X, 0), Gt(X + B, 0)}),
        (
            Split(L, SIGMA, H),
            {
                Ge(L, 2),
                Gt(
                    Sum(
                        SIGMA[symbols("h", integer=True, positive=True)],
                        (symbols("h", integer=True, positive=True), 1, H),
                    ),
                    0,
                ),
            },
        ),
        (Pathways((L, A), (K, B)), {Ge(L, 2), Ge(K, 2)}),
        (Balanced(symbols("n", integer=True), 3, 1), {Ge(symbols("n", integer=True), 1)}),
        (Modes(SinglePath(L, S), Balanced(H, L, X)), {Ge(L, 2), Gt(X, 0)}),
    ],
)
def test_hypotheses(configuration, hypotheses):
    assert set(configuration.hypotheses) == hypotheses
    assert len(configuration.hypotheses) == len(hypotheses)


def test_indexed_depths_are_bounded_for_every_pathway():
    assert ForAll(Ge(ELL[_INDEX], 2), (_INDEX, 1, H)) in Pathways(ELL, SIGMA, H).hypotheses


@pytest.mark.parametrize(
    ("configuration", "total", "pathways"),
    [
        (SinglePath(L, S), S, 1),
        (Balanced(H, L, S), S, H),
        (Balanced(4, L, S), S, 4),
        (Split(L, A, 0, B), A + B, 3),
        (Pathways((L, A), (K, B)), A + B, 2),
        (Modes(SinglePath(L, S), SinglePath(L, A)), None, 1),
        (Modes(SinglePath(L, S), Balanced(H, L, A)), None, H),
        (Modes(SinglePath(L, S), Split(L, A, B, 0)), None, 3),
    ],
)
def test_totals_and_pathways(configuration, total, pathways):
    assert configuration.number_of_pathways == pathways
    if total is not None:
        assert simplify(configuration.total - total) == 0
        assert configuration.modes == (configuration,)


def test_single_path_next_to_balanced_with_symbolic_count():
    c = Modes(SinglePath(L, S), Balanced(H, L, A))
    assert c.sum_over_pathways(lambda depth, first, second: first) == S
    assert simplify(c.sum_over_pathways(lambda depth, first, second: second) - A) == 0
    assert simplify(c.sum_over_pathways(lambda depth, first, second: depth) - H * L) == 0
    # The first pathway carries both modes, the H - 1 others the second only.
    assert simplify(c.sum_over_pathways(lambda depth, first, second: first * second) - S * A / H) == 0


def test_single_path_next_to_indexed_shares():
    c = Modes(SinglePath(L, S), Split(L, SIGMA, H))
    expected = Sum(Piecewise((S, Eq(_INDEX, 1)), (0, True)), (_INDEX, 1, H))
    assert c.sum_over_pathways(_share) == expected
    assert c.subs(H, 3).sum_over_pathways(_share) == S


def test_bound_index_avoids_the_users_names():
    h = symbols("h", integer=True, positive=True)
    total = Split(h, SIGMA, H).sum_over_pathways(lambda depth, share: depth * share)
    assert total.free_symbols >= {h, H}
    assert total.variables[0].name == "h1"
    assert simplify(total.subs(H, 2).doit() - h * (SIGMA[1] + SIGMA[2])) == 0


def test_substitution_gives_the_configuration_of_the_values():
    assert SinglePath(L, S).subs({L: 3, S: 8}) == SinglePath(3, 8)
    assert Split(L, A, B).subs({A: 0}) == Split(L, 0, B)
    assert Pathways((L, A), (K, B)).subs({L: 2, K: 3, A: 1}) == Pathways((2, 1), (3, B))
    assert Modes(SinglePath(L, A), Balanced(H, L, B)).subs({H: 2, L: 3}) == Modes(
        SinglePath(3, A), Balanced(2, 3, B)
    )
    tau = IndexedBase("tau", nonnegative=True)
    assert Split(L, SIGMA, H).xreplace({SIGMA: tau, H: Integer(3)}) == Split(L, tau, 3)
    assert Sharpness(Split(L, SIGMA, H)).subs({L: 2, H: 2}).doit() == 2 * SIGMA[1] + 2 * SIGMA[2]


@given(one_mode)
def test_sum_of_shares_is_the_total(c):
    count = int(c.number_of_pathways)
    assert c.total == sum(c.share_of(Integer(h)) for h in range(1, count + 1)) > 0
    assert c.sum_over_pathways(lambda depth, share: depth) == sum(
        c.depth(Integer(h)) for h in range(1, count + 1)
    )
    assert c.hypotheses == ()


@given(splits())
def test_one_depth_is_unequal_depths_that_agree(c):
    depth, *chosen = c.args
    same = Pathways(*((depth, s) for s in chosen))
    assert same.total == c.total
    assert Sharpness(same).doit() == Sharpness(c).doit()


@given(configurations)
def test_configurations_are_rebuilt_from_their_arguments(c):
    assert isinstance(c, Configuration)
    assert c.func(*c.args) == c
    again = pickle.loads(pickle.dumps(c))
    assert again == c
    assert hash(again) == hash(c)
    assert again.hypotheses == c.hypotheses
