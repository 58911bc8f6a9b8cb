"""An older backup under a newer queue: what the store forgot comes again under the ids that it had."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from backups import Backups, Recording, drops
from customs import an_approval
from lxml import etree
from money import BANK, a_payment, a_policy, agree, an_agreement, answer, of_type, paid, underwrite
from rig import Rig, a_credit_authorization, a_uscc, catalogue, figures, grant_quota
from shapes import body_of
from test_dialects import report

from adapters.folder import drop
from hub.flow.settlement import Proof, Settlement
from hub.model import Message
from hub.ports import Filter, Store
from hub.stages.settle_part import Decision

NAMES = ("MsgId", "PmtInfId", "EndToEndId", "CreDtTm", "ReqdExctnDt")


@dataclass
class World:
    """One hub, and those that are set up on its backups; portals, parties and clock stay what they are."""

    hub: Recording
    backups: Backups
    make: Callable[[Store], Recording]

    def back_up(self) -> Callable[[], Recording]:
        """Take a backup; what is returned sets up a hub on it, a day after the call."""
        taken = self.backups.take()

        def restore() -> Recording:
            self.hub.clock.pass_(days=1)
            return self.make(self.backups.restore(taken)[0])

        return restore


@pytest.fixture
def world(
    store: Store, store_url: str, backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[World]:
    postgres = request.getfixturevalue("postgres") if backend == "postgresql" else None
    backups = Backups(store_url, tmp_path, postgres)
    made = [Recording(store, tmp_path / "queues")]

    def make(restored: Store) -> Recording:
        made.append(Recording(restored, tmp_path / f"queues-{len(made)}", clock=made[0].clock))
        return made[-1]

    yield World(made[0], backups, make)
    for hub in made:
        hub.close()
    backups.close()


def named_in(body: bytes) -> list[tuple[str, str]]:
    """A message's own id, and those of an ISO 20022 form in it, with its times."""
    root = etree.fromstring(body)
    wanted = ("MessageId", "DocumentId", "CreatedAt", *NAMES)
    found = ((etree.QName(e).localname, "".join(map(str, e.itertext()))) for e in root.iter("{*}*"))
    return [(name, text) for name, text in found if name in wanted]


def effects(hub: Recording) -> dict[str, tuple[str, str]]:
    """What was sent, by what it is about: message id and digest of the bytes."""
    return {one.about: (one.message.id, one.message.digest) for one in hub.sent}


def statuses(hub: Rig) -> dict[str, tuple[str, str]]:
    return {d.id: (d.type, d.status) for d in hub.store.documents.log(Filter(limit=1000))}


def a_whole_story(hub: Recording, uscc: str) -> None:
    """Quota, agreement in two legs, application, payment, advice, policy, its copy and its notice to customs."""
    grant_quota(hub, uscc)
    agreement = agree(hub, uscc)
    _, number = underwrite(hub, uscc)
    (payment,) = hub.submit(a_payment(uscc, agreement, {number: "2555.56"}))
    hub.reply(hub.technical(hub.message_of(payment.id), sender=BANK), party=BANK)
    answer(hub, payment, "PaymentResult", "Y002", paid(hub), by=BANK)
    hub.reply(a_policy(hub, uscc, number))


@pytest.mark.parametrize("bank", [BANK, "bank-of-china"])
def test_a_payment_that_the_store_forgot_goes_to_the_bank_under_the_same_ids(world: World, bank: str) -> None:
    """Message id, MsgId, PmtInfId and EndToEndId; even the bytes are the same, so whoever deduplicates pays once."""
    uscc = a_uscc()
    grant_quota(world.hub, uscc)
    agreement = agree(world.hub, uscc, bank)
    _, number = underwrite(world.hub, uscc)
    restore = world.back_up()
    payment = a_payment(uscc, agreement, {number: "2555.56"}) | {"party": bank}
    world.hub.submit(payment)
    hub = restore()
    assert hub.store.documents.find(payment["id"]) == []
    hub.submit(payment)
    first, second = world.hub.sent[-1], hub.sent[-1]
    assert (first.message.party, second.message.party) == (bank, bank)
    assert named_in(second.body) == named_in(first.body)
    assert {name for name, _ in named_in(first.body)}.issuperset(NAMES if bank != BANK else ())
    assert second.body == first.body


