"""The Coq library: what it proves, and that whatever is not proved is refused.

The library itself is checked once; the ways to cheat are tried on libraries of a line or two.  Tests of a
real coqc are skipped where there is none.  Blind to: whether a theorem says what its statement says (people
have to read the two), and defects of Coq.
"""

import json
import re
import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.cli import main
from proofs_check.collect import Source, collect
from proofs_check.coq import check as coq_check
from proofs_check.coq.check import CoqReport, CoqTheorem, check_library

LIBRARY = Path(coq_check.__file__).parent / "library"
# Theorems on these are shipped before, or after, the statement itself is built in.
AHEAD = {"gd-contracts-imbalance"}
needs_coqc = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

Library = Callable[..., Path]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Write a library of some modules."""

    def write(**modules: str) -> Path:
        folder = tmp_path / "library"
        folder.mkdir()
        (folder / "_CoqProject").write_text("-Q . Sharpath\n" + "".join(f"{name}.v\n" for name in modules))
        for name, text in modules.items():
            (folder / f"{name}.v").write_text(text)
        return folder

    return write


def theorem(proof: str, claim: str = "1 + 1 = 3", before: str = "") -> str:
    return f"{before}\n(** Statement [reduction-factor]. *)\nTheorem small : {claim}.\nProof. {proof} Qed.\n"


@needs_coqc
def test_the_library_proves_its_statements() -> None:
    before = sorted(path.name for path in LIBRARY.iterdir())
    report = check_library()
    assert (report.available, report.ok) == (True, True), report.message
    assert re.fullmatch(r"\d+(\.\d+)+\S*", report.version)
    assert report.message == "13 theorems on 6 statements, standard-library axioms only"
    assert sorted(path.name for path in LIBRARY.iterdir()) == before
    said = {t.name.removeprefix("Sharpath."): t for found in report.theorems.values() for t in found}
    assert (
        "2 < L -> 0 < total -> split sigma H total ->"
        in said["SharpnessBounds.single_path_is_sharpest"].statement
    )
    assert said["Imbalance.gd_contracts_imbalance"].statement == (
        "forall L c y_h y_k : R, 2 < L -> 0 < y_h -> 0 < y_h - c -> y_h < y_k ->"
        " phi L c y_k - phi L c y_h < y_k - y_h <-> c <> 0"
    )
    # The real numbers of Coq's library, and the excluded middle behind its calculus.
    allowed = {
        "Logic.Classical_Prop.classic",
        "Logic.FunctionalExtensionality.functional_extensionality_dep",
        "Reals.ClassicalDedekindReals.sig_forall_dec",
        "Reals.ClassicalDedekindReals.sig_not_dec",
    }
    for found in said.values():
        assert {axiom.partition(".")[2] for axiom in found.axioms} <= allowed
        assert found.axioms


def test_every_theorem_names_a_statement() -> None:
    known = {statement.id for statement in collect(Source(None))} | AHEAD
    texts = [path.read_text() for path in LIBRARY.glob("*.v")]
    introduced = [pair for text in texts for pair in coq_check._INTRODUCED.findall(text)]
    assert len(introduced) == sum(len(re.findall(r"^Theorem\b", text, re.MULTILINE)) for text in texts)
    for comment, name in introduced:
        assert coq_check._LINK.findall(comment), name
        assert set(coq_check._LINK.findall(comment)) <= known, name


# What a proof must notice: a hypothesis too weak, a case of equality too wide, a bound with a wrong exponent.
@pytest.mark.parametrize(
    ("module", "true", "false"),
    [
        ("SharpnessBounds", "2 < L -> 0 < total -> split", "2 <= L -> 0 < total -> split"),
        pytest.param(
            "SharpnessBounds",
            "Rpower (INR H) (2 / L - 1) * Rpower total",
            "Rpower (INR H) (2 / L) * Rpower total",
            marks=pytest.mark.exhaustive,
        ),
        pytest.param(
            "CrossMode",
            "(3 <= depth h)%nat -> a h = b h",
            "(2 <= depth h)%nat -> a h = b h",
            marks=pytest.mark.exhaustive,
        ),
        pytest.param(
            "Imbalance",
            "2 < L -> 0 < y_h -> 0 < y_h - c",
            "1 < L -> 0 < y_h -> 0 < y_h - c",
            marks=pytest.mark.exhaustive,
        ),
        pytest.param(
            "Imbalance",
            "2 < L -> 0 < y_h -> (L - 1) * c <= y_h",
            "2 < L -> 0 < y_h -> (L - 2) * c <= y_h",
            marks=pytest.mark.exhaustive,
        ),
        ("FiniteSums", "sum f k + f (S k)", "sum f k + f k"),
    ],
)
@needs_coqc
def test_a_broken_proof_is_refused(tmp_path: Path, module: str, true: str, false: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(LIBRARY, folder)
    file = folder / f"{module}.v"
    assert true in file.read_text()
    file.write_text(file.read_text().replace(true, false))
    report = check_library(folder)
    assert (report.available, report.ok, dict(report.theorems)) == (True, False, {})
    assert re.match(rf"the Coq library was refused: {module}\.v line \d+: \S", report.message)
    assert "\n" not in report.message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (theorem("exact cheat.", before="Axiom cheat : 1 + 1 = 3."), "rests on Sharpath.Small.cheat"),
        (theorem("exact cheat.", before="Parameter cheat : 1 + 1 = 3."), "rests on Sharpath.Small.cheat"),
        # Words that no list of words would have: an axiom all the same.
        (theorem("exact cheat.", before="Context (cheat : 1 + 1 = 3)."), "rests on Sharpath.Small.cheat"),
        (
            theorem("exact cheat.", before="Lemma cheat : 1 + 1 = 3. Admitted."),
            "rests on Sharpath.Small.cheat",
        ),
        (theorem("admit.").replace("Qed", "Admitted"), "rests on Sharpath.Small.small"),
        (
            theorem(
                "destruct (cheat 0).",
                before="Unset Guard Checking.\nFixpoint cheat (n : nat) : False := cheat n.",
            ),
            "is assumed to be guarded",
        ),
        # What is not used is still not proved.
        (theorem("reflexivity.", "1 + 1 = 2", "Lemma idle : 1 = 2. Admitted."), "Small.v says Admitted"),
        (theorem("reflexivity.", "1 + 1 = 2", "Axiom idle : 1 = 2."), "Small.v says Axiom"),
        (theorem("reflexivity."), "Small.v line 4: Unable to unify"),
        (theorem("reflexivity.", "1 + = 3"), "Small.v line 3: Syntax error"),
        (theorem("reflexivity.", "1 + 1 = 2").replace("Statement", "Claim"), "no theorem is linked"),
    ],
)
@needs_coqc
def test_what_is_not_proved_is_refused(library: Library, text: str, reason: str) -> None:
    report = check_library(library(Small=text))
    assert (report.ok, dict(report.theorems)) == (False, {})
    assert report.message.startswith("the Coq library was refused: ")
    assert reason in report.message
    assert "\n" not in report.message


@needs_coqc
def test_an_axiom_with_a_standard_name_is_still_ours(library: Library) -> None:
    mine = "Axiom classic : forall P : Prop, P.\n"
    text = theorem("apply classic.", before="From Sharpath Require Import Classical_Prop.")
    report = check_library(library(Classical_Prop=mine, Small=text))
    assert "rests on Sharpath.Classical_Prop.classic" in report.message


@needs_coqc
def test_axioms_are_those_of_all_theorems_on_the_same_statements(library: Library) -> None:
    text = theorem("reflexivity.", "1 + 1 = 2", "From Coq Require Import Classical.")
    text += "(* Not (* Admitted *) yet. *) (** On statement [other] and statement [reduction-factor]. *)\n"
    text += "Theorem both (P : Prop) : P \\/ ~ P. Proof. apply classic. Qed.\n"
    text += "(** Statement [other] alone. *) Theorem third : 1 + 1 = 2. Proof. reflexivity. Qed."
    folder = library(Small=text)
    report = check_library(folder)
    assert report.ok, report.message
    small = CoqTheorem("Sharpath.Small.small", "1 + 1 = 2", ())
    both = CoqTheorem(
        "Sharpath.Small.both", "forall P : Prop, P \\/ ~ P", ("Coq.Logic.Classical_Prop.classic",)
    )
    third = CoqTheorem("Sharpath.Small.third", "1 + 1 = 2", ())
    assert report.theorems == {"reduction-factor": (small, both), "other": (both, third)}
    assert report.message == "3 theorems on 2 statements, standard-library axioms only"
    assert sorted(path.name for path in folder.iterdir()) == ["Small.v", "_CoqProject"]


@needs_coqc
def test_a_group_of_theorems_is_refused_for_its_last(library: Library) -> None:
    fine = theorem("reflexivity.", "1 + 1 = 2", "Context (cheat : 1 = 2).")
    report = check_library(library(Small=fine + theorem("exact cheat.", "1 = 2").replace("small", "last")))
    assert "Sharpath.Small.small or Sharpath.Small.last rests on Sharpath.Small.cheat" in report.message


@needs_coqc
def test_every_file_has_to_be_listed(library: Library) -> None:
    folder = library(Small=theorem("reflexivity.", "1 + 1 = 2"))
    (folder / "More.v").write_text("")
    assert "_CoqProject does not list the files that are there" in check_library(folder).message


def test_it_stops_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its version and five files to compile: each in time, but not all together.
    program = tmp_path / "coqc"
    program.write_text("#!/bin/sh\nPATH=/bin:/usr/bin exec sleep 0.5\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    report = check_library(timeout=1.5)
    assert (report.ok, report.message) == (
        False,
        "the Coq library was not checked: coqc took more than 1.5 s",
    )


@needs_coqc
def test_a_folder_without_a_library_is_an_outcome(tmp_path: Path) -> None:
    report = check_library(tmp_path / "nowhere")
    assert (report.available, report.ok) == (True, False)
    assert report.message.startswith("the Coq library was not checked: ")


# Comments of Coq with comments in them: what they say is not said.
def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, max_size=3).map(lambda parts: f"(* {' '.join(parts)} *)")


comments = st.recursive(st.sampled_from(["Admitted", "Axiom x.", "*", "("]), nested, max_leaves=8)


@given(st.lists(comments.map(lambda text: f"(* {text} *)"), max_size=3), st.booleans())
def test_comments_are_not_read(parts: list[str], admitted: bool) -> None:
    text = " Lemma x. ".join(["", *parts, "Admitted." if admitted else "Qed."])
    assert bool(coq_check._UNPROVED.search(coq_check._without_comments(text))) is admitted


# What the command says.


@pytest.fixture
def verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, dict[str, Any]]]:
    """Run the command on one statement: exit status, standard output, report."""
    monkeypatch.chdir(tmp_path)

    def command(*more: str) -> tuple[int, str, dict[str, Any]]:
        status = main(["verify", "reduction-factor", "--quick", "--jobs", "1", "--json", "out.json", *more])
        captured = capsys.readouterr()
        assert captured.err == ""
        report = json.loads(Path("out.json").read_text())
        schema = resources.files("proofs_check.report").joinpath("schema.json").read_text()
        jsonschema.validate(report, json.loads(schema))
        return status, captured.out, report

    return command


def verdicts(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(statement["id"], statement["verdict"]) for statement in report["statements"]]


def test_without_coqc_one_line_says_so(verify: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    line = "Coq: coqc is not on the PATH, so the Coq library was not checked"
    plain_status, plain, before = verify()
    status, out, report = verify("--kernel", "coq")
    assert (plain_status, status) == (0, 0)
    assert "Coq" not in plain
    assert "coq" not in before
    assert out.splitlines()[-2:] == ["", line]
    assert verdicts(report) == verdicts(before)
    assert report["coq"] == {
        "available": False,
        "ok": False,
        "version": "",
        "message": line.removeprefix("Coq: "),
        "theorems": {},
        "timing": {"seconds": 0.0},
    }


def test_what_coq_found_stands_beside_the_verdicts(verify: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    classic, choice = "Coq.Logic.Classical_Prop.classic", "Coq.Logic.Epsilon.choice"
    found = {
        "reduction-factor": (
            CoqTheorem("Sharpath.A.one", "1 = 1", (classic,)),
            CoqTheorem("Sharpath.A.two", "2 = 2", (classic, choice)),
            CoqTheorem("Sharpath.A.three", "3 = 3", ()),
        ),
        "single-path-is-sharpest": (CoqTheorem("Sharpath.A.far", "4 = 4", ("Coq.Far.away",)),),
    }
    report = CoqReport(True, True, "8.16.1", 7.25, "4 theorems on 2 statements", found)
    monkeypatch.setattr(coq_check, "check_library", lambda: report)
    status, out, written = verify("--kernel", "coq")
    assert status == 0
    assert out.partition("\n\nCoq")[2].splitlines() == [
        " 8.16.1, 7.2 s: 4 theorems on 2 statements; no verdict depends on it",
        "  STATEMENT         THEOREM  AXIOMS",
        "  reduction-factor  A.one    1",
        "  reduction-factor  A.two    1 2",
        "  reduction-factor  A.three  none",
        f"  axiom 1: {classic}",
        f"  axiom 2: {choice}",
    ]
    assert written["coq"]["theorems"] == {
        "reduction-factor": [
            {"name": "Sharpath.A.one", "statement": "1 = 1", "axioms": [classic]},
            {"name": "Sharpath.A.two", "statement": "2 = 2", "axioms": [classic, choice]},
            {"name": "Sharpath.A.three", "statement": "3 = 3", "axioms": []},
        ]
    }
    assert {grade for _, grade in verdicts(written)} == {grade for _, grade in verdicts(verify()[2])}


def test_no_theorem_on_what_was_asked(verify: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"single-path-is-sharpest": (CoqTheorem("Sharpath.A.far", "4 = 4", ()),)}
    report = CoqReport(True, True, "8.16.1", 7.25, "1 theorem", found)
    monkeypatch.setattr(coq_check, "check_library", lambda: report)
    status, out, written = verify("--kernel", "coq")
    assert (status, written["coq"]["theorems"]) == (0, {})
    assert out.splitlines()[-1] == "  none of them on the statements asked for"


def test_a_coqc_that_fails_is_told_and_fails(
    verify: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No shell is found on this PATH either: the script names its own.
    program = tmp_path / "coqc"
    program.write_text(
        '#!/bin/sh\n[ $# = 1 ] && echo 99.1 4.13 && exit\necho "no $COQPATH luck" >&2\nexit 3\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("COQPATH", "libraries of the user")
    before = verify()[2]
    status, out, report = verify("--kernel", "coq")
    assert status == 1
    assert re.fullmatch(
        r"Coq 99\.1, [\d.]+ s: the Coq library was refused: FiniteSums\.v: no luck", out.splitlines()[-1]
    )
    assert verdicts(report) == verdicts(before)
    assert (report["coq"]["available"], report["coq"]["ok"], report["coq"]["theorems"]) == (True, False, {})


def test_a_coqc_that_cannot_be_run_is_an_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "coqc"
    program.write_bytes(b"\x7fELF rubbish")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    report = check_library()
    assert (report.available, report.ok) == (True, False)
    assert report.message.startswith("the Coq library was not checked: ")


def test_another_kernel_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--kernel", "cog"]) == 2
    assert "did you mean coq?" in capsys.readouterr().err
