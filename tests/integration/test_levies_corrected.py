"""A levy that customs corrects while a confirmation of it is under way: rights and answers are about the levy."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from deposits import a_levy, all_of, send, trail
from guarantees import (
    a_deposit_confirmation,
    a_deposit_refund,
    a_levy_for,
    approve,
    decide,
    faults,
    hear,
    refused,
    returned,
)
from money import status
from racers import RACES, race
from rig import Rig, a_uscc, catalogue

from hub.flow.settlement import Proof, Settlement
from hub.model import Books, Document
from hub.ports import Store


def confirm(rig: Rig, uscc: str, levy: dict[str, Any], **changes: Any) -> Document:
    (document,) = rig.submit(a_deposit_confirmation(uscc, levy, **changes))
    assert document.status == "P001", faults(rig, document)
    return document


def correct(rig: Rig, levy: dict[str, Any], **changes: Any) -> tuple[Document, dict[str, Any]]:
    """Customs announces the levy again with other content."""
    content = a_levy(levy["GuaranteeNumber"], **{**levy, **changes})
    send(rig, "DepositLevy", content)
    return all_of(rig, "deposit-levy")[-1], content


def answer(rig: Rig, confirmation: Document, code: str) -> None:
    """Customs' technical answer, or its decision."""
    if code in ("G001", "G004"):
        what = "accepted" if code == "G001" else "refused"
        hear(rig, rig.technical(rig.message_of(confirmation.id), what, sender="customs"))
    else:
        hear(rig, decide(rig, confirmation, code))


def close(rig: Rig, document: Document) -> Document:
    return Settlement("hub", catalogue(), rig.ports).close(document.id, Proof("海关电话确认"))


def test_one_confirmation_is_open_on_a_levy_whichever_version_it_names(rig: Rig, uscc: str) -> None:
    """What was accepted runs on; the corrected levy is not confirmed a second time beside it."""
    _, levy = a_levy_for(rig, uscc)
    confirm(rig, uscc, levy)
    _, corrected = correct(rig, levy, PayerBank="某某银行上海分行")
    assert refused(rig, a_deposit_confirmation(uscc, corrected)) == [("HUB-317", "data.guarantee_number")]


@pytest.mark.parametrize("codes", [("G001",), ("G001", "G002"), ("G002",), ("G003",), ("G004",), ("G001", "G003")])
def test_answers_to_a_confirmation_reach_the_corrected_levy(rig: Rig, uscc: str, codes: tuple[str, ...]) -> None:
    """They are about 担保编号 and 序号; the version that was named is superseded and stays so."""
    first, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, uscc, levy)
    second, _ = correct(rig, levy, PayerBank="某某银行上海分行")
    for code in codes:
        answer(rig, confirmation, code)
    assert (status(rig, confirmation), status(rig, first), status(rig, second)) == (codes[-1], "X001", codes[-1])
    assert not rig.document(first.id).disputes
    assert not rig.document(second.id).disputes


def test_two_corrections_while_a_confirmation_is_under_way(rig: Rig, uscc: str) -> None:
    _, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, uscc, levy)
    _, second = correct(rig, levy, PayerBank="某某银行上海分行")
    third, content = correct(rig, second, PayerBank="某某银行北京分行")
    assert refused(rig, a_deposit_confirmation(uscc, content)) == [("HUB-317", "data.guarantee_number")]
    approve(rig, confirmation)
    assert status(rig, third) == "G002"


def test_a_levy_and_the_answer_to_its_confirmation_in_one_batch(rig: Rig, uscc: str) -> None:
    """The correction comes first: the answer is about the version that has just become the levy."""
    first, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, uscc, levy)
    corrected = rig.signed("DepositLevy", None, {**levy, "PayerBank": "某某银行上海分行"}, sender="customs")
    hear(rig, corrected, decide(rig, confirmation, "G002"))
    second = all_of(rig, "deposit-levy")[-1]
    assert (status(rig, first), status(rig, second)) == ("X001", "G002")


