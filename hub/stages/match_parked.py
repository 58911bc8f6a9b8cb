"""Apply a receipt that arrived before what it answers, in the transaction that opens its round."""

from datetime import date

from hub.catalogue import Catalogue
from hub.model import Ledger, Message
from hub.stages.apply_receipt import apply_receipt
from hub.stages.correlate import original_of, route_of
from hub.stages.interpret import interpret
from hub.stages.keep_received import keep_received
from hub.stages.open_message import Opened


def match_parked(ledger: Ledger, catalogue: Catalogue, message: Message, opened: Opened, today: date) -> None:
    """Let a parked receipt act on the document whose message it answers; its party was answered when it came."""
    original = original_of(opened, ledger)
    if original is None or message.document is None:
        return
    if original.kind != "copy":
        document = ledger.documents[message.document]
        route = route_of(opened, original, document, catalogue)
        apply_receipt(ledger, catalogue, document, opened, interpret(opened, original, document, route, today))
    keep_received(ledger, opened, message.document, original)
    ledger.changes.matched.append((opened.party, opened.id))
