# Blind to: a formula of the theory typed into numerics by hand. Imports cannot show that; reading must.
import subprocess
import sys

WALK = """
import importlib, pkgutil, sys
import numerics
names = [m.name for m in pkgutil.walk_packages(numerics.__path__, "numerics.")]
for name in names:
    importlib.import_module(name)
foreign = sorted({m.split(".")[0] for m in sys.modules} & {"sympy", "theory", "proofs_check"})
print(len(names), foreign)
"""


def test_a_fresh_interpreter_imports_all_of_numerics_without_sympy_or_theory():
    done = subprocess.run([sys.executable, "-c", WALK], capture_output=True, text=True, check=True)
    count, foreign = done.stdout.split(maxsplit=1)
    assert int(count) >= 15
    assert foreign.strip() == "[]"
