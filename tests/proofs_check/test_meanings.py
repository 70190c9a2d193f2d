"""What the kernel believes of quantities, attacked: every meaning on values measured from the loss.

`Quantity.meanings` are the axioms of the proof checker.  Here each is decided at small exact instances with
every measured quantity in it replaced by what numerics measures: no closed form enters.  At the edges too:
depth 2, zero shares, equal shares, unequal depths, one pathway, a single mode.

Blind to: larger networks; hypotheses under which no instance stands here; a configuration whose weights
`numerics.minima` and theory both understood wrongly.  Without a measurement are `LargestRootModulus`, a
definition, in place of which roots are found in floats, and the names of `Sharpness.witnesses`, which are
computed here from singular vectors of the product of the weights, in floats.
"""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from flint import arb
from sympy import (
    Eq,
    Equivalent,
    Gt,
    Implies,
    Indexed,
    IndexedBase,
    Integer,
    Lt,
    Not,
    Rational,
    Sum,
    Symbol,
    lambdify,
    symbols,
)

from numerics.quantities import worst_case_return
from proofs_check.algebras import Balls
from proofs_check.decide import Decider
from proofs_check.evaluate import Scope, evaluate
from proofs_check.measure import MEASUREMENTS, measure
from proofs_check.outcome import Truth
from theory import (
    AfterStep,
    AlignedLayers,
    AlignedPoint,
    AnyMinimum,
    Balanced,
    BalancedPoint,
    ExcessOverImbalance,
    FactorFlowSharpness,
    FlattestShare,
    FlowLimit,
    FlowRate,
    ForAll,
    GradientEntry,
    HessianCharacteristicPolynomial,
    HessianEigenvalue,
    HessianRank,
    ImbalanceMultiplier,
    LargestHessianEigenvalue,
    LargestRootModulus,
    LayerGradient,
    LayerTable,
    Loss,
    Modes,
    MomentumThreshold,
    Pathways,
    PerturbationMultiplier,
    PointPolynomial,
    Quantity,
    ResidualEntry,
    Sharpness,
    SharpnessCurvature,
    SinglePath,
    Split,
    StabilityThreshold,
    StepCoefficient,
    TargetNorm,
    TargetRank,
    WorstCaseReturn,
    quantities,
)

HALF, THIRD = Rational(1, 2), Rational(1, 3)
ETA = Symbol("eta", positive=True)
V, T, W = IndexedBase("v", real=True), IndexedBase("t", positive=True), IndexedBase("w", real=True)
ELL = IndexedBase("ell", integer=True, positive=True)
n, H = symbols("n H", integer=True, positive=True)

#: None where a multiplier is 0: digits of it say nothing there.
STEPS = (Rational(1, 100), Rational(2, 7), 2)
ONE_MODE = [
    SinglePath(2, 3),
    Balanced(3, 2, 2),
    Split(3, 1, 0),
    Split(4, HALF, HALF),
    Pathways((2, 1), (4, 2)),
]
TWO_MODES = [
    Modes(SinglePath(3, 2), SinglePath(3, THIRD)),
    Modes(Split(2, 1, 0), Split(2, 0, 2)),
    Modes(Split(3, 1, 2), Split(3, 1, 2)),
    Modes(Pathways((2, 1), (3, 2)), Pathways((2, 2), (3, 0))),
]
MINIMA = [*ONE_MODE, *TWO_MODES]
POINTS = [
    AlignedPoint(2, (1, 2), 3),
    AlignedPoint((2, 3), (HALF, 0), 1),
    AlignedPoint(4, (2,), 1),
    BalancedPoint(3, 2, 2, 5),
    AfterStep(AlignedPoint(2, (1, 1), 3), THIRD),
]
MOVING = [AlignedPoint(2, (1, 2), 3), AlignedPoint((2, 3), (HALF, 1), 2), AlignedPoint(3, (1,), HALF)]
#: Two modes, two pathways: of one depth, and of depths 2 and 3.
LAYERS = {
    AlignedLayers(2, V, 2, 2, T): {"v": (1, -2, 3, 1, 2, 1, 0, 5), "t": (1, 2)},
    AlignedLayers(ELL, V, 2, 2, T, 3): {
        "v": (1, 2, 9, -1, 1, 2, 3, HALF, 9, 1, 0, 2),
        "t": (2, 1),
        "ell": (2, 3),
    },
}
TABLE = LayerTable(ELL, W, 2, 3)
TABLES = [
    {"ell": (2, 3), "w": (1, 2, 9, -1, 1, 2)},
    {"ell": (3, 2), "w": (0, 2, 3, 1, 1, 9)},
]


