"""What may be on a queue: submissions and events in JSON, signed messages in XML."""

from collections.abc import Collection, Iterator
from typing import Any

from hub.catalogue import Catalogue, Portal, Route, Schema
from hub.xml.names import CARRIER

Messages = dict[str, dict[str, Any]]
"""Messages by channel and name."""
RECEIPT = "TechnicalReceipt"
JSON, XML = "application/json", "application/xml"


def messages_by_channel(catalogue: Catalogue) -> Messages:
    """Every message, on the channel where it stands; what both sides send is named by its side."""
    routes = list(catalogue.routes.values())
    shaped = [portal for portal in catalogue.portals.values() if portal.shape is not None]
    return {
        "submissions": {r.document: _submission(r) for r in routes if r.direction == "portal-to-party"}
        | {f"{p.id}.{r.document}": _submission(r, p) for p in shaped for r in routes if r.document in _written_by(p)},
        "events": _events() | {f"{p.id}.{name}": one for p in shaped for name, one in _events(p).items()},
        "messages": {n: _of_route(r, n) for r in routes for n in _sent(r)} | _of_both(catalogue, "Hub", "a party's"),
        "replies": {n: _of_route(r, n) for r in routes for n in _answered(r)}
        | _of_both(catalogue, "Party", "the hub's"),
    }


def _of_route(route: Route, element: str) -> dict[str, Any]:
    return _xml(route.schema, element, f"{route.zh} {route.en}")


def _of_both(catalogue: Catalogue, side: str, others: str) -> dict[str, Any]:
    """Technical receipts, and what carries a party's own form."""
    found = {f"technicalReceiptOf{side}": _xml(catalogue.envelope, RECEIPT, f"Whether {others} message could be used")}
    if catalogue.dialects:
        found[f"carrierOf{side}"] = _xml(catalogue.envelope, CARRIER, "A message in a party's own form")
    return found


def _sent(route: Route) -> Iterator[str]:
    yield from (leg.element for leg in route.legs)
    yield from (writing.element for writing in (route.inquiry, route.shares) if writing is not None)


def _answered(route: Route) -> Iterator[str]:
    yield from (route.element,) if route.is_notice else ()
    yield from (route.existing.element,) if route.existing is not None else ()
    yield from (leg.answers.element for leg in route.legs if leg.answers is not None)


def _written_by(portal: Portal) -> Collection[str]:
    """The types that a portal writes in a shape of its own."""
    return portal.shape.forms if portal.shape is not None else ()


def _events(portal: Portal | None = None) -> dict[str, dict[str, Any]]:
    """What a portal is told, in the hub's shape or in its own."""
    return {
        "statusEvent": _json("A document's status has changed", "event-status", portal),
        "refusalEvent": _json("A delivery could not be used", "event-refusal", portal),
    }


def _submission(route: Route, portal: Portal | None = None) -> dict[str, Any]:
    return _json(f"{route.zh} {route.en}", route.document, portal)


def _json(title: str, schema: str, portal: Portal | None) -> dict[str, Any]:
    """By its schema; of a portal with a shape of its own by that portal's."""
    folder, whose = (f"portals/{portal.id}/", f", as {portal.en} has it") if portal is not None else ("", "")
    return _message(title + whose, JSON) | {"payload": {"$ref": f"./schemas/{folder}{schema}.json"}}


def _xml(schema: Schema, element: str, title: str) -> dict[str, Any]:
    """AsyncAPI has no words for XSD: the file and the element stand in extensions."""
    words = f"Root element `{element}` of {schema.path.name}, signed."
    return _message(title, XML) | {
        "description": words,
        "payload": {"type": "string"},
        "x-xsd": f"../xsd/{schema.path.name}",
        "x-element": element,
    }


def _message(title: str, content_type: str) -> dict[str, Any]:
    traits = [{"$ref": "#/components/messageTraits/published"}]
    return {"title": title, "contentType": content_type, "traits": traits}
