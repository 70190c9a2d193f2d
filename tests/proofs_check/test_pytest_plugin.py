"""Theorem files as tests: what pytest collects, what passes, what it shows, and how it ends.

Each run is a pytest of its own in an empty folder, with the plugin as this environment has it installed.
Blind to: whether verdicts are right (other tests; here only that they are those of `sharpath check`); the
plugin from a wheel, and packages in its way (test_wheel.py); how long pytest takes to start.
"""

import fnmatch
import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import sharpath_pytest
from proofs_check.cli import main
from proofs_check.collect import collect
from proofs_check.report.terminal import values_text
from proofs_check.result import Options

pytest_plugins = "pytester"

EXAMPLES = Path(__file__).parent.parent / "examples"
JUDGED = [
    "expected_false.py",
    "my_theorems.py",
    "off_by_1e_minus_25.py",
    "strict_at_equality.py",
    "vacuous.py",
    "wrong_direction.py",
    "wrong_exponent.py",
]
HEAD = 'from sympy import Eq, Ge, Gt, symbols\nfrom theory import Statement\nx = symbols("x", real=True)\n'
TRUE = 'Statement("true", Eq(x * (x + 1), x**2 + x))\n'
FALSE = 'Statement("false", Gt(x**2, 0), title="No square is zero")\n'
EXPECTED = 'Statement("expected", Gt(x**2, 0), expect="REFUTED")\n'
WEAK = 'Statement("weak", Ge(x**2, x), [x > 3])\n'
VACUOUS = 'Statement("vacuous", Ge(x**2, x), [x > 3, x < 3])\n'
HEAVY = {"sympy", "numpy", "scipy", "flint", "mpmath", "rich", "hypothesis", "theory", "numerics"}


@pytest.fixture(autouse=True)
def outside_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where CI is set pytest does not shorten its summary lines."""
    for name in ("CI", "BUILD_NUMBER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    """The empty folder in which `run` runs."""
    collect.cache_clear()
    return pytester.path


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run pytest in a process of its own."""
    return pytester.runpytest_subprocess(
        "-p", "no:cacheprovider", "--sharpath-quick", "-v", *arguments, timeout=200
    )


def outcomes(result: pytest.RunResult) -> dict[str, str]:
    """The items that ran, and how each ended."""
    lines = (re.match(r"(\S+::\S+) (PASSED|FAILED|ERROR) ", line) for line in result.outlines)
    return {found[1]: found[2] for found in lines if found}


def loaded(pytester: pytest.Pytester, *arguments: str) -> set[str]:
    """The modules that a pytest run has loaded by its end, and the packages they are in."""
    script = (
        "import sys, pytest\n"
        f"status = pytest.main(['-p', 'no:hypothesispytest', '-p', 'no:cacheprovider', *{arguments!r}])\n"
        "print('LOADED', *sys.modules)\nsys.exit(status)"
    )
    result = pytester.run(sys.executable, "-c", script)
    assert result.ret == 0
    (line,) = [line for line in result.outlines if line.startswith("LOADED ")]
    return {part for name in line.split()[1:] for part in (name, name.partition(".")[0])}


def test_nothing_is_loaded_until_a_file_is_named(pytester: pytest.Pytester, folder: Path) -> None:
    Path("test_plain.py").write_text("def test_plain(): pass\n")
    Path("theorems.py").write_text(HEAD + TRUE)
    names = loaded(pytester)
    assert "sharpath_pytest" in names
    assert not names & (HEAVY | {"proofs_check"})
    # What the check would see if something were loaded:
    assert loaded(pytester, "--sharpath", "theorems.py", "--sharpath-quick") >= {
        "sympy",
        "flint",
        "theory",
        "numerics",
    }


def test_listed_files_cost_nothing_where_they_are_not_collected(
    pytester: pytest.Pytester, folder: Path
) -> None:
    Path("pytest.ini").write_text("[pytest]\nsharpath = theorems.py\n")
    Path("test_plain.py").write_text("def test_plain(): pass\n")
    Path("theorems.py").write_text(HEAD + TRUE)
    names = loaded(pytester, "test_plain.py")
    assert "proofs_check.pytest_plugin" in names
    assert not names & HEAVY