def of_pairs(kind, c, *more):
    modes = range(1, len(c.modes) + 1)
    return [kind(c, i, j, *more) for i in modes for j in modes]


def entries(kind, *more):
    """Entries at layers, on and off the diagonal."""
    return [
        (kind(p, *place, i, j), values)
        for p, values in LAYERS.items()
        for place in (product((1, 2), more) if more else [()])
        for i, j in ((1, 1), (2, 2), (1, 2))
    ]


def plain(found):
    return [(q, {}) for q in found]


#: Instances of every quantity that has meanings, with values of families.
INSTANCES = {
    HessianEigenvalue: plain(q for c in MINIMA for q in of_pairs(HessianEigenvalue, c))
    + [(HessianEigenvalue(TABLE), values) for values in TABLES],
    Sharpness: plain(map(Sharpness, MINIMA)),
    HessianCharacteristicPolynomial: plain(
        HessianCharacteristicPolynomial(c, x) for c in MINIMA for x in (0, HALF, 7)
    ),
    TargetNorm: plain(map(TargetNorm, ONE_MODE)),
    PerturbationMultiplier: plain(PerturbationMultiplier(c, x) for c in MINIMA for x in STEPS),
    StabilityThreshold: plain(map(StabilityThreshold, MINIMA)),
    MomentumThreshold: plain(MomentumThreshold(c, x) for c in MINIMA[::2] for x in (-HALF, 0, HALF)),
    ImbalanceMultiplier: plain(
        ImbalanceMultiplier(BalancedPoint(*args), x)
        for args in ((2, 2, 1, 4), (3, 3, 2, 5), (2, 4, 1, 2))
        for x in (0, THIRD)
    ),
    LayerGradient: plain(LayerGradient(p, h) for p in POINTS for h in range(1, int(p.pathways) + 1)),
    GradientEntry: [
        *entries(GradientEntry, 1, 2),
        *plain(GradientEntry(p, 1, m) for p in POINTS[:3] for m in (1, 2)),
    ],
    ResidualEntry: entries(ResidualEntry),
    Loss: [
        *plain(map(Loss, (*POINTS, Modes(AlignedPoint(2, (3, 1), 4), AlignedPoint(2, (1, 1), 1))))),
        *((Loss(p), values) for p, values in LAYERS.items()),
    ],
    FlowRate: plain(
        FlowRate(p, h, x) for p in MOVING for h in range(1, int(p.pathways) + 1) for x in (-1, 0, HALF, 2)
    ),
    FlowLimit: plain(FlowLimit(p, 1, x) for p in MOVING for x in (1, THIRD)),
    FactorFlowSharpness: plain(
        FactorFlowSharpness(*args) for args in ((2, 1, 2), (1, 1, 3), (HALF, 3, 1), (1, 2, 2))
    ),
}
#: Measured quantities of which the kernel believes nothing, and why.
WITHOUT = {
    HessianRank: "statements about it have no derivation",
    TargetRank: "statements about it have no derivation",
    PointPolynomial: "statements about it have no derivation",
    LargestHessianEigenvalue: "statements about it have no derivation",
    ExcessOverImbalance: "statements about it have no derivation",
    StepCoefficient: "statements about it have no derivation",
    FlattestShare: "statements about it have no derivation",
    SharpnessCurvature: "statements about it have no derivation",
    WorstCaseReturn: "speaks of all starts: see its `inferences`",
}

