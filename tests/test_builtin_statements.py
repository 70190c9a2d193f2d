"""What the built-in statements rest on: one `verify`, as the README shows it, and what lies behind its table.

Blind to: errors that no mutation operator makes; why single mutants survive (`sharpath mutate` lists them).
"""

import json
import re
from fractions import Fraction

import pytest
from sympy import Eq, Ge, Gt, Le, Lt, Not, Or

from proofs_check.engine import judge_statement
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
#: Nothing in them can be measured, as their remarks say: another statement links them to the loss.
UNMEASURED = {"imbalance-raises-sharpness", "imbalance-drift", "drift-targets-flattest"}


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
    """Everything passes, and no headline rests on one kind of evidence but where nothing can be measured."""
    refuted, survivors, alone = 0, 0, set()
    for statement in statements:
        assert statement["passed"], statement["id"]
        scored = [piece["data"] for piece in statement["evidence"] if piece["kind"] == "sensitivity"]
        refuted += sum(data["refuted"] for data in scored)
        survivors += sum(len(data["survivors"]) for data in scored)
        kinds = {piece["kind"] for piece in statement["evidence"]} & INDEPENDENT
        alone |= {statement["id"]} if len(kinds) < 2 else set()
    assert refuted > 2000
    assert Fraction(refuted, refuted + survivors) >= Fraction(9, 10)
    assert {name for name in alone if not name.startswith(("phase-", "tanh-"))} <= UNMEASURED


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
    result = judge_statement(STRICT[name], Options(quick=True))
    assert result.grade is Grade.SUPPORTED
    (necessity,) = (piece for piece in result.evidence if piece.kind is Kind.NECESSITY)
    assert necessity.data["hypotheses"]["L > 2"]["L"] == "2"
    assert all(isinstance(witness, dict) for witness in necessity.data["hypotheses"].values())


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
