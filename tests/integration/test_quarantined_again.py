"""What an operator released or discarded, and what fails again, is listed again: in a row of its own."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from money import a_policy, answer, of_type
from rig import Rig, a_credit_authorization, a_duty_application, a_uscc, catalogue
from test_parked import Foretold

from adapters.store import open_store
from hub.effects.quarantine import quarantine_id
from hub.flow.early_notices import EarlyNoticeLine
from hub.flow.release import Release
from hub.flow.reply import ReplyLine
from hub.model import Changes, Document, Quarantined, digest

WHY = "sound after all"


def acting(rig: Rig) -> Release:
    return Release("hub", catalogue(), rig.ports)


def open_rows(rig: Rig) -> list[Quarantined]:
    """What is listed; `hub status` counts the same, and the bytes of each are there."""
    rows = rig.store.quarantine.deliveries(9, is_open=True)
    assert rig.store.totals.overview([], []).quarantined == len(rows)
    assert all(digest(rig.store.archive.payload(row.payload) or b"") == row.payload for row in rows)
    return rows


def the_row(rig: Rig) -> Quarantined:
    (row,) = open_rows(rig)
    return row


def look(rig: Rig) -> None:
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()


def kept_before(rig: Rig, body: bytes, owner: str = "ping-an") -> Quarantined:
    """A delivery that was quarantined for a cause that is gone by now."""
    row = Quarantined(
        id=quarantine_id(rig.delivery(owner, body)),
        owner=owner,
        code="HUB-406",
        field="",
        zh="…",
        en="…",
        cause="…",
        payload=digest(body),
        document=None,
        answers=None,
        at=rig.clock.now(),
    )
    with rig.store.transactions.begin() as unit:
        unit.write(Changes(payloads={row.payload: body}, quarantined=[row]))
    return row


def an_application(rig: Rig, uscc: str) -> tuple[Document, str]:
    (application,) = rig.submit(a_duty_application(uscc))
    number = f"T{application.id[-12:]}"
    answer(rig, application, "UnderwritingResult", "U001", {"ApplicationNumber": number})
    return application, number


def answers_to_ping_an(rig: Rig) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (rig.root / "ping-an" / "InBox").iterdir()}


def test_a_released_notice_that_waits_and_fails_by_itself_is_listed_again(rig: Rig, enterprise: str) -> None:
    """With today's reason; it can be released and discarded again, and each row is settled once."""
    application, number = an_application(rig, enterprise)
    first = kept_before(rig, a_policy(rig, enterprise, number))
    acting(rig).release(first, WHY)
    assert (len(rig.store.quarantine.parked(9)), open_rows(rig)) == (1, [])
    answer(rig, application, "UnderwritingResult", "U005", {"ApplicationNumber": number})
    look(rig)
    again = the_row(rig)
    assert (again.code, again.payload, again.id != first.id) == ("HUB-315", first.payload, True)
    assert (rig.store.quarantine.parked(9), of_type(rig, "duty-policy")) == ([], [])
    acting(rig).discard(again, "void")
    assert open_rows(rig) == []
    acts = {act.quarantine: act.act for act in rig.store.quarantine.settled([first.id, again.id])}
    assert acts == {first.id: "released", again.id: "discarded"}


def test_a_notice_that_waits_in_vain_is_listed_after_each_release(rig: Rig, enterprise: str) -> None:
    """However often it is released: a row for each time, and no bytes twice."""
    rig.reply(body := a_policy(rig, enterprise, "never"))
    ids = []
    for _ in range(3):
        rig.clock.pass_(days=1)
        look(rig)
        row = the_row(rig)
        assert (row.code, row.payload) == ("HUB-416", digest(body))
        ids.append(row.id)
        acting(rig).release(row, WHY)
        assert len(rig.store.quarantine.parked(9)) == 1
    assert len(set(ids)) == len(rig.store.quarantine.deliveries(9)) == 3


def test_a_notice_whose_wait_was_ended_and_that_fails_after_its_release_is_listed(rig: Rig, enterprise: str) -> None:
    """Whoever ends the wait the second time: an operator first, then the hub."""
    rig.reply(a_policy(rig, enterprise, "never"))
    (waiting,) = rig.store.quarantine.parked(9)
    ended = acting(rig).end_wait(waiting, "void")
    acting(rig).release(ended.kept, "not void")
    rig.clock.pass_(days=1)
    look(rig)
    assert [row.code for row in open_rows(rig)] == ["HUB-416"]


def test_a_released_receipt_that_waits_and_fails_is_listed_again(rig: Rig) -> None:
    """It answers a message that the hub does not have yet, and turns out to answer another content."""
    foretold = Foretold(rig)
    first = kept_before(rig, foretold.decision(replace(foretold.message, digest="0" * 64)))
    acting(rig).release(first, WHY)
    assert (len(rig.store.quarantine.parked(9)), open_rows(rig)) == (1, [])
    document = foretold.submit()
    again = the_row(rig)
    assert (again.code, again.payload, again.document) == ("HUB-411", first.payload, document.id)
    assert (document.status, again.id != first.id, rig.store.quarantine.parked(9)) == ("P001", True, [])


