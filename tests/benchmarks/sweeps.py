"""A sweep of the mode recursion in float64 over a million cells: Numba over blocks against NumPy and jax."""

from importlib.metadata import version
from typing import Any

import numpy as np

from numerics.sweep_cells import advance, start_cells
from tests.benchmarks.rows import Call, Contest, Row

H, L = 2, 20
STEPS = 200
LARGEST_ETA = 0.19


def _start(cells: int) -> tuple[Any, Any]:
    weights = np.array([0.9, 0.85])[:, None] * np.ones(cells)
    return weights, np.linspace(0.01, LARGEST_ETA, cells)


def _numpy(weights: Any, eta: Any, steps: int) -> Any:
    w, v = weights.copy()
    for _ in range(steps):
        p, q = _power(w), _power(v)
        pull = (p * w + q * v - 1.0) * eta
        w, v = w - p * pull, v - q * pull
    return np.array([w, v])


def _power(x: Any) -> Any:
    # x^19 by squaring, as the fastest way in NumPy: np.power is several times slower.
    x2 = x * x
    x4 = x2 * x2
    x8 = x4 * x4
    return x8 * x8 * x2 * x


def _jax_run(steps: int) -> Any:
    import jax

    jax.config.update("jax_enable_x64", True)

    def step(_: int, state: Any) -> Any:
        w, v, eta = state
        p, q = _power(w), _power(v)
        pull = (p * w + q * v - 1.0) * eta
        return w - p * pull, v - q * pull, eta

    return jax.jit(lambda w, v, eta: jax.lax.fori_loop(0, steps, step, (w, v, eta)))


def _contest(tiny: bool, peer: str) -> Contest:
    cells, steps = (100, 20) if tiny else (10**6, STEPS)
    weights, eta = _start(cells)

    def ours() -> Any:
        made = start_cells(L, weights, 1.0, eta)
        advance(made, steps, engine="numba")
        return made.weights

    peers, missing = {}, ()
    fewer = steps if tiny else 20
    if peer == "numpy":
        peers["batched NumPy"] = Call(lambda: _numpy(weights, eta, fewer), cells * fewer, version("numpy"))
    else:
        try:
            import jax
        except ImportError:
            missing = ("jax",)
        else:
            run = _jax_run(steps)

            def by_jax() -> Any:
                w, v, _ = run(weights[0], weights[1], eta)
                return np.array([w.block_until_ready(), v])

            peers["jax.lax.fori_loop, jit"] = Call(by_jax, cells * steps, jax.__version__)

    def deviation(mine: Any, theirs: Any) -> float:
        if theirs.shape == mine.shape and peer == "numpy" and fewer != steps:
            made = start_cells(L, weights, 1.0, eta)
            advance(made, fewer, engine="numba")
            mine = made.weights
        stable = eta < 0.08  # beyond, orbits oscillate and part sooner or later
        return float(np.abs(mine - theirs)[:, stable].max())

    return Contest(Call(ours, cells * steps), peers, deviation, 1e-12, missing, _NOTE)


_NOTE = "one thread each; what would repeat exactly is not made again by ours, a quarter of the steps here"
_SIZE: dict[str, int | str] = {"H": H, "L": L, "cells": 10**6}
_REGIME = "step sizes from far below the threshold to period 2"

ROWS = (
    Row(
        "sweep-numpy",
        "a cell-step of a sweep",
        _SIZE,
        16,
        _REGIME,
        8,
        lambda tiny: _contest(tiny, "numpy"),
        rounds=3,
    ),
    Row(
        "sweep-jax",
        "a cell-step of a sweep",
        _SIZE,
        16,
        _REGIME,
        4,
        lambda tiny: _contest(tiny, "jax"),
        rounds=3,
    ),
)
