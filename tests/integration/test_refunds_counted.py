"""Whatever is asked, answered, settled and said in figures: what is left of a guarantee or levy is what a model counts.

Never negative, nothing counted twice, exact to the fifth place.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from guarantees import (
    a_deposit_confirmation,
    a_deposit_refund,
    a_guarantee_in_force,
    a_levy_for,
    a_refund,
    approve,
    decide,
    faults,
    figures,
    hear,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from money import status
from refund_model import REST, Answer, Figures, Guarantee, Refund
from rig import Rig, a_uscc, catalogue

from hub.errors import Rejected
from hub.flow.settlement import Proof, Settlement
from hub.model import Document
from hub.xml.decimals import written

EXAMPLES = int(os.environ.get("HUB_EXAMPLES", "12"))
"""Stories that are played of each type, on each store."""
SECOND = 1_000_000
SAID = Proof("customs said so by telephone")
PLACES = Decimal("0.00001")
Form = dict[str, Any]


class Story:
    """A guarantee or a levy at the hub, and the model of it beside."""

    def __init__(self, rig: Rig, total: Decimal, behind: int) -> None:
        """`behind` is how many seconds customs' clock is behind the hub's."""
        self.rig = rig
        self.behind = behind
        self.model = Guarantee(total)
        self.settlement = Settlement("hub", catalogue(), rig.ports)
        self.documents: list[Document] = []
        self.said: list[dict[int, Answer]] = []
        """By refund: customs' answers that may stand, by the number of their row."""

    def form(self, amount: str) -> Form:
        raise NotImplementedError

    def tell(self, used: Decimal, at: int) -> Form:
        """Figures as customs writes them; none of a levy."""
        return {}

    def now(self) -> int:
        """Customs' time, of which no two are equal."""
        self.rig.clock.pass_(seconds=2)
        return self.rig.clock.now() - self.behind * SECOND

    def part(self, share: Decimal) -> Decimal:
        """A part of half of the whole: what is used of it."""
        return (self.model.total * share / 2).quantize(PLACES)

    # ---- acts --------------------------------------------------------------------------------

    def ask(self, share: Decimal, is_again: bool) -> None:
        """Ask for a part of what is left, or for a little more; perhaps again for the last one that failed."""
        model = self.model
        amount = max((model.left * share).quantize(PLACES), PLACES)
        last = model.refunds[-1] if model.refunds else None
        more: Form = {}
        if is_again and last is not None and last.status in REST:
            more = {"again_of": self.documents[-1].id}
        (document,) = self.rig.submit(self.form(written(amount)) | more)
        may = not model.is_disputed and not model.is_open and amount <= model.left
        assert (document.status == "P001") == may, (faults(self.rig, document), model)
        if may:
            if more and last is not None:
                last.status = "X001"
            model.refunds.append(Refund(amount, model.figures.at if model.figures else 0))
            self.documents.append(document)
            self.said.append({})

    def answer(self, place: int, said: Answer, used: Decimal | None) -> None:
        """An answer of customs to one of the refunds; with what is used, figures come with an approval that counts."""
        document, refund = self.documents[place], self.model.refunds[place]
        message, before = self.rig.message_of(document.id), refund.status
        refund.hear(said)
        is_new = before in ("P001", "G001") and refund.status == "G002"
        more = self.tell(used, said.at) if used is not None and is_new else {}
        if said.code in ("G001", "G004"):
            word = "accepted" if said.code == "G001" else "refused"
            hear(self.rig, self.rig.technical(message, word, sender="customs"))
        else:
            named = {} if said.amount is None else {"RefundedAmount": written(said.amount)}
            hear(self.rig, decide(self.rig, document, said.code, more | named, at=said.at))
        assert status(self.rig, document) == refund.status, self.model
        (found,) = self.rig.store.documents.find(document.id)
        assert bool(found.disputes) == refund.is_disputed, (found.disputes, self.model)
        trail = self.rig.store.documents.trail(document.id)
        assert trail is not None
        row = next((t for t in reversed(trail.transitions) if t.cause.kind == "receipt"), None)
        if row is not None and said.code == "G002" and row.detail.get("code") == "G002":
            self.said[place].setdefault(row.seq, said)  # an answer in quarantine has no row of its own

    def settle(self, which: int, stands: int) -> None:
        """An operator's word about one of the disputed refunds."""
        disputed = [place for place, refund in enumerate(self.model.refunds) if refund.is_disputed]
        if not disputed:
            return
        place = disputed[which % len(disputed)]
        refund, document = self.model.refunds[place], self.documents[place]
        rows = [row for row, said in self.said[place].items() if refund.status != "G002" or said.amount is not None]
        if refund.status in ("P001", "G001") or stands == 0 or not rows:
            self.settlement.close(document.id, SAID)
            refund.settle(None)
            return
        row = rows[stands % len(rows)]
        before, known = self.model.short, replace(refund)
        refund.settle(self.said[place][row])
        if self.model.short > max(before, Decimal(0)):
            self.model.refunds[place] = known
            with pytest.raises(Rejected) as caught:
                self.settlement.stand(document.id, row, SAID)
            assert caught.value.faults[0].code == "HUB-839"
            return
        self.settlement.stand(document.id, row, SAID)
        assert status(self.rig, document) == "G002"

    def check(self) -> None:
        """The hub says what is left when far more is asked for; in a dispute it says nothing."""
        (document,) = self.rig.submit(self.form("999999999"))
        trail = self.rig.store.documents.trail(document.id)
        assert trail is not None
        found = {fault["code"]: fault["en"] for fault in trail.transitions[-1].detail["faults"]}
        if self.model.is_disputed:
            assert list(found) == ["HUB-318"], self.model
            return
        left = found["HUB-344"].partition("(")[2].partition(" ")[0]
        assert left == written(self.model.left), self.model
        assert ("HUB-317" in found) == self.model.is_open, self.model


