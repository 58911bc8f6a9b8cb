"""Make the document that a party announces, and tell the portals of its enterprise."""

from datetime import date

from hub.catalogue.routes import Route
from hub.errors import rejected
from hub.model import Cause, Document, Ledger, Reference
from hub.stages.interpret import read_notice
from hub.stages.load_relations import FOREIGN
from hub.stages.move_status import move_status
from hub.stages.open_message import Opened
from hub.xml.build import text_at


def record_notice(ledger: Ledger, route: Route, opened: Opened, new_id: str, today: date) -> Document:
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
    for naming in route.names:
        ledger.named[document.id, naming.name] = ledger.named.get((opened.digest, naming.name), [])
    ledger.forms[document.id] = {"enterprise": {"uscc": uscc, "name": document.enterprise_name}}
    for name in route.references:
        if isinstance(number := values.get(name), str):
            ledger.refer(Reference(document.id, name, number))
    cause = Cause("document", opened.id, opened.digest)
    move_status(ledger, route, document, route.lifecycle.first, cause, {"returned": values})
    passed = Cause("document", document.id, opened.digest)
    move_status(ledger, route, document, route.passed_on, passed, {"returned": values})
    return ledger.documents[document.id]


def is_early(ledger: Ledger, route: Route, opened: Opened) -> bool:
    """Whether a notice names a document that nobody knows yet; raises Rejected (HUB-314) for somebody else's."""
    ids = [(naming, id_) for naming in route.names for id_ in ledger.named.get((opened.digest, naming.name), ())]
    for naming, id_ in ids:
        if id_ == FOREIGN:
            raise rejected(
                "HUB-314", naming.at, answers=opened.id, value="…", label=naming.document, name=naming.document
            )
    return any(id_ is None for _, id_ in ids)
