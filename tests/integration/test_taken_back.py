"""Customs approved a document and the one that was declared again for it, and takes one of the two approvals back."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from deposits import all_of
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
from own_home import OwnHome
from rig import Rig, a_uscc, catalogue
from standing import SAID, accepted, again, an_approved_levy, decided, left, left_of_levy
from verbs import hub

from adapters.store import open_store
from hub.bootstrap.clock import SystemClock
from hub.errors import Rejected
from hub.flow.settlement import Settlement
from hub.model import Document


@pytest.fixture
def settlement(rig: Rig) -> Settlement:
    return Settlement("hub", catalogue(), rig.ports)


def refusal(settlement: Settlement, document: Document) -> str:
    """The code with which the act is refused; empty if it was done."""
    try:
        settlement.take_back(document.id, SAID)
    except Rejected as refused_:
        return refused_.faults[0].code
    return ""


@pytest.mark.parametrize("which", [0, 1])
def test_only_the_amount_of_the_approval_that_stays_is_held(
    rig: Rig, uscc: str, settlement: Settlement, which: int
) -> None:
    """Exact, of both kinds of refund; the trail says who said so, why, and which one stays."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    _, levy = an_approved_levy(rig, uscc)
    for form in (a_refund(uscc, number, "40"), a_deposit_refund(uscc, levy, "40.00")):
        first = accepted(rig, form)
        second, late = again(rig, form, first)
        hear(rig, late)
        approve(rig, second, {"RefundedAmount": "30"})
        settlement.stand(first.id, decided(rig, first, "G002"), SAID)
        both = (first, second)
        settlement.take_back(both[which].id, SAID)
        assert [status(rig, one) for one in both] == [["X001", "G002"], ["G002", "X001"]][which]
        trail = rig.store.documents.trail(both[which].id)
        assert trail is not None
        row = trail.transitions[-1]
        assert (row.before, row.cause.kind, row.detail["reason"]) == ("G002", "operator", SAID.reason)
        assert row.detail["taken_back"] == both[1 - which].id
    expected = ("70.00", "60.00")[which]
    assert (left(rig, uscc, number), left_of_levy(rig, uscc, levy)) == (expected, expected)
    accepted(rig, a_refund(uscc, number, expected))


