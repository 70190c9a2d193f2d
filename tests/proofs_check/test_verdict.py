"""The verdict rule against the table of grades, row by row, written out by hand.

Blind to: whether the evidence itself is right (its own tests), and whether the engine passes all of it on.
"""

import itertools

import pytest

from proofs_check.verdict import ENOUGH, Counts, Evidence, Grade, Kind, Witness, judge, passes

WITNESS = Witness({"L": "3"}, "L > 3 fails: both sides are exactly equal", "exact", "python -c ...")


def piece(kind: Kind, counts: Counts | None = None, **more: object) -> Evidence:
    return Evidence(kind, "a summary", "something", counts=counts, **more)  # type: ignore[arg-type]


def sampled(**counts: int) -> Evidence:
    return piece(Kind.SAMPLED, Counts(**counts))


def exhaustive(**counts: int) -> Evidence:
    return piece(Kind.EXHAUSTIVE, Counts(**counts))


def ground(folded: bool = False, **counts: int) -> Evidence:
    return piece(Kind.SAMPLED, Counts(**counts), ground=True, folded=folded)


def runs(ground: bool = False, **counts: int) -> Evidence:
    return piece(Kind.EXPERIMENT, Counts(**counts), ground=ground)


def refuting(**counts: int) -> Evidence:
    return piece(Kind.SAMPLED, Counts(**counts), witness=WITNESS)


PROOF = piece(Kind.PROOF)
CERTIFICATE = piece(Kind.CERTIFICATE)
EMPTY = piece(Kind.EMPTY, Counts())
FAILURE = piece(Kind.FAILURE, message="claim: must be real; given log(-1); remedy: add a hypothesis")
MEASURED = piece(Kind.MEASURED, Counts(true=8, agrees=400))
SYMBOLIC = piece(Kind.SYMBOLIC)
MEASURED_FALSE = piece(Kind.MEASURED, Counts(agrees=5, false=1))
ABOUT_THE_CLAIM = [piece(kind) for kind in (Kind.SENSITIVITY, Kind.NECESSITY, Kind.TIGHTNESS)]

