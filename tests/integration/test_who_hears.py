"""Which portals hear of a notice: the one of the document that it names, else those that know the enterprise."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from money import a_policy
from rig import Rig, a_credit_authorization, a_duty_application, a_uscc, catalogue, figures, grant_quota

from hub.effects.portals import portals_of
from hub.model import BY_ACCOUNT, Books, Document
from hub.ports import Filter, Store

NUMBER = "9223820193700000000901"


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Any:
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()


def heard(rig: Rig, portal: str, type_: str) -> list[str]:
    """The enterprises of whose documents of this type a portal was told, in order, each once."""
    return list(dict.fromkeys(e["data"]["enterprise"] for e in rig.events(portal) if e["data"]["type"] == type_))


def tell(rig: Rig, uscc: str) -> None:
    """A notice that names no document."""
    rig.reply(rig.notice(uscc, figures("900.00", "0.00"), rig.clock.now()))
    rig.work()


def test_a_notice_goes_to_the_portal_of_the_document_that_it_names(rig: Rig) -> None:
    """Not to another portal, which speaks for the same enterprise too."""
    uscc = a_uscc()
    grant_quota(rig, uscc)
    rig.submit(a_credit_authorization(uscc, party="boc-insurance"), portal="liaoning")
    (application,) = rig.submit(a_duty_application(uscc))
    terms = {"ApplicationNumber": NUMBER, "Premium": "12.00"}
    rig.reply(rig.decision("UnderwritingResult", rig.message_of(application.id), "P202", terms))
    rig.reply(a_policy(rig, uscc, NUMBER, Premium="12.00"))
    rig.work()
    (policy,) = rig.store.documents.log(Filter(type="duty-policy"))
    assert policy.portal == "national"
    assert heard(rig, "national", "duty-policy") == [uscc]
    assert heard(rig, "liaoning", "duty-policy") == []
    (made,) = rig.store.documents.log(Filter(type="duty-guarantee-notice"))
    assert made.portal == "national"


def test_after_two_years_a_portal_speaks_for_an_enterprise_no_more(rig: Rig) -> None:
    """What it last submitted may be long over; then the home portal hears."""
    uscc, later = a_uscc(), a_uscc()
    rig.submit(a_credit_authorization(uscc), portal="liaoning")
    rig.clock.pass_(days=365)
    rig.submit(a_credit_authorization(later), portal="liaoning")
    rig.clock.pass_(days=367)
    for enterprise in (uscc, later):
        tell(rig, enterprise)
    assert heard(rig, "liaoning", "quota-change") == [later]
    assert heard(rig, "national", "quota-change") == [uscc]


def test_a_type_that_a_portal_does_not_carry_is_refused(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its code and field; nothing is sent (HUB-135)."""
    without(monkeypatch, "liaoning", "credit-authorization")
    (refused,) = rig.submit(a_credit_authorization(a_uscc()), portal="liaoning")
    assert (refused.status, refused.portal) == ("H001", "liaoning")
    rig.work()
    (event,) = rig.events("liaoning")
    assert [(f["code"], f["field"]) for f in event["data"]["faults"]] == [("HUB-135", "type")]
    assert list(rig.root.glob("ping-an/InBox/*")) == []


def test_a_portal_hears_of_no_type_that_it_does_not_carry(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Although it speaks for the enterprise: the home portal hears instead."""
    uscc = a_uscc()
    rig.submit(a_credit_authorization(uscc), portal="liaoning")
    without(monkeypatch, "liaoning", "quota-change")
    tell(rig, uscc)
    assert heard(rig, "liaoning", "quota-change") == []
    assert heard(rig, "national", "quota-change") == [uscc]


def test_a_home_portal_may_always_hear() -> None:
    """SME offers go to their home portal always, beside portals that speak for the enterprise."""
    books, known = Books(0, "", "w"), catalogue()
    books.names.load_listeners({"e-1": ["liaoning"]})
    notice = announced("quota-change")
    assert list(portals_of(books, known, notice)) == ["liaoning"]
    route = replace(known.routes["quota-change"], home_hears_all=True)
    always = replace(known, routes={**known.routes, "quota-change": route})
    assert list(portals_of(books, always, notice)) == ["liaoning", "national"]


def test_a_login_without_a_card_is_recorded_as_one(rig: Rig) -> None:
    """The portal vouches for it, and still speaks for no enterprise by it."""
    form = a_credit_authorization(a_uscc())
    form["signer"]["card"] = "account"
    rig.take_in([json.dumps(form).encode()])
    assert rig.document(form["id"]).vouched_by == BY_ACCOUNT


def without(monkeypatch: pytest.MonkeyPatch, portal: str, type_: str) -> None:
    """Let a portal not carry a type."""
    carriers = {name: catalogue().carriers(name) for name in catalogue().routes}
    monkeypatch.setitem(vars(catalogue()), "_carriers", carriers | {type_: carriers[type_] - {portal}})


def announced(type_: str) -> Document:
    """A document that a party announced."""
    return Document(
        id="d-1",
        type=type_,
        sender="ping-an",
        sender_ref="m-1",
        content="",
        payload="",
        portal=None,
        party="ping-an",
        enterprise="e-1",
        enterprise_name="",
        status="N002",
        created_at=0,
        updated_at=0,
    )
