"""What ``sharpath simulate`` may be told; loads nothing heavy."""

from __future__ import annotations

from argparse import ArgumentParser
from fractions import Fraction

from proofs_check.option_types import add_formats, add_seed, number, several, whole

__all__ = ["add_simulate_options"]


def add_simulate_options(sub: ArgumentParser) -> None:
    """Add the options of ``simulate``.

    Args:
        sub: its parser.
    """
    model = sub.add_argument_group("the network")
    model.add_argument("--network", choices=("linear", "tanh"), default="linear", help="%(default)s")
    model.add_argument(
        "--pathways", type=whole(1, 1000, "--pathways 2"), metavar="H", help="number of pathways (2)"
    )
    model.add_argument(
        "--depth",
        type=whole(2, 10**9, "--depth 20"),
        metavar="L",
        help="depth of every pathway (20; tanh: 5)",
    )
    model.add_argument(
        "--depths",
        type=several(whole(2, 10**9, "3"), "--depths 3,5,7"),
        metavar="L1,L2,...",
        help="a depth for each",
    )
    model.add_argument(
        "--targets",
        type=several(number(0, None, "1"), "--targets 1,1/2"),
        metavar="s1,...",
        help="singular values of the target (1; tanh: 0.01)",
    )
    model.add_argument(
        "--initial",
        type=several(number(0, None, "1e-3"), "--initial 1e-3,2e-3"),
        metavar="x1,...",
        help="share of each pathway at the start (10^-3 (1 + h/2) of the target)",
    )
    model.add_argument(
        "--full-matrices",
        type=whole(1, 64, "--full-matrices 2"),
        metavar="D",
        help="iterate D x D matrices in random bases, not modes; D targets, or one for all",
    )
    model.add_argument(
        "--inputs",
        type=whole(1, 10**5, "--inputs 32"),
        metavar="N",
        help="whitened inputs of the tanh network (32)",
    )
    run = sub.add_argument_group("the run")
    size = run.add_mutually_exclusive_group()
    size.add_argument(
        "--eta", type=number(0, None, "--eta 0.1", strict=True), metavar="X", help="the step size"
    )
    size.add_argument(
        "--eta-relative",
        type=number(0, None, "--eta-relative 1.3", strict=True),
        metavar="X",
        help="the step size over the single-path threshold 2/S_1 of the shallowest pathway (1.3)",
    )
    run.add_argument(
        "--steps", type=whole(0, 10**9, "--steps 1000"), default=3000, metavar="N", help="%(default)s"
    )
    run.add_argument(
        "--momentum",
        type=number(-1, 1, "--momentum 0.9", strict=True),
        default=Fraction(0),
        metavar="B",
        help="of the heavy ball (0)",
    )
    run.add_argument(
        "--warm-up", type=whole(1, 10**9, "--warm-up 100"), metavar="N", help="steps of linear warm-up"
    )
    run.add_argument("--flow", action="store_true", help="draw gradient flow as well (linear network only)")
    run.add_argument(
        "--kind",
        choices=("float64", "mpmath", "mpfr", "arb"),
        help="numbers (float64, with --digits mpfr; arb drops its radii)",
    )
    run.add_argument(
        "--digits", type=whole(15, 1000, "--digits 50"), metavar="N", help="working precision (15 to 1000)"
    )
    run.add_argument(
        "--every", type=whole(1, 10**9, "--every 1"), metavar="N", help="record every N steps (some odd N)"
    )
    add_seed(run, "bases and inputs")
    out = sub.add_argument_group("what is written")
    out.add_argument("--output", default="simulation", metavar="DIR", help="folder (%(default)s)")
    add_formats(out)
    out.add_argument("--force", action="store_true", help="replace files of an earlier run")
