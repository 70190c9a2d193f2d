"""Checking a derivation, which enters as data (`theory.derivation`), step by step.  Main result: `check`."""

from __future__ import annotations

from typing import Any

from sympy import Basic, IndexedBase, Symbol

from theory.derivation import Derivation, Step

from .oracle import AuditError
from .terms import understood
from .theorem import INHERITS, RULES, Accepted, Premises, Proof, Rejected, Theorem, hypotheses_of, require
from .world import World


def check(derivation: Derivation) -> Proof:
    """Check every step.

    Args:
        derivation: the data.

    Returns:
        The proof; its last theorem is what was derived.

    Raises:
        Rejected: a step does not follow; it names the step, its rule and the side condition.
        AuditError: SymPy gave a wrong answer; it names the step and the identity.
    """
    done: dict[str, Accepted] = {}
    names: dict[str, Any] = {}
    for step in derivation.steps:
        try:
            require(step.name not in done, "has a name of its own")
            done[step.name] = Accepted(step, _theorem(step, done, names))
        except Rejected as rejected:
            raise Rejected(rejected.condition, step.name, step.rule) from rejected
        except AuditError as error:
            raise AuditError(f"step {step.name!r} ({step.rule}): {error}") from error
        except Exception as error:
            # A rule that stumbles over a claim has not accepted it.
            told = " ".join(f"{type(error).__name__}: {error}".split())
            raise Rejected(f"is a claim that its rule can read ({told})", step.name, step.rule) from error
    require(done, "a derivation has at least one step")
    return Proof(tuple(done.values()), done[derivation.steps[-1].name].theorem)


def _theorem(step: Step, done: dict[str, Accepted], names: dict[str, Any]) -> Theorem:
    require(step.rule in RULES, "names a rule of the kernel: {}", ", ".join(sorted(RULES)))
    require(set(step.uses) <= set(done), "uses earlier steps only")
    terms: tuple[Any, ...] = (step.claim, *step.using)
    require(all(isinstance(term, Basic) for term in terms), "speaks in SymPy terms")
    understood(*terms)
    named = {part for term in terms for part in term.atoms(Symbol, IndexedBase)}
    for part in named - {base.label for base in named if isinstance(base, IndexedBase)}:
        require(names.setdefault(str(part), part) == part, "the name {} means one symbol throughout", part)
    premises = Premises([done[name].theorem for name in step.uses], step.using)
    found = RULES[step.rule](step.claim, premises)
    hypotheses = hypotheses_of(premises.theorems) if found is None else found
    oracles = premises.oracles.union(*(theorem.oracles for theorem in premises.theorems))
    if step.rule not in INHERITS:
        # Everything established under no more than these hypotheses may show that the claim is defined.
        before = (accepted.theorem for accepted in done.values())
        earlier = [theorem for theorem in before if theorem.hypotheses <= hypotheses]
        used = [theorem.conclusion for theorem in premises.theorems if theorem in earlier]
        if World([*hypotheses, *used], oracles).undefined(*terms) is not None:
            World([*hypotheses, *(theorem.conclusion for theorem in earlier)], oracles).defined(*terms)
            oracles.update(*(theorem.oracles for theorem in earlier))
    return Theorem(hypotheses, step.claim, frozenset(oracles))
