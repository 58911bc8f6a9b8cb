"""An approval that came late counts where an operator lets it stand: of what was returned, or declared again since."""

import pytest
from deposits import all_of, send
from guarantees import (
    a_change,
    a_deposit_confirmation,
    a_deposit_refund,
    a_general_guarantee,
    a_guarantee_in_force,
    a_levy_for,
    a_number,
    a_refund,
    approve,
    decide,
    figures,
    hear,
    refused,
    returned,
)
from money import status
from rig import Rig, catalogue
from standing import MICRO, SAID, accepted, again, an_approved_levy, decided, disputed, left, left_of_levy

from hub.errors import Code, Rejected, fault
from hub.flow.settlement import Settlement


@pytest.fixture
def settlement(rig: Rig) -> Settlement:
    return Settlement("hub", catalogue(), rig.ports)


# ---- approvals that came late ----------------------------------------------------------------


@pytest.mark.parametrize("code", ["G003", "G004"])
@pytest.mark.parametrize("stands", [True, False])
def test_an_operator_says_whether_the_late_approval_of_a_superseded_refund_stands(
    rig: Rig, uscc: str, settlement: Settlement, code: str, stands: bool
) -> None:
    """If it stands its amount is held for good, beside that of the second one; if not it is free. Exact, of both."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    _, levy = an_approved_levy(rig, uscc)
    for form in (a_refund(uscc, number, "40.00001"), a_deposit_refund(uscc, levy, "40.00001")):
        first = accepted(rig, form)
        second, late = again(rig, form, first, code)
        hear(rig, late)
        hear(rig, decide(rig, second, "G003"))
        disputed(rig, form)
        disputed(rig, {**form, "again_of": second.id})
        if stands:
            settlement.stand(first.id, decided(rig, first, "G002"), SAID)
        else:
            settlement.close(first.id, SAID)
        assert (status(rig, first), rig.document(first.id).disputes) == ("G002" if stands else "X001", frozenset())
    expected = "59.99999" if stands else "100.00"
    assert (left(rig, uscc, number), left_of_levy(rig, uscc, levy)) == (expected, expected)


@pytest.mark.parametrize("second_first", [True, False])
def test_two_approvals_that_both_stand_both_count(
    rig: Rig, uscc: str, settlement: Settlement, second_first: bool
) -> None:
    """Customs gave back twice: what is left is less by both, however late either came."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    _, levy = an_approved_levy(rig, uscc)
    for form in (a_refund(uscc, number, "40"), a_deposit_refund(uscc, levy, "40.00")):
        first = accepted(rig, form)
        second, late = again(rig, form, first)
        if second_first:
            approve(rig, second, {"RefundedAmount": "30"})
        hear(rig, late)
        if not second_first:
            approve(rig, second, {"RefundedAmount": "30"})
        settlement.stand(first.id, decided(rig, first, "G002"), SAID)
        assert (status(rig, first), status(rig, second)) == ("G002", "G002")
    assert (left(rig, uscc, number), left_of_levy(rig, uscc, levy)) == ("30.00", "30.00")


def test_the_amount_of_a_late_approval_is_the_one_that_customs_named_in_it(
    rig: Rig, uscc: str, settlement: Settlement
) -> None:
    """Its figures become the guarantee's by customs' own time; the portal hears of the approval."""
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    form = a_refund(uscc, number, "40")
    first = accepted(rig, form)
    approval = {**figures("74.5", "0", "25.5"), "RefundedAmount": "25.5"}
    late = decide(rig, first, "G002", approval)
    second, _ = again(rig, form, first)
    hear(rig, late)
    assert "available_amount" not in returned(rig, guarantee)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    assert returned(rig, guarantee)["available_amount"] == "74.50"
    hear(rig, decide(rig, second, "G003"))
    assert left(rig, uscc, number) == "74.50"
    rig.work()
    told = [e["data"] for e in rig.events() if e["data"]["document"] == first.id]
    assert (told[-1]["status"], told[-1]["returned"]["refunded_amount"]) == ("G002", "25.50")


