r"""The macros that printed formulas use: one for each quantity and configuration, under its own name.

Redefine them to change the notation of a whole paper: ``\renewcommand{\Sharpness}{S}``.

Main results: `macro_file`, `PREAMBLE`.
"""

from __future__ import annotations

from collections.abc import Iterable

from proofs_check.latex.notation import HEADS, library

__all__ = ["ENVIRONMENTS", "FITTED", "PREAMBLE", "macro_file"]

#: Grade -> environment and its title: only what is proved is called a theorem.
ENVIRONMENTS = {
    "PROVED": ("theorem", "Theorem"),
    "CERTIFIED": ("certified", "Certified statement"),
    "SUPPORTED": ("supported", "Supported statement"),
    "UNDECIDED": ("undecided", "Undecided statement"),
    "VACUOUS": ("vacuous", "Vacuous statement"),
    "ERROR": ("unjudged", "Statement that could not be judged"),
    "REFUTED": ("refuted", "Refuted statement"),
    "": ("statement", "Statement"),  # nobody has judged it
}
#: A formula that may need several lines.
FITTED = r"\fitted"

PREAMBLE = "\n".join([
    r"\usepackage{amsmath,amssymb,amsthm}",
    r"\newtheorem{theorem}{Theorem}",
    *(
        rf"\newtheorem{{{name}}}[theorem]{{{title}}}"
        for name, title in ENVIRONMENTS.values()
        if name != "theorem"
    ),
    r"\theoremstyle{remark}\newtheorem*{remark*}{Remark}",
    "",
])


def macro_file(names: Iterable[str] | None = None) -> str:
    r"""The definitions.

    Args:
        names: of quantities and configurations; by default all that the library has.

    Returns:
        LaTeX for a preamble.

    Example:
        >>> print(macro_file(["Sharpness", "Split"]).splitlines()[1])
        \providecommand{\Sharpness}{\lambda_{\max}}
    """
    known = sorted(library()) if names is None else sorted(names)
    lines = ["% Notation of formulas printed by sharpath. Redefine a macro after this file to change it."]
    shown = {name: HEADS.get(name, rf"\mathrm{{{name}}}") for name in known if name.isalpha()}
    lines += [rf"\providecommand{{\{name}}}{{{expansion}}}" for name, expansion in shown.items()]
    lines += [
        "% A formula that may need several lines.",
        rf"\providecommand{{{FITTED}}}[1]{{\parbox{{\dimexpr\displaywidth-4.5em}}"
        r"{\centering\hbadness=10000\tolerance=9999\strut$\displaystyle #1$\strut}}",
    ]
    return "\n".join(lines) + "\n"
