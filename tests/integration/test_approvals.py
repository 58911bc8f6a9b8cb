"""What one operator proposes, another one approves, on each store: once, and only as long as nothing has moved."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from money import BANK, a_payment, agree, answer, paid, underwrite
from rig import Rig, catalogue, grant_quota
from uuid6 import uuid7

from hub.errors import Code, Rejected, StoreConflict, StoreUnavailable, rejected
from hub.flow.act import Act, Done
from hub.flow.acting import Acting
from hub.flow.carry_out import Acts, CarriedOut, arguments_of, carry_out, end_proposal
from hub.flow.plan_facts import bytes_of_entries, heads_of
from hub.flow.propose import propose
from hub.flow.release import Release
from hub.flow.replay import Replay
from hub.flow.replay_plan import ReplayPlan, TellAgain
from hub.flow.settlement import Settlement
from hub.model import Changes, Document, Operator, Proposal, Request, digest
from hub.model.act import ALTHOUGH_GOOD
from hub.operate.acts.authority import PROPOSAL_LIFETIME_H, Authority, Awaiting, Signed
from hub.operate.acts.challenge import Answering
from hub.operate.acts.demand import Demand
from hub.ports import Filter

LI, WANG, ZHAO = (Operator(user=name, login=name) for name in ("li", "wang", "zhao"))


class Cards:
    """Verifies that a signature is the name of an operator: of one of these, or of any where none is named."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def verify(self, signature: str, said: bytes, hub: str, at: int) -> Mapping[str, str]:
        if self.names and signature not in self.names:
            raise rejected(Code.NOT_AN_OPERATOR, reason=signature)
        return {"name": signature, "subject": f"CN={signature}", "serial": "1", "certificate": signature * 2}


def authority(rig: Rig, user: Operator, demand: Demand = Demand(two=True), *names: str) -> Authority:  # noqa: B008
    return Authority(
        "hub:s", user, rig.clock, lambda _verb, _parties: demand, lambda: Cards(*names), rig.store.archive.payload
    )


@pytest.fixture
def acts(rig: Rig) -> Acts:
    return Acts(
        store=rig.store,
        settlement=Settlement("hub", catalogue(), rig.ports),
        release=Release("hub", catalogue(), rig.ports),
        replay=Replay(catalogue(), rig.store, rig.clock),
    )


@pytest.fixture
def payment(rig: Rig, uscc: str) -> Document:
    """A payment that its bank refused and then took."""
    grant_quota(rig, uscc)
    agreement, (_, number) = agree(rig, uscc), underwrite(rig, uscc, "10.00")
    (made,) = rig.submit(a_payment(uscc, agreement, {number: "10.00"}))
    answer(rig, made, "PaymentResult", "Y003", by=BANK)
    answer(rig, made, "PaymentResult", "Y002", paid(rig), by=BANK)
    return made


@pytest.fixture
def proposal(rig: Rig, payment: Document) -> Proposal:
    """To settle it, by Li."""
    return proposed(rig, a_request(rig, payment))


def a_request(rig: Rig, payment: Document) -> Request:
    heads = heads_of(rig.store, [payment.id])
    return Request(verb="settle", about=payment.id, reason="银行电话确认", arguments={}, heads=heads)


def proposed(rig: Rig, request: Request, contents: Mapping[str, bytes] = {}) -> Proposal:
    asked = authority(rig, LI).ask(request, ["p"], contents, None)
    assert isinstance(asked, Awaiting)
    propose(rig.store, asked.proposal, asked.contents)
    return asked.proposal


def approved(rig: Rig, proposal: Proposal, by: Operator) -> Acting:
    return authority(rig, by).answer(proposal, ["p"], Answering("approve", proposal.id, "核对无误"), None)


def refused(do: Callable[[], object]) -> str:
    with pytest.raises(Rejected) as caught:
        do()
    return caught.value.faults[0].code


