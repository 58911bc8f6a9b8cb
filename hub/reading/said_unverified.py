"""What a delivery says of itself before anybody has verified it: for an operator's eyes, and for nothing else."""

from dataclasses import dataclass

from lxml import etree

from hub.errors import Rejected
from hub.model import known_id
from hub.xml.build import local_name, text_at
from hub.xml.names import IDENTIFIER
from hub.xml.parse import parse_xml

LONGEST_NAME = 64
"""So many characters of an element's name are told."""


@dataclass(frozen=True, slots=True)
class Unverified:
    """What anybody may have written."""

    element: str
    """The name of its outermost element: of a message in the hub's own form, what it is."""
    message: str = ""
    """Its own id; empty where there is none that could be one."""
    answers: str = ""
    """Id of the hub's message that it says it answers; empty likewise."""


def said_of_itself(body: bytes) -> Unverified | None:
    """What the bytes say; None where they are no XML that the hub reads."""
    try:
        root = parse_xml(body)
    except Rejected:
        return None
    answers = _id_at(root, "InReplyTo/MessageId")
    return Unverified(local_name(root)[:LONGEST_NAME], _id_at(root, "Header/MessageId"), known_id(answers))


def _id_at(root: etree._Element, path: str) -> str:
    found = (text_at(root, path) or "").strip()
    return found if IDENTIFIER.fullmatch(found) else ""
