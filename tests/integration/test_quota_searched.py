"""Whatever an insurer says truly of an account: all that the held figures do not contain is reserved."""

import os
from contextlib import suppress
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from money import BANK, INSURER, PAYEE, a_payment, agree, answer, of_type, paid, status
from quota_insurer import LIVING, TOTAL, Applied, Insurer, Said
from quotas import change
from rig import AN_UNDERWRITING, Rig, a_duty_application, a_uscc, catalogue, grant_quota

from hub.errors import Rejected
from hub.flow.settlement import Proof, Settlement
from hub.model import Claim, Document, Resource
from hub.stages.settle_part import Decision
from hub.testing.rows import resource_of

ENDED = ("A002", "Y003")
SAID = Proof("told by telephone")
EXAMPLES = int(os.environ.get("HUB_EXAMPLES", "12"))
"""Stories that are played on each store."""


def a_decision(rig: Rig, one: Applied, code: str) -> bytes:
    """What the insurer says now of an application."""
    said = {**AN_UNDERWRITING, "ApplicationNumber": one.number, **PAYEE} if code != "A002" else None
    return rig.decision("UnderwritingResult", rig.message_of(one.document.id), code, said)


class Story:
    """An enterprise, the hub, and an insurer beside."""

    def __init__(self, rig: Rig) -> None:
        self.rig, self.uscc, self.insurer = rig, a_uscc(), Insurer()
        self.delayed: list[Said | bytes | tuple[bytes, str]] = []
        self.revived: set[int] = set()
        self.failed: set[int] = set()
        self.agreement = ""
        self.payments: dict[int, Document] = {}
        grant_quota(rig, self.uscc, f"{TOTAL:.2f}")

    def apply(self, amount: str, which: int, is_again: bool) -> None:
        """A new application, or one that is made again of one that was returned or not paid."""
        returned = [one for one in self.insurer.applied if status(self.rig, one.document) in ENDED]
        earlier = returned[which % len(returned)] if is_again and returned else None
        more = {"again_of": earlier.document.id} if earlier else {}
        (document,) = self.rig.submit(a_duty_application(self.uscc, amount) | more)
        if document.status == "P001":
            number = earlier.number if earlier else f"T{document.id[-12:]}"
            self.insurer.applied.append(Applied(document, Decimal(amount), number))

    def answer(self, which: int, code: str, is_delayed: bool) -> None:
        """The insurer answers an application, and counts what it underwrites; what it returns it gives back later.

        The answer is perhaps delivered later.
        """
        place = which % len(self.insurer.applied) if self.insurer.applied else -1
        if place < 0 or status(self.rig, self.insurer.applied[place].document) not in ("P001", "U001"):
            return
        one = self.insurer.applied[place]
        if one.is_decided:
            return
        body = a_decision(self.rig, one, code)
        if code == "P202":
            self.insurer.count(place)
        one.is_decided = code != "U001"
        if is_delayed:
            self.delayed.append(body)
        else:
            self.rig.reply(body)

    def fail(self, which: int, is_delayed: bool) -> None:
        """The payment of an underwritten application fails; perhaps the hub hears of it later than the insurer."""
        place = which % len(self.insurer.applied) if self.insurer.applied else -1
        if place < 0 or status(self.rig, (one := self.insurer.applied[place]).document) != "P202":
            return
        self.agreement = self.agreement or agree(self.rig, self.uscc)
        form = a_payment(self.uscc, self.agreement, {one.number: AN_UNDERWRITING["Premium"]})
        (self.payments[place],) = self.rig.submit(form)
        self.rig.confirm(self.payments[place].id)
        self.failed.add(place)
        body = self.rig.decision("PaymentResult", self.rig.message_of(self.payments[place].id), "Y003", sender=BANK)
        if is_delayed:
            self.delayed.append((body, BANK))
        else:
            self.rig.reply(body, party=BANK)

    def pay_after_all(self, which: int) -> None:
        """An operator has the bank's proof that a payment was made which had failed; perhaps the hub never heard so."""
        place = which % len(self.insurer.applied) if self.insurer.applied else -1
        if place not in self.payments or self._status(place) not in ("Y001", "Y003"):
            return
        said = paid(self.rig)
        values = {"bank_reference": said["BankReference"], "paid_at": said["PaidAt"]}
        settlement = Settlement("hub", catalogue(), self.rig.ports)
        settlement.decide(self.payments[place].id, Decision(paid=["all"], values=values), SAID)

    def use_beside(self, amount: str) -> None:
        """The insurer's quota is used by another way than the hub, never by just an amount that the hub knows.

        Figures that leave out one and count as much beside look like figures that change nothing.
        """
        self.insurer.use_beside(Decimal(amount) + Decimal("0.01"))

    def give_back(self, which: int) -> None:
        """The insurer counts one no more that was returned or not paid."""
        place = which % len(self.insurer.applied) if self.insurer.applied else -1
        if place in self.revived and status(self.rig, self.insurer.applied[place].document) == "A002":
            return  # taken up again, and the answer is not delivered yet
        if place >= 0 and (self._fails(place) or self._status(place) in (*ENDED, "X001")):
            self.insurer.give_back(place)

    def _status(self, place: int) -> str:
        return status(self.rig, self.insurer.applied[place].document)

    def _fails(self, place: int) -> bool:
        """Whether its payment has failed, and the hub has not heard of it."""
        return place in self.failed and self._status(place) == "Y001"

    def revive(self, which: int, is_delayed: bool) -> None:
        """The insurer underwrites after all what it returned."""
        place = which % len(self.insurer.applied) if self.insurer.applied else -1
        if place < 0 or status(self.rig, (one := self.insurer.applied[place]).document) != "A002":
            return
        self.insurer.count(place)
        self.revived.add(place)
        if is_delayed:
            self.delayed.append(a_decision(self.rig, one, "P202"))
        else:
            self.rig.reply(a_decision(self.rig, one, "P202"))

    def repeat(self, which: int) -> None:
        """The insurer says once more that it has underwritten."""
        place = which % len(self.insurer.applied) if self.insurer.applied else -1
        if place >= 0 and status(self.rig, (one := self.insurer.applied[place]).document) == "P202":
            self.rig.reply(a_decision(self.rig, one, "P202"))

    def let_go(self, which: int) -> None:
        """An operator frees, a day later, what the held figures contain."""
        place = which % len(self.insurer.applied) if self.insurer.applied else -1
        held = self.held()
        if held is None or place not in held.counted:
            return
        self.rig.clock.pass_(days=1, seconds=5)
        with suppress(Rejected):  # nothing is reserved, or nothing is decided
            Settlement("hub", catalogue(), self.rig.ports).let_go(self.insurer.applied[place].document.id, SAID)

    def leave_out(self, which: int) -> None:
        """The insurer counts one no more that it had named, and has not decided on yet."""
        place = which % len(self.insurer.applied) if self.insurer.applied else -1
        if place >= 0 and not self.insurer.applied[place].is_decided:
            self.insurer.give_back(place)

    def figures(self, which: int, by: str, is_delayed: bool) -> None:
        """Figures now, that name what they count, or nothing; perhaps they are delivered later."""
        about, place = "", which % len(self.insurer.applied) if self.insurer.applied else -1
        if by and place >= 0:
            one = self.insurer.applied[place]
            if status(self.rig, one.document) in LIVING and not self._fails(place):
                self.insurer.count(place)
            if place in self.insurer.counted:
                about = one.number if by == "number" else str(one.document.record)
        told = self.insurer.figures(about, self.rig.clock.now())
        if is_delayed:
            self.delayed.append(told)
        else:
            self._send(told)

    def deliver(self) -> None:
        if self.delayed:
            self._send(self.delayed.pop(0))

    def doubt(self, stands: bool) -> None:
        """Other figures of the time of the held ones, without what these count first; an operator ends the doubt."""
        if not (held := self.held()) or self.delayed:
            return
        told = self.insurer.figures(
            "", held.at, without=self.insurer.undecided() - self.insurer.counted_before(held.at)
        )
        is_fewer = held.counted - told.counted <= self.insurer.undecided() and not told.counted - held.counted
        if not is_fewer or told.used == held.used:
            self.insurer.said.remove(told)
            return
        self._send(told)
        settlement = Settlement("hub", catalogue(), self.rig.ports)
        for document in of_type(self.rig, "quota-change" if stands else "quota-application"):
            if document.enterprise != self.uscc:
                continue
            trail = self.rig.store.documents.trail(document.id)
            assert trail is not None
            rows = [t.seq for t in trail.transitions if t.returned.get("used") == f"{told.used:.2f}"]
            if stands and rows:
                settlement.stand(document.id, rows[-1], SAID)
            elif not stands and document.disputes:
                settlement.close(document.id, SAID)

    def _send(self, told: Said | bytes | tuple[bytes, str]) -> None:
        if isinstance(told, tuple):
            self.rig.reply(told[0], party=told[1])
            return
        if isinstance(told, bytes):
            self.rig.reply(told)
            return
        change(self.rig, self.uscc, f"{told.used:.2f}", told.about, told.at)

    def account(self) -> Resource:
        found = resource_of(self.rig.store, f"quota-account:{self.uscc}:{INSURER}")
        assert found is not None
        return found

    def held(self) -> Said | None:
        account = self.account()
        return self.insurer.held(account.figures["used"], account.as_of)

    def check(self) -> None:
        """The hub reserves at least what the living applications amount to that the held figures do not contain."""
        held = self.held()
        counted = held.counted if held else frozenset()
        with self.rig.store.transactions.snapshot() as unit:
            claims: list[Claim] = unit.claims([one.document.id for one in self.insurer.applied], [])
        reserved = sum(claim.amount for claim in claims if claim.open and claim.amount is not None)
        outside = [
            one.amount
            for place, one in enumerate(self.insurer.applied)
            if place not in counted and status(self.rig, one.document) in LIVING and not self._fails(place)
        ]
        assert sum(outside) <= reserved, (outside, self.insurer, held)

    def end(self) -> None:
        """All is delivered and decided, and newer figures follow: nothing stays reserved."""
        while self.delayed:
            self.deliver()
            self.check()
        for place, one in enumerate(self.insurer.applied):
            if status(self.rig, one.document) in ("P001", "U001"):
                self.insurer.count(place)
                self.rig.reply(a_decision(self.rig, one, "P202"))
            elif status(self.rig, one.document) == "Y002":
                self.insurer.count(place)
                answer(self.rig, one.document, "UnderwritingResult", "S")
        self.rig.clock.pass_(seconds=60)
        self._send(self.insurer.figures("", self.rig.clock.now()))
        self.check()
        assert self.account().reserved == 0, self.insurer


