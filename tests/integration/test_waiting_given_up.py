"""An operator ends the wait of a notice for a document: it goes into quarantine, and can be taken in later."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from cargo import a_policy_of_cargo, agreed, in_status
from money import PAYEE, a_policy, answer, of_type, status, underwrite
from own_home import OwnHome
from rig import AN_UNDERWRITING, Rig, a_duty_application, catalogue
from uuid6 import uuid7
from verbs import hub

from adapters.store import open_store
from hub.errors import Rejected
from hub.flow.acting import Acting
from hub.flow.early_notices import EarlyNoticeLine
from hub.flow.release import Release
from hub.model import Document, Operator, OperatorAct, Parked

WHY = "平安来电：保单作废，另行出单"
RACES = 6


def a_waiting_policy(rig: Rig, uscc: str) -> tuple[Document, str, Parked]:
    """An application that is not underwritten yet, its number, and its policy, which waits."""
    (application,) = rig.submit(a_duty_application(uscc))
    number = f"T{application.id[-12:]}"
    answer(rig, application, "UnderwritingResult", "U001", {"ApplicationNumber": number})
    rig.reply(a_policy(rig, uscc, number))
    (row,) = rig.store.quarantine.parked(9)
    return application, number, row


def release(rig: Rig) -> Release:
    return Release("hub", catalogue(), rig.ports)


def kept(rig: Rig) -> list[str]:
    return [row.code for row in rig.store.quarantine.deliveries(9, is_open=True)]


def observed(rig: Rig, document: Document) -> list[tuple[str, str]]:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [(row.cause.kind, row.detail["reason"]) for row in trail.transitions if row.detail.get("notice")]


def test_a_notice_whose_wait_is_ended_is_kept_apart_with_the_reason(rig: Rig, enterprise: str) -> None:
    """The document that it names keeps the reason on its trail, and neither moves nor is told."""
    application, _, row = a_waiting_policy(rig, enterprise)
    rig.work()
    before = len(rig.events())
    ended = release(rig).end_wait(row, WHY)
    assert ([d.id for d in ended.documents], ended.kept.cause, ended.kept.document) == (
        [application.id],
        WHY,
        application.id,
    )
    assert (rig.store.quarantine.parked(9), kept(rig)) == ([], ["HUB-442"])
    assert (status(rig, application), observed(rig, application)) == ("U001", [("operator", WHY)])
    rig.work()
    assert len(rig.events()) == before


def test_the_trail_names_the_act_that_ended_a_wait(rig: Rig, enterprise: str) -> None:
    """By its id, so that the row and the record of acts are found from each other."""
    application, _, row = a_waiting_policy(rig, enterprise)
    li = Operator(user="li")
    act = OperatorAct(id=str(uuid7()), verb="discard", about=row.message, reason=WHY, operators=(li,), at=1)
    release(rig).end_wait(row, WHY, Acting(act))
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    last = trail.transitions[-1]
    assert (last.cause.ref, last.detail["operators"]) == (act.id, [li.facts()])


def test_it_waits_no_longer_when_the_document_comes_to_a_fitting_status(rig: Rig, enterprise: str) -> None:
    """Until an operator releases it: then it is taken in like any other."""
    application, number, row = a_waiting_policy(rig, enterprise)
    release(rig).end_wait(row, WHY)
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2555.56", **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()
    assert (of_type(rig, "duty-policy"), status(rig, application)) == ([], "P202")
    (apart,) = rig.store.quarantine.deliveries(9)
    release(rig).release(apart, "the insurer lets it stand after all")
    (policy,) = of_type(rig, "duty-policy")
    assert (policy.status, status(rig, application), kept(rig)) == ("S", "S", [])


def test_a_released_notice_waits_again_where_its_document_is_not_there_yet(rig: Rig, enterprise: str) -> None:
    """As if it came now; its wait can be ended again, and it can be released again."""
    application, number, row = a_waiting_policy(rig, enterprise)
    for _ in range(2):
        release(rig).end_wait(row, WHY)
        (apart,) = rig.store.quarantine.deliveries(9, is_open=True)
        release(rig).release(apart, "an oversight")
        assert kept(rig) == []
        (row,) = rig.store.quarantine.parked(9)
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2555.56", **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()
    assert [d.status for d in of_type(rig, "duty-policy")] == ["S"]


def test_the_wait_for_a_document_that_nobody_knows_is_ended_too(rig: Rig, enterprise: str) -> None:
    """There is no trail to keep the reason; the quarantined delivery has it."""
    rig.reply(a_policy(rig, enterprise, "never"))
    (row,) = rig.store.quarantine.parked(9)
    ended = release(rig).end_wait(row, WHY)
    assert (ended.documents, ended.kept.document, kept(rig)) == ((), None, ["HUB-442"])


def test_a_cargo_policy_whose_application_is_being_cancelled_is_given_up(rig: Rig, uscc: str) -> None:
    """Every type that waits can be given up."""
    application, number = in_status(rig, uscc, "U001")
    rig.reply(a_policy_of_cargo(rig, uscc, number, agreed(rig, uscc, f"Q{uscc[-8:]}")))
    (row,) = rig.store.quarantine.parked(9)
    ended = release(rig).end_wait(row, WHY)
    assert application.id in {d.id for d in ended.documents}
    assert observed(rig, application) == [("operator", WHY)]


def test_a_wait_is_ended_once(rig: Rig, enterprise: str) -> None:
    """What a worker took in meanwhile, or another operator gave up, waits no longer."""
    application, number, row = a_waiting_policy(rig, enterprise)
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2555.56", **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()
    with pytest.raises(Rejected, match="HUB-749"):
        release(rig).end_wait(row, WHY)
    assert ([d.status for d in of_type(rig, "duty-policy")], kept(rig)) == (["S"], [])


def test_an_operator_and_a_worker_at_once_end_one_wait(rig: Rig, enterprise: str, store_url: str) -> None:
    """Whoever is first: the policy is recorded, or it is kept apart, and never both."""
    recorded = 0
    with closing(open_store(store_url)) as other:
        line = EarlyNoticeLine("hub", catalogue(), replace(rig.ports, store=other, worker="another"))
        for _ in range(RACES):
            application, number, row = a_waiting_policy(rig, enterprise)
            result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2555.56", **PAYEE}
            answer(rig, application, "UnderwritingResult", "P202", result)
            with ThreadPoolExecutor(2) as pool:
                worker, operator = pool.submit(line.run), pool.submit(release(rig).end_wait, row, WHY)
                worker.result()
                refusal = operator.exception()
            is_recorded = status(rig, application) == "S"
            recorded += is_recorded
            assert (refusal is not None, rig.store.quarantine.parked(9)) == (is_recorded, [])
            assert refusal is None or "HUB-749" in str(refusal)
    assert (len(of_type(rig, "duty-policy")), kept(rig)) == (recorded, ["HUB-442"] * (RACES - recorded))


def test_a_receipt_that_waits_is_given_up_too(rig: Rig, enterprise: str) -> None:
    """It answers a message that nobody knows. It can be released later, and waits again; said again, it waits too."""
    application, _ = underwrite(rig, enterprise)
    unknown = replace(rig.message_of(application.id), id=str(uuid7()))
    rig.reply(body := rig.technical(unknown))
    for again in (lambda row: release(rig).release(row, "an oversight"), lambda _: rig.reply(body)):
        (waiting,) = rig.store.quarantine.parked(9)
        ended = release(rig).end_wait(waiting, WHY)
        assert (ended.documents, ended.unread, ended.kept.cause, kept(rig)) == ((), (), WHY, ["HUB-986"])
        assert rig.store.quarantine.parked(9) == []
        (row,) = rig.store.quarantine.deliveries(9, is_open=True)
        again(row)
    assert [row.answers for row in rig.store.quarantine.parked(9)] == [unknown.id]


def test_the_verb_ends_the_wait_of_a_notice_by_its_id(
    rig: Rig, enterprise: str, store_url: str, tmp_path: Path
) -> None:
    """`hub quarantine discard`, with the id that the list shows; `release` says that nothing is to be released yet."""
    _, _, row = a_waiting_policy(rig, enterprise)
    home = OwnHome(tmp_path / "home", store_url).path
    early = hub(home, "quarantine", "release", row.message, "--reason", WHY)
    assert (early.returncode, "HUB-779" in early.stdout.decode()) == (1, True)
    done = hub(home, "quarantine", "discard", row.message, "--reason", WHY, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["outcome"], told["owner"]) == (0, "let-go", "ping-an")
    listed = json.loads(hub(home, "quarantine", "list", "--json").stdout)
    assert (listed["id"], listed["code"], listed["cause"], listed["answers"]) == (
        told["id"],
        "HUB-442",
        WHY,
        row.message,
    )
    again = hub(home, "quarantine", "discard", told["id"], "--reason", WHY)
    assert (again.returncode, kept(rig)) == (0, [])