def test_every_statement_is_an_item(pytester: pytest.Pytester, folder: Path) -> None:
    Path("theorems.py").write_text(HEAD + TRUE + FALSE + EXPECTED + VACUOUS)
    Path("test_other.py").write_text("def test_other(): pass\n")
    result = run(pytester, "--sharpath", "theorems.py")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert outcomes(result) == {
        "theorems.py::true": "PASSED",
        "theorems.py::false": "FAILED",
        "theorems.py::expected": "PASSED",
        "theorems.py::vacuous": "FAILED",
    }


def test_a_failure_shows_the_verdict_and_the_witness_and_no_traceback(
    pytester: pytest.Pytester, folder: Path
) -> None:
    Path("theorems.py").write_text(HEAD + TRUE + WEAK + FALSE + VACUOUS)
    result = run(pytester, "--sharpath", "theorems.py", "--sharpath-require", "PROVED")
    shown = result.outlines[next(k for k, line in enumerate(result.outlines) if "FAILURES" in line) :]
    assert shown[1:-1] == [
        "_____________________________________ true _____________________________________",
        "SUPPORTED, required PROVED  (theorems.py:4)",
        "  claim       Eq(x*(x + 1), x**2 + x)",
        "  required    PROVED or better",
        "_____________________________________ weak _____________________________________",
        "CERTIFIED, required PROVED  (theorems.py:5)",
        "  claim       x**2 >= x",
        "  given       x > 3",
        "  required    PROVED or better",
        "  too weak    sensitivity 1/3 is below the floor 0.9: the check would miss too many wrong claims",
        *[line for line in shown if line.startswith("  missed      ")],
        "____________________________________ false _____________________________________",
        "REFUTED at x = 0  (theorems.py:6)",
        "  title       No square is zero",
        "  claim       x**2 > 0",
        "  witness     x = 0",
        "  violation   x**2 > 0 fails: both sides are exactly equal",
        "  margin      exact",
        """  paste       python -c "from sympy import *; x = Integer(0); """
        """print(N(x**S(2), 30), '>', N(S(0), 30))\"""",
        "___________________________________ vacuous ____________________________________",
        "VACUOUS  (theorems.py:7)",
        "  claim       x**2 >= x",
        "  given       x > 3, x < 3",
        *[line for line in shown if line.startswith("  would help  weaken a hypothesis: ")],
        "=========================== short test summary info ============================",
        "FAILED theorems.py::true - Failed: SUPPORTED, required PROVED  (theorems.py:4)",
        "FAILED theorems.py::weak - Failed: CERTIFIED, required PROVED  (theorems.py:5)",
        "FAILED theorems.py::false - Failed: REFUTED at x = 0  (theorems.py:6)",
        "FAILED theorems.py::vacuous - Failed: VACUOUS  (theorems.py:7)",
    ]


def test_a_statement_that_does_better_than_expected_fails(pytester: pytest.Pytester, folder: Path) -> None:
    Path("theorems.py").write_text(HEAD + TRUE.replace("))", '), expect="REFUTED")'))
    result = run(pytester, "--sharpath", "theorems.py")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["SUPPORTED, expected REFUTED  (theorems.py:4)"])


def test_a_check_that_misses_too_much_fails(pytester: pytest.Pytester, folder: Path) -> None:
    Path("theorems.py").write_text(HEAD + WEAK)
    result = run(pytester, "--sharpath", "theorems.py")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["CERTIFIED, sensitivity 1/3  (theorems.py:4)", "  too weak *", "  missed *"])
    assert run(pytester, "--sharpath", "theorems.py", "--sharpath-floor", "1/3").ret == pytest.ExitCode.OK


# Writes the engine's results as the command writes them, whatever the order of the files.
REPORTS = """
import proofs_check.engine as engine
from proofs_check.report.json_report import dumps
from proofs_check.result import Options
from proofs_check.verdict import Grade

results, real = {}, engine.judge_statements

def judge_statements(sources, *more, **options):
    found = real(sources, *more, **options)
    results.setdefault(sources[0].path, []).extend(found)
    return found

def pytest_unconfigure():
    for path, found in results.items():
        with open(path + ".json", "w") as file:
            file.write(dumps(found, [], Options(quick=True), Grade.SUPPORTED, 0.0))

engine.judge_statements = judge_statements
"""