# (name, evidence, grade, reason code or message)
TABLE = [
    ("proof", [PROOF], Grade.PROVED, ""),
    ("proof beats samples", [sampled(true=400), PROOF], Grade.PROVED, ""),
    ("proof beats too few samples", [sampled(true=3), PROOF], Grade.PROVED, ""),
    ("certificate", [CERTIFICATE], Grade.CERTIFIED, ""),
    ("proof beats certificate", [CERTIFICATE, PROOF], Grade.PROVED, ""),
    ("every point decided", [exhaustive(true=2, equal=1)], Grade.CERTIFIED, ""),
    ("the only point decided", [exhaustive(true=1)], Grade.CERTIFIED, ""),
    ("every point, one only agrees", [exhaustive(true=98, agrees=1)], Grade.UNDECIDED, "too-few-instances"),
    ("every point, many agree", [exhaustive(true=99, agrees=1)], Grade.SUPPORTED, ""),
    (
        "every point, one undecided",
        [exhaustive(true=400, undecided=1)],
        Grade.UNDECIDED,
        "undecided-instances",
    ),
    ("no point at all", [exhaustive()], Grade.UNDECIDED, "no-sample"),
    ("all runs", [runs(true=3)], Grade.SUPPORTED, ""),
    ("the only run", [runs(ground=True, true=1)], Grade.SUPPORTED, ""),
    ("all runs but one", [runs(true=300, undefined=1)], Grade.UNDECIDED, "undefined-instances"),
    ("no run", [runs()], Grade.UNDECIDED, "no-sample"),
    ("just enough", [sampled(true=ENOUGH)], Grade.SUPPORTED, ""),
    ("one too few", [sampled(true=ENOUGH - 1)], Grade.UNDECIDED, "too-few-instances"),
    ("equal counts", [sampled(true=50, equal=50)], Grade.SUPPORTED, ""),
    ("agrees counts", [sampled(agrees=100)], Grade.SUPPORTED, ""),
    ("together just enough", [sampled(true=1, equal=1, agrees=98)], Grade.SUPPORTED, ""),
    ("never certified by sampling", [sampled(true=10**6)], Grade.SUPPORTED, ""),
    ("two samples do not add up", [sampled(true=60), sampled(true=60)], Grade.UNDECIDED, "too-few-instances"),
    ("ground and exact", [ground(equal=1)], Grade.CERTIFIED, ""),
    ("ground and true", [ground(true=1)], Grade.CERTIFIED, ""),
    ("ground, only agrees", [ground(agrees=1)], Grade.SUPPORTED, ""),
    ("ground, folded by SymPy", [ground(folded=True, true=1)], Grade.SUPPORTED, ""),
    ("ground, undecided", [ground(undecided=1)], Grade.UNDECIDED, "undecided-instances"),
    ("ground, nothing found", [ground()], Grade.UNDECIDED, "no-sample"),
    (
        "folded but with symbols in its hypotheses",
        [piece(Kind.SAMPLED, Counts(true=99), folded=True)],
        Grade.UNDECIDED,
        "too-few-instances",
    ),
    (
        "folded, every point",
        [piece(Kind.EXHAUSTIVE, Counts(true=100), folded=True)],
        Grade.SUPPORTED,
        "",
    ),
    ("nothing", [], Grade.UNDECIDED, "no-evidence"),
    ("no sample", [sampled()], Grade.UNDECIDED, "no-sample"),
    ("one undecided", [sampled(true=400, undecided=1)], Grade.UNDECIDED, "undecided-instances"),
    ("one undefined", [sampled(true=400, undefined=1)], Grade.UNDECIDED, "undefined-instances"),
    (
        "undefined before undecided",
        [sampled(undecided=1, undefined=1)],
        Grade.UNDECIDED,
        "undefined-instances",
    ),
    ("violation without witness", [sampled(true=400, false=1)], Grade.UNDECIDED, "unconfirmed-witness"),
    ("measured alone", [MEASURED], Grade.UNDECIDED, "no-evidence"),
    ("symbolic alone", [SYMBOLIC], Grade.UNDECIDED, "no-evidence"),
    (
        "measured and symbolic add nothing",
        [sampled(true=99), MEASURED, SYMBOLIC],
        Grade.UNDECIDED,
        "too-few-instances",
    ),
    ("sensitivity and its like alone", ABOUT_THE_CLAIM, Grade.UNDECIDED, "no-evidence"),
    (
        "sensitivity and its like add nothing",
        [sampled(true=99), *ABOUT_THE_CLAIM],
        Grade.UNDECIDED,
        "too-few-instances",
    ),
    (
        "all kinds that support",
        [sampled(true=100), MEASURED, SYMBOLIC, *ABOUT_THE_CLAIM],
        Grade.SUPPORTED,
        "",
    ),
    ("false on measured values", [sampled(true=400), MEASURED_FALSE], Grade.UNDECIDED, "roads-disagree"),
    ("false on measured values alone", [MEASURED_FALSE], Grade.UNDECIDED, "roads-disagree"),
    (
        "false on measured values, few instances",
        [sampled(true=3), MEASURED_FALSE],
        Grade.UNDECIDED,
        "roads-disagree",
    ),
    (
        "false on measured values beats a proof and a certificate",
        [PROOF, CERTIFICATE, exhaustive(true=2), MEASURED_FALSE],
        Grade.UNDECIDED,
        "roads-disagree",
    ),
    ("a failure beats false on measured values", [MEASURED_FALSE, FAILURE], Grade.ERROR, FAILURE.message),
    ("emptiness beats false on measured values", [MEASURED_FALSE, EMPTY], Grade.VACUOUS, ""),
    ("a witness beats false on measured values", [MEASURED_FALSE, refuting(false=1)], Grade.REFUTED, ""),
    ("empty", [EMPTY], Grade.VACUOUS, ""),
    ("empty beats a proof", [PROOF, EMPTY], Grade.VACUOUS, ""),
    ("failure", [FAILURE], Grade.ERROR, FAILURE.message),
    ("failure beats a proof", [PROOF, sampled(true=400), FAILURE], Grade.ERROR, FAILURE.message),
    ("failure beats emptiness", [EMPTY, FAILURE], Grade.ERROR, FAILURE.message),
    ("witness", [refuting(false=1)], Grade.REFUTED, ""),
    ("witness beats samples", [sampled(true=400), refuting(false=1)], Grade.REFUTED, ""),
    ("witness beats failure and emptiness", [FAILURE, EMPTY, refuting(false=1)], Grade.REFUTED, ""),
    ("witness beats a proof", [PROOF, refuting(true=3, false=1)], Grade.REFUTED, ""),
]


