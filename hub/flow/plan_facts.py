"""What a replay plan does, as a card signs it, a second operator reads it, and parties' rules judge it."""

from collections.abc import Mapping, Sequence
from typing import Final

from hub.flow.replay_plan import AnyEntry, ReplayPlan, SendAgain, TellAgain
from hub.model.canonical import canonical
from hub.ports import Store


def bytes_of_entries(plan: ReplayPlan) -> bytes:
    """The entries of a plan as they are signed, and stored with what was proposed."""
    return canonical(plan.model_dump(mode="json")["entries"])


FORCED: Final = "although not deduplicated"
"""Said of a payment that is sent again to a party that may carry it out twice."""


def sends_of(store: Store, plan: ReplayPlan) -> list[str]:
    """What a plan sends, a line for each entry: what it does, to what, for whom by the store, and what it forces."""
    sending = [entry for entry in plan.entries if entry.send]
    messages = [entry.message for entry in sending if isinstance(entry, SendAgain)]
    with store.transactions.snapshot() as unit:
        parties = {one.id: one.party for one in unit.documents(sorted({entry.document for entry in sending}))}
        parties |= {one.id: one.party for one in unit.sent(sorted(messages))}
    return [_line(entry, parties) for entry in sending]


def _line(entry: AnyEntry, parties: Mapping[str, str]) -> str:
    if isinstance(entry, TellAgain):
        return f"{entry.does} {entry.document} {entry.to}"
    name = entry.message if isinstance(entry, SendAgain) else entry.document
    forced = isinstance(entry, SendAgain) and entry.although_not_deduplicated
    return " ".join([entry.does, name, parties.get(name, entry.to), *([FORCED] if forced else [])])


def parties_of_plan(store: Store, plan: ReplayPlan) -> set[str]:
    """The parties that a plan sends to, by what the store knows of its documents and messages.

    What the entries say of parties may have been edited. Events go to portals, and concern no party.
    """
    sending = [entry for entry in plan.entries if entry.send and not isinstance(entry, TellAgain)]
    messages = [entry.message for entry in sending if isinstance(entry, SendAgain)]
    with store.transactions.snapshot() as unit:
        documents = unit.documents(sorted({entry.document for entry in sending}))
        return {one.party for one in documents} | {one.party for one in unit.sent(sorted(messages))}


def heads_of(store: Store, documents: Sequence[str]) -> dict[str, str]:
    """The newest rows of documents' trails, by document."""
    with store.transactions.snapshot() as unit:
        return {document.id: document.head for document in unit.documents(documents)}
