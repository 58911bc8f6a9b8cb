"""记录编号: each accepted document has one, whoever brought it; it is told at once, and never given twice."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from money import a_payment, a_policy, agree, answer, paid, underwrite
from own_home import OwnHome
from rig import (
    Rig,
    a_credit_authorization,
    a_grant,
    a_quota_application,
    figures,
    grant_quota,
    usccs,
)
from verbs import hub, hub_json

from adapters.store.unit import SqlUnit
from hub.model import Document, record_numbers
from hub.ports import Filter
from hub.xml.times import on_wire

_uscc = usccs()


def number_of(document: Document) -> str:
    """The number that follows from a document's id."""
    return next(record_numbers(document.id, document.created_at))


def recorded(rig: Rig) -> list[Document]:
    return rig.store.documents.log(Filter())


def test_a_number_is_reported_in_the_first_event_and_in_all_that_follow(rig: Rig) -> None:
    """With 申请时间, the submission's own time, as the hub writes times."""
    (document,) = rig.submit(a_credit_authorization(next(_uscc)))
    rig.work()
    answer(rig, document, "CreditAuthorizationDecision", "S")
    rig.work()
    told = [event["data"] for event in rig.events()]
    assert [data["status"] for data in told] == ["P001", "P002", "S"]
    assert {data["record"] for data in told} == {number_of(document)} == {document.record}
    assert {data["submitted_at"] for data in told} == {"2026-09-21T02:00:00.000000Z"}
    assert re.fullmatch("[0-9]{20}", document.record or "")


def test_what_is_refused_at_the_door_has_none(rig: Rig) -> None:
    """It is no document that anybody works on; its time is told where it is one."""
    form = a_credit_authorization(next(_uscc)) | {"data": {}}
    odd = form | {"id": "odd-time", "submitted_at": "0001-01-01T00:00:00+14:00"}
    refused = rig.submit(form, odd, form | {"id": "no-time", "submitted_at": "soon"})
    rig.work()
    assert [(d.status, d.record) for d in refused] == [("H001", None)] * 3
    told = {event["data"]["submission"]: event["data"] for event in rig.events()}
    assert {data["record"] for data in told.values()} == {None}
    assert (told["odd-time"]["submitted_at"], told["no-time"]["submitted_at"]) == (None, None)


