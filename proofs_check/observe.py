"""The table that joins observations of theory to the protocols of numerics, and what was already run.

Runs of one protocol are made together (`run_beforehand`): many runs side by side cost little more than one.

Main results: `run_beforehand`, `observed_value`, `observations`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from importlib import import_module
from math import isfinite
from typing import Any

from flint import fmpq

from theory.observation import Observation

__all__ = ["observations", "observed_value", "run_beforehand"]

Setting = tuple[Fraction, ...]

#: What each protocol showed so far, by setting.  Runs are deterministic.
_SHOWN: dict[str, dict[Setting, Mapping[str, float]]] = defaultdict(dict)


def observations(*propositions: Any) -> list[Observation]:
    """The observations that propositions speak of, in a fixed order.

    Args:
        propositions: claims and hypotheses.

    Returns:
        The observations.
    """
    found = {o for p in propositions for o in p.atoms(Observation)}
    return sorted(found, key=str)


def run_beforehand(wanted: Iterable[tuple[Observation, Setting]]) -> None:
    """Make the runs that observations will ask for.

    Args:
        wanted: observations with the values of their settings.
    """
    groups: dict[str, dict[Setting, None]] = defaultdict(dict)
    for observation, setting in wanted:
        if setting not in _SHOWN[observation.protocol]:
            groups[observation.protocol][setting] = None
    for protocol, settings in groups.items():
        _SHOWN[protocol].update(import_module(f"numerics.experiments.{protocol}").observe(list(settings)))


def observed_value(observation: Observation, setting: Setting) -> fmpq | None:
    """What a run showed, as the exact value of the float that it is.

    Args:
        observation: what is asked.
        setting: the values of its settings.

    Returns:
        The number; None where the run ended in inf or nan.
    """
    run_beforehand([(observation, setting)])
    value = _SHOWN[observation.protocol][setting][observation.observes]
    return fmpq(*value.as_integer_ratio()) if isfinite(value) else None
