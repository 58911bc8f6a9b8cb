"""Names in the hub's own form of messages (xsd/common.xsd, xsd/envelope.xsd) that several rooms must agree on."""

import re
from typing import Final

from hub.xml.times import on_wire

TECHNICAL_RECEIPT: Final = "TechnicalReceipt"
TRANSPORT_RECEIPT: Final = "TransportReceipt"
KEPT_NOTICE: Final = "KeptNotice"
"""Part of a platform's feed that concerns no document of ours."""
BUNDLE: Final = "Bundle"
"""Of a platform: several messages that one envelope held, each about something of its own."""
CARRIER: Final = "Carrier"
"""Holds a party's own form of a message, beside our header and signature."""
IDENTIFIER: Final = re.compile(r"[!-~]{1,64}")
"""What can be a message id."""


def header(*, message: str, sender: str, receiver: str, at: int, document: str = "") -> dict[str, str]:
    """The header of a message in the schema's order; without a document where it is about none.

    `at` in microseconds since 1970, UTC.
    """
    about = {"DocumentId": document} if document else {}
    return {"MessageId": message, **about, "Sender": sender, "Receiver": receiver, "CreatedAt": on_wire(at)}