def test_every_message_of_a_story_comes_again_as_it_was(world: World) -> None:
    """Both legs of an agreement, the advice, copies and customs' notice, when all others say the same again."""
    restore = world.back_up()
    a_whole_story(world.hub, a_uscc())
    hub = restore()
    for one in world.hub.given:
        hub.again(one)
    sent = effects(world.hub)
    assert {about.split(":", 1)[1] for about in sent} >= {
        "business:ping-an:1",
        f"business:{BANK}:2",
        "copy:boc-insurance:0",
        "business:customs:1",
    }
    assert effects(hub) == sent
    assert (hub.answered, len(hub.answered)) == (world.hub.answered, 8)
    assert statuses(hub) == statuses(world.hub)


def test_an_inquiry_comes_again_under_its_id(world: World) -> None:
    """It asks about now, so its time and bytes may differ."""
    uscc = a_uscc()
    grant_quota(world.hub, uscc)
    agreement = agree(world.hub, uscc)
    _, number = underwrite(world.hub, uscc)
    restore = world.back_up()
    payment = a_payment(uscc, agreement, {number: "2555.56"})
    asked = []
    for hub in (world.hub, restore()):
        hub.submit(payment)
        for _ in range(3):
            hub.clock.pass_(seconds=3 * 3600)
            hub.let_time_act()
        asked.append([one.message.id for one in hub.sent if one.message.kind == "inquiry"])
    assert asked[0] == asked[1]
    assert len(asked[0]) == 1


def test_an_advice_of_a_part_that_an_operator_settled_comes_again_under_its_id(world: World) -> None:
    """It is told by what it is about, not by the row of a trail, which has other rows before it now.

    The bank paid when it was first asked, which is a day before the restored store heard of the payment.
    """
    uscc = a_uscc()
    grant_quota(world.hub, uscc)
    agreement = agree(world.hub, uscc)
    numbers = [underwrite(world.hub, uscc)[1] for _ in range(2)]
    restore = world.back_up()
    payment = a_payment(uscc, agreement, dict.fromkeys(numbers, "2555.56"))
    (document,) = world.hub.submit(payment)
    world.hub.reply(world.hub.technical(world.hub.message_of(document.id), sender=BANK), party=BANK)
    paid_at = paid(world.hub)["PaidAt"]
    hub = restore()
    hub.submit(payment)
    hub.confirm(document.id)
    advices = []
    for one in (world.hub, hub):
        done = Decision(paid=numbers[:1], values={"bank_reference": "B-1", "paid_at": paid_at})
        Settlement("hub", catalogue(), one.ports).decide(document.id, done, Proof("by telephone"))
        (advice,) = of_type(one, "payment-advice")
        advices.append((advice.id, one.message_of(advice.id).id))
    assert advices[0] == advices[1]


def test_answers_wait_for_what_the_store_forgot_and_act_when_it_comes_again(world: World) -> None:
    """All answers come first, those to second legs and to what the hub made itself included; then the submissions."""
    restore = world.back_up()
    a_whole_story(world.hub, a_uscc())
    hub = restore()
    for one in world.hub.given:
        if one[0] == "reply":
            hub.again(one)
    assert statuses(hub) == {}
    for dropped in drops(world.hub.given):
        hub.again(dropped)
    hub.look_again()
    assert statuses(hub) == statuses(world.hub)
    assert effects(hub) == effects(world.hub)
    assert (hub.store.quarantine.parked(9), hub.store.quarantine.deliveries(9)) == ([], [])


def test_a_banks_report_waits_for_an_order_that_the_store_forgot(world: World) -> None:
    """It is judged by what the order asks for, as one that comes in time."""
    uscc = a_uscc()
    grant_quota(world.hub, uscc)
    agreement = agree(world.hub, uscc, "bank-of-china")
    numbers = [underwrite(world.hub, uscc)[1] for _ in range(2)]
    restore = world.back_up()
    form = a_payment(uscc, agreement, dict.fromkeys(numbers, "2555.56")) | {"party": "bank-of-china"}
    (payment,) = world.hub.submit(form)
    report(world.hub, payment, ["ACSC", "ACSC"])
    assert statuses(world.hub)[payment.id] == ("premium-payment", "Y002")
    hub = restore()
    hub.again(world.hub.given[-1])
    assert len(hub.store.quarantine.parked(9)) == 1
    hub.submit(form)
    assert statuses(hub) == statuses(world.hub)


def test_customs_answer_waits_for_a_notice_that_the_store_forgot_by_message_or_document(world: World) -> None:
    """An envelope echoes no digest, and may name the document."""
    uscc = a_uscc()
    grant_quota(world.hub, uscc)
    _, number = underwrite(world.hub, uscc)
    policy = a_policy(world.hub, uscc, number)
    restore = world.back_up()
    world.hub.reply(policy)
    notice = next(one.message for one in world.hub.sent if one.message.party == "customs")
    for name in (notice.id, notice.document or ""):
        hub = restore()
        hub.reply(customs_approves(hub, notice, name), party="customs")
        assert len(hub.store.quarantine.parked(9)) == 1
        hub.reply(policy)
        assert (statuses(hub)[notice.document or ""][1], hub.store.quarantine.parked(9)) == ("G002", [])


