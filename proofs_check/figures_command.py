"""The command ``sharpath figures``: figures for papers and talks, their data and captions.

Of every figure NAME there are written: ``NAME.svg`` and other formats, the data ``NAME.csv``, and the caption
``NAME.txt``, which says what was predicted and what was measured, and is in the pictures' metadata too.

Main result: `figures`.
"""

from __future__ import annotations

import difflib
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from proofs_check.figures.catalogue import FIGURES, draw
from proofs_check.files import Unusable, check_target, write_atomically
from proofs_check.report.progress import progress
from proofs_check.report.stream import say

__all__ = ["figures"]


def figures(arguments: Namespace) -> int:
    """Draw and write.

    Args:
        arguments: those of `proofs_check.figures_options`.

    Returns:
        0; what cannot be used raises `Unusable`.
    """
    if arguments.list:
        width = max(map(len, FIGURES))
        say("\n".join(f"{name:<{width}}  {entry.title}" for name, entry in FIGURES.items()), colour=False)
        return 0
    names = [_known(name) for name in dict.fromkeys(arguments.names)] or list(FIGURES)
    folder = Path(arguments.output)
    endings = ("csv", "txt", *arguments.format)
    _make_room(folder, [folder / f"{name}.{ending}" for name in names for ending in endings], arguments.force)
    with progress(len(names), "drawing") as tick:
        for name in names:
            files = _files(name, arguments.format)
            for ending, content in files.items():
                write_atomically(str(folder / f"{name}.{ending}"), content)
            say(f"{folder / name}: {', '.join(files)}", colour=False)
            tick(name)
    return 0


def _files(name: str, formats: Sequence[str]) -> dict[str, str | bytes]:
    from proofs_check.figures.style import render, style, table

    with style():
        drawn = draw(name)
        pictures = render(drawn.figure, formats, title=FIGURES[name].title, caption=drawn.caption, dpi=200)
    caption = f"{FIGURES[name].title}.\n\n{drawn.caption}\n"
    return {"csv": table(drawn.header, drawn.rows), "txt": caption, **pictures}


def _known(name: str) -> str:
    if name in FIGURES:
        return name
    close = difflib.get_close_matches(name, FIGURES, n=2, cutoff=0.4)
    remedy = f"did you mean {' or '.join(close)}?" if close else "sharpath figures --list shows every name"
    raise Unusable(name or "''", "no figure has this name", remedy)


def _make_room(folder: Path, paths: Sequence[Path], force: bool) -> None:
    # Before anything is computed, which may take a minute.
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        what = f"cannot be made a folder: {getattr(error, 'strerror', None) or error}"
        raise Unusable(str(folder), what, "name another --output") from None
    for path in paths:
        if path.exists() and not force:
            raise Unusable(str(path), "exists already", "name another folder with --output, or add --force")
        check_target(str(path), lambda _: True, force=force)