def test_another_operator_approves_and_it_is_done(rig: Rig, acts: Acts, proposal: Proposal) -> None:
    """Both are in the trail and in the record of acts; the chain of hashes holds."""
    assert rig.store.acts.waiting(rig.clock.now()) == [proposal]
    done = carry_out(acts, proposal.request, approved(rig, proposal, WANG))
    (document,) = done.documents
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    rows = [row for row in trail.transitions if row.cause.kind == "operator"]
    assert [row.cause.ref for row in rows] == [proposal.id]
    assert [who["login"] for who in rows[0].detail["operators"]] == ["li", "wang"]
    assert all(row.sealed().hash == row.hash for row in trail.transitions)
    (act,) = rig.store.acts.about([document.id])
    assert (act.id, act.operators, rig.store.acts.waiting(0)) == (proposal.id, (LI, WANG.saying("核对无误")), [])
    assert refused(lambda: carry_out(acts, proposal.request, approved(rig, proposal, ZHAO))) == "HUB-804"


def test_one_operators_act_ends_no_proposal(rig: Rig, acts: Acts, proposal: Proposal) -> None:
    """Whoever writes a challenge could put a proposal's id into it as the number that is used once."""
    alone = authority(rig, ZHAO, Demand()).ask(proposal.request, ["p"], {}, None)
    assert isinstance(alone, Acting)
    taken = Acting(replace(alone.act, id=proposal.id), alone.heads, alone.contents)
    assert refused(lambda: carry_out(acts, proposal.request, taken)) == "HUB-804"
    assert rig.store.acts.waiting(rig.clock.now()) == [proposal]


def test_nobody_approves_his_own(rig: Rig, proposal: Proposal) -> None:
    """Whatever user he changes to: the kernel keeps the login, and where there is none, one user is one person."""
    assert refused(lambda: approved(rig, proposal, LI)) == "HUB-807"
    assert refused(lambda: approved(rig, proposal, Operator(user="root", login="li"))) == "HUB-807"
    assert refused(lambda: approved(rig, proposal, Operator(user="li", login="wang"))) == "HUB-807"


def test_what_has_moved_is_proposed_again(rig: Rig, acts: Acts, proposal: Proposal, payment: Document) -> None:
    """The bank speaks between proposal and approval: the operators had not seen that."""
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    act = approved(rig, proposal, WANG)
    assert refused(lambda: carry_out(acts, proposal.request, act)) == "HUB-805"
    assert rig.document(payment.id).disputes
    again = proposed(rig, a_request(rig, payment))
    assert carry_out(acts, again.request, approved(rig, again, WANG)).documents[0].disputes == set()


def test_a_proposal_ends_by_the_clock_and_by_a_rejection(rig: Rig, acts: Acts, payment: Document) -> None:
    """Then nobody can approve it, also not between the look and the act."""
    first, second = (proposed(rig, a_request(rig, payment)) for _ in range(2))
    late = approved(rig, second, WANG)
    end_proposal(acts, authority(rig, LI).answer(second, ["p"], Answering("reject", second.id, "误操作"), None))
    assert refused(lambda: carry_out(acts, second.request, late)) == "HUB-804"
    assert refused(lambda: end_proposal(acts, late)) == "HUB-804"
    rig.clock.pass_(seconds=PROPOSAL_LIFETIME_H * 3600 + 1)
    assert refused(lambda: approved(rig, first, WANG)) == "HUB-808"
    assert rig.store.acts.waiting(rig.clock.now()) == []
    assert rig.document(payment.id).disputes


def test_of_two_who_approve_at_once_one_acts(rig: Rig, acts: Acts, proposal: Proposal, payment: Document) -> None:
    """The other is told that it is done."""
    outcomes = _at_once(rig, acts, [(proposal, approved(rig, proposal, by)) for by in (WANG, ZHAO)])
    assert sorted(outcomes) == ["HUB-804", "done"]
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    assert [row.cause.ref for row in trail.transitions].count(proposal.id) == 1
    assert len(rig.store.acts.about([payment.id])) == 1


