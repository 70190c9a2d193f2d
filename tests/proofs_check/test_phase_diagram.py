"""`sharpath phase-diagram`, from its arguments to its files; a killed run, a full disk, a cluster.

Blind to: the look of the picture beyond its words; clusters of several machines; whether the outcomes are
right (tests/numerics/test_phases.py).
"""

import csv
import errno
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

from numerics.phases import OUTCOMES
from numerics.sweep import Line, LineResult, run_line
from proofs_check import files, phase_diagram, sweep_backends
from proofs_check.cli import main
from proofs_check.files import Unusable
from proofs_check.phase_boundaries import measured, predicted, single_path_sharpness
from proofs_check.sweep_store import Store
from theory import Sharpness, SinglePath

COMMAND = [sys.executable, "-c", "import sys; from proofs_check.cli import main; sys.exit(main())"]
SMALL = [
    "phase-diagram",
    "--depths",
    "3:6",
    "--steps",
    "300",
    "--resolution",
    "13",
    "--jobs",
    "1",
    "--formats",
    "svg",
]
TABLES = ("cells.csv", "boundaries.csv", "phase-diagram.svg")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys):
    """One command in this process: exit status, standard output, standard error."""

    def command(*arguments):
        status = main(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


def content(folder):
    return {name: (Path(folder) / name).read_bytes() for name in TABLES}


def rows(path):
    with Path(path).open(newline="") as file:
        return list(csv.DictReader(file))


def lines(count=4, steps=300):
    return [Line(depth, (1e-3, 2e-3), (0.1, 0.2), steps=steps) for depth in range(3, 3 + count)]


def test_tables_and_picture_are_complete_and_the_same_every_time(run):
    status, out, err = run(*SMALL, "--output", "a")
    assert (status, err) == (0, "")
    assert all(outcome.value in out for outcome in OUTCOMES)
    cells = rows("a/cells.csv")
    assert len(cells) == 4 * 13
    assert {row["outcome"] for row in cells} <= {outcome.value for outcome in OUTCOMES}
    assert "nan" not in Path("a/cells.csv").read_text()
    first = cells[0]
    done = run_line(Line(3, (1e-3, 1.5e-3), (2 * 0.5 / 3,), steps=300))
    assert float(first["scaled_eta"]) == 0.5
    assert float(first["edge"]) == done.edge[0]
    assert [float(first["share_1"]), float(first["share_2"])] == done.shares[:, 0].tolist()
    picture = Path("a/phase-diagram.svg").read_text()
    ElementTree.fromstring(picture)
    words = (
        "worst-case return (measured",
        "single-path threshold",
        "balanced threshold",
        "depth",
        "divergence",
    )
    assert all(word in picture for word in words)
    assert run(*SMALL, "--output", "b", "--jobs", "2")[0] == 0
    assert content("a") == content("b")


def test_rows_may_be_numbers_of_pathways(run):
    assert run(*SMALL, "--depths", "5", "--pathways", "1:3", "--output", "a")[0] == 0
    cells = rows("a/cells.csv")
    assert {row["pathways"] for row in cells} == {"1", "2", "3"}
    assert cells[0]["share_3"] == ""
    assert "number of pathways" in Path("a/phase-diagram.svg").read_text()


def test_a_picture_of_one_row_and_one_of_absurd_step_sizes(run):
    assert run(*SMALL, "--depths", "1000000", "--output", "a", "--formats", "png,pdf")[0] == 0
    assert Path("a/phase-diagram.png").read_bytes().startswith(b"\x89PNG")
    assert Path("a/phase-diagram.pdf").read_bytes().startswith(b"%PDF")
    assert run(*SMALL, "--between", "0:1e50", "--output", "b")[0] == 0
    assert {row["outcome"] for row in rows("b/cells.csv")} >= {"divergence"}


def test_the_axis_is_scaled_by_the_theory():
    for depth in (2, 3, 7, 40):
        assert single_path_sharpness(depth) == float(Sharpness(SinglePath(depth, 1)).closed_form())


def test_measured_boundaries_meet_the_predicted_ones():
    line = Line(10, (1e-3, 1.5e-3), tuple(2 / 10 * x for x in np.arange(0.9, 2.6, 0.02)))
    scaled = [eta * 5 for eta in line.etas]
    mine, theirs = measured(scaled, run_line(line)), predicted(line)
    # A grid step on either side; beyond the threshold of the flow's limit runs stray from it first.
    assert 0 <= mine.leaves_flow - theirs.single_path < 0.06
    assert abs(mine.last_settled - theirs.balanced) <= 0.02
    assert 0 <= mine.first_flip - theirs.worst_case_return < 0.1
    assert 1 <= theirs.flow_limit < 1.02


def test_boundaries_outside_the_picture_are_not_made_up():
    codes = np.array([OUTCOMES.index(o) for o in OUTCOMES if o.value == "one winner"] * 3, np.int8)
    calm = np.full(3, -1)
    some = LineResult(codes, calm, calm, calm, *[np.ones(3)] * 3, codes, np.ones((2, 3)))
    assert measured([1.0, 2.0, 3.0], some) == type(measured([1.0, 2.0, 3.0], some))(None, None, None)


def killed_half_way(target):
    """Start the command on long lines and kill it -9 when some are done."""
    slow = [*SMALL, "--depths", "3:12", "--steps", "6000", "--output", target]
    process = subprocess.Popen([*COMMAND, *slow], stderr=subprocess.PIPE)
    end = time.monotonic() + 60
    while len(list(Path(target).glob("lines/*.npz"))) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    return slow


def test_a_killed_run_is_continued_to_the_same_tables(run, monkeypatch):
    slow = killed_half_way("killed")
    kept = {path.name: path.stat().st_mtime_ns for path in Path("killed/lines").glob("*.npz")}
    assert 2 <= len(kept) < 10
    assert not Path("killed/cells.csv").exists()
    made = []
    monkeypatch.setattr(sweep_backends, "run_line", lambda line: made.append(line) or run_line(line))
    assert run(*slow)[0] == 0
    assert len(made) == 10 - len(kept)
    assert all(Path("killed/lines", name).stat().st_mtime_ns == when for name, when in kept.items())
    assert run(*slow[:-1], "whole")[0] == 0
    assert content("killed") == content("whole")


def test_a_damaged_line_is_made_again(run):
    assert run(*SMALL, "--output", "a")[0] == 0
    before = content("a")
    first, second, *_ = sorted(Path("a/lines").glob("*.npz"))
    first.write_bytes(first.read_bytes()[:100])
    second.write_bytes(b"")
    assert run(*SMALL, "--output", "a")[0] == 0
    assert content("a") == before
    second.write_bytes(first.read_bytes())  # the right format, another line's content
    assert run(*SMALL, "--output", "a")[0] == 0
    assert content("a") == before


def test_a_full_disk_is_one_line_and_what_is_finished_is_kept(run, monkeypatch):
    real, calls = files._replace, []

    def replace(target, text):
        calls.append(target)
        if len(calls) > 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(target, text)

    monkeypatch.setattr(files, "_replace", replace)
    status, _, err = run(*SMALL, "--output", "a")
    assert status == 2
    assert err.count("\n") == 1
    assert "No space left on device" in err
    assert "2 of 4 lines are kept" in err
    assert len(list(Path("a/lines").glob("*.npz"))) == 2
    monkeypatch.setattr(files, "_replace", real)
    assert run(*SMALL, "--output", "a")[0] == 0
    assert run(*SMALL, "--output", "b")[0] == 0
    assert content("a") == content("b")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root mounts file systems")
def test_a_file_system_that_is_really_full(run, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this system lets nobody mount")
    try:
        status, _, err = run(*SMALL, "--depths", "3:20", "--output", str(small / "a"))
        kept = len(list((small / "a/lines").glob("*.npz")))
        assert status == 2
        assert f"{kept} of 18 lines are kept" in err
        assert err.count("\n") == 1
        assert 0 < kept < 18
        assert not list((small / "a").rglob("*.tmp"))
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_folder_of_somebody_else_is_left_alone_without_force(run):
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("keep me")
    status, _, err = run(*SMALL, "--output", "mine")
    assert status == 2
    assert "holds no sweep" in err
    assert os.listdir("mine") == ["notes.txt"]  # noqa: PTH208
    assert run(*SMALL, "--output", "mine", "--force")[0] == 0
    assert Path("mine/notes.txt").read_text() == "keep me"
    status, _, err = run(*SMALL, "--output", "mine", "--seed", "1", "--spread", "0.5")
    assert status == 2
    assert "holds another sweep" in err
    Path("file").write_text("")
    assert run(*SMALL, "--output", "file/x")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--depths", "2:9", "--pathways", "2:3"], "both are ranges"),
        (["--depths", "9:3"], "--depths: must be a whole number from 2"),
        (["--depths", "1"], "--depths: must be a whole number from 2"),
        (["--depths", "3:2000"], "range A:B of at most 1000"),
        (["--pathways", "0"], "--pathways: must be"),
        (["--between", "2:1"], "0 <= A < B"),
        (["--between", "0:inf"], "0 <= A < B"),
        (["--between", "nan:1"], "0 <= A < B"),
        (["--resolution", "1"], "--resolution: must be"),
        (["--steps", "100"], "--steps: must be a whole number from 256"),
        (["--initial", "0"], "above 0"),
        (["--initial", "nan"], "above 0"),
        (["--spread", "1"], "below 1"),
        (["--formats", "gif"], "svg, png, pdf"),
        (["--backend", "dask"], "needs a scheduler"),
        (["--backend", "dask", "--scheduler", "nonsense"], "is no address"),
        (["--backend", "ray"], "invalid choice"),
    ],
)
def test_bad_arguments_are_one_line(run, arguments, message):
    status, out, err = run(*SMALL, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert "remedy" in err


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from proofs_check.cli import main; main(['phase-diagram', '--help']);"
        "print(sorted({'numpy', 'sympy', 'numba', 'matplotlib', 'dask'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")


