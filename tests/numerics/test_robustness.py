"""Bad and extreme input to the public functions of numerics: a clear error or a labelled outcome.

One row per case. An error is a `ValueError` that names its argument (the few of other types are at the end);
an outcome is a member of the function's own enum; a number is finite. Every case runs under an alarm: a hang
is a failure. Blind to: combinations of two bad arguments, and, beyond the cases below, to whether numbers are
right, which is the business of the other tests.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, arb_mat, fmpq_mat

from numerics import descent, escape, flow, minima, network, orbit, orthogonal, recursion, roots, schedules
from numerics import recursion_cells as cells
from numerics import worst_case_return as wcr
from numerics.hessian import callable as jets
from numerics.hessian import definition, enclosure, gram, lanczos, largest, modes, spectrum, structured
from numerics.matrices import ARB, ARB_MIDPOINT, FLOAT64, MPFR, MPMATH
from numerics.network import Network
from numerics.quantities import (
    characteristic_polynomial,
    hessian_eigenvalue,
    largest_hessian_eigenvalue,
    perturbation_multiplier,
    sharpness,
    stability_threshold,
)
from numerics.quantities import worst_case_return as returned

SECONDS = 15
NAN, INF = float("nan"), float("inf")
ONE = np.ones((1, 1))


def net(*weights, target=ONE):
    return Network(FLOAT64, (weights,), target)


def eye(d):
    return net(np.eye(d), np.eye(d), target=np.eye(d))


HUGE = net(1e200 * ONE, 1e200 * ONE)
NOTHING = net(0 * ONE, 0 * ONE, target=0 * ONE)
UNIT = [[Fraction(1)]]


def at_unit(**options):
    return minima.minimum([3], UNIT, **options).network


def balanced(depth, values, target=None):
    return modes.balanced_modes([depth], [values], target)


@contextmanager
def alarm(seconds: int) -> Iterator[None]:
    def late(*_):
        raise TimeoutError(f"still running after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


ERRORS = {
    # name: (call, what the message says)
    "network: complex": (lambda: net(ONE * 1j, ONE), "weights.0..0. must be a real float64 matrix"),
    "network: object": (lambda: net(ONE.astype(object), ONE), "weights.0..0. must be a real"),
    "network: integers": (lambda: net(ONE.astype(int), ONE), "weights.0..0. must be a real"),
    "network: float32": (lambda: net(ONE.astype(np.float32), ONE), "weights.0..0. must be a real"),
    "network: nan": (lambda: net(ONE * NAN, ONE), "weights.0..0. must be finite"),
    "network: inf target": (lambda: net(ONE, ONE, target=ONE * INF), "target must be finite"),
    "network: shapes": (lambda: net(np.ones((2, 1)), np.ones((1, 3))), "weights.0. must have layers"),
    "network: a vector": (lambda: net(np.ones(3), ONE), "weights.0..0. must be a real"),
    "network: a list": (lambda: net([[1.0]], ONE), "weights.0..0. must be a real"),
    "network: no rows": (lambda: net(np.ones((0, 1)), np.ones((1, 0))), "weights.0..0. must not be empty"),
    "network: one layer": (lambda: net(ONE), "weights.0. must have at least 2 layers"),
    "network: nothing": (lambda: Network(FLOAT64, (), ONE), "weights must hold at least one pathway"),
    "product: shapes": (
        lambda: network.hessian_vector_product(eye(3), ((ONE, ONE),)),
        "direction must have the weights' shapes",
    ),
    "product: too few": (
        lambda: network.hessian_vector_product(eye(1), ((ONE,),)),
        "direction must have the weights' shapes",
    ),
    "product: nan": (
        lambda: network.hessian_vector_product(eye(1), ((ONE * NAN, ONE),)),
        "direction must be finite",
    ),
    "gradient of map: shape": (lambda: network.gradient_of_map(eye(3), ONE), "covector must have"),
    "unflatten: length": (lambda: network.unflatten(eye(3), [1.0]), "vector must have 18 entries"),
    "hessian: overflow": (lambda: definition.hessian(HUGE), "must have finite second derivatives"),
    "hessian: too many": (
        lambda: definition.hessian(net(np.ones((6000, 1)), np.ones((1, 6000)))),
        "at most 10000 parameters",
    ),
    "spectrum: overflow": (lambda: definition.spectrum(HUGE), "must have finite second derivatives"),
    "spectrum: digits": (lambda: definition.spectrum(eye(1), 0), "digits must be"),
    "determinant: shape": (
        lambda: definition.characteristic_polynomial_value(arb_mat(2, 3), arb(1)),
        "matrix must be square",
    ),
    "determinant: nan": (
        lambda: definition.characteristic_polynomial_value(arb_mat(1, 1, [1]), arb.nan()),
        "x finite",
    ),
    "step: nan": (lambda: descent.step(eye(1), NAN), "eta must be finite"),
    "step: text": (lambda: descent.step(eye(1), "0.1"), "eta must be"),
    "step: complex": (lambda: descent.step(eye(1), 1j), "eta must be"),
    "step: another kind": (lambda: descent.step(at_unit(), 0.1), "eta must be"),
    "run: nan": (lambda: descent.run(eye(1), NAN, 10, {}), "eta must be finite"),
    "run: inf": (lambda: descent.run(eye(1), INF, 10, {}), "eta must be finite"),
    "run: half a step": (
        lambda: descent.run(eye(1), 0.1, 1.5, {}),
        "steps must be >= 0 and every >= 1, both integers",
    ),
    "run: a boolean": (
        lambda: descent.run(eye(1), 0.1, True, {}),
        "steps must be >= 0 and every >= 1, both integers",
    ),
    "run: every": (lambda: descent.run(eye(1), 0.1, 3, {}, every=0), "every >= 1"),
    "run: escape": (lambda: descent.run(eye(1), 0.1, 3, {}, escape=NAN), "escape must be positive"),
    "run: momentum": (lambda: descent.run(eye(1), 0.1, 3, {}, momentum=1.0), "momentum must lie"),
    "mode: nan": (lambda: recursion.run(FLOAT64, [3], [NAN], 1.0, 0.1, 10), "weights.0. must be finite"),
    "mode: complex": (lambda: recursion.run(FLOAT64, [3], [1j], 1.0, 0.1, 10), "weights.0. must be"),
    "mode: no pathway": (lambda: recursion.run(FLOAT64, [], [], 1.0, 0.1, 10), "depths must be"),
    "mode: depth": (lambda: recursion.run(FLOAT64, [3.0], [1.0], 1.0, 0.1, 10), "depths.0. must be"),
    "mode: depth 1": (lambda: recursion.run(FLOAT64, [1], [1.0], 1.0, 0.1, 10), "depths.0. must be"),
    "cells: nan": (lambda: cells.run_cells([3], [[NAN]], 1.0, [0.1], 10), "weights must be finite"),
    "cells: complex": (lambda: cells.run_cells([3], [[1j]], 1.0, [0.1], 10), "weights must be real"),
    "cells: object": (
        lambda: cells.run_cells([3], np.array([[Fraction(1)]], object), 1.0, [0.1], 10),
        "weights must be real",
    ),
    "cells: eta's shape": (lambda: cells.run_cells([3], [[1.0, 2.0]], 1.0, [0.1] * 3, 10), "eta must broad"),
    "cells: target's shape": (lambda: cells.run_cells([3], [[1.0]], np.ones((2, 1)), 0.1, 9), "target must"),
    "cells: a scalar": (lambda: cells.run_cells([3], 1.0, 1.0, 0.1, 10), "depths must be"),
    "cells: momentum": (lambda: cells.run_cells([3], [[1.0]], 1.0, 0.1, 9, momentum=NAN), "momentum must"),
    "orbit: nan": (
        lambda: orbit.enclosed_orbit([3], [arb.nan()], 1, Fraction(1), 9),
        "weights.0. must be finite",
    ),
    "orbit: a float": (
        lambda: orbit.enclosed_orbit([3], [0.5], 1, Fraction(1), 9),
        "weights.0. must be an exact",
    ),
    "orbit: count": (
        lambda: orbit.enclosed_orbit([3, 4], [Fraction(2)], 1, Fraction(1), 9),
        "depths must be",
    ),
    "orbit: bits": (
        lambda: orbit.enclosed_orbit([3], [Fraction(2)], 1, Fraction(1), 9, keep_bits=0),
        "keep_bits must be",
    ),
    "orbit: momentum": (
        lambda: orbit.enclosed_orbit([3], [Fraction(2)], 1, Fraction(1), 9, momentum=arb.nan()),
        "momentum must",
    ),
    "flow: nan": (lambda: flow.flow_modes([3], [NAN], 1.0, 1.0), "weights must be finite"),
    "flow: complex": (lambda: flow.flow_modes([3], [1j], 1.0, 1.0), "weights must be real"),
    "flow: back in time": (lambda: flow.flow_modes([3], [0.5], 1.0, -1.0), "time must be finite"),
    "flow: for ever": (lambda: flow.flow_modes([3], [0.5], 1.0, INF), "time must be finite"),
    "flow: method": (lambda: flow.flow_modes([3], [0.5], 1.0, 1.0, method="x"), "method must be"),
    "flow: tolerance": (lambda: flow.flow_modes([3], [0.5], 1.0, 1.0, rtol=-1), "rtol must be"),
    "flow: kind": (lambda: flow.flow_network(at_unit(), 1.0), "network must be in float64"),
    "root: ends": (lambda: roots.certified_root(lambda x: x, (1, 0), digits=9), "bracket must have low"),
    "root: a float": (lambda: roots.certified_root(lambda x: x, (-1.0, 1), digits=9), "bracket.0. must be"),
    "root: infinite": (
        lambda: roots.certified_root(lambda x: x, (arb.neg_inf(), arb(1)), digits=9),
        "bracket.0. must be finite",
    ),
    "root: digits": (lambda: roots.certified_root(lambda x: x, (-1, 1), digits=0), "digits must be"),
    "root: complex": (lambda: roots.certified_root(lambda x: 1j, (-1, 1), digits=9), "f must return a real"),
    "root: nothing": (
        lambda: roots.certified_root(lambda x: None, (-1, 1), digits=9),
        "f must return a real",
    ),
    "return: depth 1": (lambda: wcr.measure(1, 30), "depth must be an integer >= 2"),
    "return: too deep": (lambda: wcr.measure(10**400, 30), "depth must be a number that fits float64"),
    "return: digits": (lambda: returned.measure(3, -4), "digits must be"),
    "minimum: singular value 0": (
        lambda: minima.minimum([3], [[Fraction(0)]]),
        "must not be 0 in every pathway",
    ),
    "minimum: negative": (lambda: minima.minimum([3], [[Fraction(-1)]]), "shares.0..0. must be >= 0"),
    "minimum: a float": (lambda: minima.minimum([3], [[1.0]]), "shares.0..0. must be an exact rational"),
    "minimum: complex": (lambda: minima.minimum([3], [[1j]]), "shares.0..0. must be an exact rational"),
    "minimum: rows": (lambda: minima.minimum([3, 3], UNIT), "shares must have one row per pathway"),
    "minimum: ragged": (
        lambda: minima.minimum([3, 3], [[Fraction(1)], [Fraction(1), Fraction(2)]]),
        "shares must have the same",
    ),
    "minimum: no row": (lambda: minima.minimum([3], [Fraction(1)]), "shares.0. must be a row"),
    "minimum: nothing": (lambda: minima.minimum([], []), "depths must name at least one pathway"),
    "minimum: depth 1": (lambda: minima.minimum([1], UNIT), "depths.0. must be an integer >= 2"),
    "minimum: depth 10**6": (lambda: minima.minimum([10**6], UNIT), "at most 200000 weights"),
    "minimum: bases": (lambda: minima.minimum([3], UNIT, bases="x"), "bases must be"),
    "minimum: kind": (lambda: minima.minimum([3], UNIT, bases="random"), "exists in float64 only"),
    "minimum: seed": (lambda: minima.minimum([3], UNIT, seed="a"), "seed must be an integer"),
    "minimum: overflow": (
        lambda: minima.minimum([3], [[Fraction(10**400)]], kind=FLOAT64),
        "must fit float64",
    ),
    "aligned: lengths": (lambda: minima.aligned_point([[[1], [1, 2]]], [1]), "layers.0. must hold"),
    "aligned: a float": (lambda: minima.aligned_point([[[0.5], [1]]], [1]), "layers.0..0..0. must be"),
    "modes: nan": (lambda: modes.aligned_modes([[[NAN], [1]]]), "layers.0. must be finite"),
    "modes: complex": (lambda: modes.aligned_modes([[[1j], [1]]]), "layers.0. must be a non-empty real"),
    "modes: object": (
        lambda: modes.aligned_modes([[[Fraction(1)], [Fraction(1)]]]),
        "layers.0. must be a non-empty real",
    ),
    "modes: text": (lambda: modes.aligned_modes([[["1"], ["1"]]]), "layers.0. must be a non-empty real"),
    "modes: nothing": (lambda: modes.aligned_modes([]), "layers must hold at least one pathway"),
    "modes: overflow": (lambda: modes.aligned_modes([[[1e200], [1e200]]]), "an overflow"),
    "modes: Hessian overflow": (lambda: structured.spectrum(balanced(3, [1e80])), "overflow"),
    "modes: largest overflow": (lambda: largest.largest_eigenvalue(balanced(3, [1e80])), "overflow"),
    "lanczos: nan start": (
        lambda: lanczos.largest_eigenvalue(eye(1), start=np.array([NAN, 1])),
        "start must",
    ),
    "lanczos: zero start": (lambda: lanczos.largest_eigenvalue(eye(1), start=np.zeros(2)), "start must"),
    "lanczos: short start": (lambda: lanczos.largest_eigenvalue(eye(1), start=np.ones(1)), "start must"),
    "lanczos: complex start": (
        lambda: lanczos.largest_eigenvalue(eye(1), start=np.ones(2) * 1j),
        "start must",
    ),
    "lanczos: tolerance": (lambda: lanczos.largest_eigenvalue(eye(1), tolerance=NAN), "tolerance must lie"),
    "lanczos: restarts": (lambda: lanczos.largest_eigenvalue(eye(1), restarts=0), "restarts be >= 1"),
    "lanczos: kind": (lambda: lanczos.largest_eigenvalue(at_unit()), "network must be of kind float64"),
    "gram: off the minimum": (lambda: gram.spectrum_at_minimum(net(2 * ONE, ONE)), "at a global minimum"),
    "gram: overflow": (lambda: gram.spectrum_at_minimum(HUGE), "products below 1.8e308"),
    "gram: tolerance": (lambda: gram.largest_eigenvalue_at_minimum(eye(2), tolerance=NAN), "up to nan"),
    "enclosure: nan": (lambda: enclosure.largest_eigenvalue(arb_mat(1, 1, [arb.nan()]), 9), "must be finite"),
    "enclosure: shape": (lambda: enclosure.largest_eigenvalue(arb_mat(1, 2), 9), "matrix must be square"),
    "enclosure: asymmetric": (
        lambda: enclosure.largest_eigenvalue(arb_mat(2, 2, [1, 2, 3, 4]), 9),
        "must be symmetric",
    ),
    "enclosure: empty": (lambda: enclosure.largest_eigenvalue(arb_mat(0, 0), 9), "not empty"),
    "enclosure: zero vector": (
        lambda: enclosure.eigenvalue_near(arb_mat(2, 2, [1, 0, 0, 1]), arb_mat(2, 1)),
        "vector must not be zero",
    ),
    "enclosure: long vector": (
        lambda: enclosure.eigenvalue_near(arb_mat(2, 2, [1, 0, 0, 1]), arb_mat(3, 1, [1, 1, 1])),
        "vector must have 2 rows",
    ),
    "all eigenvalues: nan": (lambda: spectrum.enclosed_spectrum(arb_mat(1, 1, [arb.nan()]), 9), "be finite"),
    "jets: no variable": (lambda: jets.hessian_of(lambda w: 3, []), "point must have at least one"),
    "jets: no number": (lambda: jets.hessian_of(lambda w: None, [1]), "f must return one real number"),
    "sharpness: digits": (lambda: sharpness.measure([3], UNIT, 0, 0), "digits must be"),
    "eigenvalue: no such mode": (lambda: hessian_eigenvalue.measure([3], UNIT, 9, 0, i=1, j=0), "i must be"),
    "polynomial: a float": (lambda: characteristic_polynomial.measure([3], UNIT, 9, 0, x=0.5), "x must be"),
    "multiplier: eta": (
        lambda: perturbation_multiplier.measure([3], UNIT, 9, 0, eta=Fraction(0)),
        "eta must be > 0",
    ),
    "threshold: digits": (lambda: stability_threshold.measure([3], UNIT, 0), "digits must be"),
    "escape: digits": (lambda: escape.measure([3], UNIT, 0), "digits must be"),
    "escape: singular value 0": (
        lambda: escape.measure([3], [[Fraction(0)]]),
        "must not be 0 in every pathway",
    ),
    "cayley: not skew": (lambda: orthogonal.cayley(fmpq_mat(2, 2, [0, 1, 1, 0])), "skew must satisfy"),
    "rational basis: size": (lambda: orthogonal.rational_orthogonal(0, 1), "size must be an integer >= 1"),
    "random basis: size": (lambda: orthogonal.haar_orthogonal(-1, 1), "size must be an integer >= 1"),
    "schedule: steps": (lambda: schedules.Warmup(0), "steps must be an integer >= 1"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_bad_input_is_a_named_error(name):
    call, message = ERRORS[name]
    with alarm(SECONDS), pytest.raises(ValueError, match=message):
        call()


OUTCOMES = {
    # name: (call, the outcome that has to come)
    "run: far beyond divergence": (lambda: descent.run(net(2 * ONE, 3 * ONE), 1e300, 99, {}), "ESCAPED"),
    "run: uphill": (lambda: descent.run(net(2 * ONE, 3 * ONE), -0.1, 99, {}), "ESCAPED"),
    "run: a nan seen": (lambda: descent.run(eye(1), 0.1, 9, {"it": lambda n: NAN}), "NON_FINITE"),
    "run: singular value 0": (lambda: descent.run(net(ONE, ONE, target=0 * ONE), 0.1, 99, {}), "FINISHED"),
    "run: repeated singular value": (lambda: descent.run(eye(3), 0.1, 99, {}), "FINISHED"),
    "run: at a huge step, high precision": (
        lambda: descent.run(
            Network(ARB_MIDPOINT, ((arb_mat(1, 1, [2]),) * 3,), arb_mat(1, 1, [1])), arb(10) ** 9, 99, {}
        ),
        "ESCAPED",
    ),
    "mode: far beyond divergence": (lambda: recursion.run(FLOAT64, [3], [2.0], 1.0, 1e300, 99), "DIVERGED"),
    "mode: depth 10**6": (lambda: recursion.run(FLOAT64, [10**6], [0.999999], 1.0, 1e-7, 50), "FINISHED"),
    "mode: depth 10**6, from 1.5": (
        lambda: recursion.run(FLOAT64, [10**6], [1.5], 1.0, 1.0, 9),
        "NON_FINITE",
    ),
    "mode: mpmath": (lambda: recursion.run(MPMATH, [10**6], [mpmath.mpf(2)], 1, Fraction(1), 50), "DIVERGED"),
    "mode: Arb": (lambda: recursion.run(ARB_MIDPOINT, [10**6], [arb(2)], 1, Fraction(1), 50), "DIVERGED"),
    "mode: MPFR": (lambda: recursion.run(MPFR, [10**6], [Fraction(2)], 1, Fraction(1), 50), "DIVERGED"),
    "mode: target 0": (lambda: recursion.run(FLOAT64, [3], [0.5], 0.0, 0.1, 10), "FINISHED"),
    "orbit: far beyond divergence": (
        lambda: orbit.enclosed_orbit([3], [Fraction(2)], 1, Fraction(10**9), 99),
        "DIVERGED",
    ),
    "orbit: two weights": (
        lambda: orbit.enclosed_orbit([3, 4], [Fraction(2), Fraction(3)], 1, Fraction(10**9), 99),
        "DIVERGED",
    ),
    "orbit: depth 10**6": (
        lambda: orbit.enclosed_orbit([10**6], [Fraction(999999, 10**6)], 1, Fraction(1, 10**7), 20),
        "FINISHED",
    ),
    "orbit: target 0": (
        lambda: orbit.enclosed_orbit([3], [Fraction(1, 2)], 0, Fraction(1, 4), 20),
        "FINISHED",
    ),
    "flow: depth 10**6": (lambda: flow.flow_modes([10**6], [1.1], 1.0, 1.0), "NON_FINITE"),
    "flow: from 1e150": (lambda: flow.flow_modes([3], [1e150], 1.0, 1.0), "NON_FINITE"),
    "flow: target 0": (lambda: flow.flow_modes([3], [0.5], 0.0, 1.0), "TIME_REACHED"),
    "flow: overflow": (lambda: flow.flow_network(HUGE, 1.0), "NON_FINITE"),
    "flow: budget": (lambda: flow.flow_modes([3], [1e-3], 1.0, 1e12, budget=500), "BUDGET_SPENT"),
    "root: nan": (lambda: roots.certified_root(lambda x: x * arb.nan(), (0, 1), digits=9), "NOT_CERTIFIED"),
    "root: none": (lambda: roots.certified_root(lambda x: arb(1), (-1, 1), digits=9), "NO_SIGN_CHANGE"),
    "root: everywhere": (lambda: roots.certified_root(lambda x: 0 * x, (-1, 1), digits=9), "NOT_CERTIFIED"),
    "root: a pole": (lambda: roots.certified_root(lambda x: 1 / x, (-1, 1), digits=9), "NOT_CERTIFIED"),
    "lanczos: overflow": (lambda: lanczos.largest_eigenvalue(HUGE), "NON_FINITE"),
    "lanczos: nothing": (lambda: lanczos.largest_eigenvalue(NOTHING), "CONVERGED"),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_extreme_input_has_a_labelled_outcome(name):
    call, outcome = OUTCOMES[name]
    with alarm(SECONDS):
        assert call().outcome.name == outcome


NUMBERS = {
    # name: (call, the number that has to come)
    "spectrum: one weight per layer": (lambda: definition.spectrum(eye(1))[-1], 2),
    "spectrum: repeated": (lambda: definition.spectrum(eye(3))[-1], 2),
    "spectrum: singular value 0": (lambda: definition.spectrum(NOTHING)[-1], 0),
    "structured: depth 10**6": (lambda: structured.spectrum(balanced(10**6, [1.0]))[-1], 10**6),
    "structured: singular value 0": (lambda: structured.spectrum(balanced(3, [0.0, 1.0]))[-1], 3),
    "structured: repeated": (lambda: structured.spectrum(balanced(3, [1.0, 1.0]))[-1], 3),
    "largest: depth 10**6": (lambda: largest.largest_eigenvalue(balanced(10**6, [1.0])).value, 10**6),
    "largest: repeated": (lambda: largest.largest_eigenvalue(balanced(3, [1.0, 1.0])).value, 3),
    "gram: singular value 0": (lambda: len(gram.spectrum_at_minimum(NOTHING).nonzero), 0),
    "gram: repeated": (lambda: gram.largest_eigenvalue_at_minimum(eye(3)), 2),
    "enclosure: zero matrix": (lambda: enclosure.largest_eigenvalue(arb_mat(2, 2), 9), 0),
    "enclosure: repeated": (lambda: enclosure.largest_eigenvalue(arb_mat(2, 2, [1, 0, 0, 1]), 9), 1),
    "sharpness: repeated": (lambda: sharpness.measure([2], [[Fraction(1), Fraction(1)]], 9, 0).value, 2),
    "threshold: repeated": (
        lambda: stability_threshold.measure([2], [[Fraction(1), Fraction(1)]], 15).value,
        1,
    ),
    "escape: repeated": (lambda: escape.measure([2], [[Fraction(1), Fraction(1)]], 15).value, 1),
    "escape: tiny and huge": (
        lambda: (
            escape.measure([2], [[Fraction(1, 10**50)]], 15).value
            * escape.measure([2], [[Fraction(10**50)]], 15).value
        ),
        1,
    ),
    "cells: far beyond divergence": (lambda: cells.run_cells([3], [[2.0]], 1.0, 1e300, 99).codes[0], 1),
    "cells: depth 10**6": (lambda: cells.run_cells([10**6], [[1.5]], 1.0, 0.1, 99).codes[0], 2),
    "return: depth 10**6": (lambda: returned.measure(10**6, 20).value, 23.909900845991753),
    "Arb kind: one weight": (lambda: network.loss(at_unit(kind=ARB)), 0),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_degenerate_input_has_a_finite_answer(name):
    call, expected = NUMBERS[name]
    with alarm(SECONDS):
        assert float(call()) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("function", [network.loss, network.gradient, network.end_to_end])
def test_an_overflow_in_float64_is_not_silent(function):
    with pytest.warns(RuntimeWarning, match="overflow"):
        function(HUGE)


def test_errors_of_other_types_are_clear_too():
    with pytest.raises(TypeError, match="unexpected keyword argument 'foo'"):
        flow.flow_modes([3], [0.5], 1.0, 1.0, foo=1)
    with pytest.raises(ArithmeticError, match="finite second derivatives"):
        largest_hessian_eigenvalue.measure(lambda w: jets.elementary("log", w[0]), lambda: [0], 9)
    with pytest.raises(ArithmeticError, match="could not be certified"):
        wcr.measure(10**18, 20)


def test_the_alarm_rings():
    with pytest.raises(TimeoutError), alarm(1):
        time.sleep(SECONDS)