CONDITION = Decider(30)._condition


def measured(quantity, scope):
    """What numerics measures; for a `LargestRootModulus` the largest root, in floats."""
    if isinstance(quantity, LargestRootModulus):
        a, b = (float(arb(evaluate(arg, scope)).mid()) for arg in quantity.args)
        # It is compared with 1 only, from which it is far; floats find a simple root of its size so.
        return arb(largest_root(a, b), 1e-14)
    assert quantity.measured, quantity
    return measure(quantity, Scope(scope.values, Balls(), None, CONDITION), 30, 1).value


def largest_root(a, b):
    return max(map(abs, np.roots([1, float(a), float(b)])))


DECIDER = Decider(15, measured)


def exact(values):
    def one(x):
        return Fraction(int(Rational(x).p), int(Rational(x).q))

    return {k: tuple(map(one, v)) if isinstance(v, tuple) else one(v) for k, v in values.items()}


def step_sizes(quantity):
    """On both sides of a threshold, near and far."""
    edge = float(measure(quantity, Scope({}, Balls(), None, CONDITION), 24, 1).value)
    return [Fraction(edge * ratio).limit_denominator(10**6) for ratio in (0.1, 0.99, 1.01, 5)]


def cases(quantity, values):
    """All meanings of an instance, with the values of their symbols."""
    if not isinstance(quantity, StabilityThreshold | MomentumThreshold):
        return [(said, exact(values)) for said in quantity.meanings()]
    sizes = step_sizes(quantity)
    return [(said, {"eta": Fraction(size)}) for said in quantity.meanings(ETA) for size in sizes]


def truth(said, values):
    return DECIDER.decide(said, values).truth


HOLDS = {Truth.TRUE, Truth.EQUAL, Truth.AGREES}


@pytest.mark.parametrize("kind", INSTANCES, ids=lambda kind: kind.__name__)
def test_every_meaning_holds_on_measured_values(kind):
    found = [case for instance in INSTANCES[kind] for case in cases(*instance)]
    assert len(found) >= 4
    for said, values in found:
        assert truth(said, values) in HOLDS, (said, values)


def broken(said):
    """Something else: another number, another order, not."""
    if isinstance(said, Implies):
        return Implies(said.args[0], broken(said.args[1]), evaluate=False)
    if isinstance(said, Equivalent):
        return Equivalent(said.args[0], Not(said.args[1], evaluate=False), evaluate=False)
    if isinstance(said, Gt):
        return Lt(*said.args, evaluate=False)
    return Eq(said.lhs, said.rhs + Rational(1, 10**6), evaluate=False)


@pytest.mark.parametrize("kind", INSTANCES, ids=lambda kind: kind.__name__)
def test_a_broken_meaning_is_noticed(kind):
    for said, values in [case for instance in INSTANCES[kind] for case in cases(*instance)]:
        assert truth(broken(said), values) is Truth.FALSE, (said, values)


@pytest.mark.parametrize(
    ("quantity", "wrong"),
    [
        # A layer too many, one too few, the modes exchanged in one factor, a forgotten target.
        (HessianEigenvalue(Split(3, 1, 0)), lambda q: Eq(q, Integer(4))),
        (HessianEigenvalue(Split(3, 1, 0)), lambda q: Eq(q, Integer(2))),
        (HessianEigenvalue(TWO_MODES[0], 1, 2), lambda q: Eq(q, HessianEigenvalue(TWO_MODES[0], 1, 1))),
        (LayerGradient(POINTS[0], 1), lambda q: Eq(q, POINTS[0].total)),
        (FlowRate(MOVING[0], 1, 2), lambda q: Eq(q, LayerGradient(MOVING[0], 1))),
    ],
)
def test_plausible_mistakes_are_noticed(quantity, wrong):
    assert truth(wrong(quantity), {}) is Truth.FALSE


