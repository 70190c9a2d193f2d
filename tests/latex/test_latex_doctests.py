"""The examples in the docstrings of proofs_check.latex and proofs_check.manuscript.

Blind to: whether an example is the one a reader needs.
"""

import doctest
import importlib
import pkgutil

import pytest

import proofs_check.latex
import proofs_check.manuscript

PACKAGES = (proofs_check.latex, proofs_check.manuscript)
MODULES = [f"{p.__name__}.{found.name}" for p in PACKAGES for found in pkgutil.iter_modules(p.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    options = doctest.ELLIPSIS
    assert doctest.testmod(importlib.import_module(name), optionflags=options).failed == 0


def test_there_are_examples() -> None:
    tried = [
        doctest.testmod(importlib.import_module(n), optionflags=doctest.ELLIPSIS).attempted for n in MODULES
    ]
    assert sum(count > 0 for count in tried) >= 10