def test_its_portal_is_told(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """As of any document that was replaced."""
    (_, second), _ = two_guarantees(rig, uscc, settlement)
    settlement.take_back(second.id, SAID)
    rig.work()
    told = [e["data"]["status"] for e in rig.events() if e["data"]["document"] == second.id]
    assert sorted(told) == ["G002", "P001", "X001"]


@pytest.mark.parametrize("which", [0, 1])
def test_a_guarantee_is_as_the_change_says_that_stays(rig: Rig, uscc: str, settlement: Settlement, which: int) -> None:
    """The newer change counts; if it is taken back, the older one does."""
    form = a_general_guarantee(uscc, letter=True, amount="100")
    guarantee = accepted(rig, form)
    approve(rig, guarantee, {"GuaranteeNumber": (number := a_number("D801"))})
    changed = a_change(uscc, form, number, amount="60")
    first = accepted(rig, changed)
    second, late = again(rig, {**changed, "data": {**changed["data"], "amount": "80"}}, first)
    approve(rig, second)
    hear(rig, late)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    settlement.take_back((first, second)[which].id, SAID)
    expected = ("80.00", "60.00")[which]
    assert (returned(rig, guarantee)["total_amount"], left(rig, uscc, number)) == (expected, expected)
    accepted(rig, {**changed, "id": f"{changed['id']}-3", "data": {**changed["data"], "amount": "90"}})


@pytest.mark.parametrize(("amount", "code"), [("60", ""), ("60.01", "HUB-821")])
def test_a_change_is_not_taken_back_if_more_was_given_back_than_is_there_without_it(
    rig: Rig, uscc: str, settlement: Settlement, amount: str, code: str
) -> None:
    """What the refund was approved out of would be gone. Nothing changes then."""
    form = a_general_guarantee(uscc, letter=True, amount="100")
    guarantee = accepted(rig, form)
    approve(rig, guarantee, {"GuaranteeNumber": (number := a_number("D801"))})
    changed = a_change(uscc, form, number, amount="60")
    first = accepted(rig, changed)
    second, late = again(rig, {**changed, "data": {**changed["data"], "amount": "80"}}, first)
    approve(rig, second)
    hear(rig, late)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    approve(rig, accepted(rig, a_refund(uscc, number, amount)))
    assert refusal(settlement, second) == code
    is_kept = code != ""
    assert status(rig, second) == ("G002" if is_kept else "X001")
    assert returned(rig, guarantee)["total_amount"] == ("80.00" if is_kept else "60.00")
    assert left(rig, uscc, number) == ("19.99" if is_kept else "0.00")
    assert refusal(settlement, first) == ("" if is_kept else "HUB-820")


def test_what_customs_said_since_stays(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """Only what the approval brought is replaced, and only where nothing newer was said."""
    form = a_general_guarantee(uscc, letter=True, amount="100")
    guarantee = accepted(rig, form)
    approve(rig, guarantee, {"GuaranteeNumber": (number := a_number("D801"))})
    changed = a_change(uscc, form, number, amount="60")
    first = accepted(rig, changed)
    second, late = again(rig, {**changed, "data": {**changed["data"], "amount": "80"}}, first)
    approve(rig, second)
    hear(rig, late)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    approve(rig, accepted(rig, a_refund(uscc, number, "10")), {"TotalAmount": "75", **figures("65", "0", "10")})
    settlement.take_back(second.id, SAID)
    assert returned(rig, guarantee)["total_amount"] == "75.00"


def test_a_levy_is_as_the_confirmation_says_that_stays(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """It stays approved, with the corrections of the first confirmation."""
    document, levy = a_levy_for(rig, uscc)
    form = a_deposit_confirmation(uscc, levy, payer_account="1")
    first = accepted(rig, form)
    second, late = again(rig, {**form, "data": {**form["data"], "payer_account": "2"}}, first)
    hear(rig, late)
    approve(rig, second)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    settlement.take_back(second.id, SAID)
    assert (status(rig, second), status(rig, document)) == ("X001", "G002")
    assert returned(rig, document)["payer_account"] == "1"


def two_guarantees(rig: Rig, uscc: str, settlement: Settlement) -> tuple[list[Document], list[str]]:
    """Two that are approved for one declaration, and their numbers."""
    form = a_general_guarantee(uscc, amount="100")
    first, numbers = accepted(rig, form), [a_number("D801"), a_number("D801")]
    late = decide(rig, first, "G002", {"GuaranteeNumber": numbers[0]})
    second, _ = again(rig, form, first)
    approve(rig, second, {"GuaranteeNumber": numbers[1]})
    hear(rig, late)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    return [first, second], numbers


def test_a_guarantee_that_is_taken_back_cannot_be_named(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """The other one can."""
    (_, second), numbers = two_guarantees(rig, uscc, settlement)
    settlement.take_back(second.id, SAID)
    assert left(rig, uscc, numbers[0]) == "100.00"
    assert [code for code, _ in refused(rig, a_refund(uscc, numbers[1], "1"))] == ["HUB-315"]


@pytest.mark.parametrize("is_over", [False, True])
def test_a_guarantee_out_of_which_something_is_given_back_is_not_taken_back(
    rig: Rig, uscc: str, settlement: Settlement, is_over: bool
) -> None:
    """Asked for, or approved; what customs returned holds nothing."""
    (first, second), numbers = two_guarantees(rig, uscc, settlement)
    refund = accepted(rig, a_refund(uscc, numbers[1], "1"))
    if is_over:
        approve(rig, refund)
    assert refusal(settlement, second) == "HUB-821"
    other = accepted(rig, a_refund(uscc, numbers[0], "1"))
    hear(rig, decide(rig, other, "G003"))
    assert refusal(settlement, first) == ""


def test_a_single_approval_is_not_taken_back(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """Neither is what is not approved. Nothing changes."""
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    refund = accepted(rig, a_refund(uscc, number, "40"))
    second, late = again(rig, a_refund(uscc, number, "40"), refund)
    assert [refusal(settlement, one) for one in (guarantee, refund, second)] == ["HUB-820"] * 3
    approve(rig, second)
    hear(rig, late)
    assert [refusal(settlement, one) for one in (refund, second)] == ["HUB-820"] * 2
    assert [status(rig, one) for one in (refund, second)] == ["X001", "G002"]


def test_two_operators_at_once_take_one_of_two_back(
    rig: Rig, uscc: str, settlement: Settlement, store_url: str
) -> None:
    """One approval stays, whoever is first."""
    both, _ = two_guarantees(rig, uscc, settlement)
    with closing(open_store(store_url)) as other:
        second = Settlement("hub", catalogue(), replace(rig.ports, store=other))
        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(refusal, (settlement, second), both))
    assert (sorted(said), sorted(status(rig, one) for one in both)) == (["", "HUB-820"], ["G002", "X001"])


def test_the_verb_takes_an_approval_back(tmp_path: Path, store_url: str) -> None:
    """It goes with no other act, and says why it refuses."""
    own = OwnHome(tmp_path / "home", store_url)
    with own.store() as store:
        rig = Rig(store, tmp_path / "queues", clock=SystemClock())
        two_guarantees(rig, a_uscc(), Settlement("hub", catalogue(), rig.ports))
        first, second = sorted(all_of(rig, "general-guarantee"), key=lambda one: one.created_at)
        rig.close()
    said = ("settle", second.id, "--taken-back", "--reason", "customs said so")
    two, done = hub(own.path, *said, "--stands", "1"), hub(own.path, *said, "--json")
    assert (two.returncode, b"HUB-711" in two.stderr) == (2, True)
    assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "X001")
    once_more = hub(own.path, "settle", first.id, "--taken-back", "--reason", "customs said so")
    assert (once_more.returncode, b"HUB-820" in once_more.stdout + once_more.stderr) == (1, True)