def test_every_quantity_with_meanings_is_attacked():
    ours = {q for q in vars(quantities).values() if isinstance(q, type) and issubclass(q, Quantity)}
    meaning = {q for q in ours if q.meanings is not Quantity.meanings}
    assert meaning == {*INSTANCES, LargestRootModulus}
    assert set(MEASUREMENTS) == {*INSTANCES, *WITHOUT}


def test_no_meaning_is_the_closed_form():
    # A layer sum is not L s^q: else the kernel would believe what is to be derived.
    for c in (Split(3, *symbols("a b", positive=True)), SinglePath(n, Symbol("s", positive=True))):
        for q in (HessianEigenvalue(c), Sharpness(c), StabilityThreshold(c)):
            said = [part for meaning in q.meanings() for part in meaning.args]
            assert said
            assert q.closed_form() not in said


@pytest.mark.parametrize("a", [-3, -2, -1, 0, HALF, 1, 2, Rational(19, 10)])
@pytest.mark.parametrize("b", [-2, -1, -HALF, 0, HALF, 1, 3])
def test_schur_and_cohn_on_roots(a, b):
    (said,) = LargestRootModulus(a, b).meanings()
    if abs(largest_root(a, b) - 1) > 1e-6:
        assert truth(said, {}) in HOLDS
        assert truth(broken(said), {}) is Truth.FALSE


def names_of(c):
    """alpha, beta, omega at explicit weights, by the singular vectors of their product."""
    paths = [[np.array(layer, dtype=float) for layer in path] for path in c.layers()]

    def chain(layers, size):
        made = np.eye(size)
        for layer in layers:
            made = layer @ made
        return made

    rows, columns = paths[0][-1].shape[0], paths[0][0].shape[1]
    maps = [chain(path, columns) for path in paths]
    u, _, v = np.linalg.svd(sum(maps))
    u, v = u[:, 0], v[0]
    alpha, beta, omega = {}, {}, {}
    for h, path in enumerate(paths, 1):
        omega[h] = abs(u @ maps[h - 1] @ v)
        for place in range(1, len(path) + 1):
            after = chain(path[place:], path[place - 1].shape[0])
            alpha[h, place] = np.sum((after.T @ u) ** 2)
            beta[h, place] = np.sum((chain(path[: place - 1], columns) @ v) ** 2)
    assert rows == len(u)
    return alpha, beta, omega


ALPHA, BETA, OMEGA = (IndexedBase(name, nonnegative=True) for name in ("alpha", "beta", "omega"))
ANY = [
    AnyMinimum(2, 1, (1,), (2, -3)),
    AnyMinimum(2, 2, (2,), (1, 2, 0, -1, 3, 1, 1, 2, -2, 1, 0, 1, 1, 1, 2, 3)),
    AnyMinimum(3, 2, (2, 2, 1), (1, -1, 2, 3, 0, 1)),
    AnyMinimum(4, 1, (1, 2, 2, 1, 2), (1, 2, 3)),
]


def written_out(said):
    """A "for all" over numbers as a list of what it says, every sum as a sum."""
    if isinstance(said, ForAll):
        index, (low, high) = said.index, said.bounds
        return [p for k in range(int(low), int(high) + 1) for p in written_out(said.condition.subs(index, k))]
    return [
        type(said)(*(side.doit(deep=False) if side.has(Sum) else side for side in said.args), evaluate=False)
    ]


def gap(said, values):
    """How far both sides are apart, in floats."""

    def number(term):
        while term.has(Sum):
            term = term.replace(lambda part: isinstance(part, Sum), lambda part: part.doit())
        parts = {*term.atoms(Quantity), *term.atoms(Indexed)}
        return float(term.xreplace({part: put(part) for part in parts}))

    def put(part):
        if isinstance(part, Quantity):
            return values[type(part)]
        return values[str(part.base)][part.indices[0] if len(part.indices) == 1 else part.indices]

    return number(said.lhs) - number(said.rhs)


