"""Every two answers to an amendment, and every late answer of an earlier round, beside those to a first application."""

from collections.abc import Callable

import pytest
from cargo import a_cancellation, an_amendment, in_status, pay_cargo
from money import PAYEE, answer, status
from rig import Rig, a_uscc, catalogue

from hub.flow.settlement import Proof, Settlement
from hub.model import Document, Message

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # what answers do is the same on each store
ISSUED = {"Premium": "5.00", **PAYEE}
CODES = ("A001", "A002", "U001", "U002", "U003", "U004", "I001", "S", "F")
DECISIVE = {"I001", "S", "U004", "F"}
"""Late answers of an earlier round that raise an alarm."""


def amend(rig: Rig, uscc: str, application: str) -> Document:
    (document,) = rig.submit(an_amendment(uscc, application, f"Q{uscc[-8:]}"))
    assert document.status == "P001"
    return document


def say(rig: Rig, document: Document, code: str, number: str) -> None:
    say_to(rig, rig.message_of(document.id), code, number)


def say_to(rig: Rig, message: Message, code: str, number: str) -> None:
    result = {"ApplicationNumber": number, **(ISSUED if code in ("I001", "S") else {})}
    rig.reply(rig.decision("CargoUnderwriting", message, code, result))


def disputes(rig: Rig, document: Document) -> set[str]:
    (found,) = rig.store.documents.find(document.id)
    return set(found.disputes) - {"told"}


def first_said(rig: Rig, *codes: str) -> tuple[str, bool]:
    """What becomes of a first application about which the insurer says this, and whether that is disputed."""
    application, _ = in_status(rig, a_uscc(), *codes)
    return status(rig, application), bool(disputes(rig, application))


def amended_said(rig: Rig, *codes: str) -> tuple[str, str, bool]:
    """The same of an amended application, after its amendment's own status."""
    uscc = a_uscc()
    application, number = in_status(rig, uscc, "A002")
    amendment = amend(rig, uscc, number)
    for code in codes:
        say(rig, amendment, code, number)
    disputed = disputes(rig, amendment) | disputes(rig, application)
    return status(rig, amendment), status(rig, application), bool(disputed)


@pytest.mark.parametrize("one", [code for code in CODES if code != "F"])
def test_two_answers_do_to_an_amended_application_what_they_do_to_a_first_one(rig: Rig, one: str) -> None:
    """Most of all A002 beside any other: late or early, it disputes nothing. The first decides on the amendment."""
    for other in (code for code in CODES if code != "F"):
        expected = ("F" if one == "A002" else "S", *first_said(rig, one, other))
        assert amended_said(rig, one, other) == expected, other


@pytest.mark.parametrize("one", [code for code in CODES if code != "F"])
def test_a_refusal_of_the_amendment_contradicts_what_was_taken(rig: Rig, one: str) -> None:
    """F is about the amendment itself and leaves the application at A002; with A002 it says the same."""
    fits = one == "A002"
    after = "A002" if one == "A001" else one
    assert amended_said(rig, one, "F") == ("F" if fits else "S", after, not fits)
    before = "A002" if one == "A001" else one
    assert amended_said(rig, "F", one) == ("F", before, not fits)


def test_a_refusal_said_twice_is_one(rig: Rig) -> None:
    """And the application can be amended again."""
    assert amended_said(rig, "F", "F") == ("F", "A002", False)


@pytest.mark.parametrize("code", CODES)
def test_what_the_gateway_refused_is_answered_by_nothing(rig: Rig, uscc: str, code: str) -> None:
    """After P005 another amendment may be made, so every answer that follows contradicts it."""
    application, number = in_status(rig, uscc, "A002")
    amendment = amend(rig, uscc, number)
    rig.reply(rig.technical(rig.message_of(amendment.id), "refused"))
    say(rig, amendment, code, number)
    assert (status(rig, amendment), disputes(rig, amendment)) == ("P005", {"contradicts"})
    assert f"of:{amendment.id}" in disputes(rig, application)


# ---- late answers of an earlier round ----


def of_the_first_message(rig: Rig, uscc: str) -> tuple[Document, Document, Message, str]:
    """An application amended once: it, its amendment, the message of the round before, and its number."""
    application, number = in_status(rig, uscc, "A002")
    earlier = rig.message_of(application.id)
    return application, amend(rig, uscc, number), earlier, number


def of_a_failed_amendment(rig: Rig, uscc: str) -> tuple[Document, Document, Message, str]:
    application, first, _, number = of_the_first_message(rig, uscc)
    say(rig, first, "A002", number)
    return application, amend(rig, uscc, number), rig.message_of(first.id), number


def of_a_declined_amendment(rig: Rig, uscc: str) -> tuple[Document, Document, Message, str]:
    application, first, _, number = of_the_first_message(rig, uscc)
    say(rig, first, "U004", number)
    return application, amend(rig, uscc, number), rig.message_of(first.id), number


EARLIER: dict[str, Callable[[Rig, str], tuple[Document, Document, Message, str]]] = {
    "the first message": of_the_first_message,
    "a failed amendment": of_a_failed_amendment,
    "a declined amendment": of_a_declined_amendment,
}
NOW = ("P001", "P004", "A001", "A002", "U001", "U002", "U003", "U004", "I001", "Y001", "Y002", "Y003", "C001", "S")


def bring_to(rig: Rig, uscc: str, amendment: Document, number: str, now: str) -> None:
    """Let an amended application come to a status in its present round."""
    if now == "P004":
        rig.reply(rig.technical(rig.message_of(amendment.id)))
    elif now.startswith("Y"):
        say(rig, amendment, "I001", number)
        pay_cargo(rig, uscc, number, "" if now == "Y001" else now)
    elif now == "C001":
        say(rig, amendment, "U001", number)
        rig.submit(a_cancellation(uscc, number))
    elif now != "P001":
        say(rig, amendment, now, number)


@pytest.mark.parametrize("now", NOW)
@pytest.mark.parametrize("earlier", EARLIER)
def test_a_late_answer_of_an_earlier_round_moves_nothing_and_alarms_only_when_decisive(
    rig: Rig, uscc: str, earlier: str, now: str
) -> None:
    """In every status of the present round; A001, A002 and U001–U003 are noted, I001, S, U004 and F are disputes."""
    application, amendment, message, number = EARLIER[earlier](rig, uscc)
    bring_to(rig, uscc, amendment, number, now)
    stood = status(rig, amendment)
    settlement = Settlement("hub", catalogue(), rig.ports)
    for code in CODES:
        say_to(rig, message, code, number)
        found = disputes(rig, application)
        assert (status(rig, application), status(rig, amendment)) == (now, stood), code
        assert bool(found) == (code in DECISIVE), (code, found)
        for word in sorted(w.removeprefix("of:") for w in found if w.startswith("of:")):
            settlement.close(word, Proof("asked"))
        if disputes(rig, application):
            settlement.close(application.id, Proof("asked"))


def test_answers_to_an_amendment_that_an_operator_need_not_settle(rig: Rig, uscc: str) -> None:
    """Referred to a person, then A002 late in the same round: the application is cancelled as any other."""
    application, number = in_status(rig, uscc, "U004")
    amendment = amend(rig, uscc, number)
    say(rig, amendment, "U003", number)
    say(rig, amendment, "A002", number)
    (cancellation,) = rig.submit(a_cancellation(uscc, number))
    assert (cancellation.status, status(rig, application)) == ("P001", "C001")
    answer(rig, cancellation, "CargoCancellationDecision", "F")
    assert (status(rig, application), disputes(rig, application)) == ("U003", set())
