"""Pages of the site that are made, not written: statement index, gallery, tutorial, a page for each module.

``python docs/site_pages.py FOLDER FIGURES`` writes them; `docs/conf.py` does so whenever the site is built.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from proofs_check.figures.catalogue import FIGURES
from proofs_check.kernel.terms import conjuncts
from proofs_check.latex.printer import latex
from proofs_check.report.content import Formula, letters_of, paragraphs
from proofs_check.report.html_section import formula
from theory.statement import Statement
from theory.statements import all_statements

TUTORIAL = Path(__file__).parent / "tutorial.ipynb"

#: Modules that a reader uses, by heading.
MODULES = {
    "Theorem files": (
        "theory",
        "theory.statement",
        "theory.configuration",
        "theory.predicates",
        "theory.quantity",
    ),
    "Quantities": tuple(
        f"theory.quantities.{name}"
        for name in (
            "sharpness",
            "hessian_eigenvalue",
            "hill_number",
            "stability_threshold",
            "worst_case_return",
        )
    ),
    "Notebooks and figures": ("proofs_check.notebook", "proofs_check.figures.catalogue"),
    "Verdicts": ("proofs_check.verdict", "proofs_check.result"),
    "Numbers": (
        "numerics",
        "numerics.minima",
        "numerics.flow",
        "numerics.worst_case_return",
        "numerics.phases",
    ),
}


def write(folder: Path, figures: Path) -> None:
    """Write every page that changed.

    Args:
        folder: for the pages.
        figures: where ``sharpath figures`` has put the pictures, as SVG.
    """
    folder.mkdir(exist_ok=True)
    pages = {
        "statements.md": statements(),
        "gallery.md": gallery(folder, figures),
        "tutorial.md": tutorial(folder),
        "reference.md": reference(),
    }
    for name, text in pages.items():
        _keep(folder / name, text)


def _keep(path: Path, text: str) -> None:
    # Sphinx builds again whatever is newer than before.
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _raw(element: str) -> str:
    return f"```{{raw}} html\n{element}\n```\n"


def statements() -> str:
    """The index of statements: id, title, hypotheses, claim, remarks, source."""
    lines = [
        "# Statements",
        "",
        "Every built-in statement. `sharpath show ID` judges one and shows all evidence.",
        "",
    ]
    for statement in all_statements():
        lines += [f"({statement.id})=", f"## {statement.id}", "", f"{_text(statement.title)}.", ""]
        lines.append(_raw(_stated(statement)))
        lines += [part for paragraph in paragraphs(statement.remarks) for part in (_text(paragraph), "")]
        kind = "with a derivation" if statement.derivation is not None else "without a derivation"
        lines += [f"Source: {_text(statement.source)}; {kind}.", ""]
        related = [f"[](#{name})" for name in statement.related if name in _ids()]
        lines += [f"Read next: {', '.join(related)}.", ""] if related else []
    return "\n".join(lines)


def _stated(statement: Statement) -> str:
    letters = letters_of(statement)
    named = ", ".join(
        f"{_shown(letter, letter)} for {_shown(latex(c), str(c))}" for c, letter in letters.items()
    )
    given = ", ".join(_shown(latex(h), str(h)) for h in statement.hypotheses)
    claims = (formula(Formula(str(c), latex(c, letters)), block=True) for c in conjuncts(statement.claim))
    lead = (f"<p>Write {named}.</p>" if named else "") + (
        f"<p>Suppose that {given}. Then</p>" if given else ""
    )
    return lead + "".join(claims)


def _shown(tex: str, text: str) -> str:
    return formula(Formula(text, tex))


def _ids() -> set[str]:
    return {statement.id for statement in all_statements()}


def gallery(folder: Path, figures: Path) -> str:
    """Every figure with its caption, as ``sharpath figures`` wrote them."""
    lines = ["# Gallery", "", "What `sharpath figures` draws. Lines are predicted, marks are measured.", ""]
    for name, entry in FIGURES.items():
        svg, caption = (figures / f"{name}.{ending}" for ending in ("svg", "txt"))
        lines += [f"## {entry.title}", ""]
        if not svg.exists():
            lines += [f"Not drawn yet: `sharpath figures {name}`.", ""]
            continue
        (folder / f"{name}.svg").write_bytes(svg.read_bytes())
        said = caption.read_text(encoding="utf-8").split("\n\n", 1)[1].strip()
        lines += [f"![{entry.title}]({name}.svg)", "", _text(said), "", f"`sharpath figures {name}`", ""]
    return "\n".join(lines)


def tutorial(folder: Path) -> str:
    """The tutorial notebook as a page, with the outputs that are stored in it."""
    cells = json.loads(TUTORIAL.read_text(encoding="utf-8"))["cells"]
    return "\n".join(part for k, cell in enumerate(cells) for part in _cell(cell, k, folder))


def _cell(cell: dict[str, Any], k: int, folder: Path) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield f"{source}\n"
        return
    yield f"```python\n{source}\n```\n"
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "image/svg+xml" in data:
            (folder / f"cell-{k}.svg").write_text("".join(data["image/svg+xml"]), encoding="utf-8")
            yield f"![Output of the cell above](cell-{k}.svg)\n"
        elif "text/html" in data:
            yield _raw("".join(data["text/html"]))
        elif "text/latex" in data:
            yield "".join(data["text/latex"]).replace(r"\displaystyle ", "") + "\n"
        else:
            yield "```text\n" + "".join(output.get("text") or data["text/plain"]).rstrip("\n") + "\n```\n"


def reference() -> str:
    """The docstrings of the modules that a reader uses."""
    lines = ["# Reference", ""]
    for heading, modules in MODULES.items():
        lines += [f"## {heading}", ""]
        for module in modules:
            imported = module in {"theory", "numerics"}
            options = ":no-members:\n" if imported else ""
            lines += [f"### {module}", "", f"```{{eval-rst}}\n.. automodule:: {module}\n   {options}```", ""]
    return "\n".join(lines)


def _text(words: str) -> str:
    # Stars, underscores and dollars of a caption are meant as they stand.
    return "".join(f"\\{c}" if c in "\\`*_[]<>#$|&" else c for c in words)


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
