"""Timestamps: each that the store keeps is of its checkpoint, by an authority that the home trusts."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cryptography.x509 import Certificate

from hub.errors import Code
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader, Timestamp
from hub.text.bilingual import Bilingual

Trusted = Callable[[], Sequence[Certificate]]
"""Reads the certificates above timestamp authorities; raises OperatorError where one cannot be read."""
_FOREIGN: Final = Bilingual("库中没有这个检查点", "its checkpoint is not stored")
_NOBODY: Final = Bilingual(
    "主目录 keys/timestamps 中没有机构上级 CA 的证书", "the home trusts no CA, in keys/timestamps"
)
_TIME: Final = Bilingual("登记的时间不是时间戳中的时间", "another time is recorded than it says")


def check_stamps(reader: AuditReader, trusted: Trusted, since: int) -> Iterator[Finding]:
    """Those of checkpoints of at least `since` entries."""
    sizes = [size for size in reader.timestamped() if size >= since]
    authorities = trusted() if sizes else ()
    for size in sizes:
        timestamp, sealed = reader.timestamp(size), reader.sealed(size)
        note = None if sealed is None else sealed.note
        if timestamp is not None and (what := _fault(timestamp, note, authorities)) is not None:
            yield found(Code.STAMP_DIFFERS, size=size, what=what)


def _fault(timestamp: Timestamp, note: str | None, authorities: Sequence[Certificate]) -> Bilingual | None:
    """Why it does not hold; it must be as it was before it was kept."""
    from adapters.timestamps import UntrustedTimestamp, verify_timestamp  # noqa: PLC0415 - few stores have one

    if note is None or not authorities:
        return _NOBODY if note is not None else _FOREIGN
    try:
        vouched = verify_timestamp(timestamp.response, note.encode(), authorities)
    except UntrustedTimestamp as error:
        return error.reason
    return None if vouched.at == timestamp.at else _TIME