def customs_approves(hub: Rig, notice: Message, name: str) -> bytes:
    return hub.sealed(an_approval(name), f"C-{notice.id[:8]}-{name[:8]}")


def test_an_answer_to_bytes_that_were_not_made_again_moves_nothing(world: World) -> None:
    """A message may be made again with another key or mapping: then only its id is the same, and a person looks."""
    restore = world.back_up()
    (document,) = world.hub.submit(a_credit_authorization(a_uscc()))
    message = world.hub.message_of(document.id)
    other = replace(message, digest="0" * 64)
    hub = restore()
    hub.reply(hub.decision("CreditAuthorizationDecision", other, "S"))
    hub.again(next(drops(world.hub.given)))
    assert statuses(hub) == {document.id: ("credit-authorization", "P001")}
    assert [q.code for q in hub.store.quarantine.deliveries(9)] == ["HUB-411"]


def test_a_refusal_comes_again_under_the_id_of_its_document(world: World) -> None:
    """And what was refused may be accepted now: the portal tells events of one id apart by their time."""
    restore = world.back_up()
    uscc = a_uscc()
    refused = an_agreement(uscc) | {"party": "nobody"}
    (first,) = world.hub.submit(refused)
    (second,) = restore().submit(refused)
    assert (first.status, second.status) == ("H001", "H001")
    assert second.id == first.id


def test_a_submission_whose_id_another_has_is_kept_apart_and_replaces_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever searches long enough finds two contents with one id; only the first is a document."""
    monkeypatch.setattr("hub.flow.course.document_id", lambda *_: "00000000-0000-8000-8000-000000000001")
    world.hub.verifies = False  # its ids do not follow from what came
    first, second, third = (a_credit_authorization(a_uscc()) for _ in range(3))
    (document,) = world.hub.submit(first)
    world.hub.take_in([json.dumps(form).encode() for form in (second, third)])
    assert [q.code for q in world.hub.store.quarantine.deliveries(9)] == ["HUB-509", "HUB-509"]
    assert statuses(world.hub) == {document.id: ("credit-authorization", "P001")}
    assert document.sender_ref == first["id"]


def test_a_portal_is_told_of_such_an_id_where_it_writes_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under its own path."""
    monkeypatch.setattr("hub.flow.course.document_id", lambda *_: "00000000-0000-8000-8000-000000000001")
    world.hub.verifies = False  # its ids do not follow from what came
    bodies = [body_of(catalogue(), "liaoning", a_credit_authorization(a_uscc())) for _ in range(2)]
    world.hub.take_in(bodies, "liaoning")
    (row,) = world.hub.store.quarantine.deliveries(9)
    assert (row.code, row.field) == ("HUB-509", "baoWenTou.shenBaoBianHao")


def test_a_notice_whose_id_another_has_is_refused_with_the_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its party is told, and what was announced first stands."""
    uscc = a_uscc()
    grant_quota(world.hub, uscc)
    monkeypatch.setattr("hub.reading.read_notice.document_id", lambda *_: "00000000-0000-8000-8000-000000000002")
    world.hub.verifies = False  # its ids do not follow from what came
    for used in ("1.00", "2.00"):
        at = world.hub.clock.now()
        world.hub.reply(world.hub.notice(uscc, figures("5000000.00", used), at))
    assert [q.code for q in world.hub.store.quarantine.deliveries(9)] == ["HUB-509"]
    (change,) = of_type(world.hub, "quota-change")
    assert change.id == "00000000-0000-8000-8000-000000000002"


def test_what_was_taken_from_folders_may_be_put_back_from_the_box_for_done_ones(world: World) -> None:
    """The files of SentBox, moved to OutBox again; what goes to the party is the file that it had."""
    restore = world.back_up()
    portal, party = (world.hub.root / owner for owner in ("national", "ping-an"))
    form = a_credit_authorization(a_uscc())
    drop(world.hub.root, "national", "one.json", json.dumps(form).encode())
    world.hub.work()
    had = {path.name: path.read_bytes() for path in (party / "InBox").glob("*.xml")}
    assert len(had) == 1
    hub = restore()
    for path in (portal / "SentBox").glob("*/*"):
        moved = hub.root / "national" / "OutBox" / path.name
        moved.write_bytes(path.read_bytes())
    hub.work()
    assert {path.name: path.read_bytes() for path in (hub.root / "ping-an" / "InBox").glob("*.xml")} == had