@pytest.mark.parametrize("ended", ["G003", "G004"])
def test_a_returned_confirmation_is_declared_again_after_a_correction(rig: Rig, uscc: str, ended: str) -> None:
    """It is about the same levy, whichever version it names and whenever customs corrected it."""
    for is_answered_first in (True, False):
        _, levy = a_levy_for(rig, uscc)
        first = confirm(rig, uscc, levy)
        if is_answered_first:
            answer(rig, first, ended)
        newest, corrected = correct(rig, levy, Amount="2000.00")
        if not is_answered_first:
            answer(rig, first, ended)
        second = confirm(rig, uscc, corrected, envelope={"again_of": first.id})
        assert status(rig, first) == "X001"
        approve(rig, second)
        assert (status(rig, newest), rig.document(newest.id).disputes) == ("G002", frozenset())


def test_another_levy_is_not_what_a_returned_confirmation_was_about(rig: Rig, uscc: str) -> None:
    _, levy = a_levy_for(rig, uscc)
    first = confirm(rig, uscc, levy)
    answer(rig, first, "G003")
    _, other = a_levy_for(rig, uscc)
    form = a_deposit_confirmation(uscc, other, envelope={"again_of": first.id})
    assert refused(rig, form) == [("HUB-330", "data.guarantee_number")]


def test_what_customs_corrected_stays_and_what_was_completed_comes_with_its_approval(rig: Rig, uscc: str) -> None:
    """The form brings what it completes; it never takes back what customs wrote since."""
    _, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, uscc, levy, payer_code="2201960002")
    newest, _ = correct(rig, levy, AgentName="某某代理公司")
    approve(rig, confirmation)
    known = returned(rig, newest)
    assert (known["payer_code"], known["agent_name"]) == ("2201960002", "某某代理公司")
    assert not rig.document(newest.id).disputes


@pytest.mark.parametrize("changes", [{"Amount": "2000.00"}, {"PayerName": "另一家公司"}, {"PayerAccount": "99009"}])
def test_an_approval_of_what_customs_has_corrected_since_is_an_alarm(
    rig: Rig, uscc: str, changes: dict[str, str]
) -> None:
    """Nothing says whether the deposit is what was confirmed or what customs wrote: no money is asked back."""
    _, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, uscc, levy, payer_name="改后公司", payer_account="22002")
    newest, corrected = correct(rig, levy, **changes)
    approve(rig, confirmation)
    newest = rig.document(newest.id)
    assert (newest.status, newest.disputes) == ("G002", frozenset({"since-corrected", "told"}))
    known = returned(rig, newest)
    assert {name: known[name] for name in ("amount", "payer_name", "payer_account")}.items() >= _snaked(changes).items()
    refund = a_deposit_refund(uscc, corrected, "1.00", type="carry-over")
    assert refused(rig, refund) == [("HUB-318", "data.guarantee_number")]
    close(rig, newest)
    (again,) = rig.submit({**refund, "id": f"{refund['id']}-2"})
    assert again.status == "P001", faults(rig, again)


def _snaked(content: dict[str, str]) -> dict[str, str]:
    names = {"Amount": "amount", "PayerName": "payer_name", "PayerAccount": "payer_account"}
    return {names[name]: value for name, value in content.items()}


def test_a_levy_that_became_somebody_elses_gets_nothing_of_the_first_ones_form(rig: Rig, uscc: str) -> None:
    """Customs decides; what the first enterprise wrote is not told to the second."""
    other = a_uscc()
    _, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, uscc, levy, payer_account="22002", payer_code="2201960002")
    newest, _ = correct(rig, levy, GuaranteedCode="4401960009", GuaranteedUscc=other, GuaranteedName="另一家公司")
    approve(rig, confirmation)
    newest = rig.document(newest.id)
    assert (newest.status, "since-corrected" in newest.disputes) == ("G002", True)
    assert returned(rig, newest)["payer_account"] == "11001"
    assert "payer_code" not in returned(rig, newest)


def test_a_correction_after_customs_has_the_confirmation_is_an_alarm(rig: Rig, uscc: str) -> None:
    """It makes no new version; the approval that follows is about the levy as it was."""
    document, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, uscc, levy)
    answer(rig, confirmation, "G001")
    newest, _ = correct(rig, levy, Amount="2000.00")
    assert (newest.id, rig.document(document.id).disputes) == (document.id, frozenset({"other-version"}))
    approve(rig, confirmation)
    assert (status(rig, document), returned(rig, document)["amount"]) == ("G002", "1293.23")


