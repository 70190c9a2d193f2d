"""The points at which Hessians are compared: depth-balanced, on a real trajectory of gradient descent."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from numerics.descent import step
from numerics.matrices import FLOAT64
from numerics.network import Network
from numerics.orthogonal import haar_orthogonal
from numerics.recursion_cells import run_cells

Float = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Trajectory:
    """The same iterates as entries of the modes, shape `(H, d)` each, and as full matrices."""

    depths: tuple[int, ...]
    values: tuple[Float, ...]
    networks: tuple[Network, ...]
    target: Float


def trajectory(H: int, L: int, d: int, first: int, count: int, seed: int = 0) -> Trajectory:
    """Iterates `first`, ..., `first + count - 1` from nine to ten tenths of a balanced minimum.

    Step size half of the stability threshold of an evenly split unit mode. Off the minimum all along.
    """
    rng = np.random.default_rng(seed)
    target = np.linspace(1.0, 0.3, d)
    start = (target / H) ** (1 / L) * rng.uniform(0.9, 1.0, (H, d))
    eta = 0.5 / (L * H ** (2 / L - 1))
    values: list[Float] = []

    def keep(w: Float) -> float:
        values.append(np.array(w))
        return 0.0

    run_cells([L] * H, start, target, eta, first + count - 1, {"w": keep})
    left, right = haar_orthogonal(d, seed + 1), haar_orthogonal(d, seed + 2)
    bases = [[right, *(haar_orthogonal(d, 1000 * (h + 1) + m) for m in range(L - 1)), left] for h in range(H)]
    weights = tuple(
        tuple((q[m + 1] * values[first][h]) @ q[m].T for m in range(L)) for h, q in enumerate(bases)
    )
    networks = [Network(FLOAT64, weights, (left * target) @ right.T)]
    while len(networks) < count:
        networks.append(step(networks[-1], eta))
    return Trajectory((L,) * H, tuple(values[first:]), tuple(networks), target)