@pytest.mark.parametrize("stands", [True, False])
def test_an_approval_after_a_return_counts_when_an_operator_lets_it_stand(
    rig: Rig, uscc: str, settlement: Settlement, stands: bool
) -> None:
    """Nothing was declared again: the return stands, or the approval."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    document = accepted(rig, a_refund(uscc, number, "40"))
    hear(rig, decide(rig, document, "G003"), decide(rig, document, "G002", {"RefundedAmount": "30"}))
    disputed(rig, a_refund(uscc, number, "1"))
    if stands:
        settlement.stand(document.id, decided(rig, document, "G002"), SAID)
    else:
        settlement.close(document.id, SAID)
    assert status(rig, document) == ("G002" if stands else "G003")
    assert left(rig, uscc, number) == ("70.00" if stands else "100.00")


@pytest.mark.parametrize("stands", [True, False])
def test_the_late_approval_of_a_superseded_change_changes_the_guarantee_if_it_stands(
    rig: Rig, uscc: str, settlement: Settlement, stands: bool
) -> None:
    """Until then neither is declared again, and nothing else is asked of the guarantee."""
    form = a_general_guarantee(uscc, letter=True, amount="100")
    guarantee = accepted(rig, form)
    number = a_number("D801")
    approve(rig, guarantee, {"GuaranteeNumber": number})
    changed = a_change(uscc, form, number, amount="60")
    first = accepted(rig, changed)
    second, late = again(rig, {**changed, "data": {**changed["data"], "amount": "80"}}, first)
    hear(rig, late)
    hear(rig, decide(rig, second, "G003"))
    for act in (changed, {**changed, "again_of": second.id}, a_refund(uscc, number, "1")):
        disputed(rig, act)
    if stands:
        settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    else:
        settlement.close(first.id, SAID)
    assert returned(rig, guarantee).get("total_amount") == ("60.00" if stands else None)
    assert left(rig, uscc, number) == ("60.00" if stands else "100.00")


def test_of_two_approved_changes_the_newer_one_counts(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """By customs' time of decision, whichever an operator let stand later."""
    form = a_general_guarantee(uscc, letter=True, amount="100")
    guarantee = accepted(rig, form)
    number = a_number("D801")
    approve(rig, guarantee, {"GuaranteeNumber": number})
    changed = a_change(uscc, form, number, amount="60")
    first = accepted(rig, changed)
    second, late = again(rig, {**changed, "data": {**changed["data"], "amount": "80"}}, first)
    approve(rig, second)
    hear(rig, late)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    assert (status(rig, first), returned(rig, guarantee)["total_amount"]) == ("G002", "80.00")


@pytest.mark.parametrize(("code", "expected"), [("", "G002"), ("G003", "G002"), ("G002", "G002")])
def test_the_late_approval_of_a_superseded_confirmation_is_the_levys_if_it_stands(
    rig: Rig, uscc: str, settlement: Settlement, code: str, expected: str
) -> None:
    """With its corrections, unless newer ones came; whatever became of the second confirmation."""
    document, levy = a_levy_for(rig, uscc)
    form = a_deposit_confirmation(uscc, levy, payer_account="1")
    first = accepted(rig, form)
    second, late = again(rig, {**form, "data": {**form["data"], "payer_account": "2"}}, first)
    hear(rig, late)
    disputed(rig, form)
    if code:
        hear(rig, decide(rig, second, code))
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    assert (status(rig, first), status(rig, document)) == ("G002", expected)
    assert returned(rig, document)["payer_account"] == ("2" if code == "G002" else "1")
    assert rig.document(document.id).disputes == frozenset()
    hear(rig, decide(rig, second, "G003"))
    assert status(rig, document) == "G002"


def test_a_late_approval_that_does_not_stand_leaves_the_levy_to_the_second_confirmation(
    rig: Rig, uscc: str, settlement: Settlement
) -> None:
    """Nothing is brought by it."""
    document, levy = a_levy_for(rig, uscc)
    form = a_deposit_confirmation(uscc, levy, payer_account="1")
    first = accepted(rig, form)
    second, late = again(rig, {**form, "data": {**form["data"], "payer_account": "2"}}, first)
    hear(rig, late)
    settlement.close(first.id, SAID)
    hear(rig, decide(rig, second, "G003"))
    assert (status(rig, first), status(rig, document)) == ("X001", "G003")
    assert returned(rig, document)["payer_account"] == "11001"
    third = accepted(rig, {**form, "id": f"{form['id']}-3", "again_of": second.id})
    approve(rig, third)
    assert returned(rig, document)["payer_account"] == "1"


def test_a_late_approval_of_a_superseded_guarantee_can_be_named_once_it_stands(
    rig: Rig, uscc: str, settlement: Settlement
) -> None:
    """Until an operator has said so, nothing is asked of either."""
    form = a_general_guarantee(uscc, amount="100")
    first, numbers = accepted(rig, form), (a_number("D801"), a_number("D801"))
    late = decide(rig, first, "G002", {"GuaranteeNumber": numbers[0]})
    second, _ = again(rig, form, first)
    approve(rig, second, {"GuaranteeNumber": numbers[1]})
    hear(rig, late)
    disputed(rig, a_refund(uscc, numbers[1], "1"))
    assert [code for code, _ in refused(rig, a_refund(uscc, numbers[0], "1"))] == ["HUB-314"]
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    assert [status(rig, one) for one in (first, second)] == ["G002", "G002"]
    assert [left(rig, uscc, number) for number in numbers] == ["100.00", "100.00"]


