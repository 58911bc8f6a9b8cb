"""Make the document that a party announces, and tell the portals of its enterprise."""

from collections.abc import Mapping
from datetime import date

from hub.catalogue.routes import Route
from hub.model import Cause, Document, Ledger
from hub.stages.interpret import read_notice
from hub.stages.move_status import move_status
from hub.stages.open_message import Opened
from hub.xml.build import text_at


def record_notice(
    ledger: Ledger, route: Route, opened: Opened, new_id: str, portals: Mapping[str, list[str]], today: date
) -> Document:
    """Record a notice as received and passed on; raises Rejected when its values break a rule.

    It goes to every portal with an accepted submission of the enterprise, else to the type's home portal
    (domain.md section 4).
    """
    values = read_notice(opened, route, today)
    uscc = text_at(opened.root, "Enterprise/Uscc") or ""
    document = Document(
        id=new_id,
        type=route.document,
        sender=opened.party,
        sender_ref=opened.id,
        content=opened.digest,
        payload=opened.digest,
        portal=None,
        party=opened.party,
        enterprise=uscc,
        enterprise_name=text_at(opened.root, "Enterprise/Name") or "",
        status=route.lifecycle.first,
        round=0,
        seq=0,
        head="",
        again_of=None,
        created_at=ledger.now,
        updated_at=ledger.now,
    )
    ledger.open(document)
    told = portals.get(uscc) or [route.home]
    cause = Cause("document", opened.id, opened.digest)
    move_status(ledger, route, document, route.lifecycle.first, cause, detail={"returned": values}, portals=told)
    passed = Cause("document", document.id, opened.digest)
    move_status(ledger, route, document, route.passed_on, passed, detail={"returned": values}, portals=told)
    return ledger.documents[document.id]
