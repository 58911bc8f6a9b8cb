"""What must be true after any crash, once the hub has worked again."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from lxml import etree
from places import OWNERS, Place
from rig import PARTIES, PORTALS, catalogue

from hub.model import GENESIS, Document, Message, Transition
from hub.model.transition import UNSENT
from hub.ports import Filter, Store, Trail
from hub.xml.build import text_at


class Afterwards:
    """A store and its queues when no hub is alive."""

    def __init__(self, store: Store, place: Place) -> None:
        self.store = store
        self.place = place

    def documents(self) -> list[Document]:
        return self.store.documents.log(Filter())

    def trail(self, document: Document) -> Trail:
        trail = self.store.documents.trail(document.id)
        assert trail is not None
        return trail

    def assert_all(self) -> None:
        """Nothing accepted is lost or doubled, every trail verifies, amounts add up, and nothing is left to do."""
        assert self.place.held() == []
        assert self.store.totals.overview([], []).promised == []
        documents = self.documents()
        trails = [self.trail(document) for document in documents]
        for trail in trails:
            self.assert_trail_verifies(trail)
            self.assert_sent_once(trail)
        assert_caused(trails)
        self.assert_messages()
        self.assert_events(trails)
        self.assert_amounts(documents)

    def assert_sent_once(self, trail: Trail) -> None:
        """One message for each round, one inquiry for an overdue answer, one copy for each who shares a notice."""
        if (route := catalogue().routes.get(trail.document.type)) is None:
            assert trail.document.status == "H001"
            return
        moves = [t for t in trail.transitions if not t.is_observation]
        opening = [leg.becomes or route.lifecycle.first for leg in route.legs]
        overdue = [t for t in trail.transitions if t.detail.get("observed") == "overdue" and UNSENT not in t.detail]
        shared = [p.id for p in catalogue().parties.values() if route.shares and p.role == route.shares.role]
        wanted = {
            "business": sum(t.after in opening for t in moves),
            "inquiry": len(overdue) if route.inquiry else 0,
            "copy": len({*shared} - {trail.document.party}) if moves[1:] else 0,
        }
        sent: Counter[str] = Counter(m.kind for m in trail.messages if m.direction == "out")
        assert {kind: sent[kind] for kind in wanted} == wanted
        copies = Counter(m.party for m in trail.messages if m.kind == "copy")
        assert all(count == 1 for count in copies.values())

    def assert_messages(self) -> None:
        """Each message reached its party, under one id with one content, and no other did: the stored bytes."""
        sent = [m for m in self.store.archive.messages(1_000_000) if m.direction == "out"]
        stored = {(m.party, m.id): self.store.archive.payload(m.digest) for m in sent}
        found: dict[tuple[str, str], set[bytes]] = {}
        for party in PARTIES:
            for name, body in self.place.arrived(party):
                found.setdefault((party, name.removesuffix(".xml")), set()).add(body)
        assert found == {key: {body} for key, body in stored.items()}

    def assert_events(self, trails: Sequence[Trail]) -> None:
        """Each portal was told of each transition, under one id with one content; of a notice, whoever hears of it."""
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
            if move.is_notified
        }
        kept = [row for row in self.store.quarantine.deliveries(100_000) if OWNERS[row.owner] == "portal"]
        refusals = {(row.owner, row.id) for row in kept}
        for row in kept:
            (body,) = told[row.owner, row.id]
            assert json.loads(body)["data"]["submission"] == row.answers
        of_notices = {
            key for key in told if key[1].partition(":")[0] in {t.document.id for t in trails if not t.document.portal}
        }
        assert set(told) - of_notices == wanted | refusals
        notices = [t for t in trails if not t.document.portal]
        moves = {f"{t.document.id}:{move.seq}" for t in notices for move in t.transitions if move.is_notified}
        assert {name for _, name in of_notices} == moves

    def assert_amounts(self, documents: Sequence[Document]) -> None:
        """What is reserved on each account is the sum of its open claims."""
        with self.store.transactions.begin() as unit:
            claims = unit.claims([d.id for d in documents], [])
            resources = unit.resources(sorted({c.resource for c in claims}))
        held = defaultdict[str, Decimal](Decimal)
        for claim in claims:
            if claim.open and claim.amount is not None:
                held[claim.resource] += claim.amount
        assert {r.key: r.reserved for r in resources} == {r.key: held[r.key] for r in resources}

    def assert_trail_verifies(self, trail: Trail) -> None:
        """Hashes are chained and right, each cause is there, and the document stands where its trail ends."""
        transitions = trail.transitions
        assert [t.seq for t in transitions] == list(range(1, len(transitions) + 1))
        assert [t.previous for t in transitions] == [GENESIS, *(t.hash for t in transitions[:-1])]
        assert [t.sealed().hash for t in transitions] == [t.hash for t in transitions]
        assert all(later.before == earlier.after for earlier, later in pairwise(transitions))
        assert (trail.document.head, trail.document.status) == (transitions[-1].hash, transitions[-1].after)
        assert all(self.store.archive.payload(t.cause.digest) is not None for t in transitions)
        sent_again = sum(t.detail.get("observed") in ("resent", "replayed") for t in transitions)
        for (kind, *_), times in Counter(_name(t) for t in transitions).items():
            assert times <= 1 + (sent_again if kind == "confirm" else 0)


def assert_caused(trails: Sequence[Trail]) -> None:
    """Every transition has what caused it, with the bytes, and every end the word of whoever decides it."""
    rows = {f"{t.document}:{t.seq}": t for trail in trails for t in trail.transitions}
    kinds = {code: status.kind for code, status in catalogue().statuses.items()}
    for trail in trails:
        for transition in trail.transitions:
            _assert_cause(trail, transition, rows)
            if kinds[transition.after] in ("rest", "final") and not transition.is_observation:
                _assert_decided(trail, _origin(transition, rows))


def _assert_cause(trail: Trail, transition: Transition, rows: Mapping[str, Transition]) -> None:
    cause, document = transition.cause, trail.document
    told = {(m.id, m.digest): m for m in trail.messages if m.kind in ("business", "receipt", "inquiry", "copy")}
    if cause.kind in ("receipt", "confirm"):
        message = told[cause.ref, cause.digest]
        assert (message.direction == "in") == (cause.kind == "receipt")
        assert cause.kind == "confirm" or _answers_ours(message, trail.messages)
    elif cause.kind == "clock" and cause.ref != "end":
        asked = cause.ref.partition(":")[0]  # a message that waits for its answer, or a document that waits for another
        assert (asked, cause.digest) in told or (asked, cause.digest) == (document.id, document.payload)
    elif cause.kind == "document" and ":" in cause.ref:
        assert rows[cause.ref].cause.digest == cause.digest
        assert not rows[cause.ref].is_observation or transition.is_observation
    elif cause.kind == "document" and cause.ref in (document.sender_ref, document.id):
        assert cause.digest == document.payload
    elif cause.kind == "document" and (cause.ref, cause.digest) in told:  # what the party says again is kept
        assert told[cause.ref, cause.digest].direction == "in"
        assert transition.is_observation
    elif cause.kind == "document":  # made again: by the one that follows it
        assert rows[f"{cause.ref}:1"].cause.digest == cause.digest


def _answers_ours(message: Message, messages: Sequence[Message]) -> bool:
    """Whether a party answered what it was sent itself."""
    return any(m.direction == "out" and (m.id, m.party) == (message.answers, message.party) for m in messages)


def _origin(transition: Transition, rows: Mapping[str, Transition]) -> Transition:
    """The first of the moves that one followed from."""
    while transition.cause.kind == "document" and ":" in transition.cause.ref:
        transition = rows[transition.cause.ref]
    return transition


def _assert_decided(trail: Trail, origin: Transition) -> None:
    """By a party's receipt or notice; the hub itself only refuses, supersedes, misses a queue and counts days."""
    decided = {"E": "clock", "P003": "confirm", "H001": "document", "X001": "document"}
    notice = (route := catalogue().routes.get(trail.document.type)) is not None and route.is_notice
    kind = decided.get(origin.after, "receipt")
    assert origin.cause.kind == kind or (origin.cause.kind == "document" and (notice or origin.after in ("S", "N002")))


def _name(transition: Transition) -> tuple[str, ...]:
    """What a transition is made for, once; an operator may do several things, the hub find fault beside a move."""
    cause, detail = transition.cause, transition.detail
    what = [str(detail.get(key)) for key in ("message", "to")] if cause.kind == "operator" else []
    found = [code for code in [str(detail.get("code", ""))] if code.startswith("HUB-")]
    return cause.kind, cause.ref, *what, *found


def _is_receipt(body: bytes) -> bool:
    return etree.QName(etree.fromstring(body)).localname in ("TechnicalReceipt", "DxpRep")


def answers_to(place: Place, party: str) -> Counter[str | None]:
    """How many different receipts of ours a party found for each digest of its own."""
    found = {body for _, body in place.arrived(party) if _is_receipt(body)}
    return Counter(text_at(etree.fromstring(body), "InReplyTo/Digest") for body in found)
