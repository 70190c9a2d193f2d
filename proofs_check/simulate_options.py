"""What ``sharpath simulate`` may be told; loads nothing heavy."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from fractions import Fraction

__all__ = ["FORMATS", "add_simulate_options"]

FORMATS = ("svg", "png", "pdf")

#: Enough for any number that makes sense; an exponent of nine digits would fill the memory.
_NUMBER = re.compile(
    r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})(e[+-]?\d{1,3})?|[+-]?\d{1,60}/0*[1-9]\d{0,59}", re.IGNORECASE
)


def add_simulate_options(sub: ArgumentParser) -> None:
    """Add the options of ``simulate``.

    Args:
        sub: its parser.
    """
    model = sub.add_argument_group("the network")
    model.add_argument("--network", choices=("linear", "tanh"), default="linear", help="%(default)s")
    model.add_argument(
        "--pathways", type=_whole(1, 1000, "--pathways 2"), metavar="H", help="number of pathways (2)"
    )
    model.add_argument(
        "--depth",
        type=_whole(2, 10**9, "--depth 20"),
        metavar="L",
        help="depth of every pathway (20; tanh: 5)",
    )
    model.add_argument(
        "--depths",
        type=_list(_whole(2, 10**9, "3"), "--depths 3,5,7"),
        metavar="L1,L2,...",
        help="a depth for each",
    )
    model.add_argument(
        "--targets",
        type=_list(_number(0, None, "1"), "--targets 1,1/2"),
        metavar="s1,...",
        help="singular values of the target (1; tanh: 0.01)",
    )
    model.add_argument(
        "--initial",
        type=_list(_number(0, None, "1e-3"), "--initial 1e-3,2e-3"),
        metavar="x1,...",
        help="share of each pathway at the start (10^-3 (1 + h/2) of the target)",
    )
    model.add_argument(
        "--full-matrices",
        type=_whole(1, 64, "--full-matrices 2"),
        metavar="D",
        help="iterate D x D matrices in random bases, not modes; D targets, or one for all",
    )
    model.add_argument(
        "--inputs",
        type=_whole(1, 10**5, "--inputs 32"),
        metavar="N",
        help="whitened inputs of the tanh network (32)",
    )
    run = sub.add_argument_group("the run")
    size = run.add_mutually_exclusive_group()
    size.add_argument(
        "--eta", type=_number(0, None, "--eta 0.1", strict=True), metavar="X", help="the step size"
    )
    size.add_argument(
        "--eta-relative",
        type=_number(0, None, "--eta-relative 1.3", strict=True),
        metavar="X",
        help="the step size over the single-path threshold 2/S_1 of the shallowest pathway (1.3)",
    )
    run.add_argument(
        "--steps", type=_whole(0, 10**9, "--steps 1000"), default=3000, metavar="N", help="%(default)s"
    )
    run.add_argument(
        "--momentum",
        type=_number(-1, 1, "--momentum 0.9", strict=True),
        default=Fraction(0),
        metavar="B",
        help="of the heavy ball (0)",
    )
    run.add_argument(
        "--warm-up", type=_whole(1, 10**9, "--warm-up 100"), metavar="N", help="steps of linear warm-up"
    )
    run.add_argument("--flow", action="store_true", help="draw gradient flow as well (linear network only)")
    run.add_argument(
        "--kind",
        choices=("float64", "mpmath", "mpfr", "arb"),
        help="numbers (float64, with --digits mpfr; arb drops its radii)",
    )
    run.add_argument(
        "--digits", type=_whole(15, 1000, "--digits 50"), metavar="N", help="working precision (15 to 1000)"
    )
    run.add_argument(
        "--every", type=_whole(1, 10**9, "--every 1"), metavar="N", help="record every N steps (some odd N)"
    )
    run.add_argument(
        "--seed",
        type=_whole(0, 2**63, "--seed 0"),
        default=0,
        metavar="N",
        help="of bases and inputs (%(default)s)",
    )
    out = sub.add_argument_group("what is written")
    out.add_argument("--output", default="simulation", metavar="DIR", help="folder (%(default)s)")
    out.add_argument(
        "--formats",
        type=_list(_format, "--formats svg,png"),
        default=["svg", "png"],
        metavar="F1,...",
        help="of the figure: svg, png, pdf (svg,png)",
    )
    out.add_argument("--force", action="store_true", help="replace files of an earlier run")


def _whole(least: int, most: int, example: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text) if re.fullmatch(r"\s*\d{1,19}\s*", text) else least - 1
        if not least <= number <= most:
            raise ArgumentTypeError(
                f"must be a whole number from {least} to {most}; given {text[:20]}; "
                f"remedy: write {example}, say"
            )
        return number

    return read


def _number(least: int, most: int | None, example: str, *, strict: bool = False) -> Callable[[str], Fraction]:
    span = (
        f"{'above' if strict else 'of at least'} {least}" if most is None else f"between {least} and {most}"
    )

    def read(text: str) -> Fraction:
        stripped = text.strip()
        number = Fraction(stripped) if _NUMBER.fullmatch(stripped) else None
        if (
            number is None
            or number < least
            or (strict and number == least)
            or (most is not None and number >= most)
        ):
            raise ArgumentTypeError(
                f"must be a number {span}; given {text[:20]}; remedy: write {example}, say"
            )
        return number

    return read


def _list(read: Callable[[str], object], example: str) -> Callable[[str], list[object]]:
    def read_all(text: str) -> list[object]:
        parts = text.split(",")
        if len(parts) > 1000:
            raise ArgumentTypeError(
                f"must be at most 1000 values; given {len(parts)}; remedy: write {example}, say"
            )
        return [read(part) for part in parts]

    return read_all


def _format(text: str) -> str:
    name = text.strip().lower()
    if name not in FORMATS:
        raise ArgumentTypeError(
            f"must be among {', '.join(FORMATS)}; given {text[:20]}; remedy: --formats svg,png"
        )
    return name
