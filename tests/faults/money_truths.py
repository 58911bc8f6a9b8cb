"""What must be true of money at every moment: what banks are asked to pay, what is being paid, what is reserved."""

from collections import Counter
from collections.abc import Collection, Mapping
from decimal import Decimal

from lxml import etree

from hub.model import Claim, Document, Message, Resource, Transition
from hub.ports import Filter, Store
from hub.xml.build import text_at
from hub.xml.times import from_wire

FAILED = ("P005", "Y003")
GIVEN_BACK = "given-back"
NO_MONEY = {"HUB-324", "HUB-325", "HUB-326", "HUB-316"}
"""What is said of a payment whose sums, accounts or list are wrong."""


class Books:
    """All that a store says of payments, read at one moment."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.documents = {d.id: d for d in store.documents.log(Filter())}
        ids = sorted(self.documents)
        self.trails: dict[str, list[Transition]] = {id_: [] for id_ in ids}
        with store.transactions.snapshot() as unit:
            for transition in unit.transitions(ids):
                self.trails[transition.document].append(transition)
            self.claims: list[Claim] = unit.claims(ids, [])
            self.sent: list[Message] = unit.sent_for(ids)
            self.numbers = {
                (self.documents[r.document].enterprise, r.value): r.document
                for r in unit.references([d.id for d in self.of("duty-insurance-application")])
            }
            self.accounts: list[Resource] = unit.resources(sorted({c.resource for c in self.claims if c.amount}))
            self.bodies = unit.payloads([t.cause.digest for trail in self.trails.values() for t in trail])
            self.bodies |= unit.payloads([m.digest for m in self.sent])

    def of(self, type_: str) -> list[Document]:
        return [d for d in self.documents.values() if d.type == type_]

    def assert_all(self, flaws: Mapping[str, str]) -> None:
        """Everything below; `flaws` says by the portal's id what is wrong with a payment."""
        self.assert_asked_once()
        self.assert_sums()
        self.assert_claimed()
        self.assert_followed()
        self.assert_reserved()
        self.assert_refused(flaws)
        assert [row.code for row in self.store.quarantine.deliveries(1000) if row.code.startswith("HUB-5")] == []

    # ---- payments ----------------------------------------------------------------------------

    def payments(self) -> dict[str, dict[str, Decimal]]:
        """What banks were asked to pay and did not refuse: by payment, by application, as the message says."""
        standing = [d for d in self.of("premium-payment") if d.status not in ("H001", *FAILED)]
        return {d.id: self._ordered(d) for d in standing}

    def _ordered(self, payment: Document) -> dict[str, Decimal]:
        (message,) = [m for m in self.sent if m.document == payment.id]
        root = etree.fromstring(self.bodies[message.digest])
        items = {
            self.numbers[payment.enterprise, text_at(item, "Number") or ""]: Decimal(text_at(item, "Premium") or "")
            for item in root.iterfind("{*}Application")
        }
        assert sum(items.values()) == Decimal(text_at(root, "Total") or "")
        return items

    def assert_asked_once(self) -> None:
        """A payment is one message, under one id; nothing that was refused is any."""
        sent = Counter(m.document for m in self.sent)
        for payment in self.of("premium-payment"):
            assert sent[payment.id] == (payment.status != "H001")

    def assert_sums(self) -> None:
        """Banks are asked for the premiums of the applications that are being paid or are paid, each once."""
        ordered = [item for items in self.payments().values() for item in items.items()]
        paying = {d.id: self._premium(d) for d in self.of("duty-insurance-application") if self._is_paid(d)}
        assert sum(amount for _, amount in ordered) == sum(paying.values())
        assert sorted(ordered) == sorted(paying.items())

    def _premium(self, application: Document) -> Decimal:
        """What the insurer asks: as it came with the newest move that brings it."""
        told = [t.detail.get("returned", {}) for t in self.trails[application.id] if not t.is_observation]
        return Decimal([values["premium"] for values in told if "premium" in values][-1])

    def _is_paid(self, application: Document) -> bool:
        """Whether a payment that did not fail is behind it, whatever the insurer has said since."""
        paid = False
        for transition in self.trails[application.id]:
            status = transition.detail.get("status", transition.after)
            if transition.cause.kind == "document":
                paid = status in ("Y001", "Y002") or (paid and status != "Y003")
        assert paid or application.status not in ("Y001", "Y002")
        assert not paid or application.status in ("Y001", "Y002", "S", "F")
        return paid

    def assert_claimed(self) -> None:
        """Whoever is to be paid for is held by the one payment that does, or by one whose failure is in dispute."""
        held = {c.resource: c.document for c in self.claims if c.key == "payment" and c.open}
        wanted = {f"payment-of:{other}": id_ for id_, items in self.payments().items() for other in items}
        disputed = {resource: id_ for resource, id_ in held.items() if self._is_disputed(id_)}
        assert held == disputed | wanted

    def _is_disputed(self, payment: str) -> bool:
        """Whether its bank said later that it did not fail."""
        said = [t for t in self.trails[payment] if t.detail.get("observed") == "contradicts"]
        return self.documents[payment].status in FAILED and bool(said)

    def assert_followed(self) -> None:
        """The insurer is told of each payment that was made, customs of each policy, nobody of anything else."""
        made = Counter(d.sender for d in (*self.of("payment-advice"), *self.of("duty-guarantee-notice")))
        wanted = [d.id for d in self.of("premium-payment") if d.status == "Y002"]
        wanted += [d.id for d in self.of("duty-policy")]
        assert made == Counter(wanted)

    def assert_refused(self, flaws: Mapping[str, str]) -> None:
        """What is a cent off is refused, and nothing else is refused for its sums."""
        for payment in self.of("premium-payment"):
            if flaws.get(payment.sender_ref):
                assert payment.status == "H001"
            elif payment.status == "H001":
                assert not {f["code"] for f in self.trails[payment.id][0].detail["faults"]} & NO_MONEY

    # ---- quotas ------------------------------------------------------------------------------

    def assert_reserved(self) -> None:
        """What is reserved is what was accepted, has not failed, and is in no newer figure of the insurer."""
        for account in self.accounts:
            claims = [c for c in self.claims if c.resource == account.key and c.amount is not None]
            held = [c.amount for c in claims if c.amount and not self._is_let_go(c, account)]
            assert account.reserved == sum(held, Decimal(0))

    def _is_let_go(self, claim: Claim, account: Resource) -> bool:
        document = self.documents[claim.document]
        decided = self._underwritten_at(document)
        failed = document.status in ("P005", "A002", "U005", "F", "X001")
        return failed or (decided is not None and decided < account.as_of)

    def _underwritten_at(self, application: Document) -> int | None:
        """When the insurer says that it underwrote: the earliest that it ever said, but not before it was asked.

        What it gave back and then insured all the same is underwritten anew (decision 48).
        """
        if anew := [t.at for t in self.trails[application.id] if t.detail.get("observed") == GIVEN_BACK]:
            return anew[-1]
        said = [
            from_wire(text_at(etree.fromstring(self.bodies[t.cause.digest]), "DecidedAt") or "")
            for t in self._said(application, ("P202", "D002", "S"))
        ]
        return max(min(said), application.created_at) if said else None

    def _said(self, application: Document, codes: Collection[str]) -> list[Transition]:
        found = [t for t in self.trails[application.id] if t.detail.get("code", "") in codes]
        return [t for t in found if t.detail.get("observed") not in ("late", "contradicts")]
