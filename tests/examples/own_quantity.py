"""Your own mathematics: two quantities with a closed form and a measurement, and what is true of them.

The measurement starts from the definition: it never sees the closed form, and the two must agree.
"""

from fractions import Fraction
from itertools import pairwise

from sympy import Abs, Eq, Lt, Rational, symbols
from theory import Balanced, Quantity, Statement


class ParticipationRatio(Quantity):
    """How many of some weights count: (sum w)^2 / sum w^2, here of a balanced or other configuration."""

    def closed_form(self):
        c = self.configuration
        return c.total**2 / c.sum_over_pathways(lambda depth, share: share**2)

    def measurement(self, values, digits):
        (network,) = values
        shares = [row[0] for row in network.shares]
        probabilities = [share / sum(shares) for share in shares]
        return 1 / sum((p * p for p in probabilities), Fraction(0))


class Gini(Quantity):
    """The Gini coefficient of two incomes: half their relative mean difference."""

    def closed_form(self):
        a, b = self.args
        return Abs(a - b) / (2 * (a + b))

    def measurement(self, values, digits):
        # The area between the diagonal and the Lorenz curve, twice; in floating point, so to 12 digits.
        incomes = sorted(map(float, values))
        lorenz = [0.0, incomes[0] / sum(incomes), 1.0]
        area = sum((left + right) / 4 for left, right in pairwise(lorenz))
        return 1 - 2 * area


H, L = symbols("H L", integer=True, positive=True)
a, b, s = symbols("a b s", positive=True)

balanced = Statement(
    "balanced-participates-fully",
    Eq(ParticipationRatio(Balanced(H, L, s)), H),
    given=[L >= 2],
    title="Every pathway of a balanced split participates",
)
below_half = Statement(
    "gini-below-half",
    Lt(Gini(a, b), Rational(1, 2)),
    title="Two positive incomes have a Gini coefficient below 1/2",
)
scale_free = Statement("gini-scale-free", Eq(Gini(s * a, s * b), Gini(a, b)))