WHICH, AMOUNTS = st.integers(0, 2), st.sampled_from(["100.00", "300.00", "600.00"])
ACTS = st.one_of(
    st.tuples(st.just("apply"), AMOUNTS, WHICH, st.booleans()),
    st.tuples(st.just("answer"), WHICH, st.sampled_from(["U001", "U001", "P202", "A002"]), st.booleans()),
    st.tuples(st.just("fail"), WHICH, st.booleans()),
    st.tuples(st.just("pay_after_all"), WHICH),
    st.tuples(st.just("use_beside"), AMOUNTS),
    st.tuples(st.just("give_back"), WHICH),
    st.tuples(st.just("leave_out"), WHICH),
    st.tuples(st.just("revive"), WHICH, st.booleans()),
    st.tuples(st.just("repeat"), WHICH),
    st.tuples(st.just("let_go"), WHICH),
    st.tuples(st.just("figures"), WHICH, st.sampled_from(["", "number", "record"]), st.booleans()),
    st.tuples(st.just("deliver")),
    st.tuples(st.just("doubt"), st.booleans()),
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(
    first="P202",
    acts=[
        ("fail", 0, False),
        ("apply", "300.00", 0, True),
        ("answer", 1, "U001", False),
        ("figures", 0, "number", False),
    ],
)
@example(
    first="U001",
    acts=[("figures", 0, "record", False), ("leave_out", 0), ("figures", 0, "", False), ("answer", 0, "P202", False)],
)
@example(
    first="U001",
    acts=[
        ("apply", "300.00", 0, False),
        ("figures", 1, "record", False),
        ("answer", 1, "A002", False),
        ("give_back", 1),
        ("figures", 1, "", False),
        ("revive", 1, False),
    ],
)
@example(
    first="P202",
    acts=[
        ("figures", 0, "", False),
        ("fail", 0, False),
        ("give_back", 0),
        ("use_beside", "600.00"),
        ("figures", 0, "", False),
        ("pay_after_all", 0),
    ],
)
@example(
    first="U001",
    acts=[
        ("figures", 0, "record", False),
        ("leave_out", 0),
        ("use_beside", "600.00"),
        ("figures", 0, "", False),
    ],
)
@example(
    first="P202",
    acts=[
        ("figures", 0, "", False),
        ("fail", 0, True),
        ("give_back", 0),
        ("figures", 0, "", False),
        ("deliver",),
        ("pay_after_all", 0),
    ],
)
@example(
    first="P202",
    acts=[
        ("figures", 0, "", False),
        ("fail", 0, True),
        ("give_back", 0),
        ("figures", 0, "", False),
        ("pay_after_all", 0),
        ("deliver",),
    ],
)
@given(first=st.sampled_from(["U001", "P202"]), acts=st.lists(ACTS, min_size=6, max_size=16))
def test_each_amount_is_reserved_or_contained(rig: Rig, first: str, acts: list[tuple[Any, ...]]) -> None:
    """After each step of a random story: named, made again, revived, late, of equal times, settled by an operator."""
    story = Story(rig)
    story.apply("300.00", 0, False)
    story.answer(0, first, False)
    for word, *about in acts:
        rig.clock.pass_(seconds=60)
        getattr(story, word)(*about)
        story.check()
    story.end()
