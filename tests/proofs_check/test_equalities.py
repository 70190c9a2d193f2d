"""Every way in which equality hypotheses can hold is drawn from, and so are thin sets that a claim names.

Blind to: ways beyond the eighth, and equalities that are neither linear in a symbol nor a product.
"""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Eq, Gt, Implies, Ne, Or, Piecewise, expand, symbols

from proofs_check.decide import Decider
from proofs_check.domain import Account, Domain
from proofs_check.evidence.instances import decide_instances
from proofs_check.result import Options
from proofs_check.sampling import generator, points
from theory import Statement

x, y, z, w = symbols("x y z w", real=True)
a, b, c = symbols("a b c", positive=True)
n, m = symbols("n m", integer=True, positive=True)


def found_by_instances(statement):
    evidence, _ = decide_instances(statement, Domain.of(statement, 50), Decider(50), Options())
    return evidence


@pytest.mark.parametrize(
    ("claim", "hypotheses"),
    [
        (Eq(x, 0), [Eq(x * (y - z), 0)]),
        (Or(Eq(x, 0), Eq(y, 1)), [Eq(x * (y - z) * (y - 1), 0)]),
        (Eq(x * y, x**2), [Eq(x * y, x * z)]),
        (Eq(x, y), [Eq(x**2, y**2)]),
        (Eq(x, y), [Or(Eq(x, y), Eq(x, 2 * y + 17))]),
        (Eq(x, y), [Eq(x * w, y * z), Eq(z, w)]),
    ],
)
def test_a_claim_true_in_the_generic_way_only_is_refuted(claim, hypotheses):
    assert found_by_instances(Statement("s", claim, hypotheses)).witness is not None


@pytest.mark.parametrize(
    ("claim", "hypotheses"),
    [
        (Eq(a, b), [Eq(a**2, b**2)]),
        (Eq(y, z), [Eq(a * y, a * z)]),
        (Eq(x * w, y * z), [Eq(x * w, y * z), Ne(w, 0)]),
        (Or(Eq(x, 0), Eq(y, z)), [Eq(x * (y - z), 0)]),
    ],
)
def test_a_claim_true_in_every_way_is_not(claim, hypotheses):
    evidence = found_by_instances(Statement("s", claim, hypotheses))
    assert evidence.witness is None
    assert evidence.counts.good == 300


@st.composite
def products(draw):
    """Two or three different factors, each linear in one of the symbols."""
    number = st.integers(-9, 9)
    factors = [v - draw(number) * u - draw(number) for v, u in zip((x, y, z), (y, z, w), strict=True)]
    return factors[: draw(st.integers(2, 3))]


@given(products(), st.data())
def test_each_factor_of_a_product_is_zero_at_some_point_alone(factors, data):
    product = 1
    for factor in factors:
        product *= factor
    left = expand(product) if data.draw(st.booleans()) else product
    domain = Domain.of(Statement("s", Gt(w, x), [Eq(left, 0)]), 50)
    decider, alone = Decider(50), set()
    for values in islice(points(domain, generator("s", 0)), 400):
        if not domain.admits(values, Account()):
            continue
        zero = [k for k, factor in enumerate(factors) if decider.decide(Eq(factor, 0), values).truth.holds]
        assert zero
        alone |= set(zero) if len(zero) == 1 else set()
    assert alone == set(range(len(factors)))


@pytest.mark.parametrize(
    "claim",
    [
        Ne(x, 12345),
        Gt(Piecewise((1, Ne(n, 12345)), (-1, True)), 0),
        Gt(Piecewise((1, Ne(n, m**2 + 12345)), (-1, True)), 0),
        Implies(Eq(a * b, 7 * c + 1), a * b < 1000),
        Ne((x - y) * (x - z - 123456), 0),
    ],
)
def test_a_claim_that_fails_on_a_thin_set_it_names_is_refuted(claim):
    hypotheses = [x < y] if claim.has(y) else []
    assert found_by_instances(Statement("s", claim, hypotheses)).witness is not None