def test_processes_give_the_same_as_this_one():
    here = {line.key: result for line, result in sweep_backends.run_lines(lines())}
    there = {line.key: result for line, result in sweep_backends.run_lines(lines(), jobs=2)}
    assert here.keys() == there.keys()
    for key, result in here.items():
        assert result.shares.tobytes() == there[key].shares.tobytes()


def test_without_dask_there_is_one_line(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    status, _, err = run(*SMALL, "--backend", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert status == 2
    assert "Dask is not installed" in err


def test_a_scheduler_that_does_not_answer_is_one_line():
    pytest.importorskip("distributed")
    code = (
        "import sys\nfrom proofs_check import sweep_backends\nsweep_backends.PATIENCE = 1.0\n"
        "from proofs_check.cli import main\nsys.exit(main())"
    )
    arguments = [*SMALL, "--backend", "dask", "--scheduler", "tcp://127.0.0.1:9"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert "no scheduler answers" in done.stderr
    assert done.stderr.count("\n") == 1


CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=0, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        for line in sys.stdin:
            cluster.scale(int(line))
"""


def test_a_dask_cluster_without_workers_is_one_line_and_with_two_gives_the_same_files(folder):
    pytest.importorskip("distributed")
    script = folder / "cluster.py"
    script.write_text(CLUSTER)
    code = (
        "import sys\nfrom proofs_check import sweep_backends\nsweep_backends.PATIENCE = {}\n"
        "from proofs_check.cli import main\nsys.exit(main())"
    )

    def dask(patience):
        command = [sys.executable, "-c", code.format(patience), *SMALL, "--output", "dask"]
        command += ["--backend", "dask", "--scheduler", address]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    silent = {"stderr": subprocess.DEVNULL, "text": True}
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **silent) as cluster:
        address = cluster.stdout.readline().strip()
        done = dask(2)
        assert done.returncode == 2
        assert "it has no workers" in done.stderr
        assert done.stderr.count("\n") == 1
        cluster.stdin.write("2\n")
        cluster.stdin.flush()
        done = dask(60)
        cluster.stdin.close()
    assert (done.returncode, done.stderr) == (0, "")
    assert main([*SMALL, "--output", "here"]) == 0
    assert content("dask") == content("here")


def test_a_store_keeps_bits():
    line = lines(1)[0]
    store, result = Store("a", [line]), run_line(line)
    store.save(line, result)
    back = Store("a", [line]).load(line)
    assert back.shares.tobytes() == result.shares.tobytes()
    assert back.outcome.dtype == result.outcome.dtype
    other = Line(3, (1e-3, 2e-3), (0.1, 0.3), steps=300)
    assert store.load(other) is None
    with pytest.raises(Unusable, match="another sweep"):
        Store("a", [other])


def test_a_line_that_vanishes_is_said(run, monkeypatch):
    monkeypatch.setattr(phase_diagram, "run_lines", lambda *_, **__: iter(()))
    status, _, err = run(*SMALL, "--output", "a")
    assert status == 2
    assert "was removed or changed meanwhile" in err
