"""Results kept between runs: what makes them good, what damages them, and runs that are killed.

Blind to: a power failure between writing and the disk; data files that a quantity reads (documented as such);
a person who forges an entry with a right checksum, who could as well edit the report; how fast it is.
"""

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Ge, Gt, IndexedBase, symbols

from proofs_check import fingerprint as prints
from proofs_check.cache import Cache, Kept, default_folder
from proofs_check.cli import main
from proofs_check.collect import Source, collect
from proofs_check.packing import packed, read_value, unpacked
from proofs_check.result import Options
from proofs_check.verdict import Counts, Evidence, Kind, Witness
from proofs_check.witness import value_text
from theory import AllEqual, Statement

COMMAND = [sys.executable, "-c", "import sys; from proofs_check.cli import main; sys.exit(main())"]
x = symbols("x", real=True)
SQUARE = Statement("square", Ge(x**2, 1))
PIECE = Evidence(Kind.SAMPLED, "in a few words", "much", counts=Counts(true=120), data={"b": 1, "a": [0.1]})
KEPT = Kept((PIECE,), 1.25)


@pytest.fixture(autouse=True, scope="module")
def code_at_rest() -> Iterator[None]:
    """Somebody may be writing code while the tests run, which would keep results from being kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prints, "LOADED", time.time() + 3600)
        yield


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, and its cache."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHARPATH_CACHE", str(tmp_path / "cache"))
    collect.cache_clear()
    return tmp_path


class Opened:
    """A cache in a folder, and what it warned of."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.warnings: list[str] = []
        self.cache = Cache(folder, Options(**options), self.warnings.append)


def entries(folder: Path) -> list[Path]:
    return sorted((folder / "evidence").glob("*.json"))


# What goes in comes out.

texts = st.text(max_size=20)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
counts = st.builds(Counts, *[st.integers(0, 400)] * 6)
witnesses = st.builds(Witness, st.dictionaries(texts, texts, max_size=3), texts, texts, texts)
evidence = st.builds(
    Evidence,
    kind=st.sampled_from(Kind),
    summary=texts,
    blind_to=texts,
    counts=st.none() | counts,
    witness=st.none() | witnesses,
    message=texts,
    ground=st.booleans(),
    folded=st.booleans(),
    data=st.dictionaries(texts, plain, max_size=4),
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(evidence, max_size=3).map(tuple), seconds=st.floats(0, 1e6))
def test_what_is_kept_is_found_as_it_was(folder: Path, pieces: tuple[Evidence, ...], seconds: float) -> None:
    kept = Kept(pieces, seconds)
    opened = Opened(Path(tempfile.mkdtemp(dir=folder)))
    opened.cache.keep(SQUARE, None, kept, ())
    found = opened.cache.find(SQUARE, None)
    assert (found, opened.warnings) == (kept, [])
    # Reports show some mappings in their order, so equality is not enough.
    assert found is not None
    assert json.dumps(packed(found.evidence)) == json.dumps(packed(pieces))


@given(st.lists(evidence, max_size=3))
def test_packing_keeps_every_field(pieces: list[Evidence]) -> None:
    through = unpacked(json.loads(json.dumps(packed(pieces))))
    assert [vars(piece) for piece in through] == [vars(piece) for piece in pieces]


values = st.fractions() | st.lists(st.fractions(), max_size=3).map(tuple)


@given(values)
def test_values_of_witnesses_are_read_back(value: Any) -> None:
    assert read_value(value_text(value)) == value


@pytest.mark.parametrize(
    "text", ["", "1/0", "0x1", "1.5", "[1", "[[1]]", "[1,2]", "[1, ]", "1" * 5000, 3, None]
)
def test_other_texts_are_no_values(text: Any) -> None:
    assert read_value(text) is None


# What an entry depends on.


def test_a_later_run_finds_what_an_earlier_one_kept(folder: Path) -> None:
    Opened(folder).cache.keep(SQUARE, None, KEPT, ())
    assert Opened(folder).cache.find(SQUARE, None) == KEPT


