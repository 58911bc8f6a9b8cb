"""Put a document on hold, so that it is not archived, and lift the hold."""

from hub.errors import Code, rejected
from hub.flow.acting import Acting
from hub.model import Changes
from hub.model.removal import Hold
from hub.ports import Store
from hub.text.bilingual import Bilingual

HELD = Bilingual("已在保全中", "is on hold already")
FREE = Bilingual("未在保全中", "is not on hold")


def is_held(store: Store, document: str) -> Hold | None:
    """The document's newest hold; None if it is not on hold."""
    newest = store.retention.whereabouts([document], []).holds.get(document)
    return newest if newest is not None and newest.is_held else None


def prove_changing(store: Store, document: str, *, lift: bool) -> None:
    """Raise Rejected (HUB-952) if there is nothing to change."""
    if (is_held(store, document) is not None) != lift:
        raise rejected(Code.HOLD_UNCHANGED, document=document, what=FREE if lift else HELD)


def set_hold(store: Store, acting: Acting, *, lift: bool) -> Hold:
    """Hold the document that the act is about, or lift its hold. Raises Rejected (HUB-804, HUB-952)."""
    document, act = acting.act.about, acting.act
    prove_changing(store, document, lift=lift)
    with store.transactions.snapshot() as unit:
        if acting.refuse_other(unit):
            raise rejected(Code.ACT_DONE)
    newest = store.retention.whereabouts([document], []).holds.get(document)
    hold = Hold(document=document, number=newest.number + 1 if newest else 1, is_held=not lift, act=act.id, at=act.at)
    store.retention.hold(hold, Changes(acts=[act], payloads=dict(acting.contents)))
    return hold
