"""Write a message of the hub's own accord: build, prove, sign, keep, promise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from uuid6 import uuid7

from hub.catalogue.load import Catalogue
from hub.catalogue.routes import Leg, Route, Writing
from hub.errors import Unfit
from hub.model import Document, Ledger
from hub.model.message import Kind
from hub.ports import Signer
from hub.stages.build_message import build_message
from hub.stages.move_status import promise_message
from hub.stages.sign_message import sign_message
from hub.xml.times import on_wire


@dataclass(frozen=True)
class Means:
    """What the hub needs to write of its own accord."""

    hub_id: str
    catalogue: Catalogue
    signer: Signer


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be written, about which document, to whom."""

    route: Route
    what: Leg | Writing
    document: Document
    party: str
    kind: Kind = "business"


def write_message(ledger: Ledger, means: Means, draft: Draft, facts: Mapping[str, Any]) -> None:
    """Write one message from what is known; raises Unfit when that does not make one."""
    message_id = str(uuid7())
    header = header_of(means.hub_id, draft.document.id, message_id, draft.party, ledger.now)
    dialect = means.catalogue.dialect(draft.party)
    root, faults = build_message(draft.what, draft.route.schema, facts, header, dialect=dialect)
    if faults:
        raise Unfit(draft.document.id, tuple(faults))
    message = sign_message(ledger, means.signer, root, draft.document, message_id, draft.party, draft.kind)
    promise_message(ledger, message.id, draft.party)


def header_of(hub_id: str, document: str, message_id: str, party: str, now: int) -> dict[str, str]:
    """The header of a message about a document."""
    return {
        "MessageId": message_id,
        "DocumentId": document,
        "Sender": hub_id,
        "Receiver": party,
        "CreatedAt": on_wire(now),
    }
