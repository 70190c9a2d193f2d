"""What Coq's own kernel says about the hand-written library in ``library/``, where coqc is installed.

The library proves some statements again, in a system that shares nothing with this project.  It is optional:
no verdict depends on it.  It begins at the closed forms of the eigenvalues and of the descent step, which it
takes as definitions; that these describe the loss is not Coq's word but that of the other evidence.

* `check_library`: compiles the library in a temporary folder; what each theorem says and rests on.
* `CoqReport`, `CoqTheorem`: the outcome.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from proofs_check.files import one_line

__all__ = ["CoqReport", "CoqTheorem", "check_library"]

#: Roots of the names in Coq's standard library, under its names until version 8 and since 9.
_STANDARD = ("Coq.", "Stdlib.", "Corelib.")

#: A comment and the theorem that it introduces; the comment names the statements as ``Statement [id]``.
_INTRODUCED = re.compile(r"\(\*\*((?:(?!\*\)).)*)\*\)\s*Theorem\s+([\w']+)", re.DOTALL)
_LINK = re.compile(r"[Ss]tatement\s+\[([\w-]+)\]")
_ASSUMED = re.compile(r"([\w.']+)(?:\s*:.*)?")
_UNPROVED = re.compile(r"\b(?:Admitted|admit|give_up|Axioms?|Parameters?|Conjectures?|bypass_check)\b")


@dataclass(frozen=True)
class CoqTheorem:
    """A theorem that Coq has checked.

    Attributes:
        name: its full name in Coq.
        statement: what it says, as Coq prints it, on one line.
        axioms: full names, sorted, of the axioms that it and the other theorems on its statements rest on.
    """

    name: str
    statement: str
    axioms: tuple[str, ...]


@dataclass(frozen=True)
class CoqReport:
    """The outcome of checking the library.

    Attributes:
        available: whether there is a coqc to run.
        ok: whether every proof was accepted and rests on axioms of Coq's standard library alone.
        version: of Coq; empty where there is none.
        seconds: how long it took.
        theorems: by id of the statement; empty unless `ok`.
        message: one line: what was found, or why not.
    """

    available: bool
    ok: bool
    version: str
    seconds: float
    message: str
    theorems: Mapping[str, tuple[CoqTheorem, ...]] = field(default_factory=dict)


def check_library(folder: Path | None = None, *, timeout: float = 120.0) -> CoqReport:
    """Compile the Coq library and read off what it proves.

    Args:
        folder: the sources, with a ``_CoqProject`` that lists them in order; by default those shipped.
        timeout: seconds for everything.

    Returns:
        The report.  A missing coqc, a rejected proof, an axiom that is not of the standard library and
        running out of time are outcomes, not errors.
    """
    start = time.perf_counter()
    program = shutil.which("coqc")
    if program is None:
        return CoqReport(False, False, "", 0.0, "coqc is not on the PATH, so the Coq library was not checked")
    version, theorems, message = "", {}, ""
    with tempfile.TemporaryDirectory(prefix="sharpath-coq-") as workplace:
        coq = _Coq(program, Path(workplace), start + timeout)
        try:
            version = coq.version()
            theorems = _checked(coq, folder or Path(__file__).parent / "library")
        except _Refused as error:
            message = one_line(f"the Coq library was refused: {error}")
        except subprocess.TimeoutExpired:
            message = f"the Coq library was not checked: coqc took more than {timeout:g} s"
        except OSError as error:
            message = one_line(f"the Coq library was not checked: {error}")
    if not message:
        count = len({theorem.name for found in theorems.values() for theorem in found})
        message = f"{count} theorems on {len(theorems)} statements, standard-library axioms only"
    return CoqReport(True, bool(theorems), version, time.perf_counter() - start, message, theorems)


class _Refused(Exception):  # noqa: N818 - an outcome
    """The library does not prove what it should; the text says where."""


@dataclass(frozen=True)
class _Coq:
    """The program coqc at work in a folder.

    Attributes:
        program: its path.
        folder: where everything is written.
        deadline: when it has to be done, on the clock `time.perf_counter`.
    """

    program: str
    folder: Path
    deadline: float

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run it, within the time that is left."""
        # Neither the user's start-up file nor their own libraries take part.
        environment = {k: v for k, v in os.environ.items() if k not in {"COQPATH", "ROCQPATH"}}
        return subprocess.run(
            [self.program, *arguments],
            cwd=self.folder,
            env=environment | {"LC_ALL": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=max(0.01, self.deadline - time.perf_counter()),
            check=False,
        )

    def version(self) -> str:
        """The version of Coq, without OCaml's."""
        return (self.run("--print-version").stdout.split() or ["unknown"])[0]

    def compile(self, file: str) -> None:
        """Compile a file; refuse the library if that fails."""
        done = self.run("-q", "-Q", ".", "Sharpath", file)
        if done.returncode:
            line = re.search(r"line (\d+), characters", done.stderr)
            what = done.stderr.partition("Error:")[2].strip() or done.stderr or f"status {done.returncode}"
            raise _Refused(f"{file}{f' line {line[1]}' if line else ''}: {what}")

    def ask(
        self,
        name: str,
        modules: Iterable[str],
        questions: Sequence[str],
        opened: Sequence[str] = (),
        definitions: Sequence[str] = (),
    ) -> list[str]:
        """The answers to some commands with the library loaded, and to others with it opened as well."""
        # Until modules are opened, the shortest name of an axiom still tells ours from Coq's.
        lines = [*(f"From Sharpath Require {module}." for module in modules), *definitions]
        lines += [f'Redirect "{name}{k}" {question}' for k, question in enumerate(questions)]
        if opened:
            lines += [f"Import {module}." for module in modules]
            lines += [f'Redirect "{name}{k}" {question}' for k, question in enumerate(opened, len(questions))]
        (self.folder / f"{name}.v").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.compile(f"{name}.v")
        answers = range(len(questions) + len(opened))
        return [(self.folder / f"{name}{k}.out").read_text(encoding="utf-8") for k in answers]


def _checked(coq: _Coq, sources: Path) -> dict[str, tuple[CoqTheorem, ...]]:
    """The theorems by statement, once everything is compiled and nothing is left to be believed."""
    modules = _compiled(coq, sources)
    links = {
        f"Sharpath.{module}.{theorem}": ids
        for module, text in modules.items()
        for comment, theorem in _INTRODUCED.findall(text)
        if (ids := _LINK.findall(comment))
    }
    if not links:
        raise _Refused("no theorem is linked to a statement")
    found = _proved(coq, modules, links)
    for module, text in modules.items():
        # What no theorem uses does no harm yet, but has no place here either.
        unproved = _UNPROVED.search(_without_comments(text))
        if unproved:
            raise _Refused(f"{module}.v says {unproved[0]}")
    return found


def _proved(
    coq: _Coq, modules: Iterable[str], links: Mapping[str, Sequence[str]]
) -> dict[str, tuple[CoqTheorem, ...]]:
    """The theorems by statement; refuses those that rest on an axiom of ours."""
    # Each walk down to the axioms costs most of a second: one for all theorems on the same statements.
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, ids in links.items():
        groups.setdefault(tuple(ids), []).append(name)
    answers = coq.ask(
        "asked",
        modules,
        [f"Print Assumptions together{k}." for k in range(len(groups))],
        [f"Check {name}." for name in links],
        [f"Definition together{k} := {_conjunction(names)}." for k, names in enumerate(groups.values())],
    )
    said = dict(zip(links, answers[len(groups) :], strict=True))
    rests_on = [_assumed(names[0], answer) for names, answer in zip(groups.values(), answers, strict=False)]
    full = _full_names(coq, modules, sorted({axiom for axioms in rests_on for axiom in axioms}))
    found: dict[str, tuple[CoqTheorem, ...]] = {}
    for (ids, names), short in zip(groups.items(), rests_on, strict=True):
        axioms = tuple(sorted(full[axiom] for axiom in short))
        foreign = [axiom for axiom in axioms if not axiom.startswith(_STANDARD)]
        if foreign:
            raise _Refused(f"{' or '.join(names)} rests on {foreign[0]}, which is not proved")
        theorems = [
            CoqTheorem(name, " ".join(said[name].partition(":")[2].split()), axioms) for name in names
        ]
        for statement in ids:
            found[statement] = (*found.get(statement, ()), *theorems)
    return found


def _conjunction(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"(conj {names[0]} {_conjunction(names[1:])})"


def _compiled(coq: _Coq, sources: Path) -> dict[str, str]:
    """The text of every module, in the order in which they have been compiled."""
    listed = (sources / "_CoqProject").read_text(encoding="utf-8").split()
    modules = [name.removesuffix(".v") for name in listed if name.endswith(".v")]
    if sorted(modules) != sorted(path.stem for path in sources.glob("*.v")):
        raise _Refused("_CoqProject does not list the files that are there")
    for module in modules:
        shutil.copyfile(sources / f"{module}.v", coq.folder / f"{module}.v")
        coq.compile(f"{module}.v")
    return {module: (coq.folder / f"{module}.v").read_text(encoding="utf-8") for module in modules}


def _assumed(name: str, answer: str) -> list[str]:
    """The axioms in an answer of ``Print Assumptions``, by their shortest names."""
    if answer.startswith("Closed under the global context"):
        return []
    head, *lines = [line for line in answer.splitlines() if line and not line[0].isspace()] or [""]
    axioms = [_ASSUMED.fullmatch(line) for line in lines]
    # Anything else means a check of Coq was switched off.
    if head != "Axioms:" or not all(axioms):
        odd = next((line for line, axiom in zip(lines, axioms, strict=True) if not axiom), head)
        raise _Refused(f"{name}: {odd or 'no word on its axioms'}")
    return [axiom[1] for axiom in axioms if axiom]


def _full_names(coq: _Coq, modules: Iterable[str], axioms: Sequence[str]) -> dict[str, str]:
    answers = coq.ask("named", modules, [f"About {axiom}." for axiom in axioms]) if axioms else []
    found = (re.search(r"Expands to:\s+\w+\s+(\S+)", answer) for answer in answers)
    return {axiom: path[1] if path else axiom for axiom, path in zip(axioms, found, strict=True)}


def _without_comments(text: str) -> str:
    """Coq's comments nest."""
    kept, depth = [], 0
    for piece in re.split(r"(\(\*|\*\))", text):
        depth += (piece == "(*") - (piece == "*)")
        if depth == 0 and piece != "*)":
            kept.append(piece)
    return " ".join(kept)
