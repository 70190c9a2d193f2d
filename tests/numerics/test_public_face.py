# Blind to: whether what the table says about a module is right; only names are checked.
import importlib
import pkgutil
import re

import numerics

#: Parts of other modules, named in the table's words or used by them only.
PARTS = {
    "dual",
    "hessian",
    "hessian.blocks",
    "hessian.ldl",
    "quantities",
    "experiments",
    "lohner",
    "mean_value",
    "recursion_loop",
    "sweep_block",
    "sweep_cells",
    "sweep_intrinsics",
    "sweep_kernel",
    "sweep_numpy",
}
ROWS = [line for line in (numerics.__doc__ or "").splitlines() if line.startswith("| `numerics.")]


def test_every_name_in_the_table_exists():
    for row in ROWS:
        modules, words = row.strip("| ").split(" | ")
        (name,) = re.findall(r"`(numerics[\w.]*)[.*]*`", modules)
        module = importlib.import_module(name.rstrip("."))
        for word in re.findall(r"`([\w.]+)`", words):
            if word.startswith("numerics."):
                importlib.import_module(word)
            else:
                assert hasattr(module, word), (name, word)


def test_every_module_is_in_the_table():
    found = {m.name.removeprefix("numerics.") for m in pkgutil.walk_packages(numerics.__path__, "numerics.")}
    listed = {match for row in ROWS for match in re.findall(r"^\| `numerics\.([\w.]+)`", row)}
    families = {name for name in found if name.startswith(("quantities.", "experiments."))}
    assert found - listed - families == PARTS
