"""The command `sharpath`.  Exit status: 0 all passed, 1 some did not, 2 unusable input or an ERROR.

What the command line may say is in `proofs_check.options`, what each command does in `proofs_check.commands`.
`--help` loads neither SymPy nor any numeric library.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from proofs_check.commands import COMMANDS
from proofs_check.files import Unusable
from proofs_check.options import parser
from proofs_check.report.stream import OutputClosed, complain

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the arguments; by default the process's own.

    Returns:
        The exit status.
    """
    # SymPy reads it when it is first imported; its own 1000 terms are few for a proof. Answers stay the same.
    os.environ.setdefault("SYMPY_CACHE_SIZE", "20000")
    try:
        arguments = parser(COMMANDS).parse_args(argv)
        run: Callable[..., int] = arguments.run
        return run(arguments)
    except Unusable as error:
        complain(str(error))
        return 2
    except SystemExit as error:
        # Only argparse leaves this way: --help, --version, and usage errors, which have been reported.
        return int(error.code or 0)
    except OutputClosed:
        return 141
    except KeyboardInterrupt:
        return 130
