"""The README's pictures and their numbers.

``python docs/pictures.py [reduction-factor] [simulation] [phase-diagram]`` writes ``docs/NAME.csv`` and
``docs/NAME.svg``, of all three without a name.

- **reduction-factor**: sharpness reduction by H pathways.  The lines are the closed form of theory; the marks
  are measured by numerics as the ratio of the largest eigenvalues of two full Hessians, of networks with two
  modes and rotated inner bases.  The marks know nothing of the lines.
- **simulation**, **phase-diagram**: what the commands of these names write with the arguments in `COMMANDS`;
  of the phase diagram the boundaries.  Its finished runs are kept in ``build``, for the next time.
"""

import csv
import sys
from fractions import Fraction
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from numerics.quantities import sharpness
from proofs_check.cli import main
from theory import Balanced, Sharpness, SinglePath

DEPTHS = (2, 3, 4, 6)
PATHWAYS = (1, 2, 3, 4, 5, 6)
#: Singular value of the mode that is distributed; a second mode of 1/4 stays in the first pathway.
STRENGTH, OTHER = Fraction(2), Fraction(1, 4)
DIGITS = 20

#: The paper's setting, H = 2 and L = 20; and two pathways of every depth.
COMMANDS = {
    "simulation": ("simulate", "--every", "5", "--formats", "svg"),
    "phase-diagram": ("phase-diagram", "--pathways", "2", "--formats", "svg"),
}
TABLES = {"simulation": "simulation.csv", "phase-diagram": "boundaries.csv"}


def derived(H: int, L: int) -> float:
    """The closed form of the ratio."""
    s = int(STRENGTH)
    return float((Sharpness(Balanced(H, L, s)) / Sharpness(SinglePath(L, s))).doit().evalf(17))


def measured(H: int, L: int) -> float:
    """The ratio of two measured sharpnesses."""
    rest = tuple((OTHER if h == 0 else Fraction(0)) for h in range(H))
    shares = tuple((STRENGTH / H, rest[h]) for h in range(H))
    distributed = sharpness.measure((L,) * H, shares, DIGITS, 1).value
    concentrated = sharpness.measure((L,), ((STRENGTH, OTHER),), DIGITS, 1).value
    return float(distributed / concentrated)


def rows() -> list[tuple[int, int, str, str]]:
    """Depth, pathways, derived and measured ratio, to 12 digits."""
    return [(L, H, f"{derived(H, L):.12f}", f"{measured(H, L):.12f}") for L in DEPTHS for H in PATHWAYS]


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
    """Write the numbers and draw them."""
    found = rows()
    with (folder / "reduction-factor.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("L", "H", "derived", "measured"))
        writer.writerows(found)
    draw(found, folder / "reduction-factor.svg")


def draw(found: list[tuple[int, int, str, str]], path: Path) -> None:
    """Lines for what was derived, marks for what was measured."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "sharpath", "font.size": 11, "svg.fonttype": "none"})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 3.8), layout="constrained")
    # Colour-blind safe (Okabe & Ito), and told apart in grey by marker and dash.
    styles = zip(("#000000", "#0072B2", "#D55E00", "#009E73"), "osD^", ("-", "--", "-.", ":"), strict=True)
    for L, (colour, marker, dash) in zip(DEPTHS, styles, strict=True):
        mine = [row for row in found if row[0] == L]
        pathways = [row[1] for row in mine]
        axes.plot(pathways, [float(row[2]) for row in mine], dash, color=colour, linewidth=1.2)
        axes.plot(
            pathways,
            [float(row[3]) for row in mine],
            marker,
            color=colour,
            markerfacecolor="white",
            label=f"L = {L}",
        )
    axes.set_xlabel("number of pathways H")
    axes.set_ylabel("sharpness / single-path sharpness")
    axes.set_xticks(PATHWAYS)
    axes.set_ylim(0, 1.08)
    axes.legend(title="depth", frameon=False, loc="lower left", ncols=2)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title("lines: derived, H^(2/L - 1)    marks: measured from the loss", fontsize=10)
    figure.savefig(path, metadata={"Date": None})
    if path.suffix == ".svg" and "--png" in sys.argv:
        figure.savefig(path.with_suffix(".png"), dpi=110)
    pyplot.close(figure)


WRITERS = {
    "reduction-factor": write_reduction_factor,
    "simulation": write_simulation,
    "phase-diagram": write_phase_diagram,
}

if __name__ == "__main__":
    for chosen in [name for name in sys.argv[1:] if name in WRITERS] or WRITERS:
        WRITERS[chosen](Path(__file__).parent)
