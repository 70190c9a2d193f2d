"""What the built-in statements rest on: one `verify`, as the README shows it, and what lies behind its table.

Blind to: errors that no mutation operator makes.  Survivors are counted with the reason why no search refutes
them (`sharpath mutate` lists them); one more fails the test and has to be looked at.
"""

import json
import re
from fractions import Fraction

import pytest
from sympy import Eq, Ge, Gt, Le, Lt, Not, Or

from proofs_check.engine import judge_statement
from proofs_check.evidence.sensitivity import MUTANTS_QUICKLY
from proofs_check.mutants import mutants
from proofs_check.result import Options
from proofs_check.verdict import Grade, Kind
from tests.shown import blocks, run, without_times
from theory import AllEqual, OneNonzero, Sharpness, Split, Statement
from theory.notation import H, L, sigma, total
from theory.statements import all_statements

#: One statement or two of every kind, none of which takes long.
TRIED = (
    "mode-decoupling",
    "cross-mode-bound",
    "minima-are-nondegenerate",
    "flow-relative-growth",
    "gd-keeps-order",
    "wcr-exceeds-two",
    "phase-symmetric-oscillation",
    "large-steps-balance-factors",
)
#: Kinds of evidence that do not rest on one another; all instances, however chosen, are one kind.
INDEPENDENT = {"sampled", "exhaustive", "experiment", "measured", "proof", "certificate"}
WEAKER = "true: it says less, as both sides are positive, which is not a fact of this statement"
EXACT = "differs only where a step size or a family is exactly at a threshold, which no sample meets"
SLACK = "true: the constant of a bound is not the best one"
GENERIC = "an inequation between numbers that hardly ever happen to be equal"
SAME = "the same: minus what is 0, or an equality that the hypotheses exclude"
MISSED = "some are true and say less; others are false somewhere, and the search did not find where"
#: How many mutants of a statement survive at most, and why; one more has to be looked at.
EXPLAINED = {
    "gd-preserves-alignment": (1, "the same: minus an entry that is 0"),
    "cross-mode-bound": (1, WEAKER),
    "global-flatness": (4, WEAKER),
    "single-pathway-flatness": (3, WEAKER),
    "gd-step-of-imbalance-coordinate": (2, WEAKER),
    "gd-keeps-order": (1, WEAKER),
    "two-factors-start-small-end-flat": (1, WEAKER),
    "the-richer-get-richer": (1, WEAKER),
    "wcr-single-path-is-worst": (8, WEAKER),
    "imbalance-raises-sharpness": (4, f"{WEAKER}; {SLACK}"),
    "imbalance-drift": (8, f"{WEAKER}; {SLACK}"),
    "drift-targets-flattest": (4, f"{SAME}; one is a factor that may be small: {MISSED}"),
    "wcr-logarithmic": (1, SLACK),
    "rank-p-window": (3, EXACT),
    "wcr-equation": (2, EXACT),
    "full-balance-is-safe": (3, EXACT),
    "flow-sharpness-decreases-for-two-factors": (1, EXACT),
    "gd-contracts-imbalance": (7, MISSED),
    "gd-contracts-absolute-imbalance": (3, MISSED),
    "period-two-above-the-edge": (11, MISSED),
    "no-period-two-below-the-edge": (64, GENERIC),
}


def verdicts(table):
    """The ids and verdicts of a table that `verify` printed."""
    return dict(re.findall(r"^(\S+) +(PROVED|CERTIFIED|SUPPORTED|[A-Z]{5,}) ", table, re.MULTILINE)[1:])


def test_the_readme_names_every_statement_and_those_tried_here_get_the_verdict_it_shows():
    shown = verdicts(dict(blocks())["verify"])
    assert list(shown) == [statement.id for statement in all_statements()]
    found = verdicts(run(f"verify {' '.join(TRIED)} --quick"))
    assert found == {name: shown[name] for name in TRIED}


@pytest.mark.exhaustive
def test_all_statements_together_at_length(tmp_path):
    path = tmp_path / "report.json"
    assert without_times(run("verify", "--json", str(path))) == without_times(dict(blocks())["verify"])
    looked_at(json.loads(path.read_text())["statements"])


