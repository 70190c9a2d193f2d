# Blind to: whether an example is a good one; it only runs.
import doctest
import importlib
import pkgutil

import pytest

import numerics

MODULES = [m.name for m in pkgutil.walk_packages(numerics.__path__, "numerics.") if not m.ispkg]
WITHOUT_EXAMPLES = {"numerics.measurement", "numerics.matrices", "numerics.perturbation", "numerics.dual"}


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    failed, attempted = doctest.testmod(importlib.import_module(name))
    assert not failed
    assert attempted or name in WITHOUT_EXAMPLES
