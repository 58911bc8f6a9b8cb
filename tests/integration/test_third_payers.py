"""缴款单位 that is a third enterprise hears nothing of a guarantee or levy, and may name none (S2 §1.1, 2.1, 3.2).

S2 lets 被担保单位 and its agent find a levy, and searches guarantees by 被担保单位; by 缴款单位 nothing is found.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from deposits import a_guarantee_number, a_levy, a_payment_notice, all_of, send
from guarantees import (
    a_change,
    a_deposit_confirmation,
    a_deposit_refund,
    a_general_guarantee,
    a_number,
    a_refund,
    approve,
    faults,
    refused,
)
from levies import levy_rig
from money import status
from rig import Rig, a_credit_authorization, a_uscc

from hub.ports import Store

PAYER_CODE = "4401960009"


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    made = levy_rig(store, tmp_path / "queues")
    yield made
    made.close()


@pytest.fixture
def payer(rig: Rig) -> str:
    """A payer for whom another portal than the declarant's speaks."""
    uscc = a_uscc()
    (accepted,) = rig.submit(a_credit_authorization(uscc), portal="liaoning")
    assert accepted.status == "P001"
    return uscc


def told(rig: Rig) -> set[str]:
    """The types of documents that the payer's portal was told of."""
    rig.work()
    return {event["data"]["type"] for event in rig.events("liaoning")} - {"credit-authorization"}


def acts_of_the_payer(payer: str, form: dict[str, Any], number: str) -> list[dict[str, Any]]:
    """A change and a refund as the payer's own declarations, correct but for who declares."""
    declared = {"declarant_code": PAYER_CODE, "declarant_uscc": payer}
    back = {"payee": {"uscc": payer, "name": "某某付款公司", "bank": "某某银行", "account": "1"}}
    return [
        a_change(payer, form, number, amount="2.00", **declared),
        a_refund(payer, number, "1.00", **declared, **back),
    ]


def test_the_payer_of_a_guarantee_hears_and_names_nothing(rig: Rig, payer: str) -> None:
    """From its declaration to a refund that goes to the payer's own account: 被担保单位 and 申报单位 act."""
    uscc = a_uscc()
    form = a_general_guarantee(uscc, letter=True, payer_code=PAYER_CODE, payer_uscc=payer, payer_name="某某付款公司")
    (document,) = rig.submit(form)
    number = a_number("D8010020")
    approve(rig, document, {"GuaranteeNumber": number, "GuaranteeStatus": "K001"})
    for act in acts_of_the_payer(payer, form, number):
        assert refused(rig, act) == [("HUB-314", "data.guarantee_number")]
    send(rig, "PaymentNotice", a_payment_notice(number, Serial=None, GuaranteedCode="2201960002"))
    back = {"payee": {"uscc": payer, "name": "某某付款公司", "bank": "某某银行", "account": "1"}}
    (refund,) = rig.submit(a_refund(uscc, number, "1.00", **back))
    assert refund.status == "P001", faults(rig, refund)
    approve(rig, refund)
    assert told(rig) == set()


def test_the_payer_of_a_levy_hears_and_names_nothing(rig: Rig, payer: str) -> None:
    """Whether customs wrote it or a confirmation completed it, also with customs' approval."""
    for is_completed in (False, True):
        uscc = a_uscc()
        written = {} if is_completed else {"PayerCode": PAYER_CODE, "PayerUscc": payer}
        content = a_levy(a_guarantee_number(), GuaranteedUscc=uscc, **written)
        send(rig, "DepositLevy", content)
        levy = all_of(rig, "deposit-levy")[-1]
        completed = {"payer_code": PAYER_CODE, "payer_uscc": payer} if is_completed else {}
        declared = {"declarant_code": PAYER_CODE, "declarant_uscc": payer}
        not_found = [("HUB-314", "data.guarantee_number")]
        assert refused(rig, a_deposit_confirmation(payer, content, **declared)) == not_found
        (confirmation,) = rig.submit(a_deposit_confirmation(uscc, content, **completed))
        assert confirmation.status == "P001", faults(rig, confirmation)
        approve(rig, confirmation)
        assert status(rig, levy) == "G002"
        send(rig, "PaymentNotice", a_payment_notice(content["GuaranteeNumber"], GuaranteedUscc=uscc))
        assert refused(rig, a_deposit_refund(payer, content, "1.00", type="carry-over", **declared)) == not_found
    assert told(rig) == set()


def test_a_payer_that_is_guaranteed_too_hears_as_such(rig: Rig, payer: str) -> None:
    """It is not a third enterprise then."""
    form = a_general_guarantee(a_uscc(), guaranteed_uscc=payer, payer_uscc=payer)
    rig.submit(form)
    assert told(rig) == {"general-guarantee"}
