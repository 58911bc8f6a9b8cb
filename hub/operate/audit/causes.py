"""What caused transitions is there: messages, bytes, acts of operators."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from hub.errors import Code
from hub.model import Message, OperatorAct, Transition, digest
from hub.model.books.trails import OPERATORS
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader, Records
from hub.text.bilingual import Bilingual

_BY_MESSAGE = ("receipt", "confirm")
_MISSING = Bilingual("库中没有", "are not stored")


class _Named(NamedTuple):
    """Stored bytes, the document to which what names them belongs, and where that is."""

    digest: str
    document: str
    where: str


def check_causes(reader: AuditReader, records: Records) -> Iterator[Finding]:
    """The bytes, messages and acts that these documents name are stored, and are what they are named as."""
    rows = list(chain.from_iterable(records.transitions.values()))
    sent = list(chain.from_iterable(records.messages.values()))
    missing = [named for named in _named(records) if named.digest in records.absent] if records.absent else []
    yield from _check_missing(reader, missing) if missing else ()
    for message in sent if records.lengths else ():
        yield from check_size(message, records.lengths)
    yield from _check_messages(reader, rows, sent)
    yield from _check_acts(reader, rows)


def _check_missing(reader: AuditReader, missing: Sequence[_Named]) -> Iterator[Finding]:
    """Bytes are missing only where a removal took them from the document that names them."""
    left = reader.whereabouts({one.document for one in missing}, {one.digest for one in missing})
    for one in missing:
        if not left.took(one.digest, one.document):
            yield found(Code.BYTES_DIFFER, digest=one.digest, where=one.where, what=_MISSING)


def check_size(message: Message, sizes: Mapping[str, int]) -> Iterator[Finding]:
    """A message is as long as its bytes."""
    stored = sizes.get(message.digest)
    if stored is not None and stored != message.size:
        what = Bilingual(
            f"登记 {message.size} 字节，实为 {stored} 字节", f"{message.size} bytes recorded, {stored} stored"
        )
        yield found(Code.MESSAGE_DIFFERS, message=message.id, what=what)


def named_bytes(records: Records) -> set[str]:
    """The digests of all bytes that these documents name."""
    return {named.digest for named in _named(records)}


def _named(records: Records) -> Iterator[_Named]:
    """Each digest of stored bytes, and what names it. What follows from an operator's act may name his reason."""
    for document in records.documents.values():
        yield _Named(document.payload, document.id, document.id)
        if document.form is not None:
            yield _Named(document.form, document.id, document.id)
    for row in chain.from_iterable(records.transitions.values()):
        if row.cause.kind in (*_BY_MESSAGE, "clock") or (row.cause.kind == "document" and ":" not in row.cause.ref):
            yield _Named(row.cause.digest, row.document, f"{row.document} {row.seq}")
    for message in chain.from_iterable(records.messages.values()):
        yield _Named(message.digest, message.document or "", message.id)


def _check_messages(reader: AuditReader, rows: list[Transition], sent: list[Message]) -> Iterator[Finding]:
    """Each message that moved a document is recorded, with the same bytes; or it is in quarantine and moved a quota."""
    known = {(message.id, message.digest) for message in sent}
    open_ = [r for r in rows if r.cause.kind in _BY_MESSAGE and (r.cause.ref, r.cause.digest) not in known]
    known |= {(message.id, message.digest) for message in reader.messages({row.cause.ref for row in open_})}
    open_ = [row for row in open_ if (row.cause.ref, row.cause.digest) not in known]
    apart = reader.apart({row.cause.digest for row in open_ if row.cause.kind == "receipt"})
    for row in open_:
        if row.cause.digest not in apart:
            where = f"{row.document} {row.seq}"
            what = Bilingual(f"{where} 由它引起，但库中没有", f"it caused {where}, and it is not recorded like that")
            yield found(Code.MESSAGE_DIFFERS, message=row.cause.ref, what=what)


def _check_acts(reader: AuditReader, rows: list[Transition]) -> Iterator[Finding]:
    """An operator's act is recorded, with the reason and the names that the trail has."""
    caused = [row for row in rows if row.cause.kind == "operator"]
    acts = _acts_by_cause(reader, {row.cause.ref for row in caused})
    reasoned = {(act.id, row.cause) for row in caused for act in acts.get(row.cause.ref, ()) if _has_reason(act, row)}
    for row in caused:
        where, known, ref = f"{row.document} {row.seq}", acts.get(row.cause.ref), row.cause.ref
        if known is None and OPERATORS in row.detail:  # who acted was recorded with the act, in one transaction
            what = Bilingual(f"操作 {ref} 的登记不在库中", f"the act {ref} is not recorded")
            yield found(Code.TRAIL_BROKEN, document=where, what=what)
        elif known is not None and not any(_is_same(act, row, (act.id, row.cause) in reasoned) for act in known):
            what = Bilingual(f"操作 {ref} 的登记与办理记录不符", f"the act {ref} is recorded otherwise")
            yield found(Code.TRAIL_BROKEN, document=where, what=what)


def _acts_by_cause(reader: AuditReader, refs: set[str]) -> Mapping[str, list[OperatorAct]]:
    """The act with each id; or, where that is a replay plan's, every act by which the plan was applied."""
    acts = {act.id: [act] for act in reader.acts(refs)}
    for act in reader.acts_about(refs - acts.keys()):
        acts.setdefault(act.about, []).append(act)
    return acts


def _is_same(act: OperatorAct, row: Transition, has_reason: bool) -> bool:
    operators = row.detail.get(OPERATORS)
    return operators is None or ([one.facts() for one in act.operators] == operators and has_reason)


def _has_reason(act: OperatorAct, row: Transition) -> bool:
    """Whether the act's reason is that of the trail: the cause is its bytes, or a proof, beside which it stands."""
    return (
        digest(act.reason.encode()) == row.cause.digest
        or row.detail.get("reason") == act.reason
        or "returned" in row.detail
        or "proof" in row.detail
    )
