"""Which cards may sign a submission: one, some, or any, where a login without a card counts too (S2 §2.1, S3, S4)."""

import json
from dataclasses import replace
from typing import Any

import pytest
from rig import a_credit_authorization, a_uscc, catalogue, signing_key

from adapters.signing import FileSigner
from hub.bootstrap.clock import SystemClock
from hub.catalogue import Catalogue
from hub.effects.work import Means
from hub.flow.course import prepare
from hub.ports import Delivery
from hub.reading.parse_submission import parse_submission

K = ("operator", "legal-person")
ANY = (*K, "account")


def _signed_by(cards: tuple[str, ...], card: str) -> list[tuple[str, str, str]]:
    """The faults about the signer, where a type admits these cards."""
    known: Catalogue = catalogue()
    routes = {**known.routes, "credit-authorization": replace(known.routes["credit-authorization"], cards=cards)}
    form: dict[str, Any] = a_credit_authorization(a_uscc()) | {"signer": {"card": card, "name": "王小明"}}
    delivery = Delivery(owner="national", tag="", body=json.dumps(form).encode(), taken_at=SystemClock().now())
    means = Means("hub", replace(known, routes=routes), FileSigner(signing_key("hub"), SystemClock()))
    prepared = prepare(means, parse_submission(delivery), delivery, delivery.taken_at)
    return [(f.code, f.zh, f.en) for f in prepared.faults if f.field.startswith("signer.card")]


@pytest.mark.parametrize("card", K)
def test_a_list_admits_each_card_in_it(card: str) -> None:
    """Any bound card (S2 §2.1)."""
    assert _signed_by(K, card) == []


def test_a_list_does_not_admit_what_is_not_in_it() -> None:
    """An account login is no bound card; both sentences name what is needed."""
    ((code, zh, en),) = _signed_by(K, "account")
    assert (code, "操作员或法人" in zh, "operator or legal-person" in en) == ("HUB-114", True, True)


@pytest.mark.parametrize("card", ANY)
def test_any_admits_an_account_login_too(card: str) -> None:
    """S3, S4: a login without a card."""
    assert _signed_by(ANY, card) == []


def test_any_admits_nothing_unknown() -> None:
    """A word that no portal is told of is a fault, not a card."""
    assert [code for code, _, _ in _signed_by(ANY, "passport")] == ["HUB-114"]
