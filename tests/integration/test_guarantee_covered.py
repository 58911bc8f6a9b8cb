"""The amount of a general guarantee never goes below what is used, given back or asked back of it (S2 §2.2)."""

from decimal import Decimal
from typing import Any

import pytest
from guarantees import (
    a_change,
    a_general_guarantee,
    a_number,
    a_refund,
    approve,
    decide,
    faults,
    figures,
    hear,
    refused,
    returned,
)
from money import status
from rig import Rig, catalogue
from standing import MICRO, SAID, accepted, again, decided, left, said

from hub.errors import Rejected
from hub.flow.settlement import Settlement
from hub.model import Document


@pytest.fixture
def settlement(rig: Rig) -> Settlement:
    return Settlement("hub", catalogue(), rig.ports)


def in_force(rig: Rig, uscc: str, amount: str = "100") -> tuple[dict[str, Any], Document, str]:
    """A letter's guarantee that customs has approved: its form, document and 总担保编号."""
    form = a_general_guarantee(uscc, letter=True, amount=amount)
    (document,) = rig.submit(form)
    assert document.status == "P001", faults(rig, document)
    number = a_number("D801")
    approve(rig, document, {"GuaranteeNumber": number})
    return form, document, number


def states(rig: Rig, guarantee: Document, number: str, *amounts: str) -> None:
    """Customs says what is available, used and given back."""
    hear(rig, decide(rig, guarantee, "G002", {"GuaranteeNumber": number, **figures(*amounts)}))


# ---- what a change covers --------------------------------------------------------------------


def test_a_change_covers_what_is_used_and_what_was_given_back_since(rig: Rig, uscc: str) -> None:
    """Customs' figures are from before the refund that the hub has heard of: both count."""
    form, guarantee, number = in_force(rig, uscc)
    states(rig, guarantee, number, "60", "40", "0")
    rig.clock.pass_(seconds=5)
    approve(rig, accepted(rig, a_refund(uscc, number, "30")))
    assert refused(rig, a_change(uscc, form, number, amount="69.99999")) == [("HUB-343", "data.amount")]
    accepted(rig, a_change(uscc, form, number, amount="70"))


def test_a_change_does_not_count_twice_what_newer_figures_contain(rig: Rig, uscc: str) -> None:
    """Customs has stated the refund by then."""
    form, guarantee, number = in_force(rig, uscc)
    approve(rig, accepted(rig, a_refund(uscc, number, "30")))
    rig.clock.pass_(seconds=5)
    states(rig, guarantee, number, "30", "40", "30")
    accepted(rig, a_change(uscc, form, number, amount="70"))


def test_a_change_counts_what_customs_gave_back_beside_the_hub(rig: Rig, uscc: str) -> None:
    """20 elsewhere, then 30 through the hub: 50 together, with 40 in use."""
    form, guarantee, number = in_force(rig, uscc)
    states(rig, guarantee, number, "40", "40", "20")
    rig.clock.pass_(seconds=5)
    approve(rig, accepted(rig, a_refund(uscc, number, "10")))
    assert refused(rig, a_change(uscc, form, number, amount="69.99999")) == [("HUB-343", "data.amount")]
    accepted(rig, a_change(uscc, form, number, amount="70"))


@pytest.mark.parametrize(("anew", "least"), [("30", "70"), ("20.00001", "60.00001"), ("15", "60")])
@pytest.mark.parametrize("is_of_one_time", [False, True])
def test_what_figures_contain_of_a_refund_that_was_decided_anew_is_not_counted_twice(
    rig: Rig, uscc: str, settlement: Settlement, is_of_one_time: bool, anew: str, least: str
) -> None:
    """Customs named 20 of it, stated 20 in its figures or with the decision, and names another amount later."""
    form, guarantee, number = in_force(rig, uscc)
    refund, now = accepted(rig, a_refund(uscc, number, "30")), rig.clock.now()
    stated = {"GuaranteeNumber": number, **figures("40", "40", "20")}
    approve(rig, refund, {**(stated if is_of_one_time else {}), "RefundedAmount": "20"}, at=now)
    rig.clock.pass_(seconds=5)
    if not is_of_one_time:
        states(rig, guarantee, number, "40", "40", "20")
        rig.clock.pass_(seconds=5)
    hear(rig, decide(rig, refund, "G002", {"RefundedAmount": anew}))
    settlement.stand(refund.id, decided(rig, refund, "G002"), SAID)
    assert left(rig, uscc, number) == f"{100 - Decimal(least):.5f}".removesuffix("000")
    below = f"{Decimal(least) - Decimal('0.00001'):.5f}"
    assert refused(rig, a_change(uscc, form, number, amount=below)) == [("HUB-343", "data.amount")]
    accepted(rig, a_change(uscc, form, number, amount=least))


# ---- what is left after a change -------------------------------------------------------------


