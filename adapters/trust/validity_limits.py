"""The limits that operators set for the validity of certificates, in a file beside them.

The file `cutovers` in a folder of certificates has a line for each limit, oldest first; no line is changed or removed:

    <SHA-256 of the certificate> from|until <time> <when this was written>

`until`: the certificate is refused from that time on. `from`: the key of ours does not sign before that time. The last
line of each kind decides. Times are RFC 3339, with their offset.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from cryptography import x509

from adapters.files.durable import append_lines
from adapters.x509 import ValidityLimits, fingerprint, microseconds
from adapters.x509.validity import SECOND
from hub.errors import Code, operator_error, unusable_file
from hub.text.bilingual import Bilingual

Word = Literal["from", "until"]
FILE: Final = "cutovers"


def read_limits(folder: Path, known: Mapping[str, x509.Certificate]) -> dict[str, ValidityLimits]:
    """The limits for a folder's certificates, by fingerprint.

    Raises OperatorError: HUB-705 when the file cannot be read; HUB-707 for a malformed line, and for an `until` line
    about a certificate that is not in the folder. Such a line may be meant for another certificate, which would stay
    valid.
    """
    file = folder / FILE
    try:
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
    except UnicodeDecodeError as error:
        raise operator_error(
            Code.BAD_KEY, reason=Bilingual(f"{file} 不是 UTF-8 文本", f"{file} is not UTF-8 text")
        ) from error
    except OSError as error:
        raise unusable_file(file, error) from error
    found: dict[str, ValidityLimits] = {}
    for number, line in enumerate(lines, 1):
        try:
            name, word, at = _read(line)
        except ValueError as error:
            raise operator_error(
                Code.BAD_KEY,
                reason=Bilingual(f"{file} 第 {number} 行无法理解", f"{file}, line {number} cannot be understood"),
            ) from error
        if name not in known and word == "until":
            raise operator_error(
                Code.BAD_KEY,
                reason=Bilingual(
                    f"{file} 第 {number} 行所指的证书（SHA-256 {name[:16]}…）不在这里：请把它的文件放回",
                    f"{file}, line {number} names a certificate that is not here (SHA-256 {name[:16]}…): put its file "
                    "back",
                ),
            )
        before = found.get(name, ValidityLimits())
        found[name] = replace(before, since=at) if word == "from" else replace(before, until=at)
    return found


def _read(line: str) -> tuple[str, str, int]:
    name, word, at, written = line.split()
    times = [datetime.fromisoformat(text) for text in (at, written)]
    if word not in ("from", "until") or any(time.tzinfo is None for time in times):
        raise ValueError(line)
    return name, word, microseconds(times[0])


def write_limit(folder: Path, certificates: Sequence[x509.Certificate], word: Word, at: int, now: int) -> None:
    """Append a line for each certificate durably, all or none.

    Raises OperatorError (HUB-705); then nothing was added.
    """
    lines = [f"{fingerprint(certificate)} {word} {_rfc3339(at)} {_rfc3339(now)}" for certificate in certificates]
    try:
        append_lines(folder / FILE, lines)
    except OSError as error:
        raise unusable_file(folder / FILE, error) from error


def _rfc3339(at: int) -> str:
    return datetime.fromtimestamp(at // SECOND, UTC).isoformat().replace("+00:00", "Z")
