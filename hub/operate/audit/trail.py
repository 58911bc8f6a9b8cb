"""A document's trail: each transition by its hash, and the document at the end of it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from hub.errors import Code
from hub.model import GENESIS, REFUSED, Document, Transition, since_of
from hub.model.identity import EARLIEST_MS, LATEST_MS, VERSION, document_id, time_of
from hub.model.record_number import record_numbers
from hub.operate.audit.finding import Finding, found
from hub.text.bilingual import Bilingual

_TRIES: Final = 100
"""Record numbers that are compared: the second is needed once in a billion documents."""


def check_trail(document: str, rows: Sequence[Transition], archived: Collection[int] = ()) -> Iterator[Finding]:
    """The numbers have no gap, each row follows from the row before, and its hash from its fields.

    `archived`: numbers up to which archives have the trail. What is between the first row and such a row may be gone.
    """
    previous, status, seq = GENESIS, None, 0
    for row in rows:
        seq += 1
        if row.seq > seq > 1 and row.seq in archived:
            previous, status, seq = row.previous, row.before, row.seq
        if row.seq != seq:
            what = Bilingual(f"应为第 {seq} 条，却是第 {row.seq} 条", f"transition {seq} is missing, before {row.seq}")
            yield found(Code.TRAIL_BROKEN, document=document, what=what)
            return
        if hash_of(row) != row.hash:
            yield found(Code.HASH_DIFFERS, document=document, seq=seq)
            return
        if (row.previous, row.before) != (previous, status):
            what = Bilingual(f"第 {seq} 条不接前一条", f"transition {seq} does not follow from the one before")
            yield found(Code.TRAIL_BROKEN, document=document, what=what)
            return
        previous, status = row.hash, row.after


def hash_of(row: Transition) -> str:
    """The hash that follows from a transition's fields; empty if nothing can be hashed."""
    try:
        return row.own_hash()
    except (ValueError, TypeError, RecursionError):
        return ""


def check_document(
    document: Document | None, name: str, rows: Sequence[Transition], hub: str, archived: Collection[int] = ()
) -> Iterator[Finding]:
    """A document is what its trail made it, and it has the id that follows from its origin.

    `archived`: as `check_trail` has it.
    """
    if document is None or not rows:
        missing = Bilingual("没有单证", "its document is missing")
        empty = Bilingual("一条记录也没有", "it has no transition")
        yield found(Code.TRAIL_BROKEN, document=name, what=missing if document is None else empty)
        return
    expected = _from_trail(document, rows) | _since(document, rows, archived) | _from_origin(document, hub)
    for field, value in expected.items():
        if (stands := getattr(document, field)) != value:
            yield found(Code.DOCUMENT_DIFFERS, document=name, field=field, found=str(stands), expected=str(value))
            return
    yield from _check_record(document)


def _from_trail(document: Document, rows: Sequence[Transition]) -> dict[str, object]:
    first, last = rows[0], rows[-1]
    is_brought = first.seq == 1 and first.cause.kind == "document" and not document.maker
    brought = {"payload": first.cause.digest} if is_brought else {}
    stands = {"seq": last.seq, "status": last.after, "head": last.hash, "updated_at": last.at}
    return {**stands, **brought}


def _since(document: Document, rows: Sequence[Transition], archived: Collection[int]) -> dict[str, object]:
    """Since when it stands there, and is overdue: what follows from the last move, if all rows behind it are here.

    Of a document whose last move was in an archive when the columns were made, the hub does not know it: 0.
    """
    behind = _behind_last_move(rows)
    if not behind or (document.moved_at == 0 and behind[0].seq < max(archived, default=0)):
        return {}
    return since_of(behind)._asdict()


def _behind_last_move(rows: Sequence[Transition]) -> list[Transition]:
    """The last move, and all rows behind it; empty where some of them may have left the store."""
    for place, row in reversed(list(enumerate(rows))):
        if not row.is_observation:
            return list(rows[place:])
        if place and rows[place - 1].seq != row.seq - 1:
            break
    return []


def _from_origin(document: Document, hub: str) -> dict[str, object]:
    """What follows from where it came from. Ids of older hubs, and of what the hub made, tell nothing."""
    if document.id[14:15] != f"{VERSION}" or document.maker:
        return {}
    at = time_of(document.id)
    expected = document_id(hub, document.sender, document.sender_ref, document.content, at)
    if expected != document.id or document.submitted_at is None:
        return {"id": expected}
    milliseconds = min(max(document.submitted_at // 1000, EARLIEST_MS), LATEST_MS)
    return {} if milliseconds * 1000 == at else {"submitted_at": _shown(at)}


def _check_record(document: Document) -> Iterator[Finding]:
    """Every document has a record number, but for a refused one."""
    if (record := document.record) is None and document.status == REFUSED:
        return
    first = next(record_numbers(document.id, document.created_at))
    if record is None or (record != first and record not in islice(record_numbers(document.id, 0), _TRIES)):
        yield found(Code.DOCUMENT_DIFFERS, document=document.id, field="record", found=str(record), expected=first)


def _shown(at: int) -> str:
    return datetime.fromtimestamp(at / 1_000_000, UTC).isoformat()
