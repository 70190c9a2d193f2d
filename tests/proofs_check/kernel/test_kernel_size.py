"""How long the kernel is, as whoever wants to trust it has to read all of it.

Counted are lines that hold code: no docstrings, no comments, no blank lines.  Blind to: how hard they are to
read, and to what the kernel leans on elsewhere (SymPy, the decider of the audit, the definitions of theory).
"""

import ast
import io
import tokenize
from pathlib import Path

import pytest

from proofs_check import kernel

MODULES = sorted(Path(kernel.__file__).parent.glob("*.py"))
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
#: What whoever checks the checker can be asked to read.
MOST = 1000


def lines_of_code(text):
    """Lines with a token of code on them."""
    documented = set()
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node) is not None
        ):
            documented |= {*range(node.body[0].lineno, node.body[0].end_lineno + 1)}
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    code = {
        line
        for token in tokens
        if token.type not in LAYOUT | {tokenize.ENDMARKER}
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(code - documented)


def test_what_is_counted():
    lines = ['"""Title.', "", 'More."""', "# Why.", "x = (", "    1,  # one", "", "    2,", ")", "def f():"]
    lines += ['    """Doc."""', '    return """a', "", 'b"""']
    text = "\n".join(lines) + "\n"
    # x = ( / 1, / 2, / ) / def / return, with the string of three lines.
    assert lines_of_code(text) == 8


def total():
    return sum(lines_of_code(path.read_text(encoding="utf-8")) for path in MODULES)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_module_is_longer_than_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_kernel_has_at_most_1000_lines_of_code():
    assert total() <= MOST