def witnessed(c, change=lambda values: values):
    """Whether the names satisfy what is said of them, on the measured sharpness and norm."""
    alpha, beta, omega = names_of(c)
    scope = Scope({}, Balls(), None, CONDITION)
    values = {q: float(measure(q(c), scope, 20, 1).value) for q in (Sharpness, TargetNorm)}
    values |= {"alpha": alpha, "beta": beta, "omega": omega}
    values = change(values)
    for said in Sharpness(c).witnesses(ALPHA, BETA, OMEGA):
        for part in written_out(said):
            apart = gap(part, values)
            # Floats of modest numbers, a few products deep.
            if not (abs(apart) < 1e-9 if isinstance(part, Eq) else apart > -1e-9):
                return False
    return True


@pytest.mark.parametrize("c", ANY, ids=range(len(ANY)))
def test_there_are_such_numbers(c):
    assert witnessed(c)


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v | {Sharpness: v[Sharpness] * 0.99},
        lambda v: v | {TargetNorm: v[TargetNorm] * 1.01},
        lambda v: v | {TargetNorm: -1},
        lambda v: v | {"alpha": {k: 2 * x for k, x in v["alpha"].items()}},
        lambda v: v | {"beta": {k: 0.9 * x for k, x in v["beta"].items()}},
        lambda v: v | {"omega": {k: 1.01 * x for k, x in v["omega"].items()}},
    ],
)
def test_other_numbers_are_noticed(change):
    # 1 x 1: everything said is an equality there.
    assert not witnessed(ANY[0], change)


def follows(inference, gamma, x, top, at):
    """Whether the premises about a step hold on a grid of weights up to `top`, in floats."""
    functions = [lambdify(x, premise.lhs.subs(gamma, at)) for premise, _ in inference.premises[:2]]
    weights = np.linspace(1e-6, top, 4001)
    kept, bounded = (f(weights) for f in functions)
    return top >= 1 and (kept > 0).all() and (bounded <= top).all()


@pytest.mark.parametrize("depth", [2, 3, 6])
@pytest.mark.parametrize("part", [Rational(7, 10), Rational(99, 100), Rational(101, 100), Rational(3, 2)])
def test_what_starts_and_steps_let_conclude_of_the_worst_case_return(depth, part):
    # The premises hold for all gamma below g exactly where g is at most the measured return; steps of 1/200
    # of g and weights of 1/4000 of their range are finer than the 1/100 by which g is off.
    gamma, x, X = symbols("gamma x X", positive=True)
    edge = float(worst_case_return.measure(depth, 20).value.mid())
    g = Rational(str(round(edge, 12))) * part
    (inference,) = WorstCaseReturn(depth).inferences(g, gamma, x, X)
    step = lambdify((x, gamma), inference.premises[1][0].lhs)
    holds = []
    for at in np.linspace(float(g) / 200, float(g) * (1 - 1e-9), 200):
        # A little above the most on the grid, which is second order in its width below the most.
        top = (1 + 1e-6) * max(1.0, step(np.linspace(0, 1, 4001), at).max())
        holds.append(follows(inference, gamma, x, top, at))
    assert all(holds) == (part < 1)
    # And where it is exceeded, a start with two steps to 0 or below is what the other inference asks.
    if part > 1:
        starts = np.linspace(1e-3, 1 - 1e-3, 2000)
        worst = starts[step(starts, float(g)).argmax()]
        (other,) = WorstCaseReturn(depth).inferences(g, gamma, Rational(str(worst)))
        lands = lambdify(gamma, other.premises[0][0].lhs)
        assert (lands(np.linspace(float(g), 2 * float(g), 50)) <= 0).all()