def test_of_two_who_discard_at_once_one_acts(rig: Rig, acts: Acts) -> None:
    """No document is locked there: the act itself is there once. Two proposals for one delivery, too."""
    rig.take_in([b"{half"])
    (row,) = rig.store.quarantine.deliveries(1)
    request = Request(verb="discard", about=row.id, reason="无用", arguments=arguments_of(row), heads={})
    one, other = proposed(rig, request), proposed(rig, request)
    tried = [(one, approved(rig, one, WANG)), (one, approved(rig, one, ZHAO)), (other, approved(rig, other, WANG))]
    outcomes = _at_once(rig, acts, tried)
    assert (outcomes.count("done"), set(outcomes) - {"done", "HUB-804", "HUB-749"}) == (1, set())
    assert len(rig.store.acts.about([row.id])) == len(rig.store.quarantine.settled([row.id])) == 1


def test_what_was_proposed_without_that_it_is_meant_is_not_discarded(rig: Rig, acts: Acts) -> None:
    """A release that does not know the word has asked for it: the second operator is told, and nothing is done."""
    rig.take_in([b"{half"])
    (row,) = rig.store.quarantine.deliveries(1)
    with rig.store.transactions.begin() as unit:
        unit.write(Changes(quarantined=[row := replace(row, id=str(uuid7()), owner="ping-an", code="HUB-406")]))
    request = Request(verb="discard", about=row.id, reason="无用", arguments=arguments_of(row), heads={})
    meant = replace(request, arguments={**request.arguments, ALTHOUGH_GOOD: "yes"})
    for asked, outcome in ((request, "HUB-987"), (meant, "done")):
        proposal = proposed(rig, asked)
        assert _at_once(rig, acts, [(proposal, approved(rig, proposal, by=WANG))]) == [outcome]
    assert len(rig.store.quarantine.settled([row.id])) == 1


@pytest.fixture
def plan(rig: Rig, acts: Acts, payment: Document) -> ReplayPlan:
    """The events of several documents."""
    made = acts.replay.plan_events(Filter(), {})
    assert payment.id in {entry.document for entry in made.entries[1:]}
    return made


def planned(rig: Rig, plan: ReplayPlan) -> Proposal:
    """To apply a plan of a file, by Li."""
    body, documents = bytes_of_entries(plan), sorted({entry.document for entry in plan.entries})
    arguments = {"entries": digest(body), "plan": plan.id}
    heads = heads_of(rig.store, documents)
    request = Request(verb="replay", about=plan.id, reason="渠道丢失通知", arguments=arguments, heads=heads)
    return proposed(rig, request, {digest(body): body})


