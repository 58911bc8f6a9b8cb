"""Read the values of a notice, and check a party's values against rules."""

from typing import Any

from hub.catalogue import Case, Route, Rule
from hub.errors import Rejected
from hub.model import document_id
from hub.reading.moments import refuse_future
from hub.reading.open_message import Opened
from hub.reading.said_by import SaidBy


def read_said(opened: Opened, route: Route) -> dict[str, Any]:
    """The values of a notice, without the rules; raises Rejected for malformed values and times in the future."""
    values = route.returns.read(opened.root)
    refuse_future(opened, [("", route.returns, values)])
    return values


def check_said(opened: SaidBy, case: Case, rules: tuple[Rule, ...]) -> None:
    """Raise Rejected if the case breaks one of these rules."""
    faults = [f for rule in rules for f in rule(case)]
    if faults:
        raise Rejected(tuple(faults), opened.id)


def announced_id(hub_id: str, opened: Opened) -> str:
    """The id of the document that a notice creates."""
    return document_id(hub_id, opened.party, opened.id, opened.digest, opened.said_at)
