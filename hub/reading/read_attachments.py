"""Read attachments, for an event, from the message that brought them."""

from lxml import etree

from hub.catalogue import Catalogue, Route
from hub.model import Transition
from hub.reading.translate_message import out_of_dialect
from hub.xml.build import local_name, text_at
from hub.xml.names import CARRIER


def read_attachments(
    catalogue: Catalogue, route: Route, transition: Transition, message: etree._Element
) -> dict[str, str]:
    """The attachments in Base64, by name. The message was verified when it came; here it is out of its envelope.

    Raises Rejected if the party's dialect was changed and cannot read the message any more.
    """
    root = _as_ours(catalogue, message)
    tables = [route.returns, *(leg.answers.returns for leg in route.legs if leg.answers)]
    found: dict[str, str] = {}
    for table in tables:
        for name, source in table.sources.items():
            if name in transition.files and (text := root.findtext(source.steps)):
                found[name] = "".join(text.split())
    return found


def _as_ours(catalogue: Catalogue, root: etree._Element) -> etree._Element:
    """The message in the hub's own form."""
    if local_name(root) != CARRIER:
        return root
    return out_of_dialect(root, catalogue.dialect(text_at(root, "Header/Sender") or ""), None)[0]
