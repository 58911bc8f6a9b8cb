"""What an operator lets stand is what is held: of two amounts, and of two answers."""

import pytest
from guarantees import (
    a_deposit_refund,
    a_guarantee_in_force,
    a_refund,
    approve,
    decide,
    figures,
    hear,
    refused,
)
from money import status
from rig import Rig, catalogue
from standing import MICRO, SAID, accepted, again, an_approved_levy, decided, disputed, left, left_of_levy, said

from hub.errors import Rejected
from hub.flow.settlement import Settlement
from hub.model import Document


@pytest.fixture
def settlement(rig: Rig) -> Settlement:
    return Settlement("hub", catalogue(), rig.ports)


# ---- which amount stands ---------------------------------------------------------------------


@pytest.mark.parametrize("amounts", [("50.00", "30.00"), ("30.00", "50.00")])
@pytest.mark.parametrize("place", [0, 1])
def test_the_amount_that_an_operator_lets_stand_is_the_one_that_is_held(
    rig: Rig, uscc: str, settlement: Settlement, amounts: tuple[str, str], place: int
) -> None:
    """Customs named two amounts, of a hundred: whichever stands, the rest is left, of a levy as of a guarantee."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    _, levy = an_approved_levy(rig, uscc)
    for form in (a_refund(uscc, number, "100"), a_deposit_refund(uscc, levy, "100.00")):
        document = accepted(rig, form)
        for amount in amounts:
            hear(rig, decide(rig, document, "G002", {"RefundedAmount": amount}))
        assert [code for code, _ in refused(rig, {**form, "id": f"{form['id']}-2"})] == ["HUB-318"]
        settlement.stand(document.id, said(rig, document, refunded_amount=amounts[place]), SAID)
        assert rig.document(document.id).disputes == frozenset()
    expected = {"50.00": "50.00", "30.00": "70.00"}[amounts[place]]
    assert (left(rig, uscc, number), left_of_levy(rig, uscc, levy)) == (expected, expected)


def test_what_is_recorded_stays_held_when_an_operator_leaves_it(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """Also after another amount stood before: the newest word of an operator counts until the next."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    document = accepted(rig, a_refund(uscc, number, "100"))
    for amount in ("50.00", "30.00"):
        hear(rig, decide(rig, document, "G002", {"RefundedAmount": amount}))
    settlement.close(document.id, SAID)
    assert left(rig, uscc, number) == "50.00"
    hear(rig, decide(rig, document, "G002", {"RefundedAmount": "30.00"}))
    settlement.stand(document.id, said(rig, document, refunded_amount="30.00"), SAID)
    hear(rig, decide(rig, document, "G002", {"RefundedAmount": "40.00"}))
    settlement.close(document.id, SAID)
    assert left(rig, uscc, number) == "70.00"


@pytest.mark.parametrize("named_first", [False, True])
def test_the_first_amount_that_customs_names_counts_whenever_it_comes(rig: Rig, uscc: str, named_first: bool) -> None:
    """An approval without an amount gives back what was asked, until one names it; no dispute, and portals are told."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    _, levy = an_approved_levy(rig, uscc)
    for form in (a_refund(uscc, number, "90"), a_deposit_refund(uscc, levy, "90.00")):
        document = accepted(rig, form)
        bodies = [decide(rig, document, "G002", said) for said in (None, {"RefundedAmount": "30"})]
        hear(rig, *(reversed(bodies) if named_first else bodies))
        assert (status(rig, document), rig.document(document.id).disputes) == ("G002", frozenset())
        rig.work()
        told = [e["data"]["returned"] for e in rig.events() if e["data"]["document"] == document.id]
        assert {"refunded_amount": "30.00"} in told
    assert (left(rig, uscc, number), left_of_levy(rig, uscc, levy)) == ("70.00", "70.00")


def test_a_first_amount_above_what_was_asked_is_quarantined_whenever_it_comes(rig: Rig, uscc: str) -> None:
    """And another one after it is disputed."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    document = accepted(rig, a_refund(uscc, number, "90"))
    approve(rig, document)
    hear(rig, decide(rig, document, "G002", {"RefundedAmount": "90.00001"}))
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-438"]
    for amount in ("30", "31"):
        hear(rig, decide(rig, document, "G002", {"RefundedAmount": amount}))
    assert rig.document(document.id).disputes == {"other-values"}


