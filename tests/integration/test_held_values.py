"""What an insurer says twice and differently while a cancellation runs: it blocks payment as it does at other times."""

import pytest
from cargo import a_cancellation, a_policy_of_cargo, in_status
from money import PAYEE, a_payment, agree, answer, faults_of, of_type, status
from rig import Rig, catalogue

from hub.flow.settlement import Proof, Settlement
from hub.model import DISPUTED, SETTLED, Document

ENDS = {"F": "I001", "refused": "I001", "S": "C002"}
"""How a cancellation ends, and the application's status then."""


def cancelling(rig: Rig, uscc: str, code: str = "A001") -> tuple[Document, str, Document]:
    """An application in C001, its number, and its cancellation."""
    application, number = in_status(rig, uscc, code)
    (cancellation,) = rig.submit(a_cancellation(uscc, number))
    assert status(rig, application) == "C001"
    return application, number, cancellation


def quote(rig: Rig, application: Document, number: str, premium: str, code: str = "I001", **other: str) -> None:
    result = {"ApplicationNumber": number, "Premium": premium, **PAYEE, **other}
    answer(rig, application, "CargoUnderwriting", code, result)


def end(rig: Rig, cancellation: Document, how: str) -> None:
    if how == "refused":
        rig.reply(rig.technical(rig.message_of(cancellation.id), "refused"))
    else:
        answer(rig, cancellation, "CargoCancellationDecision", how)


def pay(rig: Rig, uscc: str, number: str, premium: str) -> Document:
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {number: premium}))
    return payment


def disputes(rig: Rig, document: Document) -> set[str]:
    (found,) = rig.store.documents.find(document.id)
    return set(found.disputes) - {"told"}


def told(rig: Rig, document: Document) -> list[str]:
    rig.work()
    return [e["data"]["status"] for e in rig.events() if e["data"]["document"] == document.id]


def settle(rig: Rig, application: Document, premium: str = "") -> None:
    """Close the dispute; with a premium, in favour of the row that brought it."""
    settlement, proof = Settlement("hub", catalogue(), rig.ports), Proof("asked the insurer")
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    rows = [row.seq for row in trail.transitions if row.returned.get("premium") == premium]
    if premium:
        settlement.stand(application.id, rows[-1], proof)
    else:
        settlement.close(application.id, proof)


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("premiums", [("5.00", "9.00"), ("9.00", "5.00")])
def test_two_premiums_while_a_cancellation_runs_are_a_dispute(
    rig: Rig, uscc: str, premiums: tuple[str, str], how: str
) -> None:
    """The first would count, and is not paid before an operator has settled which stands."""
    application, number, cancellation = cancelling(rig, uscc)
    for premium in premiums:
        quote(rig, application, number, premium)
    assert (status(rig, application), disputes(rig, application)) == ("C001", {"other-values"})
    end(rig, cancellation, how)
    assert (status(rig, application), disputes(rig, application)) == (ENDS[how], {"other-values"})
    expected = "HUB-318" if ENDS[how] == "I001" else "HUB-315"
    payment = pay(rig, uscc, number, premiums[0])
    assert [code for code, _ in faults_of(rig, payment)] == [expected]
    assert (DISPUTED in told(rig, application)) is (ENDS[how] == "I001")


@pytest.mark.parametrize("how", ["F", "refused"])
@pytest.mark.parametrize("stands", ["5.00", "9.00", ""])
@pytest.mark.parametrize("settled", ["meanwhile", "afterwards"])
def test_an_operator_settles_which_premium_is_paid(rig: Rig, uscc: str, stands: str, settled: str, how: str) -> None:
    """Before or after the cancellation has failed; without a row that stands, the first one does."""
    application, number, cancellation = cancelling(rig, uscc)
    for premium in ("5.00", "9.00"):
        quote(rig, application, number, premium)
    if settled == "meanwhile":
        settle(rig, application, stands)
    end(rig, cancellation, how)
    if settled == "afterwards":
        settle(rig, application, stands)
        assert told(rig, application)[-2:] == [DISPUTED, SETTLED]
    assert (status(rig, application), disputes(rig, application)) == ("I001", set())
    due, other = ("9.00", "5.00") if stands == "9.00" else ("5.00", "9.00")
    assert pay(rig, uscc, number, other).status == "H001"
    assert pay(rig, uscc, number, due).status == "P001"


