"""What is shipped: the contents of the wheel, and the wheel in use, beside projects that are not ours too.

The wheel is built from a copy of the sources and installed into a virtual environment of its own; its
dependencies come from the environment of the tests.  Blind to: the dependencies that the wheel declares
(nothing is resolved here), other versions of Python and of pytest, source distributions.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("theory", "numerics", "proofs_check")
THEOREM = (
    "from sympy import Eq, Gt, symbols\nfrom theory import Statement\n"
    'x = symbols("x", real=True)\n'
    'Statement("holds", Eq(x * (x + 1), x**2 + x))\nStatement("fails", Gt(x**2, 0), expect="REFUTED")\n'
)
# What the environment of the tests is told must not reach the environment under test.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("PYTHON", "PYTEST", "PIP_", "COV_")) and name != "VIRTUAL_ENV"
}


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built where the checkout does not notice."""
    try:
        found = tuple(map(int, metadata.version("setuptools").split(".")[:1]))
    except metadata.PackageNotFoundError:
        found = (0,)
    if found < (77,):
        pytest.skip("needs setuptools >= 77 to build without the network; remedy: pip install -e '.[dev]'")
    folder = tmp_path_factory.mktemp("build")
    sources = folder / "sources"
    sources.mkdir()
    for file in ROOT.iterdir():
        if file.is_file():
            shutil.copy(file, sources)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, sources / package, ignore=shutil.ignore_patterns("__pycache__"))
    built = run(
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index"),
        *("--wheel-dir", folder, sources),
        folder=folder,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def binaries(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands are of an environment into which the wheel is installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    binaries = folder / "bin"
    installed = run(
        *(sys.executable, "-m", "pip", "--python", binaries / "python", "install", "--quiet"),
        *("--no-deps", "--no-index", wheel),
        folder=folder,
    )
    assert installed.returncode == 0, installed.stdout + installed.stderr
    where = run(
        binaries / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder
    )
    packages = Path(where.stdout.strip())
    # Dependencies only: `.pth` files over there, and with them the checkout, do not count here.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    assert {path.name for path in packages.iterdir()} >= {*PACKAGES, "sharpath_pytest.py"}
    return binaries


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Somebody else's project, with packages of our names, that tests each of them."""
    for name in PACKAGES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(f"OWNER = 'somebody else: {name}'\n")
        (tmp_path / f"test_{name}.py").write_text(
            f"import {name}\n\ndef test_{name}():\n    assert {name}.OWNER == 'somebody else: {name}'\n"
        )
    return tmp_path


def test_the_wheel_holds_every_module_and_the_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {
        file.relative_to(ROOT).as_posix() for package in PACKAGES for file in (ROOT / package).rglob("*.py")
    }
    data = {"proofs_check/report/schema.json", *(f"{package}/py.typed" for package in PACKAGES)}
    data |= {"proofs_check/latex/grammar.lark", "proofs_check/latex/sources.bib"}
    library = ROOT / "proofs_check" / "coq" / "library"
    data |= {file.relative_to(ROOT).as_posix() for file in library.iterdir()}
    assert names == expected | data | {"sharpath_pytest.py"}


def test_another_project_is_left_alone(binaries: Path, project: Path) -> None:
    done = run(binaries / "python", "-m", "pytest", "-p", "no:cacheprovider", folder=project)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
    assert "warning" not in done.stdout
    # The plugin was there all the time.
    assert "sharpath-" in done.stdout


# With -P the current folder is not searched for modules, as with the command `pytest`.  Our packages would be
# found, but the project's own tests would get them in place of theirs.
@pytest.mark.parametrize("safe", [[], ["-P"]], ids=["python -m pytest", "pytest"])
@pytest.mark.parametrize("asked", ["named", "listed"])
def test_a_theorem_file_in_another_project_is_bad_usage(
    binaries: Path, project: Path, safe: list[str], asked: str
) -> None:
    (project / "theorems.py").write_text(THEOREM)
    if asked == "listed":
        (project / "pytest.ini").write_text("[pytest]\nsharpath = theorems.py\n")
    arguments = ["--sharpath", "theorems.py"] if asked == "named" else []
    done = run(binaries / "python", *safe, "-m", "pytest", *arguments, folder=project)
    ours = run(binaries / "python", "-P", "-c", "import theory; print(theory.__path__[0])", folder=project)
    assert (done.returncode, done.stdout) == (4, "")
    (line,) = [line for line in done.stderr.splitlines() if line]
    assert line.startswith(
        f"ERROR: sharpath: {project}/theory hides sharpath's own package {ours.stdout.strip()}; remedy: "
    )
    assert ours.stdout.strip().startswith(str(binaries.parent))


@pytest.mark.parametrize("hidden", PACKAGES)
def test_each_package_is_missed(binaries: Path, tmp_path: Path, hidden: str) -> None:
    (tmp_path / f"{hidden}.py").write_text("")
    (tmp_path / "theorems.py").write_text(THEOREM)
    done = run(binaries / "python", "-m", "pytest", "--sharpath", "theorems.py", folder=tmp_path)
    assert done.returncode == 4
    assert f"{tmp_path}/{hidden}.py hides sharpath's own package" in done.stderr


def test_an_ordinary_folder_has_its_theorem_file_judged(binaries: Path, tmp_path: Path) -> None:
    (tmp_path / "theorems.py").write_text(THEOREM)
    (tmp_path / "test_plain.py").write_text("def test_plain(): pass\n")
    arguments = ["-v", "-p", "no:cacheprovider", "--sharpath", "theorems.py", "--sharpath-quick"]
    done = run(binaries / "python", "-m", "pytest", *arguments, ".", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("theorems.py::holds", "theorems.py::fails", "test_plain.py::test_plain"):
        assert f"{name} PASSED" in done.stdout


def test_the_command_uses_its_own_packages_anywhere(binaries: Path, project: Path) -> None:
    (project / "theorems.py").write_text(THEOREM)
    arguments = ["check", "theorems.py", "--quick", "--jobs", "2", "--no-cache"]
    done = run(binaries / "sharpath", *arguments, folder=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("2 statements: 1 SUPPORTED, 1 REFUTED")
    listed = run(binaries / "sharpath", "list", folder=project)
    assert listed.returncode == 0
    assert "reduction-factor" in listed.stdout
