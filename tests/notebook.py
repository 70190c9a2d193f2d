"""The tutorial notebook, run in this process: ``python -m tests.notebook`` writes its outputs anew.

A cell's last expression is shown by its ``_repr_*_`` methods, as a kernel would; what it prints is kept.
There is no kernel: magics, widgets and whatever else needs one do not work, and the tutorial does without.
"""

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parent.parent / "docs" / "tutorial.ipynb"
METHODS = {"text/html": "_repr_html_", "text/latex": "_repr_latex_", "image/svg+xml": "_repr_svg_"}


def run(source: str, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """The outputs of one cell, in the format of notebooks."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, "<cell>", "exec"), names)
        value = None if last is None else eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        text = printed.getvalue().splitlines(keepends=True)
        outputs.append({"name": "stdout", "output_type": "stream", "text": text})
    if value is not None:
        data = {"text/plain": repr(value)}
        for kind, method in METHODS.items():
            found = getattr(value, method, lambda: None)()
            data |= {} if found is None else {kind: found}
        shown = {kind: text.splitlines(keepends=True) for kind, text in data.items()}
        result = {"data": shown, "execution_count": number, "metadata": {}, "output_type": "execute_result"}
        outputs.append(result)
    return outputs


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the outputs of its cells, run one after another in an empty namespace."""
    names: dict[str, Any] = {"__name__": "__main__"}
    cells, number = [], 0
    for cell in notebook["cells"]:
        fresh = dict(cell)
        if cell["cell_type"] == "code":
            number += 1
            fresh |= {"outputs": run("".join(cell["source"]), names, number), "execution_count": number}
        cells.append(fresh)
    return notebook | {"cells": cells}


def written(notebook: dict[str, Any]) -> str:
    """The file of a notebook."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    NOTEBOOK.write_text(written(executed(json.loads(NOTEBOOK.read_text()))))
    sys.stdout.write(f"{NOTEBOOK} written\n")
