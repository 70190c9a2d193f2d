"""What quantities mean and let conclude, which theory says; names for numbers that there are.

Source: D. Prawitz, Natural Deduction, 1965 (elimination of "there is"); J. Shoenfield, Mathematical Logic,
section 4.6 (extensions by definitions).
"""

from __future__ import annotations

from typing import Any

from sympy import And, Equivalent, Ge, IndexedBase, Min, Symbol

from theory import ForAll, Quantity, Sharpness, UniqueRoot, quantities

from .calculus import takes
from .inequalities import Ways, law
from .logic import arbitrary, without
from .terms import eq, gt, is_free_in, lt, ranged, replaced, same, sides, whole
from .theorem import Premises, hypotheses_of, require, rule
from .world import World

#: What may be assumed of a family that is only a name: any numbers >= 0, or any integers >= 1.
_KINDS = [IndexedBase("x", nonnegative=True), IndexedBase("x", integer=True, positive=True)]
_POSITIVE = [kind("x", positive=True) for kind in (Symbol, IndexedBase)]


def _is_ours(quantity: Any) -> bool:
    """Insist on a quantity; whether theory defines it, whose word is taken for what it means."""
    require(isinstance(quantity, Quantity), "is about a quantity")
    return vars(quantities).get(type(quantity).__name__) is type(quantity)


def _is_any_number(name: Any, *kinds: Any) -> None:
    fits = any(type(name) is type(kind) and name.assumptions0 == kind.assumptions0 for kind in kinds)
    require(fits and not getattr(name, "shape", None), "{} is a name for any number of its kind", name)


@rule("meaning", "definition")
def _meaning(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: facts.  Handed over: a quantity Q, then what its meanings speak of besides; or nothing.

    Side conditions: the claim, which is defined, is about Q, the left side if it is not handed over, and is
    its definition, if there is nothing to measure; or Q is of theory, and the claim is one of its `meanings`,
    which begin at the loss.  Conclusion: the claim, under the hypotheses of Q.
    """  # noqa: DOC201
    quantity, *others = premises.using or (sides(claim)[0],)
    known = list(quantity.meanings(*others)) if _is_ours(quantity) else []
    known += [] if quantity.measured else [eq(quantity, quantity.closed_form())]
    shown = any(same(claim, meaning) for meaning in known)
    require(shown, "is what {} means: {}", quantity, " or ".join(map(str, known)) or "nothing from the loss")
    return hypotheses_of(premises.theorems).union(quantity.hypotheses)


@rule("inference")
def _inference(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: those of one of the `inferences` of Q, in order, each perhaps under what that allows.

    Handed over: a quantity Q of theory, then what its inferences speak of.  Side conditions: the claim, which
    is defined, is the conclusion; the names are those of any positive numbers, stand in no other hypothesis,
    and not in what does not depend on them.  Conclusion: the claim, under the hypotheses of the inference.
    """  # noqa: DOC201
    quantity, *others = premises.using or (claim,)
    known = list(quantity.inferences(*others)) if _is_ours(quantity) else []
    known = [inference for inference in known if same(claim, inference.conclusion)]
    require(len(known) == 1, "is what {} lets conclude of {}", quantity, others)
    (inference,) = known
    required = [premise for premise, _ in inference.premises]
    shown = len(required) == len(premises.theorems) and all(map(same, required, premises.conclusions))
    require(shown, "has the premises {}", required)
    pairs = zip(premises.theorems, inference.premises, strict=True)
    left = frozenset().union(*(without(t, And(*under, evaluate=False)) for t, (_, under) in pairs))
    stuck = [(term, name) for name, fixed in inference.names for term in fixed if is_free_in(name, term)]
    require(not stuck, "{0[0]} does not depend on {0[1]}", *stuck[:1])
    for name, _ in inference.names:
        _is_any_number(name, *_POSITIVE)
        arbitrary(name, left)
    return left.union(inference.hypotheses)


@rule("there is", inherits=True)
def _there_is(claim: Any, premises: Premises) -> frozenset[Any]:
    """Premises: P, perhaps under what is said of v; then, in (a) and (b), that there is such a v; facts.

    (a) UniqueRoot(f, x, (lo, hi)).  Said: f(v) = 0, lo < v, v < hi; v can have all values above lo.
    (b) f(h) >= c for all h from low to high.  Said: v[h] = f(h) for all those; v is a name for numbers >= 0
    and c = 0, or for integers >= 1, f(h) is an integer and c = 1.
    (c) The step hands over Sharpness(c) first.  Said: its `witnesses`, of three names for numbers >= 0.
    Handed over: v.  Side conditions: all of v are different names, and stand neither in P, nor in what says
    that there is such a v, nor in another hypothesis.  Conclusion: P; in (c) under the hypotheses of c too.
    """  # noqa: DOC201
    require(premises.using, "hands over a name")
    require(same(claim, premises.first()), "the first premise is the claim")
    (known, *names), own, kind = premises.using, (), _KINDS[0]
    if type(known) is Sharpness:
        said, own = known.witnesses(*names), known.hypotheses
    else:
        v, (_, known) = premises.handed("the name"), premises.first(2)
        names = [v]
        if isinstance(known, UniqueRoot):
            (f, x, (lo, hi)), kind = known.args, v
            takes(v, World.of(premises, 2), lo, low_itself=False)
            said = (eq(replaced(f, x, v), 0), gt(v, lo), lt(v, hi))
        else:
            inner, index, low, high = ranged(known, ForAll)
            f, least = sides(inner, Ge)
            require(least == 0 or (least == 1 and whole(f)), "{} >= 0, or an integer {} >= 1", f, f)
            said, kind = (ForAll(eq(v[index], f), (index, low, high)),), _KINDS[int(least)]
    under, outside = premises.theorems[0].hypotheses, hypotheses_of(premises.theorems[1:]).union(own)
    for name in names:
        _is_any_number(name, kind)
        new = names.count(name) == 1 and not is_free_in(name, claim) and not is_free_in(name, known)
        require(new, "{} is a name that stands in no other place", name)
        under, outside = arbitrary(name, under, *said), arbitrary(name, outside)
    return under | outside


@law("least of several", "a, b and c", 3)
def _least(_: World, a: Any, b: Any, c: Any) -> Ways:
    """Handed over: a, b, c.  Conclusion: a < min(b, c) iff a < b and a < c."""
    return {Equivalent(lt(a, Min(b, c)), And(lt(a, b), lt(a, c), evaluate=False)): []}
