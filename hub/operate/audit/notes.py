"""Notes of operators about what needs a person: each was made by an act, and each such act made one."""

from collections.abc import Iterator
from typing import Final

from hub.errors import Code
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader
from hub.text.bilingual import Bilingual

_NO_ACT: Final = Bilingual("没有相应的操作登记", "no such act is recorded")
_OTHER: Final = Bilingual("操作登记所指的是另一事项", "its act is about another item")
_NO_NOTE: Final = Bilingual("有操作登记而无备注", "its act is recorded, and the note is not")


def check_notes(reader: AuditReader) -> Iterator[Finding]:
    """Notes and acts in the order of their ids; who, when and the text are the act's."""
    notes, acts = reader.notes()
    about = {act.id: act.about for act in acts}
    for note in notes:
        if note.act not in about:
            yield found(Code.NOTE_DIFFERS, note=note.act, what=_NO_ACT)
        elif about[note.act] != note.item:
            yield found(Code.NOTE_DIFFERS, note=note.act, what=_OTHER)
    for act in sorted(about.keys() - {note.act for note in notes}):
        yield found(Code.NOTE_DIFFERS, note=act, what=_NO_NOTE)
