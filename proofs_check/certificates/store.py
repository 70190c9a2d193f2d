"""Certificates in files: ``--certificates DIR`` writes them, ``sharpath recheck FILE ...`` reads them.

One file for each certificate, named after its statement and its method; complete or not there
(`proofs_check.files`); files that are no certificates are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from proofs_check.certificates.language import dumps
from proofs_check.certificates.recheck import BYTES, FORMAT, check
from proofs_check.files import Unusable, check_target, write_atomically

__all__ = ["check_folder", "file_names", "is_certificate", "recheck_files", "write_certificates"]


def check_folder(path: str) -> None:
    """Insist that a directory can be written to; make it if it is missing.

    Args:
        path: the directory as the user named it.

    Raises:
        Unusable: it cannot.
    """
    remedy = "name a directory that exists or can be made"
    if not path:
        raise Unusable("''", "is no name of a directory", remedy)
    try:
        Path(path).mkdir(exist_ok=True)
    except OSError as error:
        raise Unusable(path, f"cannot be a directory for certificates: {error.strerror}", remedy) from None
    check_target(str(Path(path) / "certificate.json"), is_certificate, force=True)


def is_certificate(path: Path) -> bool:
    """Whether a file is a certificate of any version.

    Args:
        path: an existing file.

    Returns:
        True if it is JSON that carries the name of the format.
    """
    import json

    try:
        with path.open("rb") as stream:
            found = json.loads(stream.read(BYTES))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("format") == FORMAT


def file_names(certificates: Iterable[Mapping[str, Any]]) -> list[str]:
    """A name for each file, the same from run to run.

    Args:
        certificates: certificates.

    Returns:
        ``STATEMENT.METHOD.json``, numbered where that is not unique.
    """
    names: list[str] = []
    for content in certificates:
        method, holds = content["proof"]["method"], content["claim"]["holds"]
        stem = f"{content['made']['for']}.{holds[0] if method == 'families' else method}"
        used, name, k = set(names), f"{stem}.json", 2
        while name in used:
            name, k = f"{stem}-{k}.json", k + 1
        names.append(name)
    return names


def write_certificates(folder: str, certificates: list[Mapping[str, Any]], *, force: bool) -> list[str]:
    """Write certificates.

    Args:
        folder: a directory.
        certificates: what to write.
        force: replace files that are no certificates, too.

    Returns:
        The paths written.

    Raises:
        Unusable: a file is someone else's, or cannot be written; then none is written.
    """
    paths = [Path(folder) / name for name in file_names(certificates)]
    for path in paths:
        if not force and path.is_file() and path.stat().st_size and not is_certificate(path):
            raise Unusable(
                str(path), "exists and is not a certificate", "name another directory, or add --force"
            )
        check_target(str(path), is_certificate, force=force)
    for path, content in zip(paths, certificates, strict=True):
        write_atomically(str(path), dumps(content))
    return list(map(str, paths))


def recheck_files(paths: list[str]) -> tuple[int, list[str]]:
    """Recheck certificates.

    Args:
        paths: files.

    Returns:
        The exit status (0 all established, 1 some not, 2 some unusable), and one line for each file.
    """
    checked = [check(path) for path in paths]
    return max(status for status, _ in checked), [line for _, line in checked]
