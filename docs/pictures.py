"""The README's pictures and their numbers.

``python docs/pictures.py [reduction-factor] [simulation] [phase-diagram]`` writes ``docs/NAME.csv`` and
``docs/NAME.svg``, of all three without a name.

- **reduction-factor**: sharpness reduction by H pathways, the figure of `sharpath figures` of this name.
- **simulation**, **phase-diagram**: what the commands of these names write with the arguments in `COMMANDS`;
  of the phase diagram the boundaries.  Its finished runs are kept in ``build``, for the next time.
"""

import sys
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from proofs_check.cli import main

#: The paper's setting, H = 2 and L = 20; and two pathways of every depth.
COMMANDS = {
    "simulation": ("simulate", "--every", "5", "--formats", "svg"),
    "phase-diagram": ("phase-diagram", "--pathways", "2", "--formats", "svg"),
}
TABLES = {"simulation": "simulation.csv", "phase-diagram": "boundaries.csv"}


def write_simulation(folder: Path) -> None:
    """Run gradient descent once."""
    with TemporaryDirectory() as output:
        _command("simulation", Path(output) / "run", folder)


def write_phase_diagram(folder: Path) -> None:
    """Run gradient descent for every depth and step size."""
    _command("phase-diagram", Path(__file__).parent.parent / "build" / "phase-diagram", folder)


def _command(name: str, output: Path, folder: Path) -> None:
    if main([*COMMANDS[name], "--output", str(output)]):
        raise SystemExit(2)
    copyfile(output / TABLES[name], folder / f"{name}.csv")
    copyfile(output / f"{name}.svg", folder / f"{name}.svg")


def write_reduction_factor(folder: Path) -> None:
    """Draw one of the figures."""
    with TemporaryDirectory() as output:
        if main(["figures", "reduction-factor", "--format", "svg", "--output", output]):
            raise SystemExit(2)
        for ending in ("csv", "svg"):
            copyfile(Path(output) / f"reduction-factor.{ending}", folder / f"reduction-factor.{ending}")


WRITERS = {
    "reduction-factor": write_reduction_factor,
    "simulation": write_simulation,
    "phase-diagram": write_phase_diagram,
}

if __name__ == "__main__":
    for chosen in [name for name in sys.argv[1:] if name in WRITERS] or WRITERS:
        WRITERS[chosen](Path(__file__).parent)
