"""Render outbox rows as what goes on a queue."""

from collections.abc import Sequence
from dataclasses import replace

from hub.catalogue import Catalogue
from hub.effects.render_event import render_event, render_refusal, with_trace
from hub.effects.shape_event import in_shape
from hub.model import Transition
from hub.ports import Due, Parcel, Verifier
from hub.reading.read_attachments import read_attachments
from hub.text.log import Log
from hub.xml.parse import parse_xml

log = Log()


class Renderer:
    """Makes parcels of outbox rows: always the same one of the same row."""

    def __init__(self, hub_id: str, catalogue: Catalogue, verifier: Verifier) -> None:
        self._hub_id = hub_id
        self._catalogue = catalogue
        self._verifier = verifier

    def rendered(self, due: Sequence[Due]) -> dict[str, Parcel]:
        """The parcels of these rows, by row. What has no content or cannot be rendered is left out: it stays due."""
        return {row.outgoing.id: parcel for row in due if (parcel := self._render(row))}

    def _render(self, due: Due) -> Parcel | None:
        """One row as a parcel; None if it has no content or cannot be rendered. The row then stays in the outbox."""
        try:
            return self._parcel(due)
        except Exception:
            log.exception("promise_not_renderable", outbox=due.outgoing.id)
            return None

    def _parcel(self, due: Due) -> Parcel | None:
        """The bytes of one row, with a name that is the same whenever the row is sent."""
        row = due.outgoing
        if due.body is not None:
            name, body = f"{row.subject}.xml", due.body
        elif due.document is not None and due.transition is not None:
            name = f"{due.transition.at}-{due.document.id}-{due.transition.seq}.json"
            transition, files = due.transition, self._files(due)
            numbered = self._numbered(due.document.type, transition)
            statuses = self._catalogue.statuses_of(due.document.type)
            known = due.document if row.destination == due.document.portal else replace(due.document, portal=None)
            told = render_event(self._hub_id, known, transition, statuses, files, numbered)
            body = in_shape(self._catalogue.shape_of(row.destination), told, due.document.type)
            body = with_trace(body, due.trace)
        elif due.quarantined is not None:
            name = f"{due.quarantined.at}-{due.quarantined.id}.json"
            told = render_refusal(self._hub_id, due.quarantined, self._catalogue.statuses)
            body = in_shape(self._catalogue.shape_of(row.destination), told)
        else:
            log.error("promise_without_content", outbox=row.id)
            return None
        return Parcel(id=row.id, destination=row.destination, name=name, body=body, trace=due.trace)

    def _numbered(self, type_: str, transition: Transition) -> Sequence[str]:
        """Names of the numbers that the record number may stand for, if a party's decision caused the transition."""
        route = self._catalogue.routes.get(type_)
        return route.numbered(transition.after) if route and not transition.is_observation else []

    def _files(self, due: Due) -> dict[str, str]:
        if due.brought_by is None or due.document is None or due.transition is None:
            return {}
        message = self._verifier.unwrap(parse_xml(due.brought_by))
        return read_attachments(self._catalogue, self._catalogue.routes[due.document.type], due.transition, message)
