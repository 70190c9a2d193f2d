"""The largest eigenvalue of the Hessian along gradient descent: bounds and blocks against Krylov methods.

The peers get our fastest Hessian-vector products (`HessianOperator`); the residual asked of them, `1e-8` of
the eigenvalue, gives the eigenvalue to rounding, as ours is.
"""

import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
from scipy.sparse.linalg import LinearOperator, eigsh, lobpcg

from numerics.hessian.lanczos import HessianOperator
from numerics.hessian.largest import largest_eigenvalue
from numerics.hessian.modes import balanced_modes
from numerics.hessian.trajectory import along_trajectory
from numerics.network import Network
from tests.benchmarks.points import Trajectory, trajectory
from tests.benchmarks.rows import Call, Contest, Row

TOLERANCE = 1e-8
POINTS = 6
EARLY, LATER = 1, 10


def _operator(network: Network) -> Any:
    operator = HessianOperator(network)
    n = operator.parameters
    return LinearOperator((n, n), matvec=lambda v: operator(v.ravel()), dtype=np.float64)


def _ours(path: Trajectory) -> list[float]:
    return [
        largest_eigenvalue(balanced_modes(path.depths, values, path.target)).value for values in path.values
    ]


def _cold(path: Trajectory) -> list[float]:
    found = []
    for network in path.networks:
        operator = _operator(network)
        start = np.random.default_rng(0).standard_normal(operator.shape[0])
        found.append(float(eigsh(operator, 1, which="LA", tol=TOLERANCE, v0=start)[0][0]))
    return found


def _warm(path: Trajectory, first: Any, scale: float) -> list[float]:
    found, vector = [], first
    for network in path.networks:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values, vector = lobpcg(_operator(network), vector, tol=TOLERANCE * scale, maxiter=200)
        found.append(float(values[0]))
    return found


def _deviation(ours: Any, theirs: Any) -> float:
    return float(np.max(np.abs(np.array(ours) / np.array(theirs) - 1)))


def against(size: tuple[int, int, int], first: int, method: str) -> Callable[[bool], Contest]:
    """The contest with one peer at `POINTS` consecutive iterates; times are per iterate."""

    def prepare(tiny: bool) -> Contest:
        path = trajectory(*((2, 3, 2) if tiny else size), first, POINTS + 1)
        values, vectors = eigsh(_operator(path.networks[0]), 1, which="LA", tol=1e-10)
        path = Trajectory(path.depths, path.values[1:], path.networks[1:], path.target)
        calls: dict[str, Callable[[], Any]] = {
            "eigsh on products": lambda: _cold(path),
            "LOBPCG, warm": lambda: _warm(path, vectors, float(values[0])),
            "our Lanczos on products, warm": lambda: [r.value for r in _tracked(path, True)],
            "our block Davidson on products, warm": lambda: [r.value for r in _tracked(path, False)],
        }
        library = version("scipy") if method in {"eigsh on products", "LOBPCG, warm"} else ""
        return Contest(
            Call(lambda: _ours(path), POINTS),
            {method: Call(calls[method], POINTS, library)},
            _deviation,
            1e-10,
            note=f"pair blocks formed: {_formed(path)}",
        )

    return prepare


def _tracked(path: Trajectory, stirred: bool) -> Any:
    return along_trajectory(path.networks, stirred=stirred, tolerance=TOLERANCE)


def _formed(path: Trajectory) -> list[int]:
    points = [balanced_modes(path.depths, values, path.target) for values in path.values]
    return [largest_eigenvalue(point).formed for point in points]


SIZES = {4000: (2, 20, 10), 20480: (4, 20, 16), 81920: (8, 10, 32)}


def _row(n: int, when: str, method: str, target: float | None) -> Row:
    H, L, d = SIZES[n]
    short = {"eigsh on products": "eigsh", "LOBPCG, warm": "lobpcg"}.get(method, method.split()[1].lower())
    first = EARLY if when == "early" else LATER
    return Row(
        f"largest-{n}-{short}" + ("-early" if when == "early" else ""),
        f"largest eigenvalue, N = {n}, per iterate of gradient descent",
        {"H": H, "L": L, "d": d},
        16,
        f"depth-balanced, off the minimum, iterates {first + 1} to {first + POINTS}",
        target,
        against((H, L, d), first, method),
        rounds=5,
    )


ROWS = (
    _row(4000, "later", "eigsh on products", None),
    _row(4000, "later", "LOBPCG, warm", None),
    _row(20480, "later", "eigsh on products", None),
    _row(20480, "later", "LOBPCG, warm", None),
    _row(81920, "later", "eigsh on products", 100),
    _row(81920, "later", "LOBPCG, warm", 30),
    _row(81920, "later", "our Lanczos on products, warm", None),
    _row(81920, "early", "eigsh on products", 100),
    _row(81920, "early", "LOBPCG, warm", 30),
)
