"""The commands that write certificates and read them again.

Blind to: whether what is certified is true (test_recheck.py), and what can be certified
(test_certificates.py).
"""

import re
from pathlib import Path

import pytest

from proofs_check.cli import main
from proofs_check.collect import collect

FILE = (
    "from sympy import Ge, exp, symbols\nfrom theory import Statement\n"
    'x, y = symbols("x y", real=True)\na = symbols("a", positive=True)\n'
    'Statement("squares", Ge(x**2 + y**2, 2 * x * y))\n'
    'Statement("growth", exp(a) > 2 * a - 1)\n'
)


@pytest.fixture
def folder(tmp_path, tmp_path_factory, monkeypatch):
    """A folder with a theorem file to stand in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHARPATH_CACHE", str(tmp_path_factory.mktemp("cache")))
    collect.cache_clear()
    (tmp_path / "theorems.py").write_text(FILE)
    return tmp_path


def check(*more: str) -> int:
    return main(["check", "theorems.py", "--quick", "--jobs", "1", "--floor", "0", *more])


def test_certificates_are_written_and_rechecked(folder, capsys):
    assert check("--certificates", "kept", "--box", "a=0..3") == 0
    files = sorted(map(str, Path("kept").iterdir()))
    assert files == ["kept/growth.boxes.json", "kept/squares.squares.json"]
    before = [Path(name).read_bytes() for name in files]
    # From the cache too, byte for byte the same.
    assert check("--certificates", "kept", "--box", "a=0..3") == 0
    assert [Path(name).read_bytes() for name in files] == before
    capsys.readouterr()
    assert main(["recheck", *files]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [[name, "established"] for name in files]
    Path(files[0]).write_text(Path(files[0]).read_text().replace("96", "97"))
    assert main(["recheck", *files]) == 1
    assert main(["recheck", *files, "theorems.py"]) == 2
    assert "theorems.py: unusable" in capsys.readouterr().out


def test_the_table_begins_with_the_region_of_what_is_certified(folder, capsys):
    assert check("--box", "a=0..3") == 0
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()[1:3]}
    assert re.match(r"growth +CERTIFIED +certified: 0 <= a <= 3; 120 true; ", rows["growth"])
    assert re.match(r"squares +CERTIFIED +certified: all values; ", rows["squares"])


def test_without_a_box_what_is_unbounded_is_not_certified(folder):
    assert check("--certificates", "kept") == 0
    assert [path.name for path in Path("kept").iterdir()] == ["squares.squares.json"]


def test_files_of_others_are_left_alone(folder, capsys):
    Path("kept").mkdir()
    foreign = Path("kept/squares.squares.json")
    foreign.write_text("my notes")
    assert check("--certificates", "kept") == 2
    assert foreign.read_text() == "my notes"
    assert "is not a certificate" in capsys.readouterr().err
    assert check("--certificates", "kept", "--force") == 0
    assert main(["recheck", str(foreign)]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--certificates", "theorems.py"),
        ("--certificates", "no/such/place"),
        ("--certificates", ""),
        ("--box", "a"),
        ("--box", "a=3..2"),
        ("--box", "w=0..1"),
    ],
)
def test_bad_usage_is_one_line(folder, capsys, arguments):
    assert check(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert "remedy: " in captured.err