def test_results_are_those_of_the_command(
    pytester: pytest.Pytester, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected, blocks = {}, []
    for name in JUDGED:
        # One file at a time: some ids occur in several.
        Path(name).write_bytes((EXAMPLES / name).read_bytes())
        main(["check", name, "--quick", "--jobs", "1", "--no-cache", "--json", "command.json"])
        expected[name] = without_timings(Path("command.json"))
        blocks += re.findall(
            r"^  (?:witness|violation|paste) .*(?:\n {14}.*)*", capsys.readouterr().out, re.M
        )
    Path("conftest.py").write_text(REPORTS)
    named = [part for name in JUDGED for part in ("--sharpath", name)]
    result = run(pytester, *named, "--junitxml", "out.xml")
    assert {name: without_timings(Path(f"{name}.json")) for name in JUDGED} == expected
    # What passes, what fails, and what is told of it.
    statements = {(name, s["id"]): s for name in JUDGED for s in json.loads(expected[name])["statements"]}
    assert outcomes(result) == {
        f"{name}::{s['id']}": "PASSED" if s["passed"] else "FAILED" for (name, _), s in statements.items()
    }
    assert {"REFUTED", "VACUOUS", "SUPPORTED", "CERTIFIED"} == {s["verdict"] for s in statements.values()}
    assert {
        (f"{case.attrib['classname']}.py", case.attrib["name"]): {
            found.attrib["name"]: found.attrib["value"] for found in case.iter("property")
        }
        for case in ET.parse("out.xml").iter("testcase")
    } == {
        key: {
            "verdict": s["verdict"],
            **({"witness": values_text(s["witness"]["values"])} if s["witness"] else {}),
        }
        for key, s in statements.items()
    }
    assert len(blocks) == 3 * 4
    assert [block for block in blocks if block not in result.stdout.str()] == []


def without_timings(report: Path) -> str:
    """A report, byte for byte but for its timings."""
    return re.sub(r'"timing": \{[^}]*\}', '"timing": {}', report.read_text())


def test_junit_xml_says_which_statements_failed_and_why(pytester: pytest.Pytester, folder: Path) -> None:
    Path("theorems.py").write_text(HEAD + TRUE + FALSE)
    run(pytester, "--sharpath", "theorems.py", "--junitxml", "out.xml")
    suite = next(ET.parse("out.xml").iter("testsuite"))
    assert (suite.attrib["tests"], suite.attrib["failures"], suite.attrib["errors"]) == ("2", "1", "0")
    true, false = suite.iter("testcase")
    assert [case.attrib["name"] for case in (true, false)] == ["true", "false"]
    assert true.find("failure") is None
    failure = false.find("failure")
    assert failure is not None
    assert failure.attrib["message"].startswith("Failed: REFUTED at x = 0  (theorems.py:5)")
    assert "python -c " in (failure.text or "")


LISTED = {
    (): {"test_a.py::test_a", "test_a.py::one", "more/theorems.py::true", "more/theorems.py::false"},
    ("test_a.py",): {"test_a.py::test_a", "test_a.py::one"},
    ("more/theorems.py::true",): {"more/theorems.py::true"},
    ("--sharpath", "./more/../more/theorems.py"): {"more/theorems.py::true", "more/theorems.py::false"},
    (".", "--sharpath", "build/hidden.py"): {
        "test_a.py::test_a",
        "test_a.py::one",
        "more/theorems.py::true",
        "more/theorems.py::false",
        "build/hidden.py::expected",
    },
    ("-k", "one or true"): {"test_a.py::one", "more/theorems.py::true"},
    ("-n", "2"): {"test_a.py::test_a", "test_a.py::one", "more/theorems.py::true", "more/theorems.py::false"},
}


@pytest.mark.parametrize("arguments", LISTED, ids=" ".join)
def test_what_is_collected(pytester: pytest.Pytester, folder: Path, arguments: tuple[str, ...]) -> None:
    """Two files are listed, one of them a test module as well; a third is in a folder that pytest ignores."""
    Path("more").mkdir()
    Path("build").mkdir()
    Path("pytest.ini").write_text("[pytest]\nsharpath = more/theorems.py test_a.py\n")
    statement = TRUE.replace('"true"', '"one"')
    Path("test_a.py").write_text(HEAD + statement + "\ndef test_a(): pass\n")
    Path("more/theorems.py").write_text(HEAD + TRUE + FALSE)
    Path("build/hidden.py").write_text(HEAD + EXPECTED)
    if "-n" in arguments:
        pytest.importorskip("xdist")
        result = run(pytester, *arguments)
        lines = (re.match(r"\[gw\d\] \[ *\d+%\] [A-Z]+ (\S+::\S+) *$", line) for line in result.outlines)
        assert {found[1] for found in lines if found} == LISTED[arguments]
        result.assert_outcomes(passed=3, failed=1)
        result.stdout.fnmatch_lines(["REFUTED at x = 0  (more/theorems.py:5)", "  paste *"])
        return
    # Twice -q, against the -v of `run`: one line for each item.
    result = run(pytester, *arguments, "--collect-only", "-q", "-q")
    assert sorted(line for line in result.outlines if "::" in line) == sorted(LISTED[arguments])


def test_a_theorem_file_given_as_a_path_runs_once(pytester: pytest.Pytester, folder: Path) -> None:
    Path("theorems.py").write_text("print('RUNNING', __name__)\n" + HEAD + TRUE)
    result = run(pytester, "-s", "theorems.py", "--sharpath", "theorems.py")
    result.assert_outcomes(passed=1)
    assert (result.stdout.str() + result.stderr.str()).count("RUNNING") == 1


UNUSABLE = {
    "missing.py": "missing.py: does not exist; remedy: check the name and the directory",
    "theorem.py": "theorem.py: does not exist; remedy: did you mean theorems.py?",
    ".": ".: is a directory; remedy: name the .py files in it",
    "notes.txt": "notes.txt: is not a Python file; remedy: name a file that ends in .py",
}


@pytest.mark.parametrize(("name", "listed"), [*((name, False) for name in UNUSABLE), ("missing.py", True)])
def test_what_is_no_python_file_is_bad_usage(
    pytester: pytest.Pytester, folder: Path, name: str, listed: bool
) -> None:
    Path("theorems.py").write_text(HEAD + TRUE)
    Path("notes.txt").write_text("")
    if listed:
        Path("pytest.ini").write_text(f"[pytest]\nsharpath = theorems.py {name}\n")
    result = run(pytester, *([] if listed else ["--sharpath", "theorems.py", "--sharpath", name]))
    assert (result.ret, result.outlines) == (pytest.ExitCode.USAGE_ERROR, [])
    assert [line for line in result.errlines if line] == [f"ERROR: sharpath: {UNUSABLE[name]}"]


BROKEN = {
    "x = (": ":1: is not valid Python: '(' was never closed; remedy: mend that line",
    "1 / 0": ":1: raises ZeroDivisionError: division by zero; remedy: *",
    "x = 1": ": makes no Statement; remedy: *",
    HEAD + TRUE + TRUE: ":5: id 'true' must be unique in its file; *",
    "import sys; sys.exit(0)": ":1: ends the program *",
}


def test_a_broken_file_is_a_collection_error_of_one_line(
    pytester: pytest.Pytester, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ["good.py", *(f"broken{k}.py" for k in range(len(BROKEN)))]
    for name, text in zip(names, [HEAD + TRUE, *BROKEN], strict=True):
        Path(name).write_text(text)
    named = [part for name in names for part in ("--sharpath", name)]
    result = run(pytester, *named, "--continue-on-collection-errors")
    assert outcomes(result) == {"good.py::true": "PASSED"}
    result.assert_outcomes(passed=1, errors=len(BROKEN))
    first = 1 + next(k for k, line in enumerate(result.outlines) if "= ERRORS =" in line)
    shown = result.outlines[first : first + 2 * len(BROKEN)]
    told = {title.split()[-2]: line for title, line in zip(shown[::2], shown[1::2], strict=True)}
    for name, pattern in zip(names[1:], BROKEN.values(), strict=True):
        assert fnmatch.fnmatchcase(told[name], f"sharpath: {name}{pattern}")
        assert main(["check", name]) == 2
        assert capsys.readouterr().err == told[name].replace("sharpath: ", "sharpath: error: ", 1) + "\n"


def test_a_broken_file_ends_the_run_as_a_broken_test_module_does(
    pytester: pytest.Pytester, folder: Path
) -> None:
    Path("theorems.py").write_text("x = (")
    assert run(pytester, "--sharpath", "theorems.py").ret == pytest.ExitCode.INTERRUPTED


SPY = """
import proofs_check.engine as engine

real = engine.judge_statements

def judge_statements(sources, chosen, options, *, jobs):
    print("ASKED", options.digits, options.seed, options.quick, jobs, sources[0].path, chosen)
    return real(sources, chosen, options, jobs=jobs)

engine.judge_statements = judge_statements
"""


def test_options_reach_the_engine(pytester: pytest.Pytester, folder: Path) -> None:
    Path("conftest.py").write_text(SPY)
    Path("theorems.py").write_text(HEAD + TRUE)
    options = ["--sharpath-digits", "60", "--sharpath-seed", "7"]
    result = run(pytester, "-s", "--sharpath", "theorems.py", *options)
    assert any("ASKED 60 7 True 1 theorems.py [(0, 'true')]" in line for line in result.outlines)
    assert "sharpath: quick, seed 7, 60 digits, SUPPORTED or better required" in result.outlines


def test_without_options_the_engine_is_asked_as_the_command_asks_it(pytestconfig: pytest.Config) -> None:
    for name in ("digits", "seed", "quick"):
        assert pytestconfig.getoption(f"sharpath_{name}") == getattr(Options(), name)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sharpath-digits", "14"], "from 15 to 1000; given 14; remedy: write --sharpath-digits 50"),
        (["--sharpath-digits", "many"], "given many"),
        (["--sharpath-seed", "-1"], "of at least 0; given -1; remedy: write --sharpath-seed 0"),
        (["--sharpath-require", "GOOD"], "invalid choice: 'GOOD'"),
        (["--sharpath-floor", "2"], "from 0 to 1; given 2; remedy: write --sharpath-floor 0.9"),
    ],
)
def test_bad_options_are_bad_usage(
    pytester: pytest.Pytester, folder: Path, arguments: list[str], message: str
) -> None:
    Path("theorems.py").write_text(HEAD + TRUE)
    result = run(pytester, "--sharpath", "theorems.py", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.stderr.str()


def test_a_suite_that_forbids_warnings_and_moves_about_changes_no_verdict(
    pytester: pytest.Pytester, folder: Path
) -> None:
    Path("pytest.ini").write_text("[pytest]\nfilterwarnings = error\nsharpath = theorems.py\n")
    Path("elsewhere").mkdir()
    Path("test_a.py").write_text("import os\ndef test_a(): os.chdir('elsewhere')\n")
    # As if the engine read the file again: it does so in a process of its own, say.
    forget = "from proofs_check.collect import collect\n    collect.cache_clear()\n"
    Path("test_b.py").write_text(f"def test_b():\n    {forget}")
    warn = "import warnings\nwarnings.warn('careful', DeprecationWarning)\n"
    Path("theorems.py").write_text(warn + HEAD + TRUE + FALSE)
    result = run(pytester)
    assert list(outcomes(result).values()) == ["PASSED", "PASSED", "PASSED", "FAILED"]
    result.stdout.fnmatch_lines(["REFUTED at x = 0  (theorems.py:7)"])


def test_what_hides_a_package(tmp_path: Path) -> None:
    assert sharpath_pytest.hidden_package([tmp_path]) is None
    (tmp_path / "theory").mkdir()
    (tmp_path / "theory" / "notes.tex").write_text("")
    assert sharpath_pytest.hidden_package([tmp_path]) is None
    for name in ("theory/part.py", "numerics.py"):
        file = tmp_path / name
        file.write_text("")
        message = sharpath_pytest.hidden_package([tmp_path])
        assert message is not None
        package = name.partition("/")[0]
        ours = sharpath_pytest.HOME / package.removesuffix(".py")
        assert message.startswith(
            f"sharpath: {tmp_path / package} hides sharpath's own package {ours}; remedy: "
        )
        file.unlink()
    # Our own packages do not hide themselves, here and under another name.
    (tmp_path / "linked").symlink_to(sharpath_pytest.HOME)
    assert sharpath_pytest.hidden_package([sharpath_pytest.HOME, tmp_path / "linked"]) is None


def test_a_test_module_that_brought_its_own_package_is_told_apart(
    pytester: pytest.Pytester, folder: Path
) -> None:
    # Not beside the theorem file or where pytest starts: only the import of the test module shows it.
    Path("tests/theory").mkdir(parents=True)
    for name in ("__init__.py", "test_a.py"):
        Path("tests/theory", name).write_text("def test_a(): pass\n")
    Path("theorems.py").write_text(HEAD + TRUE)
    result = run(pytester, "tests", "--sharpath", "theorems.py", "--continue-on-collection-errors")
    assert outcomes(result) == {"tests/theory/test_a.py::test_a": "PASSED"}
    result.stdout.fnmatch_lines([
        f"sharpath: {folder}/tests/theory hides sharpath's own package {sharpath_pytest.HOME}/theory; *"
    ])
