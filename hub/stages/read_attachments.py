"""Take the attachments that a portal is told of out of the message that brought them."""

from hub.catalogue.routes import Route
from hub.model import Transition
from hub.xml.parse import parse_xml


def read_attachments(route: Route, transition: Transition, message: bytes) -> dict[str, str]:
    """By name, in Base64; the message was verified when it came, and its bytes have not changed since."""
    root = parse_xml(message)
    tables = [route.returns, *(leg.answers.returns for leg in route.legs if leg.answers)]
    found: dict[str, str] = {}
    for table in tables:
        for name, source in table.sources.items():
            if name in transition.files and (text := root.findtext(source.steps)):
                found[name] = "".join(text.split())
    return found
