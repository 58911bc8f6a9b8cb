"""What must be true after any crash, once the hub has worked again."""

import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from lxml import etree
from places import OWNERS, Place
from rig import PARTIES, PORTALS

from adapters.store import SqlStore
from hub.model import GENESIS, Document
from hub.ports import Filter, Trail
from hub.xml.build import text_at


class Afterwards:
    """A store and its queues when no hub is alive."""

    def __init__(self, store: SqlStore, place: Place) -> None:
        self.store = store
        self.place = place

    def documents(self) -> list[Document]:
        return self.store.log(Filter())

    def trail(self, document: Document) -> Trail:
        trail = self.store.trail(document.id)
        assert trail is not None
        return trail

    def assert_all(self) -> None:
        """Nothing accepted is lost or doubled, every trail verifies, amounts add up, and nothing is left to do."""
        assert self.place.held() == []
        assert self.store.overview([], []).promised == []
        documents = self.documents()
        trails = [self.trail(document) for document in documents]
        for trail in trails:
            self.assert_trail_verifies(trail)
            self.assert_one_message(trail)
        self.assert_messages(trails)
        self.assert_events(trails)
        self.assert_amounts(documents)

    def assert_one_message(self, trail: Trail) -> None:
        """An accepted submission is one message; nothing else ever goes out for it but receipts."""
        sent = [m.id for m in trail.messages if m.direction == "out" and m.kind == "business"]
        accepted = any(t.after == "P001" for t in trail.transitions)
        assert len(sent) == accepted

    def assert_messages(self, trails: Sequence[Trail]) -> None:
        """Each message reached its party, under one id with one content, and no other did: the stored bytes."""
        stored = {
            (m.party, m.id): self.store.payload(m.digest) for t in trails for m in t.messages if m.direction == "out"
        }
        found: dict[tuple[str, str], set[bytes]] = {}
        for party in PARTIES:
            for name, body in self.place.arrived(party):
                found.setdefault((party, name.removesuffix(".xml")), set()).add(body)
        ours = {key: bodies for key, bodies in found.items() if key in stored or not _is_receipt(min(bodies))}
        assert ours == {key: {body} for key, body in stored.items()}
        assert all(len(bodies) == 1 for bodies in found.values())

    def assert_events(self, trails: Sequence[Trail]) -> None:
        """Each portal was told of each transition, under one id with one content."""
        told: dict[tuple[str, str], set[bytes]] = {}
        for portal in PORTALS:
            for _, body in self.place.arrived(portal):
                told.setdefault((portal, json.loads(body)["id"]), set()).add(body)
        assert all(len(bodies) == 1 for bodies in told.values())
        wanted = {
            (t.document.portal, f"{t.document.id}:{move.seq}")
            for t in trails
            if t.document.portal
            for move in t.transitions
            if not move.is_observation
        }
        refusals = {(row.owner, row.id) for row in self.store.quarantined(100_000) if OWNERS[row.owner] == "portal"}
        of_notices = {
            key for key in told if key[1].partition(":")[0] in {t.document.id for t in trails if not t.document.portal}
        }
        assert set(told) - of_notices == wanted | refusals

    def assert_amounts(self, documents: Sequence[Document]) -> None:
        """What is reserved on each account is the sum of its open claims."""
        with self.store.begin() as unit:
            claims = unit.claims([d.id for d in documents], [])
            resources = unit.resources(sorted({c.resource for c in claims}))
        held = Counter[str]()
        for claim in claims:
            if claim.open and claim.amount is not None:
                held[claim.resource] += claim.amount  # type: ignore[assignment]
        assert {r.key: r.reserved for r in resources} == {r.key: Decimal(held[r.key]) for r in resources}

    def assert_trail_verifies(self, trail: Trail) -> None:
        """Hashes are chained and right, each cause is there, and the document stands where its trail ends."""
        transitions = trail.transitions
        assert [t.seq for t in transitions] == list(range(1, len(transitions) + 1))
        assert [t.previous for t in transitions] == [GENESIS, *(t.hash for t in transitions[:-1])]
        assert [t.sealed().hash for t in transitions] == [t.hash for t in transitions]
        assert all(later.before == earlier.after for earlier, later in pairwise(transitions))
        assert (trail.document.head, trail.document.status) == (transitions[-1].hash, transitions[-1].after)
        messages = {(m.id, m.digest) for m in trail.messages}
        for transition in transitions:
            cause = transition.cause
            assert self.store.payload(cause.digest) is not None
            if cause.kind == "document":
                assert cause.ref in (trail.document.sender_ref, trail.document.id)
            else:
                assert (cause.ref, cause.digest) in messages
        assert max(Counter((t.cause.kind, t.cause.ref) for t in transitions).values()) == 1


def _is_receipt(body: bytes) -> bool:
    return etree.QName(etree.fromstring(body)).localname == "TechnicalReceipt"


def answers_to(place: Place, party: str) -> Counter[str | None]:
    """How many different receipts of ours a party found for each digest of its own."""
    found = {body for _, body in place.arrived(party) if _is_receipt(body)}
    return Counter(text_at(etree.fromstring(body), "InReplyTo/Digest") for body in found)
