"""The layers hold, and breaking one is noticed.

Blind to: imports made at run time by name (importlib.import_module), and formulas retyped on the other side.
That a fresh interpreter imports numerics without SymPy is tested in tests/numerics/test_independence.py.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [linter, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("layers")
    for package in ("theory", "numerics", "proofs_check"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_layers_hold(copy):
    done = contracts(copy)
    assert done.returncode == 0, done.stdout
    assert "3 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("numerics/network.py", "import theory"),
        ("numerics/network.py", "import sympy"),
        ("numerics/network.py", "import proofs_check.verdict"),
        ("theory/quantity.py", "import numerics"),
        ("theory/quantity.py", "import flint"),
        ("theory/quantity.py", "import proofs_check.verdict"),
    ],
)
def test_breaking_a_layer_is_noticed(copy, module, line):
    path = copy / module
    before = path.read_text()
    # Inside a function, where only a reader of the whole tree would see it.
    path.write_text(before + f"\n\ndef _sneak() -> None:\n    {line}\n")
    try:
        done = contracts(copy)
    finally:
        path.write_text(before)
    assert done.returncode != 0
    assert re.search(r"[1-9] broken", done.stdout)
