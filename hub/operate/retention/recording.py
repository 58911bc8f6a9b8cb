"""Record the act that causes a removal, once for all removals of one run."""

from hub.flow.acting import Acting
from hub.model import Changes
from hub.ports import Store


def act_once(store: Store, acting: Acting) -> Changes:
    """The act with its bytes; nothing where this run has recorded it. Raises Rejected (HUB-804)."""
    with store.transactions.snapshot() as unit:
        if acting.refuse_other(unit):
            return Changes()
    return Changes(acts=[acting.act], payloads=dict(acting.contents))
