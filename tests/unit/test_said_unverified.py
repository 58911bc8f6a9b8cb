"""What a delivery says of itself is read as what anybody may have written."""

import pytest

from hub.reading.said_unverified import LONGEST_NAME, Unverified, said_of_itself
from hub.xml.build import NAMESPACE

ASKED = "01a0c1b1-0900-8b1f-bfe9-9432d29ee892"


def receipt(message: str, answers: str) -> bytes:
    """In the hub's own form, signed by nobody."""
    inside = f"<Header><MessageId>{message}</MessageId></Header><InReplyTo><MessageId>{answers}</MessageId></InReplyTo>"
    return f'<PaymentResult xmlns="{NAMESPACE}">{inside}</PaymentResult>'.encode()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (receipt("R-1", ASKED.upper()), Unverified("PaymentResult", "R-1", ASKED)),
        (receipt("two words", "x" * 65), Unverified("PaymentResult")),
        (receipt("&#x202E;R-1", "&#x85;"), Unverified("PaymentResult")),
        (b"<" + b"a" * 999 + b"/>", Unverified("a" * LONGEST_NAME)),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', None),
        (b"{}", None),
        (b"", None),
    ],
    ids=["a receipt", "no ids", "control characters", "a long name", "an entity", "JSON", "nothing"],
)
def test_what_is_told_of_it_are_names_and_ids_and_no_text(body: bytes, said: Unverified | None) -> None:
    """What could not be an id is left out; what the parser refuses says nothing."""
    assert said_of_itself(body) == said