OTHERS: dict[str, Callable[[], Statement]] = {
    "id": lambda: replace(SQUARE, id="other"),
    "claim": lambda: replace(SQUARE, claim=Gt(x**2, 1)),
    "assumptions": lambda: replace(SQUARE, claim=Ge(symbols("x", positive=True) ** 2, 1)),
    "given": lambda: replace(SQUARE, given=[x > 1]),
    "expect": lambda: replace(SQUARE, expect="REFUTED"),
    "title": lambda: replace(SQUARE, title="Squares"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_another_statement_is_not_found(folder: Path, what: str) -> None:
    opened = Opened(folder)
    opened.cache.keep(SQUARE, None, KEPT, ())
    assert opened.cache.find(OTHERS[what](), None) is None
    assert opened.warnings == []


def test_statements_that_differ_in_a_family_only_are_told_apart(folder: Path) -> None:
    H = symbols("H", integer=True, positive=True)
    one, other = (
        Statement("family", AllEqual(IndexedBase("sigma", **assumed), H))
        for assumed in ({"nonnegative": True}, {"positive": True})
    )
    opened = Opened(folder)
    opened.cache.keep(one, None, KEPT, ())
    assert opened.cache.find(one, None) == KEPT
    assert opened.cache.find(other, None) is None


@pytest.mark.parametrize("option", [{"digits": 51}, {"seed": 1}, {"quick": True}])
def test_other_options_do_not_find_it(folder: Path, option: dict[str, Any]) -> None:
    Opened(folder).cache.keep(SQUARE, None, KEPT, ())
    assert Opened(folder, **option).cache.find(SQUARE, None) is None


def test_other_code_or_libraries_do_not_find_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Opened(folder).cache.keep(SQUARE, None, KEPT, ())
    with monkeypatch.context() as other:
        other.setattr(prints, "code", lambda: prints.Files((), "another digest"))
        assert Opened(folder).cache.find(SQUARE, None) is None
    with monkeypatch.context() as other:
        other.setattr(prints, "versions", lambda: {"sympy": "9.9"})
        assert Opened(folder).cache.find(SQUARE, None) is None
    assert Opened(folder).cache.find(SQUARE, None) == KEPT


def test_the_hash_of_the_code_sees_every_module_of_every_layer() -> None:
    names = {path.relative_to(path.parents[1]).as_posix() for path in prints.code().paths}
    assert {"theory/statement.py", "numerics/network.py", "proofs_check/engine.py"} <= names
    assert any(path.name == "sharpness.py" for path in prints.code().paths)


def test_the_hash_of_files_depends_on_contents_and_names(folder: Path) -> None:
    def digest(name: str, content: str) -> str:
        Path(name).write_text(content)
        return prints.imported(Path(name)).digest

    assert len({digest("a.py", "1"), digest("a.py", "2"), digest("b.py", "2")}) == 3
    assert digest("a.py", "1") == digest("a.py", "1")


def test_code_that_changes_during_a_run_keeps_it_from_being_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prints, "LOADED", 0.0)
    Opened(folder).cache.keep(SQUARE, None, KEPT, ())
    assert not (folder / "evidence").exists()


# Own quantities: the file that defines them counts, and what it imports.

OWN = """
from helper import factor
from sympy import Ge, symbols
from theory import Quantity, Statement

class Scaled(Quantity):
    measured = False

    def closed_form(self):
        return factor * self.args[0]

n = symbols("n", integer=True, positive=True)
m = symbols("m", integer=True, positive=True)
Statement("own", Ge(Scaled(n), 2 * n))
Statement("plain", Ge(n * m, m))
"""


def check(*more: str) -> dict[str, tuple[str, bool]]:
    """Check own.py: for every statement its verdict, and whether it was kept."""
    collect.cache_clear()
    main(["check", "own.py", "--quick", "--jobs", "1", "--json", "out.json", *more])
    report = json.loads(Path("out.json").read_text())
    return {s["id"]: (s["verdict"], s["timing"]["cached"]) for s in report["statements"]}


def test_a_changed_quantity_is_judged_again_and_other_statements_are_not() -> None:
    Path("own.py").write_text(OWN)
    Path("helper.py").write_text("factor = 2\n")
    assert check() == {"own": ("SUPPORTED", False), "plain": ("CERTIFIED", False)}
    assert check() == {"own": ("SUPPORTED", True), "plain": ("CERTIFIED", True)}
    # Of another length: Python tells its compiled files apart by length and second.
    Path("helper.py").write_text("factor = 1  # not 2\n")
    assert check() == {"own": ("REFUTED", False), "plain": ("CERTIFIED", True)}
    Path("own.py").write_text(OWN.replace("return factor", "return 3"))
    assert check() == {"own": ("SUPPORTED", False), "plain": ("CERTIFIED", True)}
    # Moved to another line, a statement without a class of its own is the same.
    Path("own.py").write_text("\n\n" + OWN.replace("return factor", "return 3"))
    assert check() == {"own": ("SUPPORTED", False), "plain": ("CERTIFIED", True)}
    assert json.loads(Path("out.json").read_text())["statements"][1]["location"] == "own.py:17"


@pytest.mark.parametrize(
    "imports",
    ["import helper", "from helper import factor", "def later():\n    import helper", "import helper.part"],
)
def test_modules_that_a_theorem_file_imports_count(folder: Path, imports: str) -> None:
    Path("own.py").write_text(imports)
    part = Path("helper.py")
    if imports.endswith("part"):
        Path("helper").mkdir()
        Path("helper/__init__.py").touch()
        part = Path("helper/part.py")
    part.write_text("import deeper\n")
    Path("deeper.py").write_text("1")
    before = prints.imported(Path("own.py"))
    assert {"own.py", part.name, "deeper.py"} <= {path.name for path in before.paths}
    Path("deeper.py").write_text("2")
    assert prints.imported(Path("own.py")).digest != before.digest


def test_a_file_that_changed_after_the_run_began_is_not_relied_on(folder: Path) -> None:
    Path("own.py").write_text(OWN)
    Path("helper.py").write_text("factor = 2\n")
    later = time.time() + 100
    os.utime("helper.py", (later, later))
    for _ in range(2):
        assert check()["own"] == ("SUPPORTED", False)


# Damage.


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A cache with one entry, and the bytes of that."""
    folder = tmp_path_factory.mktemp("damaged")
    Cache(folder, Options(), lambda text: None).keep(SQUARE, None, KEPT, ())
    (path,) = entries(folder)
    return path, path.read_bytes()


def found_in(path: Path, content: bytes) -> tuple[Kept | None, list[str]]:
    path.write_bytes(content)
    opened = Opened(path.parent.parent)
    return opened.cache.find(SQUARE, None), opened.warnings


REDONE = (None, ["cache entry for square is damaged; redone"])


@given(st.data())
def test_any_byte_changed_is_noticed_or_makes_no_difference(
    entry: tuple[Path, bytes], data: st.DataObject
) -> None:
    path, good = entry
    place = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(st.integers(0, 255))
    assert found_in(path, good[:place] + bytes([other]) + good[place + 1 :]) in (REDONE, (KEPT, []))


@given(st.data())
def test_a_truncated_entry_is_noticed(entry: tuple[Path, bytes], data: st.DataObject) -> None:
    path, good = entry
    assert found_in(path, good[: data.draw(st.integers(0, len(good) - 1))]) == REDONE


class Runs:
    """What runs code when it is unpickled."""

    def __reduce__(self) -> Any:
        return Path.touch, (Path("ran"),)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"format": "sharpath-cache"}',
        b'{"format":"sharpath-cache","version":1,"sha256":"","content":{}}',
        b"\xff\xfe",
        pickle.dumps(Runs()),
    ],
)
def test_foreign_content_is_noticed_and_runs_nothing(entry: tuple[Path, bytes], content: bytes) -> None:
    assert found_in(entry[0], content) == REDONE
    assert not Path("ran").exists()


def test_an_entry_under_the_name_of_another_is_noticed(folder: Path) -> None:
    opened = Opened(folder)
    opened.cache.keep(SQUARE, None, KEPT, ())
    (other,) = entries(folder)
    opened.cache.keep(replace(SQUARE, id="cube"), None, KEPT, ())
    (cube,) = set(entries(folder)) - {other}
    cube.write_bytes(other.read_bytes())
    assert opened.cache.find(replace(SQUARE, id="cube"), None) is None
    assert opened.warnings == ["cache entry for cube is damaged; redone"]


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_noticed(folder: Path, make: Callable[[Path], None]) -> None:
    opened = Opened(folder)
    opened.cache.keep(SQUARE, None, KEPT, ())
    (path,) = entries(folder)
    path.unlink()
    make(path)
    assert (opened.cache.find(SQUARE, None), opened.warnings) == REDONE


def test_a_damaged_entry_is_redone_and_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own.py").write_text(OWN)
    Path("helper.py").write_text("factor = 2\n")
    check()
    for path in entries(Path("cache")):
        path.write_text("{")
    capsys.readouterr()
    assert check() == {"own": ("SUPPORTED", False), "plain": ("CERTIFIED", False)}
    lines = [f"sharpath: warning: cache entry for {name} is damaged; redone\n" for name in ("own", "plain")]
    assert capsys.readouterr().err == "".join(lines)
    assert check() == {"own": ("SUPPORTED", True), "plain": ("CERTIFIED", True)}


@pytest.mark.parametrize("where", ["file", "file/below", "/proc/sharpath", "n" * 300])
def test_a_directory_that_cannot_be_written_is_one_warning(
    capsys: pytest.CaptureFixture[str], where: str
) -> None:
    Path("own.py").write_text(OWN)
    Path("helper.py").write_text("factor = 2\n")
    Path("file").write_text("precious")
    found = check("--cache-dir", where)
    err = capsys.readouterr().err
    assert found == {"own": ("SUPPORTED", False), "plain": ("CERTIFIED", False)}
    assert err.startswith(f"sharpath: warning: results are not kept: {where[:200]}")
    assert err.count("\n") == 1
    assert Path("file").read_text() == "precious"


def test_without_cache_nothing_is_read_or_written() -> None:
    Path("own.py").write_text(OWN)
    Path("helper.py").write_text("factor = 2\n")
    check("--no-cache")
    assert not Path("cache").exists()
    check()
    assert check("--no-cache") == {"own": ("SUPPORTED", False), "plain": ("CERTIFIED", False)}


def test_errors_are_not_kept() -> None:
    Path("own.py").write_text(OWN.replace("return factor", "return 1 / 0 * factor"))
    Path("helper.py").write_text("factor = 2\n")
    for again in (False, True):
        assert check() == {"own": ("ERROR", False), "plain": ("CERTIFIED", again)}


def test_old_entries_and_leftovers_are_forgotten_and_other_files_are_not(folder: Path) -> None:
    Opened(folder).cache.keep(SQUARE, None, KEPT, ())
    (mine,) = entries(folder)
    leftover, notes = folder / "evidence" / ".sharpath-00ff.tmp", folder / "evidence" / "notes.json"
    for path in (mine, leftover, notes):
        path.touch()
        os.utime(path, (0, 0))
    Opened(folder).cache.keep(replace(SQUARE, id="cube"), None, KEPT, ())
    assert (mine.exists(), leftover.exists(), notes.exists()) == (False, False, True)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"SHARPATH_CACHE": "here", "XDG_CACHE_HOME": "/there"}, Path("here")),
        ({"SHARPATH_CACHE": "", "XDG_CACHE_HOME": "/there"}, Path("/there/sharpath")),
        ({"XDG_CACHE_HOME": "relative"}, Path.home() / ".cache" / "sharpath"),
        ({}, Path.home() / ".cache" / "sharpath"),
    ],
)
def test_where_results_are_kept(environment: dict[str, str], expected: Path) -> None:
    assert default_folder(environment) == expected


# Stored witnesses.


def refuted(by: str, **values: str) -> Kept:
    witness = Witness(values, "fails", "exact", "")
    data = {"search": {"found_by": by}}
    return Kept((replace(PIECE, witness=witness, data=data),), 1.0)


def test_a_witness_is_stored_whatever_the_seed_and_the_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Opened(folder, seed=1).cache.keep(SQUARE, None, refuted("sampling", x="1/2", s="[1, 0]"), ())
    monkeypatch.setattr(prints, "code", lambda: prints.Files((), "another digest"))
    later = Opened(folder, seed=2).cache
    assert list(later.witnesses(SQUARE).values()) == [{"x": Fraction(1, 2), "s": (Fraction(1), Fraction(0))}]
    assert later.witnesses(replace(SQUARE, claim=Gt(x**2, 1))) == {}


def test_evidence_without_a_witness_is_not_found_once_one_is_stored(folder: Path) -> None:
    opened = Opened(folder)
    opened.cache.keep(SQUARE, None, KEPT, opened.cache.witnesses(SQUARE))
    assert opened.cache.find(SQUARE, None) == KEPT
    Opened(folder, seed=1).cache.keep(SQUARE, None, refuted("climbing", x="0"), ())
    assert opened.cache.find(SQUARE, None) is None
    helped = refuted("a stored witness", x="0")
    opened.cache.keep(SQUARE, None, helped, opened.cache.witnesses(SQUARE))
    assert opened.cache.find(SQUARE, None) == helped
    # It owes nothing new to the store, so nothing new is stored.
    assert len(opened.cache.witnesses(SQUARE)) == 1


def test_evidence_with_a_witness_of_its_own_is_found_whatever_is_stored(folder: Path) -> None:
    opened = Opened(folder)
    opened.cache.keep(SQUARE, None, refuted("sampling", x="0"), ())
    Opened(folder, seed=1).cache.keep(SQUARE, None, refuted("climbing", x="1/2"), ())
    assert opened.cache.find(SQUARE, None) == refuted("sampling", x="0")
    assert len(opened.cache.witnesses(SQUARE)) == 2


def test_a_damaged_witness_is_left_out_once(folder: Path) -> None:
    opened = Opened(folder)
    opened.cache.keep(SQUARE, None, refuted("sampling", x="0"), ())
    (path,) = (folder / "witnesses").rglob("*.json")
    path.write_text(path.read_text().replace('"0"', '"2"'))
    assert [opened.cache.witnesses(SQUARE) for _ in range(2)] == [{}, {}]
    assert opened.warnings == ["stored witness for square is damaged; left out"]


def test_a_stored_witness_refutes_in_a_later_run_of_the_command() -> None:
    Path("own.py").write_text(
        "from sympy import Lt, Rational, cos, symbols\nfrom theory import Statement\n"
        'n = symbols("n", integer=True, positive=True)\n'
        'Statement("needle", Lt(cos(n), 1 - Rational(1, 10**16)))\n'
    )
    assert check() == {"needle": ("SUPPORTED", False)}
    (needle,) = collect(Source("own.py"))
    Opened(Path("cache"), seed=7).cache.keep(needle, "own.py", refuted("sampling", n="411557987"), ())
    assert check() == {"needle": ("REFUTED", False)}
    assert check() == {"needle": ("REFUTED", True)}
    assert check("--seed", "3") == {"needle": ("REFUTED", False)}
    assert check("--no-cache") == {"needle": ("SUPPORTED", False)}


# Runs that are killed, and runs at the same time.

HELD = """
import os, time
from pathlib import Path
from sympy import Eq, Gt, symbols
from theory import Quantity, Statement

class Held(Quantity):
    def closed_form(self):
        return self.args[0]

    def measurement(self, values, digits):
        with Path(f"measured-{values[1]}").open("a") as log:
            log.write(f"{os.getpid()}\\n")
        while values[1] > 2 and Path("hold").exists():
            time.sleep(0.02)
        return values[0]

x = symbols("x", real=True)
Statement("false", Gt(x**2, 0))
for k in (1, 2, 3, 4):
    Statement(f"held-{k}", Eq(Held(x, k), x))
"""


def without_timings(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {key: without_timings(value) for key, value in thing.items() if key != "timing"}
    return [without_timings(value) for value in thing] if isinstance(thing, list) else thing


def arguments(cache: str, report: str) -> list[str]:
    return [*COMMAND, "check", "held.py", "--quick", "--jobs", "2", "--cache-dir", cache, "--json", report]


def alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_run_that_is_killed_is_taken_up_where_it_stopped() -> None:
    Path("held.py").write_text(HELD)
    Path("hold").touch()
    cache = Path("cache")
    process = subprocess.Popen(arguments("cache", "out.json"), stdout=subprocess.DEVNULL)
    until(lambda: len(entries(cache)) == 3 and Path("measured-3").exists() and Path("measured-4").exists())
    process.send_signal(signal.SIGKILL)
    process.wait()
    workers = {int(Path(f"measured-{k}").read_text().split()[-1]) for k in (3, 4)}
    assert process.pid not in workers
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in entries(cache)}
    measured = [Path(f"measured-{k}").read_bytes() for k in (1, 2)]
    assert not Path("out.json").exists()
    # Nobody waits for what they are at: they end although they are held.
    until(lambda: not any(map(alive, workers)))

    Path("hold").unlink()
    assert (
        subprocess.run(arguments("cache", "out.json"), stdout=subprocess.DEVNULL, check=False).returncode == 1
    )
    report = json.loads(Path("out.json").read_text())
    assert [s["timing"]["cached"] for s in report["statements"]] == [True, True, True, False, False]
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in before} == before
    assert [Path(f"measured-{k}").read_bytes() for k in (1, 2)] == measured

    subprocess.run(arguments("fresh", "undisturbed.json"), stdout=subprocess.DEVNULL, check=False)
    undisturbed = json.loads(Path("undisturbed.json").read_text())
    assert not any(s["timing"]["cached"] for s in undisturbed["statements"])
    assert json.dumps(without_timings(report)) == json.dumps(without_timings(undisturbed))


def test_two_runs_at_once_do_no_harm() -> None:
    Path("held.py").write_text(HELD)
    runs = [
        subprocess.Popen(arguments("cache", f"{k}.json"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for k in range(2)
    ]
    assert [(run.communicate()[1], run.returncode) for run in runs] == [(b"", 1), (b"", 1)]
    first, second = (without_timings(json.loads(Path(f"{k}.json").read_text())) for k in range(2))
    assert first == second
    assert len(entries(Path("cache"))) == 5
    assert [p for p in Path("cache").rglob("*") if p.is_file() and p.suffix != ".json"] == []
