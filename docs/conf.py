"""The documentation site: Sphinx, with pages made from docstrings, statements, figures and the tutorial.

Formulas become MathML while the site is built, so that nothing is asked of the network and no script is
needed to read them. Pages under ``generated`` are written by `site_pages` before Sphinx reads anything.
"""

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import site_pages  # noqa: E402

from proofs_check.report.json_report import sharpath_version  # noqa: E402
from proofs_check.report.mathml import Unreadable, from_latex  # noqa: E402

project = "sharpath"
author = "the sharpath contributors"
release = version = sharpath_version()
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["README.md"]
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = "sharpath"
html_math_renderer = "mathml"
html_copy_source = html_show_copyright = html_show_sphinx = False
html_theme_options = {"light_css_variables": {"font-stack": "system-ui, sans-serif"}}
myst_enable_extensions = ["dollarmath", "attrs_block"]
myst_heading_anchors = 3
# Docstrings write code in single backticks.
default_role = "code"
add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_default_options = {"members": True, "show-inheritance": False}
napoleon_google_docstring, napoleon_numpy_docstring = True, False
napoleon_use_ivar = True

_CODE = re.compile(r"(``.+?``|`[^`]+`)")
_MARKUP = re.compile(r"([|*]|(?<=\w)_(?=\W|$))")


def setup(app: Any) -> None:
    """Tell Sphinx what is ours."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect(
        "builder-inited", lambda _: site_pages.write(HERE / "generated", HERE.parent / "build" / "figures")
    )
    app.connect("autodoc-process-docstring", _docstring)


def _inline(translator: Any, node: Any) -> None:
    _write(translator, node.astext(), block=False)


def _block(translator: Any, node: Any) -> None:
    _write(translator, node.astext(), block=True)


def _write(translator: Any, text: str, *, block: bool) -> None:
    from docutils.nodes import SkipNode

    try:
        shown = from_latex(" ".join(text.split()), block=block)
    except Unreadable as error:
        raise ValueError(f"a formula of a docstring or page cannot be read: {text}: {error}") from error
    translator.body.append(f'<div class="math" tabindex="0">{shown}</div>' if block else shown)
    raise SkipNode


def _docstring(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    # Docstrings are plain text with code in backticks and tables of bars; reStructuredText sees more in it.
    code, table = False, False
    for k, line in enumerate(lines):
        code = line.endswith("::") or (code and (not line.strip() or line.startswith(" ")))
        bars = line.lstrip().startswith("|")
        if bars and not table:
            lines[k] = "::\n\n    " + line
        elif bars:
            lines[k] = "    " + line
        elif not code and not line.lstrip().startswith((">>>", "..", ":")):
            start = re.match(r"\s*(?:[*-] )?", line)
            bullet = start[0] if start else ""
            rest = line[len(bullet) :]
            parts = _CODE.split(rest)
            lines[k] = bullet + "".join(
                part if part.startswith("`") else _MARKUP.sub(r"\\\1", part) for part in parts
            )
        table = bars
    lines[:] = "\n".join(lines).split("\n")