def test_what_is_used_is_not_given_back_after_a_change(rig: Rig, uscc: str) -> None:
    """60 were available of 100; of 70 only 30 are, although customs has not said so anew."""
    form, guarantee, number = in_force(rig, uscc)
    states(rig, guarantee, number, "60", "40", "0")
    rig.clock.pass_(seconds=5)
    approve(rig, accepted(rig, a_change(uscc, form, number, amount="70")))
    assert left(rig, uscc, number) == "30.00"


# ---- what an operator lets stand -------------------------------------------------------------


def refuse(settlement: Settlement, document: Document, row: int) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Rejected) as caught:
        settlement.stand(document.id, row, SAID)
    (fault,) = caught.value.faults
    return fault.code, dict(fault.names)


def test_a_late_smaller_change_does_not_stand_below_what_was_given_back(
    rig: Rig, uscc: str, settlement: Settlement
) -> None:
    """Customs returned it, gave back 80 of 100, and approves 50 after all: nobody can have both."""
    form, guarantee, number = in_force(rig, uscc)
    change = accepted(rig, a_change(uscc, form, number, amount="50"))
    late = decide(rig, change, "G002")
    hear(rig, decide(rig, change, "G003"))
    refund = accepted(rig, a_refund(uscc, number, "80"))
    approve(rig, refund)
    hear(rig, late)
    before = returned(rig, guarantee)
    code, said_ = refuse(settlement, change, decided(rig, change, "G002"))
    assert (code, said_["least"], said_["value"]) == ("HUB-839", "80.00", "50.00")
    assert refund.id in said_["names"]
    assert (status(rig, change), returned(rig, guarantee)) == ("G003", before)
    assert "contradicts" in rig.document(change.id).disputes
    settlement.close(change.id, SAID)
    assert left(rig, uscc, number) == "20.00"


def test_a_late_smaller_change_stands_where_it_covers_all(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """50 were given back: nothing is left, and nothing is missing."""
    form, _, number = in_force(rig, uscc)
    change = accepted(rig, a_change(uscc, form, number, amount="50"))
    late = decide(rig, change, "G002")
    hear(rig, decide(rig, change, "G003"))
    approve(rig, accepted(rig, a_refund(uscc, number, "50")))
    hear(rig, late)
    settlement.stand(change.id, decided(rig, change, "G002"), SAID)
    assert (status(rig, change), left(rig, uscc, number)) == ("G002", "0.00")


def test_a_smaller_amount_of_an_approved_change_does_not_stand_below_what_was_given_back(
    rig: Rig, uscc: str, settlement: Settlement
) -> None:
    """Customs names two amounts of one time, and the smaller one does not cover the refund."""
    form, guarantee, number = in_force(rig, uscc)
    change, now = accepted(rig, a_change(uscc, form, number, amount="90")), rig.clock.now()
    approve(rig, change, {"TotalAmount": "90"}, at=now)
    approve(rig, accepted(rig, a_refund(uscc, number, "80")), at=now + MICRO)
    hear(rig, decide(rig, change, "G002", {"TotalAmount": "50"}, at=now))
    assert rig.document(change.id).disputes or rig.document(guarantee.id).disputes
    disputed = change if rig.document(change.id).disputes else guarantee
    code, _ = refuse(settlement, disputed, said(rig, disputed, total_amount="50.00"))
    assert (code, returned(rig, guarantee)["total_amount"]) == ("HUB-839", "90.00")


def test_a_smaller_amount_of_the_guarantee_itself_does_not_stand_below_what_was_given_back(
    rig: Rig, uscc: str, settlement: Settlement
) -> None:
    """The same in customs' answers to the guarantee."""
    _, guarantee, number = in_force(rig, uscc)
    now = rig.clock.now()
    for total in ("90", "50"):
        hear(rig, decide(rig, guarantee, "G002", {"GuaranteeNumber": number, "TotalAmount": total}, at=now))
        if total == "90":
            approve(rig, accepted(rig, a_refund(uscc, number, "80")))
    code, _ = refuse(settlement, guarantee, said(rig, guarantee, total_amount="50.00"))
    assert (code, returned(rig, guarantee)["total_amount"]) == ("HUB-839", "90.00")


def test_a_late_refund_does_not_stand_where_no_amount_is_left_for_it(
    rig: Rig, uscc: str, settlement: Settlement
) -> None:
    """70 twice of 100: customs cannot have given back both."""
    _, _, number = in_force(rig, uscc)
    form = a_refund(uscc, number, "70")
    first = accepted(rig, form)
    second, late = again(rig, form, first)
    approve(rig, second)
    hear(rig, late)
    code, said_ = refuse(settlement, first, decided(rig, first, "G002"))
    assert (code, second.id in said_["names"]) == ("HUB-839", True)
    settlement.close(first.id, SAID)
    assert (status(rig, first), left(rig, uscc, number)) == ("X001", "30.00")
