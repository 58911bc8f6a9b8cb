"""Keep an operator's note about something that needs a person."""

from hub.errors import Code, rejected
from hub.flow.acting import Acting
from hub.flow.attention import Item
from hub.model import Changes, Note
from hub.ports import Store


def keep_note(store: Store, acting: Acting, item: Item, ticket: str) -> Note:
    """Record the act and the note, once. Raises Rejected (HUB-804)."""
    note = Note(act=acting.act.id, item=item.name, ticket=ticket, count=item.count, newest=item.newest)
    with store.transactions.begin() as unit:
        if acting.refuse_other(unit):
            raise rejected(Code.ACT_DONE)
        unit.write(Changes(acts=[acting.act], payloads=dict(acting.contents), notes=[note]))
    return note