def test_a_plan_that_ended_half_way_goes_on_by_the_same_operators(
    rig: Rig, acts: Acts, plan: ReplayPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store goes away after the first entry: the next approval does the rest, under the same act, and then ends."""
    proposal, tell = planned(rig, plan), Replay._tell

    def tell_first(self: Replay, entry: TellAgain, act: Act) -> Done:
        if entry != plan.entries[0]:
            raise StoreUnavailable("gone")
        return tell(self, entry, act)

    with monkeypatch.context() as patched, pytest.raises(StoreUnavailable):
        patched.setattr(Replay, "_tell", tell_first)
        carry_out(acts, proposal.request, approved(rig, proposal, WANG))
    (begun,) = rig.store.acts.about([plan.id])
    rig.clock.pass_(seconds=60)
    with pytest.raises(Rejected) as other:
        carry_out(acts, proposal.request, approved(rig, proposal, ZHAO))
    assert {fault.code for fault in other.value.faults} == {"HUB-804"}
    done = carry_out(acts, proposal.request, approved(rig, proposal, WANG))
    assert ({one.id for one in done.documents}, done.faults) == ({entry.document for entry in plan.entries}, [])
    assert rig.store.acts.about([plan.id]) == [begun]
    for document in done.documents:
        trail = rig.store.documents.trail(document.id)
        assert trail is not None
        assert [row.cause.ref for row in trail.transitions].count(plan.id) == 1
    assert refused(lambda: carry_out(acts, proposal.request, approved(rig, proposal, WANG))) == "HUB-804"


def test_a_plan_whose_entries_were_all_done_before_ends_too(rig: Rig, acts: Acts, plan: ReplayPlan) -> None:
    """It was proposed twice: the second approval repeats nothing, and the proposal waits no longer."""
    one, other = planned(rig, plan), planned(rig, plan)
    for proposal in (one, other):
        carry_out(acts, proposal.request, approved(rig, proposal, WANG))
    assert rig.store.acts.waiting(rig.clock.now()) == []
    assert {act.id for act in rig.store.acts.about([plan.id])} == {one.id, other.id}
    assert refused(lambda: carry_out(acts, other.request, approved(rig, other, ZHAO))) == "HUB-804"


def test_a_conflict_in_a_plan_is_tried_again_and_loses_nothing(
    rig: Rig, acts: Acts, plan: ReplayPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another transaction is in the way of the second entry, once: all are told of."""
    proposal, tell, met = planned(rig, plan), Replay._tell, list[TellAgain]()

    def tell_in_the_way(self: Replay, entry: TellAgain, act: Act) -> Done:
        met.append(entry)
        if entry == plan.entries[1] and met.count(entry) == 1:
            raise StoreConflict("in the way")
        return tell(self, entry, act)

    monkeypatch.setattr(Replay, "_tell", tell_in_the_way)
    done = carry_out(acts, proposal.request, approved(rig, proposal, WANG))
    assert (len(met), done.faults) == (len(plan.entries) + 1, [])
    assert {one.id for one in done.documents} == {entry.document for entry in plan.entries}


def test_a_card_is_asked_for_where_it_is_needed(rig: Rig, payment: Document) -> None:
    """Of the second operator too; and the first one's card must still be an operator's then."""
    demand, request = Demand(card=True, two=True), a_request(rig, payment)
    assert refused(lambda: authority(rig, LI, demand).ask(request, ["p"], {}, None)) == "HUB-801"
    first = authority(rig, LI, demand, "li")
    challenge = first.challenge(request)
    asked = first.ask(request, ["p"], {}, Signed(challenge, "li"))
    assert isinstance(asked, Awaiting)
    assert (asked.proposal.cards, sorted(asked.contents.values())) == (True, sorted([challenge, b"li"]))
    propose(rig.store, asked.proposal, asked.contents)
    assert refused(lambda: propose(rig.store, asked.proposal, asked.contents)) == "HUB-804"
    answering = Answering("approve", asked.proposal.id, "核对无误")
    second = authority(rig, WANG, demand)
    assert refused(lambda: second.answer(asked.proposal, ["p"], answering, None)) == "HUB-801"
    signed = Signed(second.challenge(request, answering), "wang")
    assert second.answer(asked.proposal, ["p"], answering, signed).act.operators[1].name == "wang"
    assert refused(lambda: second.answer(asked.proposal, ["p"], answering, Signed(challenge, "wang"))) == "HUB-802"
    unlisted = authority(rig, WANG, demand, "wang")
    assert refused(lambda: unlisted.answer(asked.proposal, ["p"], answering, signed)) == "HUB-806"


def test_what_is_needed_when_it_is_approved_counts_too(rig: Rig, proposal: Proposal) -> None:
    """It was proposed without a card, and then the party's file has come to ask for cards."""
    stricter = authority(rig, WANG, Demand(card=True, two=True))
    answering = Answering("approve", proposal.id, "核对无误")
    signed = Signed(stricter.challenge(proposal.request, answering), "wang")
    assert refused(lambda: stricter.answer(proposal, ["p"], answering, None)) == "HUB-801"
    assert refused(lambda: stricter.answer(proposal, ["p"], answering, signed)) == "HUB-801"


def _at_once(rig: Rig, acts: Acts, tried: list[tuple[Proposal, Acting]]) -> list[str]:
    """What comes of acts that begin at the same moment: `done`, or a code."""
    together = Barrier(len(tried))

    def act(one: tuple[Proposal, Acting]) -> str:
        together.wait(60)
        try:
            done = carry_out(acts, one[0].request, one[1])
        except Rejected as refusal:
            return refusal.faults[0].code
        assert isinstance(done, CarriedOut)
        return "done"

    with ThreadPoolExecutor(len(tried)) as pool:
        return list(pool.map(act, tried))
