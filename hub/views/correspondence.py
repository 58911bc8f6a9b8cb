"""Messages of one document, each of ours beside what answered it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.ports import Trail
from hub.views.documents import MessageView, TrailView
from hub.views.exchanges import ExchangeView, view_exchanges


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """One message of ours with its answers; or what a party sent without being asked."""

    ours: MessageView | None
    layers: ExchangeView | None
    """The three layers of its receipts; null for a receipt of ours, which nobody answers."""
    theirs: Sequence[MessageView]
    """Oldest first."""


def view_correspondence(trail: Trail, view: TrailView) -> list[PairView]:
    """The messages of a document by the time of the first of each pair."""
    answers = {(m.direction, m.party, m.id): m.answers for m in trail.messages}
    layers = {one.id: one for one in view_exchanges(trail)}
    received = [m for m in view.messages if m.direction == "in"]
    sent = {m.id: m for m in view.messages if m.direction == "out"}
    told: dict[str, list[MessageView]] = {}
    alone: list[MessageView] = []
    for message in received:
        about = answers["in", message.party, message.id]
        told.setdefault(about, []).append(message) if about in sent else alone.append(message)
    pairs = [PairView(ours=m, layers=layers.get(m.id), theirs=told.get(m.id, ())) for m in sent.values()]
    pairs += [PairView(ours=None, layers=None, theirs=[m]) for m in alone]
    return sorted(pairs, key=_begun)


def _begun(pair: PairView) -> tuple[int, str]:
    first = pair.ours or pair.theirs[0]
    return first.at.at, first.id


def known_values(trail: Trail, view: TrailView) -> frozenset[str]:
    """What the record of a document shows to everybody: ids, numbers, names of parties, codes."""
    document, references = view.document, view.document.references
    numbers = references.values() if isinstance(references, Mapping) else ()
    named = {document.record or "", document.document, document.submission, document.type, document.status}
    parties = {document.portal or "", document.party, document.enterprise, document.enterprise_name}
    messages = {part for m in trail.messages for part in (m.id, m.answers or "", m.digest, m.party)}
    codes = {str(row.detail.get("code", "")) for row in trail.transitions}
    return frozenset(named | parties | messages | codes | {each for value in numbers for each in value.split(" ")})
