"""Theorem files of every wrong kind, each of which must become one complaint: where, what, remedy.

Blind to: files that kill the process (os._exit, a crash in an extension) or never end; a file that writes to
file descriptor 1 below Python; and whether the statements collected are judged (test_cli).
"""

import json
import os
import sys
import threading
from pathlib import Path

import pytest

from proofs_check.collect import Source, Unusable, collect, gather

EXAMPLES = Path(__file__).parent.parent / "examples"
IMPORTS = "from sympy import *\nfrom theory import *\n"
STATEMENT = IMPORTS + 'x = symbols("x", real=True)\nStatement({id!r}, Ge(x**2, 0))\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in; what was collected in another one is forgotten."""
    monkeypatch.chdir(tmp_path)
    collect.cache_clear()
    return tmp_path


def write(name: str, content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_bytes(data)
    return name


def complaint(path: str) -> Unusable:
    with pytest.raises(Unusable) as caught:
        collect(Source(path))
    assert str(caught.value).isprintable()
    return caught.value


def ids(path: str) -> list[str]:
    return [statement.id for statement in collect(Source(path))]


# (name, lines after the imports, line at fault, what, remedy)
RUN = [
    (
        "raises",
        "1 / 0",
        3,
        "raises ZeroDivisionError: division by zero",
        "python bad.py shows the whole traceback",
    ),
    ("raises below", "def f():\n    return 1 / 0\n\nf()", 4, "ZeroDivisionError", "mend that line"),
    ("raises in a library", "\nimport json\njson.loads('{')", 5, "raises JSONDecodeError: ", "mend"),
    ("raises many lines", "raise ValueError('a\\nb')", 3, "raises ValueError: a b", "mend"),
    ("raises without text", "raise ValueError", 3, "raises ValueError", "mend"),
    ("cannot say what", "class E(Exception):\n    def __str__(self): 1/0\nraise E", 5, "raises E", "mend"),
    ("recurses", "def f(): f()\nf()", 3, "raises RecursionError", "mend"),
    ("exits", "import sys\nsys.exit(3)", 4, "ends the program (SystemExit: 3)", "take that out"),
    ("exits well", "raise SystemExit", 3, "ends the program (SystemExit)", "take that out"),
    ("interrupts", "raise KeyboardInterrupt", 3, "raises KeyboardInterrupt", "mend"),
    (
        "bool as claim",
        "L = symbols('L', real=True)\nStatement('a', L == 2)",
        4,
        "the Python bool False",
        "use Eq",
    ),
    (
        "bool as hypothesis",
        "L = symbols('L', real=True)\nStatement('a', Eq(L, 2), [L == 2])",
        4,
        "given[1]",
        "use Eq",
    ),
    ("float", "L = symbols('L', real=True)\nStatement('a', L > 0.1)", 4, "must be exact", "use Rational"),
    (
        "no relation",
        "L = symbols('L', real=True)\nStatement('a', L + 1)",
        4,
        "must be a SymPy relation",
        "use Eq",
    ),
    (
        "two meanings",
        "a = symbols('L', real=True)\nb = symbols('L', positive=True)\nStatement('a', a > b)",
        5,
        "the name L must mean one symbol",
        "declare it once",
    ),
    ("not real", "L = symbols('L')\nStatement('a', Eq(L, 2))", 4, "must be known to be real", "real=True"),
    ("bad id", "L = symbols('L', real=True)\nStatement('a b', L > 2)", 4, "must be a word", "my-theorem"),
    (
        "duplicate id",
        "L = symbols('L', real=True)\nStatement('a', L > 2)\nStatement('a', L > 3)",
        5,
        "id 'a' must be unique in its file; given a second one (the first is at line 4)",
        "another id",
    ),
    ("depth of a path", "Sharpness(SinglePath(0, 1))", 3, "; given 0", ""),
    (
        "chain",
        "L = symbols('L', real=True)\nStatement('a', 1 < L < 2)",
        4,
        "raises TypeError",
        "And(1 < x, x < 2)",
    ),
    (
        "if",
        "L = symbols('L', real=True)\nif L > 2:\n    pass",
        4,
        "raises TypeError",
        "if, max and min cannot",
    ),
    ("and", "L = symbols('L', real=True)\nEq(L, 2) and L", 4, "raises TypeError", "write And, Or, Not"),
    ("not", "L = symbols('L', real=True)\nnot (L > 2)", 4, "raises TypeError", "write And, Or, Not"),
    (
        "misspelt import",
        "from theory import Sharpnes",
        3,
        "cannot import name 'Sharpnes'",
        "did you mean Sharpness?",
    ),
    (
        "unlike any name",
        "from theory import Zzzzzz",
        3,
        "cannot import name",
        "theory has AfterStep, AlignedLayers",
    ),
    (
        "misspelt attribute",
        "import theory\ntheory.Sharpnes",
        4,
        "no attribute 'Sharpnes'",
        "did you mean Sharpness?",
    ),
    ("no such module", "import theory.sharpness", 3, "No module named", "import it from theory itself"),
    (
        "other import",
        "from json import nothing",
        3,
        "raises ImportError: cannot import name 'nothing' from 'json'",
        "",
    ),
]


@pytest.mark.parametrize(
    ("lines", "line", "what", "remedy"), [row[1:] for row in RUN], ids=[row[0] for row in RUN]
)
def test_files_that_fail_when_run(lines: str, line: int, what: str, remedy: str) -> None:
    found = complaint(write("bad.py", IMPORTS + lines + "\n"))
    assert found.where == f"bad.py:{line}"
    assert what in found.what
    assert remedy in found.remedy
    assert found.remedy
    assert sys.prefix not in str(found)
    assert str(Path(json.__file__).parent.parent) not in str(found)


@pytest.mark.parametrize(("name", "module"), [("Sharpness", "theory"), ("symbols", "sympy")])
def test_a_forgotten_import_is_spelt_out(name: str, module: str) -> None:
    found = complaint(write("bad.py", f"{name}(1)\n"))
    assert found.remedy == f"add the line: from {module} import {name}"


# (name, content, where, what, remedy)
READ = [
    (
        "syntax error",
        b"x = 1\ny = (\n",
        "bad.py:2",
        "is not valid Python: '(' was never closed",
        "mend that line",
    ),
    (
        "indentation",
        b"x = 1\n  y = 2\n",
        "bad.py:2",
        "is not valid Python: unexpected indent",
        "mend that line",
    ),
    ("undecodable", b"x = '\xff'\n", "bad.py", "cannot be decoded: invalid or missing encoding", "UTF-8"),
    ("undecodable below", b"\n\n\nx = '\xff'\n", "bad.py", "cannot be decoded: 'utf-8' codec", "UTF-8"),
    ("unknown encoding", b"# coding: klingon\n", "bad.py", "cannot be decoded: unknown encoding", "UTF-8"),
    ("null bytes", b"x = 1\0\n", "bad.py", "contains null bytes", "UTF-8"),
    ("no statement", b"x = 1\n", "bad.py", "makes no Statement", 'write Statement("my-theorem", claim)'),
    ("empty", b"", "bad.py", "makes no Statement", "write Statement"),
    ("nested too deeply", b"(" * 300 + b")" * 300, "bad.py", "too many nested parentheses", "mend that line"),
    ("endless expression", b"x = " + b"-" * 200_000 + b"1\n", "bad.py", "raises ", "mend that line"),
]


@pytest.mark.parametrize(
    ("content", "where", "what", "remedy"), [row[1:] for row in READ], ids=[row[0] for row in READ]
)
def test_files_that_cannot_be_read(content: bytes, where: str, what: str, remedy: str) -> None:
    found = complaint(write("bad.py", content))
    assert found.where.startswith(where)
    assert what in found.what
    assert remedy in found.remedy


def test_what_is_not_a_file_of_python() -> None:
    Path("folder.py").mkdir()
    os.mkfifo("pipe.py")
    write("theorem.txt", STATEMENT.format(id="a"))
    write("theorem.py", STATEMENT.format(id="a"))
    Path("dangling.py").symlink_to("nowhere.py")
    assert complaint("folder.py").what == "is a directory"
    assert complaint("pipe.py").what == "is not a Python file"
    assert complaint("theorem.txt").remedy == "name a file that ends in .py"
    assert complaint("dangling.py").what == "does not exist"
    assert complaint("theorm.py").remedy == "did you mean theorem.py?"
    assert complaint("no/where.py").remedy == "check the name and the directory"
    assert complaint("n" * 300 + ".py").what == "cannot be read: File name too long"


def test_a_file_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever runs the tests may be allowed everything, so the system's answer is played.
    def refuse(*unused: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    write("theorem.py", STATEMENT.format(id="a"))
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert complaint("theorem.py").what == "cannot be read: Permission denied"


def test_an_error_in_an_imported_module_is_placed_at_the_import() -> None:
    write("helper.py", "x = (\n")
    found = complaint(write("bad.py", IMPORTS + "import helper\n"))
    assert found.where == "bad.py:3"
    assert "SyntaxError: '(' was never closed (helper.py:1)" in found.what


def test_the_example_gives_its_statements_in_order() -> None:
    statements = collect(Source(str(EXAMPLES / "my_theorems.py")))
    assert [s.id for s in statements] == ["reduction-factor", "two-path-bound"]
    assert [s.location.rpartition(":")[2] for s in statements] == ["7", "14"]


def test_locations_keep_the_path_as_it_was_typed() -> None:
    write("sub/theorem.py", STATEMENT.format(id="a"))
    assert collect(Source("sub/../sub/theorem.py"))[0].location == "sub/../sub/theorem.py:4"


def test_the_built_in_statements() -> None:
    assert "reduction-factor" in [statement.id for statement in collect(Source(None))]


def test_imported_statements_are_not_collected() -> None:
    write("helper.py", STATEMENT.format(id="theirs"))
    assert ids(write("mine.py", "import helper\n" + STATEMENT.format(id="mine"))) == ["mine"]
    found = complaint(write("none.py", "import helper\n"))
    assert found.what == "makes no Statement"
    assert "imported statements do not count" in found.remedy


def test_a_file_finds_what_lies_beside_it_and_not_what_lies_beside_another() -> None:
    for name in ("one", "two"):
        write(f"{name}/helper.py", f"name = {name!r}\n")
        write(f"{name}/theorem.py", "from helper import name\n" + STATEMENT.replace("{id!r}", "name"))
    assert ids("one/theorem.py") + ids("two/theorem.py") == ["one", "two"]


def test_a_file_that_cannot_run_leaves_no_trace_either() -> None:
    before = list(sys.path), set(sys.modules)
    write("helper.py", "x = 1\n")
    write("bad.py", "import os, sys, helper\nsys.path.append('/strange')\nos.chdir('/')\n1 / 0\n")
    here = Path.cwd()
    complaint("bad.py")
    assert (sys.path, {"helper", "__sharpath__"} & (set(sys.modules) - before[1])) == (before[0], set())
    assert Path.cwd() == here


def test_what_a_file_prints_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    ids(write("theorem.py", "print('hello')\n" + STATEMENT.format(id="a")))
    assert capsys.readouterr() == ("", "hello\n")


def test_a_file_runs_once_and_knows_its_name() -> None:
    script = "import os\nos.mkdir(os.path.basename(__file__) + '-' + __name__)\n"
    path = write("theorem.py", script + STATEMENT.format(id="a"))
    assert ids(path) == ids(path) == ["a"]  # mkdir would raise the second time
    assert Path("theorem.py-__sharpath__").is_dir()


def test_dataclasses_work_in_a_theorem_file() -> None:
    script = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    script += "@dataclass\nclass A:\n    x: int\n"
    assert ids(write("theorem.py", script + STATEMENT.format(id="a"))) == ["a"]


def test_a_file_has_only_the_future_that_it_imports() -> None:
    assert complaint(write("bad.py", "x: unknown = 1\n")).what.startswith("raises NameError")


def test_files_are_collected_outside_the_main_thread_too() -> None:
    path, found = write("theorem.py", STATEMENT.format(id="a")), []
    thread = threading.Thread(target=lambda: found.extend(ids(path)))
    thread.start()
    thread.join()
    assert found == ["a"]


def test_one_file_given_twice_counts_once() -> None:
    write("a.py", STATEMENT.format(id="a"))
    Path("b.py").symlink_to("a.py")
    gathered = gather(["a.py", "./a.py", "b.py"])
    assert (gathered.sources, gathered.chosen, gathered.unusable) == ((Source("a.py"),), ((0, "a"),), ())


def test_an_id_in_two_files_is_a_complaint_about_the_second() -> None:
    write("a.py", STATEMENT.format(id="same"))
    write("b.py", STATEMENT.format(id="same"))
    gathered = gather(["a.py", "b.py"])
    assert gathered.chosen == ((0, "same"),)
    assert str(gathered.unusable[0]).startswith(
        "b.py:4: id 'same' is taken by a.py:4; remedy: give one of them"
    )


def test_usable_files_are_kept_in_order_among_unusable_ones() -> None:
    write("a.py", STATEMENT.format(id="a"))
    write("b.py", "1 / 0\n")
    write("c.py", STATEMENT.format(id="c"))
    gathered = gather(["c.py", "b.py", "a.py", "d.py"])
    assert [gathered.sources[k].path for k, _ in gathered.chosen] == ["c.py", "a.py"]
    assert [name for _, name in gathered.chosen] == ["c", "a"]
    assert [error.where for error in gathered.unusable] == ["b.py:1", "d.py"]


def test_an_exception_that_cannot_say_what_it_is_has_a_complaint() -> None:
    from proofs_check.report.complaint import complaint

    class Silent:
        def __str__(self) -> str:
            raise RuntimeError

    assert complaint("a.py", TypeError(Silent())).what == "raises TypeError"
