"""What the tests of the kernel share: symbols, relations as they stand, and derivations in a line."""

from sympy import Eq, Ge, Gt, IndexedBase, Le, Lt, Ne, Sum, symbols, sympify

from proofs_check.kernel import Theorem, check
from theory import ForAll
from theory.derivation import Derivation, Step
from theory.derivations.writer import Writer

x, y, z, u = symbols("x y z u", real=True)
a, b, c = symbols("a b c", nonnegative=True)
p, q = symbols("p q", positive=True)
n, m, h, k = symbols("n m h k", integer=True, positive=True)
i, j = symbols("i j", integer=True)
s = IndexedBase("s", nonnegative=True)
r = IndexedBase("r", real=True)


def eq(one, other):
    return Eq(one, other, evaluate=False)


def ne(one, other):
    return Ne(one, other, evaluate=False)


def ge(one, other):
    return Ge(one, other, evaluate=False)


def gt(one, other):
    return Gt(one, other, evaluate=False)


def le(one, other):
    return Le(one, other, evaluate=False)


def lt(one, other):
    return Lt(one, other, evaluate=False)


def over(term, index=h, low=1, high=n):
    return Sum(term, (index, low, high))


def every(condition, index=h, low=1, high=n):
    return ForAll(condition, (index, low, high))


def step(name, claim, rule, *uses, using=()):
    return Step(name, claim, rule, uses, tuple(map(sympify, using)))


def facts(*propositions):
    """Steps that assume propositions, under the names f0, f1, ..."""
    return [step(f"f{number}", proposition, "assume") for number, proposition in enumerate(propositions)]


def derive(*steps) -> Theorem:
    return check(Derivation(tuple(steps))).theorem


def lemma(write, *given):
    """The steps of a lemma of theory, behind assumed premises f0, f1, ..."""
    writer = Writer()
    for number, proposition in enumerate(given):
        writer(f"f{number}", proposition, "assume")
    write(writer)
    return list(writer.derivation().steps)


def conclude(claim, rule, *given, using=()) -> Theorem:
    """One step of a rule from assumed premises."""
    names = [f"f{number}" for number in range(len(given))]
    return derive(*facts(*given), step("claim", claim, rule, *names, using=using))