def test_figures_contain_only_what_customs_had_decided_by_then(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """30, then figures with these 30, then 50: where the 50 stand, the figures have too much by 20."""
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    document, now = accepted(rig, a_refund(uscc, number, "60")), rig.clock.now()
    approve(rig, document, {"RefundedAmount": "30"}, at=now)
    known = {"GuaranteeNumber": number, **figures("30", "40", "30")}
    hear(rig, decide(rig, guarantee, "G002", known, at=now + MICRO))
    rig.clock.pass_(seconds=5)
    hear(rig, decide(rig, document, "G002", {"RefundedAmount": "50"}, at=now + 2 * MICRO))
    assert left_once_settled(rig, settlement, (uscc, number), document, "30.00") == "30.00"
    hear(rig, decide(rig, document, "G002", {"RefundedAmount": "50"}, at=now + 2 * MICRO))
    assert left_once_settled(rig, settlement, (uscc, number), document, "50.00") == "10.00"
    newer = {"GuaranteeNumber": number, **figures("10", "40", "50")}
    hear(rig, decide(rig, guarantee, "G002", newer, at=now + 3 * MICRO))
    assert left(rig, uscc, number) == "10.00"


def left_once_settled(rig: Rig, settlement: Settlement, whose: tuple[str, str], document: Document, amount: str) -> str:
    """What is left when this amount of a refund stands."""
    settlement.stand(document.id, said(rig, document, refunded_amount=amount), SAID)
    return left(rig, *whose)


# ---- what is said again ----------------------------------------------------------------------


@pytest.mark.parametrize("stands", [True, False])
def test_a_return_that_is_said_again_releases_nothing_while_it_is_disputed(
    rig: Rig, uscc: str, settlement: Settlement, stands: bool
) -> None:
    """Customs approved what it had returned: what was held again is held until an operator has decided."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    _, levy = an_approved_levy(rig, uscc)
    for form in (a_refund(uscc, number, "40"), a_deposit_refund(uscc, levy, "40.00")):
        document = accepted(rig, form)
        hear(rig, decide(rig, document, "G003"), decide(rig, document, "G002"))
        before = held(rig, document)
        assert [is_open for _, is_open, _ in before] == [True, True]
        hear(rig, decide(rig, document, "G003"))
        assert held(rig, document) == before
        disputed(rig, form)
        if stands:
            settlement.stand(document.id, decided(rig, document, "G002"), SAID)
        else:
            settlement.close(document.id, SAID)
    expected = "60.00" if stands else "100.00"
    assert (left(rig, uscc, number), left_of_levy(rig, uscc, levy)) == (expected, expected)


def held(rig: Rig, document: Document) -> list[tuple[str, bool, str]]:
    """The claims of a document: their keys, whether they are open, and their amounts."""
    with rig.store.transactions.begin() as unit:
        return sorted((claim.key, claim.open, str(claim.amount)) for claim in unit.claims([document.id], []))


def test_what_stands_already_does_not_stand_a_second_time(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """Nothing is disputed any more, and the operator reads so."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    first = accepted(rig, form := a_refund(uscc, number, "40"))
    _, late = again(rig, form, first)
    hear(rig, late)
    settlement.stand(first.id, row := decided(rig, first, "G002"), SAID)
    with pytest.raises(Rejected) as caught:
        settlement.stand(first.id, row, SAID)
    assert caught.value.faults[0].code == "HUB-770"