def test_what_is_no_late_decision_moves_nothing(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """A return does not stand after an approval: money may have moved."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    document = accepted(rig, a_refund(uscc, number, "40"))
    approve(rig, document)
    hear(rig, decide(rig, document, "G003"))
    with pytest.raises(Rejected) as caught:
        settlement.stand(document.id, decided(rig, document, "G003"), SAID)
    assert caught.value.faults[0].code == "HUB-771"
    settlement.close(document.id, SAID)
    assert (status(rig, document), left(rig, uscc, number)) == ("G002", "60.00")


@pytest.mark.parametrize("is_again", [False, True])
def test_a_late_approval_that_stands_reaches_the_levy_as_customs_has_corrected_it(
    rig: Rig, uscc: str, settlement: Settlement, is_again: bool
) -> None:
    """The confirmation named the version before; what customs wrote anew stays."""
    levy, content = a_levy_for(rig, uscc)
    form = a_deposit_confirmation(uscc, content, payer_name="新名称公司")
    first = accepted(rig, form)
    late = decide(rig, first, "G002")
    hear(rig, decide(rig, first, "G003"))
    rig.clock.pass_(seconds=60)
    send(rig, "DepositLevy", content | {"PayerBank": "某某银行天津分行"})
    newest = all_of(rig, "deposit-levy")[-1]
    if is_again:
        data = form["data"] | {"payer_bank": "某某银行天津分行"}
        accepted(rig, {**form, "data": data, "id": f"{form['id']}-again", "again_of": first.id})
    hear(rig, late)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    assert (status(rig, first), status(rig, levy), status(rig, newest)) == ("G002", "X001", "G002")
    known = returned(rig, newest)
    assert (known["payer_name"], known["payer_bank"]) == ("新名称公司", "某某银行天津分行")


# ---- what an older hub recorded ---------------------------------------------------------------


def an_older_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """An older hub recorded observations without the party's own time."""
    monkeypatch.setattr("hub.stages.apply_receipt._dated", lambda _route, _meaning, detail: detail)


@pytest.mark.parametrize("second_is_newer", [True, False])
def test_a_row_of_an_older_hub_stands_by_the_time_that_its_message_states(
    rig: Rig, uscc: str, settlement: Settlement, monkeypatch: pytest.MonkeyPatch, second_is_newer: bool
) -> None:
    """Not by the time at which an operator let it stand: of two approved changes the newer one counts."""
    form, number = a_general_guarantee(uscc, letter=True, amount="100"), a_number("D801")
    guarantee = accepted(rig, form)
    approve(rig, guarantee, {"GuaranteeNumber": number})
    changed = a_change(uscc, form, number, amount="60")
    first, now = accepted(rig, changed), rig.clock.now()
    late = decide(rig, first, "G002", at=now)
    second, _ = again(rig, {**changed, "data": {**changed["data"], "amount": "80"}}, first)
    rig.clock.pass_(seconds=60)
    approval = decide(rig, second, "G002", at=now + (1 if second_is_newer else -1) * 10 * MICRO)
    hear(rig, approval)
    with monkeypatch.context() as before:
        an_older_hub(before)
        hear(rig, late)
    rig.clock.pass_(seconds=3600)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    expected = "80.00" if second_is_newer else "60.00"
    assert (status(rig, first), returned(rig, guarantee)["total_amount"]) == ("G002", expected)
    trail = rig.store.documents.trail(first.id)
    assert trail is not None
    assert next(t for t in trail.transitions if "stands" in t.detail and "as_of" in t.detail).detail["as_of"] == str(
        now
    )


def test_a_row_whose_message_cannot_be_opened_any_more_stands_by_the_time_of_the_row(
    rig: Rig, uscc: str, settlement: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trusted certificate may be gone by then."""
    form, number = a_general_guarantee(uscc, letter=True, amount="100"), a_number("D801")
    approve(rig, accepted(rig, form), {"GuaranteeNumber": number})
    first = accepted(rig, changed := a_change(uscc, form, number, amount="60"))
    _, late = again(rig, changed, first)
    with monkeypatch.context() as before:
        an_older_hub(before)
        hear(rig, late)
    monkeypatch.setattr("hub.flow.stated_time.open_delivery", _not_opened)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    trail = rig.store.documents.trail(first.id)
    assert trail is not None
    heard = next(t for t in trail.transitions if t.detail.get("code") == "G002")
    assert trail.transitions[-1].detail["as_of"] == str(heard.at)


def _not_opened(*_: object) -> None:
    raise Rejected((fault(Code.UNKNOWN_MESSAGE, name="x"),))
