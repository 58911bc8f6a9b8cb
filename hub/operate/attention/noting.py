"""Keep an operator's note about something that needs a person."""

from dataclasses import replace

from hub.errors import Code, rejected
from hub.flow.acting import Acting
from hub.model import Changes, Note
from hub.ports import Store


def keep_note(store: Store, acting: Acting, asked: Note) -> Note:
    """Record the act and the note that it was asked for, once. Raises Rejected (HUB-804)."""
    note = replace(asked, act=acting.act.id)
    with store.transactions.begin() as unit:
        if acting.refuse_other(unit):
            raise rejected(Code.ACT_DONE)
        unit.write(Changes(acts=[acting.act], payloads=dict(acting.contents), notes=[note]))
    return note
