"""Notes of operators about what needs a person: each was made by an act, and each such act made one.

Nothing of a note is in the sealed log. What its act was asked with is what a card signed; where none did, the id of the
act follows from it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.errors import Code
from hub.model import Note, Operator, OperatorAct, Request
from hub.model.identity import act_id, is_derived
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader
from hub.text.bilingual import Bilingual

_NO_ACT: Final = Bilingual("没有相应的操作登记", "no such act is recorded")
_OTHER: Final = Bilingual("操作登记所指的是另一事项", "its act is about another item")
_NO_NOTE: Final = Bilingual("有操作登记而无备注", "its act is recorded, and the note is not")
_UNSIGNED: Final = Bilingual("库中没有卡所签的内容", "what the card signed is not stored")
_NOT_SIGNED: Final = Bilingual(
    "工单号、数量、时间、说明或事项与卡所签的不同", "its ticket, count, time, text or item is not what the card signed"
)
_NOT_ASKED: Final = Bilingual(
    "工单号、数量、时间、说明、事项或操作人与操作登记的编号不符",
    "its ticket, count, time, text, item or operator does not fit the id of its act",
)


def check_notes(reader: AuditReader) -> Iterator[Finding]:
    """Notes and acts in the order of their ids; who, when and the text are the act's."""
    notes, acts = reader.notes()
    by = {act.id: act for act in acts}
    signed = dict(reader.bodies({one.challenge for one in map(_first, acts) if one.has_card}))
    for note in notes:
        act = by.get(note.act)
        if (what := _NO_ACT if act is None else _differs(note, act, signed)) is not None:
            yield found(Code.NOTE_DIFFERS, note=note.act, what=what)
    for id_ in sorted(by.keys() - {note.act for note in notes}):
        yield found(Code.NOTE_DIFFERS, note=id_, what=_NO_NOTE)


def _differs(note: Note, act: OperatorAct, signed: Mapping[str, bytes]) -> Bilingual | None:
    """How a note differs from what its act was asked with; None: it does not, or nothing tells."""
    operator, asked = _first(act), _request(note, act)
    if act.about != note.item:
        return _OTHER
    if operator.has_card:
        said = signed.get(operator.challenge)
        return _UNSIGNED if said is None else None if _asks(said, asked) else _NOT_SIGNED
    is_same = not is_derived(act.id) or act.id == act_id(asked, operator.user, act.at)
    return None if is_same else _NOT_ASKED


def _first(act: OperatorAct) -> Operator:
    return act.operators[0] if act.operators else Operator(user="")


def _request(note: Note, act: OperatorAct) -> Request:
    return Request(verb="note", about=act.about, reason=act.reason, arguments=note.arguments, heads={})


def _asks(challenge: bytes, asked: Request) -> bool:
    said = _read(challenge)
    given = asked.verb, asked.about, asked.reason, asked.arguments
    return given == tuple(said.get(name) for name in ("verb", "about", "reason", "arguments"))


def _read(challenge: bytes) -> dict[str, Any]:
    """The store is whoever's: what cannot be read asks for nothing."""
    try:
        said = json.loads(challenge)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
