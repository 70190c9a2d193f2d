"""Theorem files as tests: every Statement of a file is one item, judged by the engine of `sharpath check`.

* ``pytest --sharpath FILE`` (repeatable) judges a file; with no other paths given, nothing else is collected.
* ``sharpath = FILE ...`` in the ini file makes files part of the test suite: they are judged whenever pytest
  is given no paths, and otherwise when a path given leads to them (``pytest FILE::ID`` judges one statement).

An item passes where `sharpath check` would count the statement as passed, so ``expect="REFUTED"`` makes a
regression test of a statement known to be false.  A file that is not there or is no Python file is bad usage
(exit status 4); a file that cannot be compiled or run, or makes no Statement, is a collection error (exit
status 2), like a test module that cannot be imported.  Either is the one line that `sharpath check` writes.

`sharpath_pytest` starts this module.  What is heavy is imported when the first theorem file is collected.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sharpath_pytest
from proofs_check.files import one_line
from proofs_check.floor import FLOOR, read_floor

if TYPE_CHECKING:
    from proofs_check.result import Result
    from proofs_check.verdict import Grade

__all__ = ["StatementItem", "TheoremFile", "TheoremFiles", "failure_text"]


class TheoremFiles:
    """Finds theorem files among what pytest collects, and adds those that it would not come by.

    Args:
        config: pytest's.

    Raises:
        pytest.UsageError: a file is not there or is no Python file, or the floor is not a share.
    """

    def __init__(self, config: pytest.Config) -> None:
        asked, listed = sharpath_pytest.asked_files(config), sharpath_pytest.listed_files(config)
        paths_given = config.args_source is pytest.Config.ArgsSource.ARGS
        self.known = frozenset(asked + listed)
        #: Judged even if no path given leads to them.
        self.wanted = asked or ([] if paths_given else listed)
        #: Those that pytest has come to.
        self.collected: set[Path] = set()
        self.floor = _floor(config.getoption("sharpath_floor"))
        for file in self.known:
            _insist_on_python(file, config)
        if asked and not paths_given:
            config.args = []

    def pytest_report_header(self, config: pytest.Config) -> str:
        """What a report depends on.

        Args:
            config: pytest's.

        Returns:
            One line.
        """
        option = config.option
        effort = "quick, " if option.sharpath_quick else ""
        return (
            f"sharpath: {effort}seed {option.sharpath_seed}, {option.sharpath_digits} digits,"
            f" {option.sharpath_require} or better required"
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Collect the statements of a theorem file; its test functions only if its name promises some.

        Args:
            file_path: any file.
            parent: its folder.

        Yields:
            Nothing; the other plugins collect.

        Returns:
            What they found and the statements.
        """
        found = yield
        if file_path not in self.known:
            return found
        patterns = parent.config.getini("python_files")
        if not any(file_path.match(pattern) for pattern in patterns):
            # Named on the command line, any file is a test module to pytest, which would run it once more.
            found = [node for node in found if not isinstance(node, pytest.Module)]
        return [*found, self._theorem_file(parent, file_path)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add the files that none of the paths given leads to.

        Args:
            session: pytest's.
            items: what was collected.
        """
        for file in self.wanted:
            if file not in self.collected:
                items.extend(session.genitems(self._theorem_file(session, file)))

    def _theorem_file(self, parent: pytest.Collector, file: Path) -> TheoremFile:
        node: TheoremFile = TheoremFile.from_parent(parent, path=file)
        node.plugin = self
        return node


class TheoremFile(pytest.File):
    """A theorem file; its items are the statements that it makes, in order."""

    plugin: TheoremFiles

    def collect(self) -> Iterator[StatementItem]:
        """Run the file.

        Yields:
            Its statements.

        Raises:
            pytest.Collector.CollectError: it cannot be used, or a test module brought a package that is in
                the way.
        """
        self.plugin.collected.add(self.path)
        hidden = sharpath_pytest.hidden_package()
        if hidden:
            raise pytest.Collector.CollectError(hidden)
        from proofs_check.collect import Source, Unusable, collect

        source = Source(_as_named(self.path, self.config))
        try:
            with _as_the_command_would(self.config):
                statements = collect(source)
        except Unusable as error:
            raise pytest.Collector.CollectError(f"sharpath: {error}") from None
        for statement in statements:
            line = statement.location.rpartition(":")[2]
            yield StatementItem.from_parent(self, name=statement.id, line=int(line), floor=self.plugin.floor)


class StatementItem(pytest.Item):
    """A statement as a test.

    Args:
        line: where the file makes it, counted from 1.
        floor: the least share of mutants that its check has to refute.
        more: what pytest passes.
    """

    def __init__(self, *, line: int, floor: Fraction, **more: Any) -> None:
        super().__init__(**more)
        self.line, self.floor = line, floor

    def runtest(self) -> None:
        """Judge the statement; fail unless it passes."""
        from proofs_check.collect import Source
        from proofs_check.engine import judge_statements
        from proofs_check.report.terminal import values_text
        from proofs_check.result import Options
        from proofs_check.verdict import Grade

        option = self.config.option
        options = Options(
            digits=option.sharpath_digits, seed=option.sharpath_seed, quick=option.sharpath_quick
        )
        require = Grade(option.sharpath_require)
        source = Source(_as_named(self.path, self.config))
        with _as_the_command_would(self.config):
            (result,) = judge_statements([source], [(0, self.name)], options, jobs=1)
        # pytest writes these to JUnit XML, also of a test that passed because it was refuted as expected.
        self.user_properties.append(("verdict", result.grade.value))
        if result.witness is not None:
            self.user_properties.append(("witness", values_text(result.witness.values)))
        if not result.passes(require, self.floor):
            pytest.fail(failure_text(result, require, self.floor), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where pytest says that the test is.

        Returns:
            File, line counted from 0, name.
        """
        return self.path, self.line - 1, self.name


def failure_text(result: Result, require: Grade, floor: Fraction) -> str:
    """Why a statement did not pass.

    Args:
        result: its judgement.
        require: the least grade that passes.
        floor: the least share of mutants that passes.

    Returns:
        Lines: the first is enough for a summary, the others are those of `sharpath check`.
    """
    from proofs_check.report.terminal import values_text, verdict_lines
    from proofs_check.verdict import Grade

    headline = result.grade.value
    if result.witness is not None:
        headline += f" at {values_text(result.witness.values)}" if result.witness.values else ""
    elif result.expect is not None:
        headline += f", expected {result.expect}"
    elif result.grade.positive and result.grade.rank < require.rank:
        headline += f", required {require}"
    elif result.grade.positive:
        headline += f", sensitivity {result.sensitivity}"
    elif result.grade is Grade.UNDECIDED:
        headline += f": {result.verdict.reason}"
    facts = [("title", result.title), ("claim", result.claim), ("given", ", ".join(result.given))]
    lines = [f"{name:<10}  {text}" for name, text in facts if text] + verdict_lines(result, require, floor)
    return "\n".join([f"{headline}  ({result.location})", *(f"  {line}" for line in lines)])


def _floor(text: str | None) -> Fraction:
    if text is None:
        return FLOOR
    try:
        return read_floor(text)
    except ValueError:
        raise pytest.UsageError(
            f"argument --sharpath-floor: must be a decimal or a fraction from 0 to 1; given {one_line(text)};"
            " remedy: write --sharpath-floor 0.9, say"
        ) from None


def _insist_on_python(file: Path, config: pytest.Config) -> None:
    if file.is_file() and file.suffix == ".py":
        return
    # Only now is it worth loading what knows the right words for it.
    from proofs_check.collect import Source, Unusable, collect

    try:
        with _as_the_command_would(config):
            collect(Source(_as_named(file, config)))
    except Unusable as error:
        raise pytest.UsageError(f"sharpath: {error}") from None


def _as_named(file: Path, config: pytest.Config) -> str:
    """The file as one would name it to the command where pytest was started."""
    folder = config.invocation_params.dir
    return str(file.relative_to(folder) if file.is_relative_to(folder) else file)


@contextmanager
def _as_the_command_would(config: pytest.Config) -> Iterator[None]:
    """Stand where pytest was started; let no warning become an error, which would change a verdict."""
    with contextlib.chdir(config.invocation_params.dir), warnings.catch_warnings():
        warnings.simplefilter("default")
        yield