def test_a_contradicted_confirmation_disputes_the_corrected_levy(rig: Rig, uscc: str) -> None:
    """Customs takes back its no: the levy that counts now is not confirmed again before an operator has decided."""
    _, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, uscc, levy)
    newest, corrected = correct(rig, levy, PayerBank="某某银行上海分行")
    answer(rig, confirmation, "G003")
    answer(rig, confirmation, "G002")
    assert "contradicts" in rig.document(confirmation.id).disputes
    assert rig.document(newest.id).disputes == frozenset({f"of:{confirmation.id}", "told"})
    assert refused(rig, a_deposit_confirmation(uscc, corrected)) == [("HUB-318", "data.guarantee_number")]
    close(rig, confirmation)
    assert rig.document(newest.id).disputes == frozenset()
    confirm(rig, uscc, corrected)


def test_a_dispute_before_a_correction_ends_with_the_confirmations(rig: Rig, uscc: str) -> None:
    """The version that was marked is superseded; settled is settled for the levy."""
    _, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, uscc, levy)
    answer(rig, confirmation, "G003")
    answer(rig, confirmation, "G002")
    newest, corrected = correct(rig, levy, PayerBank="某某银行上海分行")
    assert status(rig, newest) == "O001"
    assert refused(rig, a_deposit_confirmation(uscc, corrected)) == [("HUB-318", "data.guarantee_number")]
    close(rig, confirmation)
    confirm(rig, uscc, corrected)


def test_a_right_that_an_older_hub_kept_on_a_version_counts(rig: Rig, store: Store, uscc: str) -> None:
    """Older hubs held it on the version that was named, today's hold it on the levy."""
    _, levy = a_levy_for(rig, uscc)
    newest, corrected = correct(rig, levy, PayerBank="某某银行上海分行")
    confirmation = confirm(rig, uscc, corrected)
    with store.transactions.begin() as unit:
        unit.lock([confirmation.id], [])
        books = Books(rig.clock.now(), catalogue().digest, "hub")
        (claim,) = unit.claims([confirmation.id], [])
        books.claims.load([claim])
        books.claims.put(replace(claim, open=False))
        books.claims.put(replace(claim, resource=f"deposit-levy:{newest.id}"))
        unit.write(books.changes())
    assert refused(rig, a_deposit_confirmation(uscc, corrected)) == [("HUB-317", "data.guarantee_number")]


def test_a_superseded_levy_asks_for_nothing(rig: Rig, uscc: str) -> None:
    """Its portal hears that it is superseded, then what the newest is; only that is told of the confirmation."""
    first, levy = a_levy_for(rig, uscc)
    confirmation = confirm(rig, uscc, levy)
    second, _ = correct(rig, levy, PayerBank="某某银行上海分行")
    approve(rig, confirmation)
    rig.work()
    told = [event["data"] for event in rig.events() if event["data"]["document"] in (first.id, second.id)]
    assert [(data["document"] == second.id, data["status"]) for data in told if not data["returned"]] == [
        (False, "N001"),
        (False, "X001"),
        (True, "N001"),
        (True, "G002"),
    ]
    assert trail(rig, first).transitions[-1].after == "X001"


@pytest.mark.slow
def test_a_correction_and_a_confirmation_at_once_leave_one_right(
    store: Store, store_url: str, rig: Rig, tmp_path: Path
) -> None:
    """Whichever is first: nothing is refused, and the levy that counts is confirmed once."""
    levies, pairs = [], []
    for _ in range(RACES):
        uscc = a_uscc()
        _, levy = a_levy_for(rig, uscc)
        corrected = a_levy(levy["GuaranteeNumber"], **{**levy, "PayerBank": "某某银行上海分行"})
        form = json.dumps(a_deposit_confirmation(uscc, levy)).encode()
        pairs.append((rig.signed("DepositLevy", None, corrected, sender="customs"), form))
        levies.append((uscc, corrected))
    race(store_url, tmp_path, "customs", pairs, "national")
    assert store.quarantine.deliveries(1) == []
    confirmations = all_of(rig, "deposit-confirmation")
    assert [(d.status, faults(rig, d)) for d in confirmations] == [("P001", [])] * RACES
    for uscc, corrected in levies:
        assert refused(rig, a_deposit_confirmation(uscc, corrected)) == [("HUB-317", "data.guarantee_number")]
    for confirmation in confirmations:
        approve(rig, confirmation)
    assert sorted(d.status for d in all_of(rig, "deposit-levy")) == ["G002"] * RACES + ["X001"] * RACES