def looked_at(statements):
    """Everything passes, survivors are explained, headlines rest on two kinds of evidence but for runs."""
    refuted, survivors, alone = 0, 0, set()
    for statement in statements:
        assert statement["passed"], statement["id"]
        for data in (piece["data"] for piece in statement["evidence"] if piece["kind"] == "sensitivity"):
            refuted += data["refuted"]
            survivors += len(data["survivors"])
            assert len(data["survivors"]) <= EXPLAINED.get(statement["id"], (0, ""))[0], statement["id"]
        kinds = {piece["kind"] for piece in statement["evidence"]} & INDEPENDENT
        alone |= {statement["id"]} if len(kinds) < 2 else set()
    assert refuted > 2300
    generic = sum(count for count, why in EXPLAINED.values() if why is GENERIC)
    assert Fraction(refuted, refuted + survivors - generic) >= Fraction(96, 100)
    assert {name for name in alone if not name.startswith(("phase-", "tanh-"))} == set()


BOUND = L * H ** (2 / L - 1) * total ** (2 - 2 / L)
MOST = L * total ** (2 - 2 / L)
STRICT = {
    "balanced": Statement(
        "strictly-flatter", Gt(Sharpness(Split(L, sigma, H)), BOUND), [L > 2, Not(AllEqual(sigma, H))]
    ),
    "single path": Statement(
        "strictly-sharper", Lt(Sharpness(Split(L, sigma, H)), MOST), [L > 2, Not(OneNonzero(sigma, H))]
    ),
}


@pytest.mark.parametrize("name", STRICT)
def test_depth_above_two_is_necessary_where_the_bound_is_strict(name):
    result = judge_statement(STRICT[name], Options())
    assert result.grade is Grade.SUPPORTED
    (necessity,) = (piece for piece in result.evidence if piece.kind is Kind.NECESSITY)
    assert necessity.data["hypotheses"]["L > 2"]["L"] == "2"
    assert all(isinstance(witness, dict) for witness in necessity.data["hypotheses"].values())


def test_a_quick_run_drops_no_hypothesis():
    result = judge_statement(STRICT["balanced"], Options(quick=True))
    assert result.grade is Grade.SUPPORTED
    assert Kind.NECESSITY not in {piece.kind for piece in result.evidence}


def test_a_quick_run_finds_instances_where_a_full_one_does_and_draws_from_many_mutants():
    statement = next(one for one in all_statements() if one.id == "imbalance-drift")
    result = judge_statement(statement, Options(quick=True))
    assert result.grade is Grade.SUPPORTED
    (found,) = (piece for piece in result.evidence if piece.kind is Kind.SENSITIVITY)
    made = len(list(mutants(statement.claim)))
    assert made > MUTANTS_QUICKLY
    assert found.data["refuted"] + len(found.data["survivors"]) + sum(found.data["excluded"].values()) == 40
    assert f"40 drawn from {made}" in found.summary
    assert "not drawn" in found.blind_to


@pytest.mark.parametrize(
    ("bound", "where"),
    [
        (Ge(Sharpness(Split(L, sigma, H)), BOUND), "all sigma are equal"),
        (Le(Sharpness(Split(L, sigma, H)), MOST), "one sigma is not 0"),
    ],
)
def test_the_bounds_that_are_not_strict_are_tight(bound, where):
    result = judge_statement(Statement("bound", bound, [L >= 2]), Options(quick=True))
    (tightness,) = (piece for piece in result.evidence if piece.kind is Kind.TIGHTNESS)
    (relation,) = tightness.data["relations"].values()
    assert relation["tight"]
    assert where in relation["where"]
    assert "L = 2" in relation["where"]


@pytest.mark.parametrize(
    "claim",
    [
        Gt(Sharpness(Split(L, sigma, H)), BOUND),
        Eq(Sharpness(Split(L, sigma, H)), MOST),
        Or(Eq(L, 2), AllEqual(sigma, H)),
    ],
)
def test_what_is_false_is_refuted(claim):
    assert judge_statement(Statement("false", claim, [L >= 2]), Options(quick=True)).grade is Grade.REFUTED