def test_a_message_that_comes_again_after_it_was_discarded_is_listed_again(rig: Rig) -> None:
    """Its party gets its first answer again; what is open already is not listed twice."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    body = rig.decision("CreditAuthorizationDecision", replace(rig.message_of(document.id), digest="0" * 64), "F")
    rig.reply(body)
    rig.work()
    told = answers_to_ping_an(rig)
    first = the_row(rig)
    acting(rig).discard(first, "a test of theirs")
    for _ in range(2):
        rig.reply(body)
        again = the_row(rig)
        assert (again.code, again.payload, again.id != first.id) == ("HUB-411", first.payload, True)
    rig.work()
    assert answers_to_ping_an(rig) == told


def test_a_released_message_that_comes_again_is_recognised(rig: Rig) -> None:
    """It is recorded, so that nothing is left for an operator."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    result = {"AuthorizationNumber": "A-1", "SignedAt": "2026-09-21T10:00:00+08:00"}
    body = rig.decision("CreditAuthorizationDecision", rig.message_of(document.id), "S", result)
    acting(rig).release(kept_before(rig, body), WHY)
    rig.reply(body)
    assert (rig.document(document.id).status, open_rows(rig)) == ("S", [])


def test_a_submission_that_comes_again_after_it_was_discarded_is_listed_again(rig: Rig) -> None:
    """And its portal is told the reason for this time, under an id of its own."""
    rig.take_in([b"{half"])
    first = the_row(rig)
    acting(rig).discard(first, "a test of theirs")
    rig.take_in([b"{half", b"{half"])
    again = the_row(rig)
    assert (again.code, again.id != first.id) == (first.code, True)
    rig.work()
    told = {event["id"]: event["data"]["faults"][0]["code"] for event in rig.events()}
    assert told == {first.id: first.code, again.id: first.code}


def contradicting() -> tuple[dict[str, Any], dict[str, Any]]:
    """Two contents under one id of their portal."""
    form = a_credit_authorization(a_uscc())
    return form, a_credit_authorization(a_uscc()) | {"id": form["id"]}


def test_a_contradicting_submission_is_listed_again_after_it_was_discarded(rig: Rig) -> None:
    """Other content under an id that the portal has used."""
    form, other = contradicting()
    rig.submit(form)
    for _ in range(2):
        rig.submit(other)
        acting(rig).discard(the_row(rig), "a test of theirs")
    assert len(rig.store.quarantine.deliveries(9)) == 2


def test_a_submission_that_contradicts_another_of_its_batch_is_listed_again(rig: Rig) -> None:
    """It was discarded for another cause before the first content came."""
    bodies = [json.dumps(form).encode() for form in contradicting()]
    acting(rig).discard(first := kept_before(rig, bodies[1], "national"), "a test of theirs")
    rig.take_in(bodies)
    assert the_row(rig).payload == first.payload


def test_what_is_still_unusable_stays_in_its_open_row(rig: Rig) -> None:
    """A release that fails settles nothing, so that there is no second row."""
    first = kept_before(rig, b"<half")
    with pytest.raises(Exception, match="HUB-"):
        acting(rig).release(first, WHY)
    assert open_rows(rig) == [first]


def test_two_workers_at_once_list_one_row(rig: Rig, store_url: str) -> None:
    """The id of the next row follows from the row that was settled."""
    with closing(open_store(store_url)) as other:
        lines = [ReplyLine("hub", catalogue(), replace(rig.ports, store=s)) for s in (rig.store, other)]
        for n in range(6):
            body = b"<half" + b"!" * n
            rig.reply(body)
            acting(rig).discard(the_row(rig), "a test of theirs")
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda line: line.run([rig.delivery("ping-an", body)]), lines))  # noqa: B023 - done here
            acting(rig).discard(the_row(rig), "a test of theirs")


@pytest.mark.parametrize("second", ["discard", "release"])
def test_two_operators_at_once_settle_one_row(rig: Rig, store_url: str, second: str) -> None:
    """One reason is kept; the other operator learns that the row is settled already."""
    with closing(open_store(store_url)) as other:
        slower = Release("hub", catalogue(), replace(rig.ports, store=other, worker="another"))
        for _ in range(3):
            row = kept_before(rig, a_policy(rig, a_uscc(), "T-1"))
            with ThreadPoolExecutor(2) as pool:
                acts = [pool.submit(acting(rig).discard, row, WHY), pool.submit(getattr(slower, second), row, WHY)]
            refused = [act.exception() for act in acts]
            assert sorted("HUB-749" in str(one) for one in refused) == [False, True], refused
            assert len(rig.store.quarantine.settled([row.id])) == 1