@pytest.mark.parametrize("how", ENDS)
def test_the_same_premium_repeated_is_no_dispute(rig: Rig, uscc: str, how: str) -> None:
    """However the amount is written."""
    application, number, cancellation = cancelling(rig, uscc)
    for premium in ("5.00", "05.000"):
        quote(rig, application, number, premium)
    end(rig, cancellation, how)
    assert (status(rig, application), disputes(rig, application)) == (ENDS[how], set())
    assert pay(rig, uscc, number, "5.00").status == ("P001" if ENDS[how] == "I001" else "H001")


@pytest.mark.parametrize("moment", ["meanwhile", "afterwards"])
def test_another_premium_is_a_dispute_whenever_it_comes(rig: Rig, uscc: str, moment: str) -> None:
    """While the cancellation runs, or after it has failed."""
    application, number, cancellation = cancelling(rig, uscc)
    quote(rig, application, number, "5.00")
    if moment == "meanwhile":
        quote(rig, application, number, "9.00")
    end(rig, cancellation, "F")
    if moment == "afterwards":
        quote(rig, application, number, "9.00")
    assert (status(rig, application), disputes(rig, application)) == ("I001", {"other-values"})


def test_a_later_step_with_another_premium_replaces_the_earlier_one(rig: Rig, uscc: str) -> None:
    """As outside a cancellation: only a repeated or older step must say the same."""
    application, number, cancellation = cancelling(rig, uscc)
    quote(rig, application, number, "7.00", code="U003")
    quote(rig, application, number, "5.00")
    end(rig, cancellation, "F")
    assert (status(rig, application), disputes(rig, application)) == ("I001", set())
    assert pay(rig, uscc, number, "5.00").status == "P001"


def test_an_older_step_with_another_premium_is_a_dispute(rig: Rig, uscc: str) -> None:
    """The other order of the same two."""
    application, number, cancellation = cancelling(rig, uscc)
    quote(rig, application, number, "5.00")
    quote(rig, application, number, "7.00", code="U003")
    end(rig, cancellation, "F")
    assert (status(rig, application), disputes(rig, application)) == ("I001", {"other-values"})


def test_a_number_that_a_later_step_replaces_counts(rig: Rig, uscc: str) -> None:
    """A new 投保单号 with a later decision is no dispute at other times either."""
    application, number, cancellation = cancelling(rig, uscc)
    quote(rig, application, f"{number}-2", "5.00")
    end(rig, cancellation, "F")
    assert (status(rig, application), disputes(rig, application)) == ("I001", set())
    assert pay(rig, uscc, f"{number}-2", "5.00").status == "P001"


@pytest.mark.parametrize("how", ["F", "S"])
def test_issued_and_declined_while_a_cancellation_runs(rig: Rig, uscc: str, how: str) -> None:
    """The first counts, and is disputed, when the cancellation fails; after C002 neither matters."""
    application, number, cancellation = cancelling(rig, uscc)
    quote(rig, application, number, "5.00")
    answer(rig, application, "CargoUnderwriting", "U004", {"ApplicationNumber": number})
    end(rig, cancellation, how)
    expected = ("I001", {"contradicts"}) if how == "F" else ("C002", set())
    assert (status(rig, application), disputes(rig, application)) == expected


def test_a_policy_is_compared_with_the_premium_that_an_operator_let_stand(rig: Rig, uscc: str) -> None:
    """Settled while the cancellation ran; the policy of the other premium is kept apart."""
    application, number, cancellation = cancelling(rig, uscc)
    for premium in ("9.00", "5.00"):
        quote(rig, application, number, premium)
    settle(rig, application, "5.00")
    end(rig, cancellation, "F")
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}", Premium="9.00"))
    assert [(row.code, row.field) for row in rig.store.quarantine.deliveries(9)] == [("HUB-430", "Premium")]
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}", Premium="5.00"))
    assert [status(rig, d) for d in of_type(rig, "cargo-policy")] == ["S"]