@pytest.mark.parametrize(
    ("evidence", "grade", "reason"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_verdict_follows_the_table(evidence: list[Evidence], grade: Grade, reason: str) -> None:
    verdict = judge(evidence)
    assert (verdict.grade, verdict.reason) == (grade, reason)


@pytest.mark.parametrize("evidence", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_order_of_evidence_does_not_matter_for_the_grade(evidence: list[Evidence]) -> None:
    assert {judge(order).grade for order in itertools.permutations(evidence)} == {judge(evidence).grade}


@pytest.mark.parametrize("evidence", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_more_support_never_turns_an_outcome_that_cannot_pass_into_another(evidence: list[Evidence]) -> None:
    before = judge(evidence).grade
    after = judge([*evidence, sampled(true=400), MEASURED]).grade
    if before in {Grade.REFUTED, Grade.ERROR, Grade.VACUOUS}:
        assert after is before
    else:
        assert after.rank >= before.rank


def test_what_does_not_pass_says_what_would_help() -> None:
    for name, evidence, grade, _ in TABLE:
        if grade in {Grade.UNDECIDED, Grade.VACUOUS}:
            assert judge(evidence).remedy, name


def test_every_kind_of_evidence_and_every_grade_is_in_the_table() -> None:
    assert {p.kind for row in TABLE for p in row[1]} == set(Kind)
    assert {row[2] for row in TABLE} == set(Grade)


@pytest.mark.parametrize("strong", [PROOF, CERTIFICATE, exhaustive(true=3)])
def test_witness_against_proof_or_certificate_is_a_defect_of_the_checker(strong: Evidence) -> None:
    assert judge([strong, refuting(false=1)]).defect
    assert judge([strong]).defect == ""


def test_witness_against_samples_is_no_defect() -> None:
    assert judge([sampled(true=400), refuting(false=1)]).defect == ""


def test_few_instances_are_counted_in_the_remedy() -> None:
    assert "only 99 of the 100" in judge([sampled(true=99)]).remedy


ORDER = [
    Grade.REFUTED,
    Grade.ERROR,
    Grade.VACUOUS,
    Grade.UNDECIDED,
    Grade.SUPPORTED,
    Grade.CERTIFIED,
    Grade.PROVED,
]


def test_order_of_the_grades() -> None:
    assert sorted(Grade, key=lambda grade: grade.rank) == ORDER
    assert [grade for grade in ORDER if grade.positive] == ORDER[4:]


@pytest.mark.parametrize("require", ORDER)
def test_without_expectation_only_positive_grades_at_the_required_one_or_better_pass(require: Grade) -> None:
    passing = {grade for grade in Grade if passes(grade, require, None)}
    assert passing == set(ORDER[max(4, ORDER.index(require)) :])


@pytest.mark.parametrize("grade", ORDER)
@pytest.mark.parametrize("require", ORDER[4:])
def test_below_the_floor_nothing_passes_but_what_was_expected(grade: Grade, require: Grade) -> None:
    assert not passes(grade, require, None, below_floor=True)
    assert passes(grade, require, grade.value, below_floor=True)


@pytest.mark.parametrize(
    ("expect", "passing"),
    [
        ("REFUTED", {Grade.REFUTED}),
        ("ERROR", {Grade.ERROR}),
        ("VACUOUS", {Grade.VACUOUS}),
        ("UNDECIDED", {Grade.UNDECIDED}),
        ("SUPPORTED", {Grade.SUPPORTED, Grade.CERTIFIED, Grade.PROVED}),
        ("CERTIFIED", {Grade.CERTIFIED, Grade.PROVED}),
        ("PROVED", {Grade.PROVED}),
    ],
)
@pytest.mark.parametrize("require", [Grade.SUPPORTED, Grade.PROVED])
def test_an_expectation_decides_instead_of_the_requirement(
    expect: str, passing: set[Grade], require: Grade
) -> None:
    assert {grade for grade in Grade if passes(grade, require, expect)} == passing
