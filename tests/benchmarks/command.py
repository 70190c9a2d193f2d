"""The command line of the benchmarks."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import gradient_descent, hessian, largest, sweeps, worst_case
from tests.benchmarks.measuring import measured
from tests.benchmarks.report import progress, table, write
from tests.benchmarks.rows import Measured, Row

ROWS: tuple[Row, ...] = (
    *hessian.ROWS,
    *largest.ROWS,
    *gradient_descent.ROWS,
    *sweeps.ROWS,
    *worst_case.ROWS,
)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Ratios of times, in one process, one thread each."
    )
    parser.add_argument("--row", action="append", metavar="NAME", help="only this row; may be repeated")
    parser.add_argument("--list", action="store_true", help="the names of all rows")
    parser.add_argument("--json", type=Path, default=Path("build/benchmarks.json"), metavar="FILE")
    parser.add_argument("--rounds", type=int, help="how often everything is timed")
    parser.add_argument("--tiny", action="store_true", help="tiny sizes, to try out the benchmark itself")
    options = parser.parse_args(arguments)
    by_name = {row.name: row for row in ROWS}
    if options.list:
        print("\n".join(f"{row.name:32} {row.title}" for row in ROWS))
        return 0
    unknown = [name for name in options.row or () if name not in by_name]
    if unknown:
        parser.error(f"argument --row: no row is called {unknown[0]}; --list shows the names")
    if options.rounds is not None and options.rounds < 1:
        parser.error(f"argument --rounds: must be at least 1, got {options.rounds}")
    rows = [by_name[name] for name in options.row] if options.row else list(ROWS)
    results: list[Measured] = []
    for number, row in enumerate(rows, 1):

        def tell(what: str, head: str = f"[{number}/{len(rows)}] {row.name}: ") -> None:
            progress(head + what)

        results.append(measured(row, rounds=options.rounds, tiny=options.tiny, progress=tell))
        write(options.json, results)
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    print(table(results))
    print(f"written to {options.json}")
    return 0
