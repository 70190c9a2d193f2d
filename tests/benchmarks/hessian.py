"""All eigenvalues of the Hessian off the minimum: blocks of mode pairs against dense differentiation."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np

from numerics.hessian.lanczos import HessianOperator
from numerics.hessian.modes import balanced_modes
from numerics.hessian.structured import spectrum
from tests.benchmarks.points import Trajectory, trajectory
from tests.benchmarks.rows import Call, Contest, Row

FIRST = 3
"""The iterate at which Hessians are taken: all residuals far from zero."""


def _ours(point: Trajectory) -> Callable[[], Any]:
    return lambda: spectrum(balanced_modes(point.depths, point.values[0], point.target))


def _by_columns(point: Trajectory) -> Any:
    operator = HessianOperator(point.networks[0])
    columns = np.empty((operator.parameters,) * 2)
    unit = np.zeros(operator.parameters)
    for k in range(operator.parameters):
        unit[k] = 1
        columns[k] = operator(unit)
        unit[k] = 0
    return np.linalg.eigvalsh((columns + columns.T) / 2)


def _deviation(ours: Any, theirs: Any) -> float:
    theirs = np.asarray(theirs)
    return float(np.abs(ours - theirs).max() / np.abs(theirs).max())


def dense(tiny: bool) -> Contest:
    point = trajectory(*((2, 3, 2) if tiny else (2, 20, 10)), FIRST, 1)
    peers = {
        "dense Hessian by products, numpy eigvalsh": Call(lambda: _by_columns(point), 1, version("numpy"))
    }
    missing = ()
    try:
        import torch

        from tests.benchmarks.torch_network import dense_hessian
    except ImportError:
        missing = ("torch",)
    else:
        network = point.networks[0]

        def by_torch() -> Any:
            return torch.linalg.eigvalsh(dense_hessian(network, 500))

        peers["torch.func Hessian, torch eigvalsh"] = Call(by_torch, 1, torch.__version__)

        def mixed() -> Any:
            return np.linalg.eigvalsh(dense_hessian(network, 500).numpy())

        peers["torch.func Hessian, numpy eigvalsh"] = Call(mixed, 1, torch.__version__)
    # Both sides err by a modest multiple of N 2^-53, N = 4000, times the norm.
    return Contest(Call(_ours(point)), peers, _deviation, 1e-12, missing)


def larger(tiny: bool) -> Contest:
    small = trajectory(*((2, 3, 2) if tiny else (2, 20, 10)), FIRST, 1)
    large = trajectory(*((2, 4, 3) if tiny else (4, 20, 16)), FIRST, 1)
    # Here "theirs" is the larger of two problems of our own.
    return Contest(
        Call(_ours(small)),
        {"our own, at N = 20480": Call(_ours(large))},
        lambda ours, theirs: 0.0,
        0.0,
        note="ours: N = 4000",
    )


ROWS = (
    Row(
        "spectrum-4000",
        "all eigenvalues of the Hessian, N = 4000",
        {"H": 2, "L": 20, "d": 10},
        16,
        "depth-balanced, off the minimum",
        250,
        dense,
        rounds=3,
    ),
    Row(
        "spectrum-20480",
        "all eigenvalues, N = 20480, as a multiple of the time for N = 4000",
        {"H": 4, "L": 20, "d": 16},
        16,
        "depth-balanced, off the minimum",
        15,
        larger,
        at_most=True,
    ),
)
