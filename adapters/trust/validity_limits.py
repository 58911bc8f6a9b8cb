"""What operators decided about certificates, in a file beside them.

`cutovers` in a folder of certificates is a line for each decision, oldest first; none is ever changed or removed:

    <SHA-256 of the certificate> from|until <time> <when this was written>

`until` refuses a certificate from that time on, `from` keeps one of ours from signing before. Of one certificate the
last line of each kind counts. Times are RFC 3339, with their offset.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from errno import ENOSPC
from io import FileIO
from pathlib import Path
from typing import Final, Literal

from cryptography import x509

from adapters.files.durable import sync_folder
from adapters.x509.validity import SECOND, Decided, fingerprint, microseconds
from hub.errors import operator_error

Word = Literal["from", "until"]
FILE: Final = "cutovers"


def read_cutovers(folder: Path, known: Mapping[str, x509.Certificate]) -> dict[str, Decided]:
    """What was decided about a folder's certificates, by fingerprint.

    Raises OperatorError: HUB-705 when it cannot be read; HUB-707 for a line that is none, or refuses a certificate that
    is not here: it may be meant for one that is, which would go on to count.
    """
    file = folder / FILE
    try:
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
    except UnicodeDecodeError as error:
        raise operator_error("HUB-707", reason=f"{file} is not UTF-8 text") from error
    except OSError as error:
        raise operator_error("HUB-705", path=file) from error
    found: dict[str, Decided] = {}
    for number, line in enumerate(lines, 1):
        try:
            name, word, at = _read(line)
        except ValueError as error:
            raise operator_error("HUB-707", reason=f"{file}, line {number} cannot be understood") from error
        if name not in known and word == "until":
            raise operator_error("HUB-707", reason=f"{file}, line {number} names a certificate that is not here")
        before = found.get(name, Decided())
        found[name] = replace(before, since=at) if word == "from" else replace(before, until=at)
    return found


def _read(line: str) -> tuple[str, str, int]:
    name, word, at, written = line.split()
    times = [datetime.fromisoformat(text) for text in (at, written)]
    if word not in ("from", "until") or any(time.tzinfo is None for time in times):
        raise ValueError(line)
    return name, word, microseconds(times[0])


def write_cutover(folder: Path, certificates: Sequence[x509.Certificate], word: Word, at: int, now: int) -> None:
    """Add a decision about each, all or none, durably; raises OperatorError (HUB-705): then nothing was added."""
    file = folder / FILE
    lines = [f"{fingerprint(certificate)} {word} {_rfc3339(at)} {_rfc3339(now)}\n" for certificate in certificates]
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        with open(descriptor, "rb+", buffering=0) as out:  # noqa: PTH123 - Path.open takes no descriptor
            size = os.fstat(descriptor).st_size
            is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"  # written by hand
            _append(out, size, (b"\n" if is_torn else b"") + "".join(lines).encode())
        sync_folder(folder)
    except OSError as error:
        raise operator_error("HUB-705", path=file) from error


def _append(out: FileIO, size: int, text: bytes) -> None:
    """All of a text behind what there is, or what there was."""
    try:
        _write(out, text)
    except OSError:
        out.truncate(size)
        raise


def _write(out: FileIO, text: bytes) -> None:
    written = out.write(text)
    if written != len(text):
        raise OSError(ENOSPC, f"{written} of {len(text)} bytes were written")
    os.fsync(out.fileno())


def _rfc3339(at: int) -> str:
    return datetime.fromtimestamp(at // SECOND, UTC).isoformat().replace("+00:00", "Z")
