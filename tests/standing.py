"""Documents of guarantees of which an operator says what stands: what customs said of them, and what is left."""

from typing import Any

from guarantees import (
    a_deposit_confirmation,
    a_deposit_refund,
    a_levy_for,
    a_refund,
    approve,
    decide,
    faults,
    hear,
    refused,
)
from money import status
from rig import Rig

from hub.flow.settlement import Proof
from hub.model import Document

SAID = Proof("customs said so by telephone")
MICRO = 1_000_000


def accepted(rig: Rig, form: dict[str, Any]) -> Document:
    (document,) = rig.submit(form)
    assert document.status == "P001", faults(rig, document)
    return document


def said(rig: Rig, document: Document, **values: str) -> int:
    """The number of the newest row of a trail that brought these values."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return next(t.seq for t in reversed(trail.transitions) if values.items() <= t.returned.items())


def decided(rig: Rig, document: Document, code: str) -> int:
    """The number of the newest row in which customs said this code."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return next(t.seq for t in reversed(trail.transitions) if t.detail.get("code") == code)


def left(rig: Rig, uscc: str, number: str) -> str:
    """What can still be asked back of a general guarantee: the hub names it when more is asked for."""
    (document,) = rig.submit(a_refund(uscc, number, "999999999"))
    return _named(rig, document)


def left_of_levy(rig: Rig, uscc: str, levy: dict[str, Any]) -> str:
    (document,) = rig.submit(a_deposit_refund(uscc, levy, "999999999"))
    return _named(rig, document)


def _named(rig: Rig, document: Document) -> str:
    assert [code for code, _ in faults(rig, document)] == ["HUB-344"]
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    (fault,) = trail.transitions[-1].detail["faults"]
    return str(fault["en"]).partition("(")[2].partition(" ")[0]


def an_approved_levy(rig: Rig, uscc: str, amount: str = "100.00") -> tuple[Document, dict[str, Any]]:
    document, levy = a_levy_for(rig, uscc, Amount=amount)
    approve(rig, accepted(rig, a_deposit_confirmation(uscc, levy)))
    return document, levy


def again(rig: Rig, form: dict[str, Any], first: Document, code: str = "G003") -> tuple[Document, bytes]:
    """Customs returns a document, and it is declared again: the second one, and an approval of the first, not sent."""
    late = decide(rig, first, "G002")
    if code == "G003":
        hear(rig, decide(rig, first, "G003"))
    else:
        hear(rig, rig.technical(rig.message_of(first.id), "refused", sender="customs"))
    second = accepted(rig, {**form, "id": f"{form['id']}-again", "again_of": first.id})
    assert status(rig, first) == "X001"
    return second, late


def disputed(rig: Rig, form: dict[str, Any]) -> None:
    """An act that the hub refuses because of a dispute."""
    codes = {code for code, _ in refused(rig, {**form, "id": f"{form['id']}-no"})}
    assert "HUB-318" in codes, codes
