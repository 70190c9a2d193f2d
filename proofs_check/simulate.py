"""The command ``sharpath simulate``: one run, its figure, its data, and a short summary.

How a run ends (divergence, a flip of signs, an oscillation) is a result: the exit status is 0.
"""

from __future__ import annotations

import csv
import io
import json
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs_check.files import Unusable, check_target, write_atomically
from proofs_check.report.stream import say, warn

if TYPE_CHECKING:
    from numerics.observation import Simulation
    from proofs_check.simulation_setting import Setting

__all__ = ["simulate"]

SCHEMA, VERSION = "sharpath-simulation", 1


def simulate(arguments: Namespace) -> int:
    """Run, draw, write, report.

    Args:
        arguments: those of `proofs_check.simulate_options`.

    Returns:
        0, whatever the outcome of the run.
    """
    from proofs_check.simulation_setting import read_setting

    setting = read_setting(arguments)
    folder = Path(arguments.output)
    names = ["csv", "json", *arguments.formats]
    paths = {name: str(folder / f"simulation.{name}") for name in names}
    with _room(folder, list(paths.values()), force=arguments.force):
        return _simulated(arguments, setting, paths)


def _simulated(arguments: Namespace, setting: Setting, paths: dict[str, str]) -> int:
    from numerics.precision import working_precision
    from proofs_check.figures.simulate import draw
    from proofs_check.report.progress import progress
    from proofs_check.simulation_flow import flow_beside

    with working_precision(**setting.bits):
        modes = 1 if setting.matrices or setting.network == "tanh" else len(setting.targets)
        with progress(modes * (setting.how.steps // setting.how.every + 1), "simulating") as piece:
            run = setting.run(piece)
        flow = None
        if arguments.flow and run.times:
            flow, note = flow_beside(setting, run.times)
            if note:
                warn(note)
        files: dict[str, str | bytes] = {
            "csv": _table(setting, run),
            "json": _summary_json(arguments, setting, run),
        }
        summary = _summary(setting, run)
    if run.times:
        files |= draw(setting, run, flow, _title(setting, run), list(paths)[2:])
    else:
        warn("there is no figure: the start itself is out of range")
    for name, content in files.items():
        write_atomically(paths[name], content)
    say("\n".join([*summary, _line("written", ", ".join(paths[name] for name in files))]), colour=False)
    return 0


@contextmanager
def _room(folder: Path, paths: list[str], *, force: bool) -> Iterator[None]:
    # A folder to write to; one made here does not outlive a run that failed.
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        what = f"cannot be made a folder: {getattr(error, 'strerror', None) or error}"
        raise Unusable(str(folder), what, "name another --output") from None
    try:
        for path in paths:
            if Path(path).exists() and not force:
                raise Unusable(path, "exists already", "name another folder with --output, or add --force")
            check_target(path, lambda _: True, force=force)
        yield
    except BaseException:
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise


def _text(value: Any, digits: int) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    if hasattr(value, "mid"):
        return str(value.mid().str(digits, radius=False))
    if hasattr(value, "digits"):  # gmpy2
        return format(value, f".{digits}g")
    import mpmath

    return str(mpmath.nstr(value, digits, strip_zeros=False))


def _labels(setting: Setting) -> list[str]:
    return [f"share_{h + 1}_{i + 1}" for h in range(len(setting.depths)) for i in range(len(setting.targets))]


def _table(setting: Setting, run: Simulation) -> str:
    from proofs_check.figures.simulate import size

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    modes = range(1, len(setting.targets) + 1)
    head = ["step", "eta", *_labels(setting), "loss", "sharpness", "residual"]
    writer.writerow([*head, *(f"imbalance_{i}" for i in modes)])
    for t, moment, spread in zip(run.times, run.moments, run.imbalance, strict=True):
        shares = [_text(x, setting.digits) for row in moment.shares for x in row]
        numbers = [_text(moment.loss, setting.digits), repr(moment.sharpness), repr(moment.residual)]
        spreads = [_text(x, setting.digits) for x in spread]
        writer.writerow([t, repr(size(setting, t)), *shares, *numbers, *spreads])
    return stream.getvalue()


def _summary_json(arguments: Namespace, setting: Setting, run: Simulation) -> str:
    from proofs_check.fingerprint import versions
    from proofs_check.report.json_report import sharpath_version

    scale = setting.reference
    last = run.moments[-1] if run.moments else None
    report = {
        "schema": SCHEMA,
        "version": VERSION,
        "sharpath": sharpath_version(),
        "versions": {**versions(), **{name: metadata.version(name) for name in ("gmpy2", "matplotlib")}},
        "command": _command(arguments),
        "setting": {
            "network": setting.network,
            "full_matrices": setting.matrices,
            "depths": list(setting.depths),
            "targets": [str(s) for s in setting.targets],
            "initial_shares": [[str(x) for x in row] for row in setting.initial],
            "eta": float(setting.how.eta),
            "eta_exact": str(setting.how.eta),
            "steps": setting.how.steps,
            "every": setting.how.every,
            "momentum": str(setting.how.momentum),
            "warm_up": arguments.warm_up,
            "kind": setting.kind,
            "digits": None if setting.kind == "float64" else setting.digits,
            "seed": setting.seed,
            "inputs": setting.inputs if setting.network == "tanh" else None,
        },
        "theory": {
            "single_path_sharpness": None if scale is None else float(scale.single),
            "balanced_sharpness": None if scale is None or scale.balanced is None else float(scale.balanced),
        },
        "outcome": {
            "ending": run.ending.value,
            "steps": run.steps,
            "first_sign_flip": run.first_flip,
            "solver": run.solver,
            "parameters": run.parameters,
            "eigenvalues_not_converged": sum(not moment.converged for moment in run.moments),
            "largest_residual": max((moment.residual for moment in run.moments), default=None),
        },
        "final": None
        if last is None
        else {
            "step": run.times[-1],
            "shares": [[_text(x, setting.digits) for x in row] for row in last.shares],
            "loss": _text(last.loss, setting.digits),
            "sharpness": last.sharpness,
            "eta_sharpness_over_2": _edge(setting, run),
            "imbalance": [_text(x, setting.digits) or None for x in run.imbalance[-1]],
        },
    }
    return json.dumps(report, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _command(arguments: Namespace) -> str:
    words = ["sharpath", "simulate"]
    for name, value in sorted(vars(arguments).items()):
        if name in {"run", "command"} or value is None or value is False:
            continue
        option = "--" + name.replace("_", "-")
        shown = ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        words.append(option if value is True else f"{option}={shown}")
    import shlex

    return shlex.join(words)


def _edge(setting: Setting, run: Simulation) -> float:
    from proofs_check.figures.simulate import size

    return size(setting, run.times[-1]) * run.moments[-1].sharpness / 2


def _line(name: str, text: str) -> str:
    return f"  {name:<12} {text}"


def _model(setting: Setting) -> str:
    depths, targets = setting.depths, ", ".join(str(s) for s in setting.targets[:4])
    equal = f"H = {len(depths)}, L = {depths[0]}"
    several = "depths " + ", ".join(map(str, depths[:8])) + (", ..." if len(depths) > 8 else "")
    more = ", ..." if len(setting.targets) > 4 else ""
    size = f", {len(setting.targets)} x {len(setting.targets)} matrices" if setting.matrices else ""
    shape = equal if len(set(depths)) == 1 else several
    return f"{setting.network} network, {shape}{size}, s* = {targets}{more}"


def _title(setting: Setting, run: Simulation) -> str:
    return f"{_model(setting)}, η = {_step_size(setting)}: {run.ending.value}"


def _step_size(setting: Setting) -> str:
    eta, scale = setting.how.eta, setting.reference
    relative = "" if scale is None else f" = {float(eta * scale.single / 2):.4g} × 2/S_1"
    return f"{float(eta):.6g}{relative}"


def _summary(setting: Setting, run: Simulation) -> list[str]:
    lines = [f"{_model(setting)}, {setting.kind}"]
    flip = "no sign flip" if run.first_flip is None else f"first sign flip at step {run.first_flip}"
    lines.append(
        _line("outcome", f"{run.ending.value} after {run.steps} of {setting.how.steps} steps; {flip}")
    )
    scale, more = setting.reference, ""
    if scale is not None:
        more = f"; single-path threshold 2/S_1 = {2 / float(scale.single):.6g}"
        if scale.balanced is not None:
            more += f", balanced threshold {2 / float(scale.balanced):.6g}"
        if setting.network == "tanh":
            more += " (linear theory)"
    lines.append(_line("step size", _step_size(setting) + more))
    if setting.how.momentum:
        lines.append(_line("momentum", f"{setting.how.momentum}; stable up to eta*sharpness/2 = 1 + beta"))
    if not run.moments:
        return [*lines, _line("records", "none")]
    first, last = run.moments[0], run.moments[-1]
    for i, _ in enumerate(setting.targets[:4]):
        name = "shares" if len(setting.targets) == 1 else f"mode {i + 1}"
        ends = [", ".join(f"{float(row[i]):.4g}" for row in at.shares[:8]) for at in (first, last)]
        spreads = [at[i] for at in (run.imbalance[0], run.imbalance[-1])]
        imbalance = " -> ".join("undefined" if x is None else f"{float(x):.4g}" for x in spreads)
        lines.append(_line(name, f"{ends[0]} -> {ends[1]}; imbalance {imbalance}"))
    lines.append(_line("loss", f"{float(first.loss):.4g} -> {float(last.loss):.4g}"))
    edge = 2 / _last_size(setting, run)
    lines.append(
        _line(
            "sharpness",
            f"{last.sharpness:.6g}, 2/eta = {edge:.6g}, eta*sharpness/2 = {_edge(setting, run):.5g}",
        )
    )
    if bad := sum(not moment.converged for moment in run.moments):
        lines.append(
            _line("", f"{bad} of {len(run.moments)} eigenvalues did not converge: they are too small")
        )
    recorded = f"recorded at steps 0, {setting.how.every}, ..., {run.times[-1]}"
    lines.append(_line("solver", f"{run.solver}; {recorded}"))
    return lines


def _last_size(setting: Setting, run: Simulation) -> float:
    from proofs_check.figures.simulate import size

    return size(setting, run.times[-1])
