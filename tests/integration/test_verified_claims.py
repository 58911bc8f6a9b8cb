"""References and claims follow from what is stored: what was changed among them past the hub is found."""

from collections.abc import Callable, Iterator

import pytest
from money import a_payment, agree, underwrite
from odd_rows import hash_again
from past_the_hub import PastTheHub
from rig import Rig, catalogue
from verifying import findings_in

from hub.errors import Code
from hub.model import REFUSED, digest


@pytest.fixture
def past(rig: Rig, enterprise: str, store_url: str) -> Iterator[PastTheHub]:
    """A quota, an application that reserves an amount of it, and a payment under way that claims it exclusively."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    opened = PastTheHub(store_url)
    assert findings_in(rig.store, catalogue()) == []
    yield opened
    opened.close()


def codes(rig: Rig) -> set[Code]:
    return {finding.code for finding in findings_in(rig.store, catalogue())}


def of(past: PastTheHub, table: str, **values: object) -> dict[str, object]:
    """The row with these values."""
    return next(row for row in past.rows(table) if all(row[name] == value for name, value in values.items()))


REFERENCES = {
    "removed, one that an answer brought": lambda p: p.remove("reference", of(p, "reference", kind="agreement_number")),
    "removed, one that the form has": lambda p: p.remove("reference", _asked(p)),
    "removed, the named document": lambda p: p.remove("reference", of(p, "reference", kind="applications")),
    "of another value": lambda p: p.put("reference", of(p, "reference", kind="agreement_number"), "value", "A-2"),
    "added": lambda p: p.add("reference", of(p, "reference", kind="agreement") | {"kind": "policy_number"}),
    "to another document": lambda p: p.put(
        "reference", of(p, "reference", kind="applications"), "value", of(p, "reference", kind="agreement")["value"]
    ),
}
CLAIMS = {
    "closed, an exclusive one": lambda p: p.put("claim", of(p, "claim", key="payment"), "open", False),
    "removed, an exclusive one": lambda p: p.remove("claim", of(p, "claim", key="payment")),
    "on something else": lambda p: p.put("claim", of(p, "claim", key="payment"), "key", "change"),
    "added": lambda p: p.add("claim", of(p, "claim", key="payment") | {"key": "change"}),
}


def _asked(past: PastTheHub) -> dict[str, object]:
    """The agreement's number of the payment, which its form has."""
    payment = of(past, "reference", kind="applications")["document"]
    return next(r for r in past.rows("reference") if r["document"] == payment and r["kind"] == "agreement_number")


@pytest.mark.parametrize("how", REFERENCES)
def test_a_reference_that_does_not_follow_is_found(rig: Rig, past: PastTheHub, how: str) -> None:
    """Neither one less, nor one more, nor another one."""
    change: Callable[[PastTheHub], object] = REFERENCES[how]
    change(past)
    assert codes(rig) == {Code.REFERENCE_DIFFERS} | ({Code.CLAIM_DIFFERS} if "document" in how else set())


@pytest.mark.parametrize("how", CLAIMS)
def test_a_claim_that_does_not_follow_is_found(rig: Rig, past: PastTheHub, how: str) -> None:
    """By it an application could be paid twice."""
    change: Callable[[PastTheHub], object] = CLAIMS[how]
    change(past)
    assert codes(rig) == {Code.CLAIM_DIFFERS}


@pytest.mark.parametrize("amount", [None, "0.01"])
@pytest.mark.parametrize("is_open", [True, False])
def test_what_a_refused_document_holds_is_found(
    rig: Rig, past: PastTheHub, enterprise: str, amount: str | None, is_open: bool
) -> None:
    """A right or an amount, open or closed, also where the sum that is reserved was made to fit."""
    (refused,) = rig.submit(a_payment(enterprise, "A-unknown", {"T-unknown": "1.00"}))
    assert refused.status == REFUSED
    held = of(past, "claim", key="payment")
    id_ = of(past, "document", sender_ref=refused.sender_ref)["id"]
    past.add("claim", held | {"document": id_, "key": "other", "amount": amount, "open": is_open})
    if amount and is_open:
        past.put("resource", of(past, "resource", key=str(held["resource"])), "reserved", amount)
    assert codes(rig) == {Code.CLAIM_DIFFERS}


def test_a_number_that_a_refused_document_bears_is_found(rig: Rig, past: PastTheHub, enterprise: str) -> None:
    """Somebody could be answered by it."""
    (refused,) = rig.submit(a_payment(enterprise, "A-unknown", {"T-unknown": "1.00"}))
    id_ = of(past, "document", sender_ref=refused.sender_ref)["id"]
    past.add("reference", of(past, "reference", kind="agreement_number") | {"document": id_})
    assert codes(rig) == {Code.REFERENCE_DIFFERS}


@pytest.mark.parametrize("form", ["[]", "1", "{half", "[" * 5000, '{"a":' + "9" * 5000 + "}"])
def test_a_form_that_was_made_to_fit_its_digest_and_is_none_is_found(rig: Rig, past: PastTheHub, form: str) -> None:
    """What follows from it can't be computed: that is said, and breaks nothing."""
    past.add("payload", {"digest": bytes.fromhex(digest(form.encode())), "bytes": form.encode()})
    payment = of(past, "document", type="premium-payment")
    past.put("document", payment, "form", bytes.fromhex(digest(form.encode())))
    assert codes(rig) == {Code.FORM_NOT_READ}


@pytest.mark.parametrize("form", ["{}", '{"data":[]}', '{"data":{"applications":[1,{}],"total":{}}}'])
def test_a_form_of_other_values_is_found(rig: Rig, past: PastTheHub, form: str) -> None:
    """What the document bears and names does not follow from it."""
    past.add("payload", {"digest": bytes.fromhex(digest(form.encode())), "bytes": form.encode()})
    payment = of(past, "document", type="premium-payment")
    past.put("document", payment, "form", bytes.fromhex(digest(form.encode())))
    assert codes(rig) == {Code.REFERENCE_DIFFERS}


@pytest.mark.parametrize("table, column", [("document", "type"), ("transition", "track"), ("transition", "after")])
def test_a_word_that_the_catalogue_does_not_know_is_found(rig: Rig, past: PastTheHub, table: str, column: str) -> None:
    """Also where all hashes were made to fit: the payment is not sealed yet."""
    payment = of(past, "document", type="premium-payment")
    row = payment if table == "document" else of(past, "transition", document=payment["id"])
    assert past.put(table, row, column, "odd")
    assert table == "document" or hash_again(past, payment["id"])
    assert codes(rig) == {Code.UNKNOWN_WORD}


@pytest.mark.parametrize("what", ["amount", "open"])
def test_an_amount_is_found_also_where_the_reserved_sum_was_made_to_fit(rig: Rig, past: PastTheHub, what: str) -> None:
    """It must be what was asked for, and held until figures contain it."""
    (claim,) = (row for row in past.rows("claim") if row["amount"] is not None)
    (resource,) = (row for row in past.rows("resource") if row["key"] == claim["resource"])
    assert past.put("claim", claim, what, {"amount": "1.00", "open": False}[what])
    assert past.put("resource", resource, "reserved", {"amount": "1.00", "open": "0"}[what])
    assert codes(rig) == {Code.CLAIM_DIFFERS}
