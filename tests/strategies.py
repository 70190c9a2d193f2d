"""Hypothesis strategies of configurations and statements; all of them are here."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from sympy import And, Eq, Ge, Gt, Implies, IndexedBase, Integer, Le, Lt, Ne, Not, Or, Rational, symbols

from theory import (
    AllEqual,
    Balanced,
    Configuration,
    HessianEigenvalue,
    HillNumber,
    Modes,
    Pathways,
    Sharpness,
    SinglePath,
    Split,
    StabilityThreshold,
    Statement,
)

H, L, K = symbols("H L K", integer=True, positive=True)
A, B, S = symbols("a b s", positive=True)
SIGMA = IndexedBase("sigma", nonnegative=True)

depths = st.integers(2, 9)
pathway_counts = st.integers(1, 5)
zero = st.just(Integer(0))
positive_shares = st.fractions(min_value="1/9", max_value=9, max_denominator=9).map(
    lambda f: Rational(f.numerator, f.denominator)
)
shares = st.one_of(zero, positive_shares)


def share_lists(count: int) -> st.SearchStrategy[list[Any]]:
    """`count` shares, some of them possibly 0, not all."""
    return st.lists(shares, min_size=count, max_size=count).filter(any)


def perfect_shares(depth: int, count: int) -> st.SearchStrategy[list[Any]]:
    """Shares ``w^depth`` with integer ``w``: every closed form of theirs is rational."""
    return (
        st
        .lists(st.integers(0, 6), min_size=count, max_size=count)
        .filter(any)
        .map(lambda weights: [Integer(w) ** depth for w in weights])
    )


@st.composite
def splits(draw: st.DrawFn) -> Split:
    """Explicit shares at one depth."""
    return Split(draw(depths), *draw(share_lists(draw(pathway_counts))))


@st.composite
def pathways(draw: st.DrawFn) -> Pathways:
    """Explicit shares at any depths."""
    count = draw(pathway_counts)
    chosen = draw(st.lists(depths, min_size=count, max_size=count))
    return Pathways(*zip(chosen, draw(share_lists(count)), strict=True))


single_paths = st.builds(SinglePath, depths, positive_shares)
balanced = st.builds(Balanced, pathway_counts, depths, positive_shares)
symbolic = st.sampled_from([
    SinglePath(L, S),
    Balanced(H, L, S),
    Balanced(4, L, S),
    Split(L, A, B),
    Split(L, A, 0, B),
    Split(L, SIGMA, H),
    Pathways((L, A), (K, B)),
    Modes(SinglePath(L, A), Balanced(H, L, B)),
])
one_mode = st.one_of(single_paths, balanced, splits(), pathways())


@st.composite
def modes(draw: st.DrawFn) -> Modes:
    """One to three modes of one network, `SinglePath` and `Balanced` among them."""
    depth, count = draw(depths), draw(pathway_counts)
    member = st.one_of(
        share_lists(count).map(lambda chosen: Split(depth, *chosen)),
        positive_shares.map(lambda s: Balanced(count, depth, s)),
        positive_shares.map(lambda s: SinglePath(depth, s)),
    )
    return Modes(*draw(st.lists(member, min_size=1, max_size=3)))


configurations: st.SearchStrategy[Configuration] = st.one_of(one_mode, modes(), symbolic)


@st.composite
def numbers(draw: st.DrawFn) -> Any:
    """Real expressions: rational, symbols, quantities of configurations."""
    kind = draw(st.sampled_from(["rational", "symbol", "quantity", "hill"]))
    if kind == "rational":
        return draw(shares)
    if kind == "symbol":
        return draw(st.sampled_from([H, L, A, B, S, SIGMA[1], A ** (2 / L)]))
    if kind == "hill":
        return HillNumber(draw(st.one_of(single_paths, balanced, splits())))
    return draw(st.sampled_from([Sharpness, StabilityThreshold, HessianEigenvalue]))(draw(configurations))


relations = st.builds(
    lambda kind, left, right: kind(left, right),
    st.sampled_from([Eq, Ne, Ge, Gt, Le, Lt]),
    numbers(),
    numbers(),
)
propositions = st.recursive(
    st.one_of(relations, st.just(AllEqual(SIGMA, H))),
    lambda parts: st.one_of(
        parts.map(Not), *(st.builds(joined, parts, parts) for joined in (And, Or, Implies))
    ),
    max_leaves=4,
)
ids = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
statements = st.builds(
    Statement, ids, propositions, st.lists(relations, max_size=2), title=st.text(max_size=20)
)
