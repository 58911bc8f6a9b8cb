"""Refuse an operator's decision on a document whose message is not sent yet: it would be sent after the decision."""

from hub.errors import Code, rejected
from hub.model import Document, Outgoing
from hub.ports import Unit


def refuse_unsent(unit: Unit, document: Document) -> None:
    """Raise Rejected (HUB-825) if a business message of this locked document is still to be sent.

    Such a message waits for its signature, or its outbox row is not confirmed. A message that its party has answered
    was sent, whatever the outbox says.
    """
    unsigned = [row for row in unit.to_sign_for([document.id]) if row.kind == "business"]
    sent = unit.sent_for([document.id])
    promised = {row.subject for row in unit.outgoing([Outgoing.id_of_message(message.id) for message in sent])}
    open_ = {row.id: row.party for row in unsigned} | {m.id: m.party for m in sent if m.id in promised}
    answered = {message.answers for message in unit.answers([(party, id_) for id_, party in open_.items()])}
    for id_, party in open_.items():
        if id_ not in answered:
            raise rejected(Code.NOT_SENT_YET, message=id_, party=party)
