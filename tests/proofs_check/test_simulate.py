"""``sharpath simulate``: what it writes, what it says, what it refuses.

Numbers are checked against a loop written here.  Blind to: the look of the figures (they were looked at), and
whether the recursion is right (tests of numerics).
"""

import csv
import json
import math
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from proofs_check.cli import main
from proofs_check.option_types import FORMATS

Run = Callable[..., tuple[int, str, str]]
QUICK = ("--depth", "3", "--steps", "40", "--formats", "svg")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Simulate in an empty folder: exit status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str, str]:
        status = main(("simulate", *arguments))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No figures, which take half a second each."""
    monkeypatch.setattr("proofs_check.figures.simulate.draw", lambda *a: dict.fromkeys(a[-1], b"drawn"))


def table(folder: str = "simulation") -> list[dict[str, str]]:
    with Path(folder, "simulation.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def report(folder: str = "simulation") -> dict:
    return json.loads(Path(folder, "simulation.json").read_text())


@pytest.mark.usefixtures("undrawn")
def test_the_data_are_gradient_descent(run: Run) -> None:
    model = ("--depths", "3,2", "--targets", "1/2", "--initial", "1/8,0.04")
    how = ("--eta", "0.3", "--steps", "30", "--every", "1", "--momentum", "1/4", "--warm-up", "4")
    status, out, err = run(*model, *how, "--formats", "png")
    assert (status, err) == (0, "")
    a, b, u, v = 0.5, 0.2, 0.0, 0.0
    rows = table()
    assert [int(row["step"]) for row in rows] == list(range(31))
    for t, row in enumerate(rows):
        # Warm-up from a quarter in four equal steps.
        assert float(row["eta"]) == pytest.approx(0.3 * min(1, 0.25 + 0.75 * t / 4))
        assert float(row["share_1_1"]) == pytest.approx(a**3, abs=1e-12)
        assert float(row["share_2_1"]) == pytest.approx(b**2, abs=1e-12)
        r = a**3 + b**2 - 0.5
        assert float(row["loss"]) == pytest.approx(r * r / 2, abs=1e-12)
        assert float(row["imbalance_1"]) == pytest.approx(abs(1 / a + math.log(b)), abs=1e-9)
        eta = float(row["eta"])
        u, v = u / 4 - eta * r * a**2, v / 4 - eta * r * b
        a, b = a + u, b + v
    assert "depths 3, 2" in out
    assert "momentum     1/4" in out


def test_the_papers_setting_in_one_command(run: Run) -> None:
    status, out, err = run("--flow", "--steps", "2000", "--formats", "svg,png,pdf")
    assert (status, err) == (0, "")
    assert "H = 2, L = 20" in out
    assert "0.13 = 1.3 × 2/S_1; single-path threshold 2/S_1 = 0.1, balanced threshold 0.186607" in out
    found = report()
    assert found["outcome"]["first_sign_flip"] is None
    assert 0.9 < found["final"]["eta_sharpness_over_2"] <= 1
    (small,), (large,) = found["final"]["shares"]
    assert 0.1 < float(small) < float(large) < 0.9
    assert float(found["final"]["imbalance"][0]) < 1
    shapes = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
    for name in FORMATS:
        assert Path(f"simulation/simulation.{name}").read_bytes().startswith(shapes[name])
    text = Path("simulation/simulation.svg").read_text()
    ET.fromstring(text)
    for words in (
        "step t",
        "share σ_h",
        "loss ½‖M − M*‖²",
        "sharpness λ_max",
        "stability edge 2/η",
        "gradient flow",
    ):
        assert words in text


def test_same_run_same_bytes_with_provenance(run: Run) -> None:
    for folder in ("a", "b"):
        assert run(*QUICK, "--full-matrices", "2", "--seed", "7", "--output", folder)[0] == 0
    for name in ("csv", "svg"):
        first, second = (Path(f, f"simulation.{name}").read_bytes() for f in ("a", "b"))
        assert first == second
    found = report("a")
    assert found["setting"]["seed"] == 7
    assert "--seed=7" in found["command"]
    assert "--full-matrices=2" in found["command"]
    assert {"numpy", "python-flint", "matplotlib", "python"} <= set(found["versions"])
    assert found["schema"] == "sharpath-simulation"
    assert found["outcome"]["solver"].startswith("definition")
    assert found["outcome"]["eigenvalues_not_converged"] == 0
    # The command that is written down does the same again.
    words = [word for word in found["command"].split()[2:] if not word.startswith("--output")]
    assert run(*words, "--output", "c")[0] == 0
    assert Path("a/simulation.csv").read_bytes() == Path("c/simulation.csv").read_bytes()


@pytest.mark.usefixtures("undrawn")
def test_existing_files_are_replaced_only_by_force(run: Run) -> None:
    assert run(*QUICK)[0] == 0
    before = {path.name: path.read_bytes() for path in Path("simulation").iterdir()}
    assert set(before) == {"simulation.csv", "simulation.json", "simulation.svg"}
    status, out, err = run(*QUICK, "--eta", "0.2")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "exists already; remedy: name another folder with --output, or add --force" in err
    assert before == {path.name: path.read_bytes() for path in Path("simulation").iterdir()}
    assert run(*QUICK, "--eta", "0.2", "--force")[0] == 0
    assert before["simulation.csv"] != Path("simulation/simulation.csv").read_bytes()
    Path("file").write_text("mine")
    assert run(*QUICK, "--output", "file")[0] == 2
    assert Path("file").read_text() == "mine"


def test_nothing_half_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "proofs_check.figures.simulate.draw", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    assert run(*QUICK)[0] == 130
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "outcome"),
    [
        (["--eta", "40"], "diverged after"),
        (["--eta", "1e300"], "diverged after"),
        (["--initial", "1e200,1e200"], "non-finite after 0"),
        (["--initial", "3,4", "--eta", "1"], "first sign flip at step 1"),
        (["--initial", "0,0"], "not settled"),
        (["--pathways", "1"], "not settled"),
        (["--full-matrices", "1"], "1 x 1 matrices"),
        (["--full-matrices", "2", "--eta", "1e300"], "diverged"),
        (["--targets", "0", "--eta", "0.1", "--initial", "0.1,0.2"], "not settled"),
        (["--steps", "0"], "not settled after 0 of 0"),
        (["--steps", "1", "--flow"], "not settled after 1 of 1"),
        (["--targets", "1,1/2", "--flow"], "mode 2"),
        (["--depth", "1000000"], "L = 1000000"),
        (["--depth", "1000000", "--eta", "1"], "of 40 steps"),
        (["--network", "tanh", "--targets", "0", "--eta", "1"], "tanh network"),
        (["--network", "tanh", "--eta", "1e300"], "diverged"),
        (["--digits", "40"], "mpfr"),
        (["--digits", "40", "--full-matrices", "2"], "arb"),
        (["--kind", "mpmath", "--eta", "50"], "diverged"),
    ],
)
def test_every_outcome_of_a_run_is_a_result(run: Run, arguments: list[str], outcome: str) -> None:
    status, out, err = run(*QUICK, *arguments)
    assert status == 0
    assert outcome in out
    assert "error" not in err
    assert "nan" not in Path("simulation/simulation.csv").read_text()
    assert Path("simulation/simulation.svg").exists() == bool(table())


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--eta", "nan"], "must be a number above 0"),
        (["--eta", "0"], "must be a number above 0"),
        (["--eta", "1e999999999"], "must be a number above 0"),
        (["--eta", "1", "--eta-relative", "1"], "not allowed with"),
        (["--eta", "1e400"], "must fit float64"),
        (["--momentum", "1"], "between -1 and 1"),
        (["--depths", "3,x"], "whole number from 2"),
        (["--depth", "1"], "whole number from 2"),
        (["--depths", "3,5"], "--depth: says the same"),
        (["--targets", "-1"], "of at least 0"),
        (["--targets", "0"], "no threshold"),
        (["--targets", "1,2", "--full-matrices", "3"], "2 values for matrices of size 3"),
        (["--initial", "1,2,3"], "3 values for 2 pathways"),
        (["--steps", "-1"], "whole number from 0"),
        (["--steps", "1.5"], "whole number from 0"),
        (["--formats", "gif"], "among svg, png, pdf"),
        (["--network", "tanh", "--flow"], "is for the linear network"),
        (["--network", "tanh", "--full-matrices", "2"], "is for the linear network"),
        (["--network", "tanh", "--digits", "40"], "computed in float64"),
        (["--network", "tanh", "--depth", "1000000"], "are more than"),
        (["--inputs", "3"], "is for the tanh network"),
        (["--network", "tanh", "--inputs", "1", "--targets", "1,2"], "must be at least 2"),
        (["--kind", "float64", "--digits", "40"], "its own precision"),
        (["--depth", "1000000", "--targets", "1,2"], "at most 1024 when there are several modes"),
        (["--output", "no\x00such"], "cannot be made a folder"),
        (["--output", "/dev/null/x"], "cannot be made a folder"),
    ],
)
def test_bad_input_is_one_clear_line(run: Run, arguments: list[str], complaint: str) -> None:
    status, out, err = run(*QUICK, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("sharpath: error: ")
    assert err.count("\n") == 1
    assert "; remedy: " in err
    assert complaint in err
    assert list(Path().iterdir()) == []


def test_pathways_and_depths_must_agree(run: Run) -> None:
    assert "is 3, and --depths has 2" in run("--pathways", "3", "--depths", "3,5")[2]


@pytest.mark.usefixtures("undrawn")
def test_tanh_small_and_large_steps(run: Run) -> None:
    shared = ["--network", "tanh", "--initial", "3e-5,1e-4", "--steps", "5000", "--every", "101"]
    for relative in ("0.4", "1.3"):
        assert run(*shared, "--eta-relative", relative, "--output", relative)[0] == 0
    small, large = (
        [float(row[0]) for row in report(relative)["final"]["shares"]] for relative in ("0.4", "1.3")
    )
    assert small[0] < 0.05 * small[1]
    assert large[0] > 0.95 * large[1]


@pytest.mark.usefixtures("undrawn")
def test_digits_beyond_float64_are_written(run: Run) -> None:
    assert run("--digits", "40", "--kind", "mpfr", *QUICK, "--output", "mpfr")[0] == 0
    assert run("--digits", "40", "--kind", "arb", *QUICK, "--output", "arb")[0] == 0
    assert run("--digits", "40", "--kind", "mpmath", *QUICK, "--output", "mpmath")[0] == 0
    assert run("--kind", "float64", *QUICK, "--output", "float64")[0] == 0
    rows = [table(kind)[-1]["share_1_1"] for kind in ("mpfr", "arb", "mpmath", "float64")]
    assert rows[0][:36] == rows[1][:36] == rows[2][:36]
    assert rows[0][:14] == rows[3][:14]


def test_help_names_the_options(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    for option in (
        "--depths",
        "--eta-relative",
        "--warm-up",
        "--full-matrices",
        "--flow",
        "--force",
        "--network",
    ):
        assert option in out
    assert "0 however the run ended" in " ".join(out.split())