class OfGuarantee(Story):
    """Refunds of a general guarantee; customs says figures of it."""

    def __init__(self, rig: Rig, total: Decimal, behind: int) -> None:
        super().__init__(rig, total, behind)
        self.uscc = a_uscc()
        self.guarantee, self.number = a_guarantee_in_force(rig, self.uscc, amount=written(total))

    def form(self, amount: str) -> Form:
        return a_refund(self.uscc, self.number, amount)

    def tell(self, used: Decimal, at: int) -> Form:
        """Figures of customs' time; they count in the model if they are newer than those before."""
        back = self.model.given_back(at)
        available = max(self.model.total - used - back, Decimal(0))
        if self.model.figures is None or at > self.model.figures.at:
            self.model.figures = Figures(available, back, at, used)
        return figures(written(available), written(used), written(back))

    def figures(self, used: Decimal, age: int) -> None:
        at = self.now() - age * SECOND
        said = {"GuaranteeNumber": self.number, **self.tell(used, at)}
        hear(self.rig, decide(self.rig, self.guarantee, "G002", said, at=at))


class OfLevy(Story):
    """Refunds of a deposit; customs says no figures of it."""

    def __init__(self, rig: Rig, total: Decimal, behind: int) -> None:
        super().__init__(rig, total, behind)
        self.uscc = a_uscc()
        _, self.levy = a_levy_for(rig, self.uscc, Amount=written(total))
        (confirmation,) = rig.submit(a_deposit_confirmation(self.uscc, self.levy))
        approve(rig, confirmation)

    def form(self, amount: str) -> Form:
        return a_deposit_refund(self.uscc, self.levy, amount)


SHARES = st.sampled_from(["1", "0.5", "0.33333", "0.9", "1.00001", "0.00001"]).map(Decimal)
CODES = st.sampled_from(["G002", "G002", "G002", "G003", "G003", "G001", "G004"])
AMOUNTS = st.sampled_from(["", "", "1", "0.5", "0.7", "1.2"])
AGES = st.sampled_from([0, 0, 3, 30])
ACTS = st.one_of(
    st.tuples(st.just("ask"), SHARES, st.booleans()),
    st.tuples(st.just("answer"), st.integers(0, 5), CODES, AMOUNTS, AGES, st.none() | SHARES),
    st.tuples(st.just("settle"), st.integers(0, 5), st.integers(0, 4)),
    st.tuples(st.just("figures"), SHARES, AGES),
)
STORIES = st.lists(ACTS, min_size=6, max_size=16)
TOTALS = st.sampled_from(["100.00001", "1293.234", "0.00003"]).map(Decimal)


@pytest.mark.parametrize("kind", [OfGuarantee, OfLevy])
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(total=TOTALS, behind=st.sampled_from([0, 40, 7200, -20]), acts=STORIES)
def test_what_is_left_is_what_a_model_counts(
    rig: Rig, kind: Callable[[Rig, Decimal, int], Story], total: Decimal, behind: int, acts: list[tuple[Any, ...]]
) -> None:
    """After each step of a random story, however far customs' clock is from the hub's."""
    story = kind(rig, total, behind)
    story.ask(Decimal("0.5"), is_again=False)
    for word, *about in acts:
        if word == "ask":
            story.ask(*about)
        elif word == "answer":
            which, code, share, age, used = about
            place = which % len(story.documents)
            asked = story.model.refunds[place].asked
            amount = max((asked * Decimal(share)).quantize(PLACES), PLACES) if share and code == "G002" else None
            is_told = used is not None
            story.answer(place, Answer(code, amount, story.now() - age * SECOND), story.part(used) if is_told else None)
        elif word == "settle":
            story.settle(*about)
        elif isinstance(story, OfGuarantee):
            story.figures(story.part(about[0]), about[1])
        story.check()