def test_whoever_brings_a_document_it_has_a_number(rig: Rig) -> None:
    """A portal, a party that announces it, or the hub itself, which makes it follow from another."""
    uscc = next(_uscc)
    grant_quota(rig, uscc)
    agreement = agree(rig, uscc)
    application, number = underwrite(rig, uscc)
    (payment,) = rig.submit(a_payment(uscc, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by="ping-an-bank")
    rig.reply(a_policy(rig, uscc, number), rig.notice(uscc, figures("5000000.00", "1.00"), rig.clock.now()))
    documents = recorded(rig)
    assert {d.type for d in documents} >= {"payment-advice", "duty-policy", "duty-guarantee-notice", "quota-change"}
    assert [d.record for d in documents] == [number_of(d) for d in documents]
    assert {d.submitted_at is None for d in documents if d.sender != "national"} == {True}
    rig.work()
    told = {event["data"]["document"]: event["data"]["record"] for event in rig.events()}
    assert told == {d.id: d.record for d in documents}
    assert application.record is not None


def test_a_number_that_somebody_has_is_passed_over(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one batch, and in the store; the event tells the number that the document has."""
    same = ["20260921000000000001", "20260921000000000002", "20260921000000000003"]
    monkeypatch.setattr("hub.stages.write_changes.record_numbers", lambda _id, _at: iter(same))
    rig.submit(a_credit_authorization(next(_uscc)), a_credit_authorization(next(_uscc)))
    rig.submit(a_credit_authorization(next(_uscc)))
    rig.work()
    assert sorted(d.record or "" for d in recorded(rig)) == same
    assert {e["data"]["document"]: e["data"]["record"] for e in rig.events()} == {d.id: d.record for d in recorded(rig)}


def test_a_number_given_at_the_same_moment_is_given_once(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store refuses the second, and its transaction runs again: then it sees that the number is taken."""
    same = ["20260921000000000001", "20260921000000000002"]
    monkeypatch.setattr("hub.stages.write_changes.record_numbers", lambda _id, _at: iter(same))
    rig.submit(a_credit_authorization(next(_uscc)))
    blind, look = iter([True, True]), SqlUnit.recorded
    monkeypatch.setattr(SqlUnit, "recorded", lambda unit, n: set() if next(blind, False) else look(unit, n))
    (document,) = rig.submit(a_credit_authorization(next(_uscc)))
    assert (document.status, document.record) == ("P001", same[1])
    assert [d for d in recorded(rig) if d.status == "P001"] == recorded(rig)


def test_the_record_number_stands_for_numbers_that_the_insurer_does_not_give(rig: Rig) -> None:
    """企业征信编号 and 额度记录编号: only once it has decided, and only where it names none."""
    uscc = next(_uscc)
    (authorization,) = rig.submit(a_credit_authorization(uscc))
    answer(rig, authorization, "CreditAuthorizationDecision", "S")
    (quota,) = rig.submit(a_quota_application(uscc))
    granted = {name: value for name, value in a_grant().items() if name != "QuotaNumber"}
    answer(rig, quota, "QuotaDecision", "S", granted)
    rig.work()
    told = {(e["data"]["type"], e["data"]["status"]): e["data"]["returned"] for e in rig.events()}
    assert told["credit-authorization", "S"] == {"authorization_number": authorization.record}
    assert told["quota-application", "S"]["quota_number"] == quota.record
    assert told["quota-application", "P001"] == {}


def test_a_number_that_the_insurer_gives_stays_its_own(rig: Rig) -> None:
    """And no refusal has a number."""
    (first, other) = rig.submit(a_credit_authorization(next(_uscc)), a_credit_authorization(next(_uscc)))
    answer(rig, first, "CreditAuthorizationDecision", "S", {"AuthorizationNumber": "A-1"} | _signed(rig))
    answer(rig, other, "CreditAuthorizationDecision", "F")
    rig.work()
    told = {e["data"]["status"]: e["data"]["returned"] for e in rig.events()}
    assert (told["S"]["authorization_number"], told["F"]) == ("A-1", {})


def _signed(rig: Rig) -> dict[str, str]:
    return {"SignedAt": on_wire(rig.clock.now())}


# ---- verbs ---------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path, migrated_file: Path) -> Iterator[OwnHome]:
    shutil.copy(migrated_file, tmp_path / "hub.db")
    made = OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'hub.db'}")
    made.accept("one", "two")
    yield made


def _number(own: OwnHome, name: str) -> str:
    return own.trail(name).document.record or ""


def test_operators_see_the_number_first(own: OwnHome) -> None:
    """In lists, in a trail, and as the first field for programs."""
    number = _number(own, "one")
    assert f" {number} " in hub(own.path, "log").stdout.decode()
    assert hub(own.path, "show", "one").stdout.decode().split()[0] == number
    found = hub_json(own.path, "show", number)
    assert (next(iter(found["document"])), found["document"]["record"]) == ("record", number)


def test_every_verb_finds_a_document_by_its_number(own: OwnHome) -> None:
    """show, log, replay, and what explain says of a submission that is known."""
    number = _number(own, "one")
    assert hub_json(own.path, "show", number)["document"]["submission"] == "one"
    assert hub_json(own.path, "log", "--record", number)["submission"] == "one"
    replayed = hub(own.path, "replay", number, "--reason", "asked for")
    assert replayed.returncode == 0, replayed.stderr
    assert number in hub(own.path, "explain", str(_dropped(own, "one"))).stdout.decode()


def _dropped(own: OwnHome, name: str) -> Path:
    """The submission as it was dropped, in a file."""
    with own.store() as store:
        body = store.archive.payload(own.trail(name).document.payload)
    file = own.path / "again.json"
    file.write_bytes(body or b"")
    return file


def test_several_that_a_name_fits_are_distinguished_by_their_numbers(own: OwnHome) -> None:
    """The candidates are listed by them: both portals gave one id."""
    own.submit(a_credit_authorization(next(_uscc)) | {"id": "one"}, portal="liaoning")
    own.work()
    listed = hub(own.path, "show", "one")
    assert listed.returncode == 3
    assert len(set(re.findall("[0-9]{20}", listed.stderr.decode()))) == 2
