"""The same policy in another message: a missing file, a correction of what customs refused, or one too many."""

from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cargo import (
    a_cancellation,
    a_cargo_application,
    a_policy_of_cargo,
    agreed,
    in_status,
    pay_cargo,
    sent,
    underwritten,
)
from files import A_PDF, in_base64
from money import PAYEE, a_payment, a_policy, agree, answer, of_type, paid, status, underwrite
from racers import race
from rig import AN_UNDERWRITING, Rig, a_duty_application, a_uscc, catalogue, grant_quota

from hub.errors import Rejected
from hub.flow.deadlines import DeadlineLine
from hub.flow.new_rounds import NewRounds
from hub.flow.opening import means_of
from hub.flow.release import Release
from hub.flow.replay import Replay
from hub.flow.worker import Worker
from hub.model import Document
from hub.xml.parse import parse_xml

KINDS = ("duty", "cargo")
INVOICE = in_base64(A_PDF)
OTHER = in_base64(A_PDF.replace(b"%%EOF", b"%\n%%EOF"))
"""Another file."""


def insured(rig: Rig, uscc: str, kind: str, bank: str = "Y002") -> tuple[Document, str]:
    """An application whose premium is paid; without an answer of the bank it is being paid."""
    if kind == "cargo":
        application, number = underwritten(rig, uscc)
        pay_cargo(rig, uscc, number, bank)
        return application, number
    grant_quota(rig, uscc)
    application, number = underwrite(rig, uscc)
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {number: "2555.56"}))
    if bank:
        answer(rig, payment, "PaymentResult", bank, paid(rig), by="ping-an-bank")
    return application, number


def policy(rig: Rig, uscc: str, number: str, kind: str, **more: Any) -> bytes:
    if kind == "cargo":
        return a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}5.00", **more)
    return a_policy(rig, uscc, number, **more)


def policies(rig: Rig, kind: str) -> list[Document]:
    return sorted(of_type(rig, f"{kind}-policy"), key=lambda d: (d.created_at, d.updated_at, d.id))


def notices(rig: Rig) -> list[str]:
    return sorted(status(rig, d) for d in of_type(rig, "duty-guarantee-notice"))


def kept(rig: Rig) -> list[str]:
    return [row.code for row in rig.store.quarantine.deliveries(99)]


def disputes(rig: Rig, document: Document) -> set[str]:
    (found,) = rig.store.documents.find(document.id)
    return set(found.disputes) - {"told"}


def messages(rig: Rig, document: Document) -> list[str]:
    """The kinds of messages that were sent for a document."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return sorted(m.kind for m in trail.messages if m.direction == "out" and m.kind != "receipt")


def told(rig: Rig, kind: str) -> list[tuple[str, bool]]:
    """What portals were told of policies: the status, and whether the invoice came with it."""
    rig.work()
    found = [e["data"] for e in rig.events() if e["data"]["type"] == f"{kind}-policy"]
    return [(data["status"], bool(data["returned"].get("invoice", {}).get("content"))) for data in found]


@pytest.mark.parametrize("kind", KINDS)
def test_an_invoice_that_comes_later_completes_the_policy(rig: Rig, uscc: str, kind: str) -> None:
    """It is kept and told; nothing is moved, reported to customs or shared a second time."""
    application, number = insured(rig, uscc, kind)
    rig.reply(policy(rig, uscc, number, kind))
    (document,) = policies(rig, kind)
    before = (messages(rig, document), notices(rig), status(rig, application))
    rig.reply(policy(rig, uscc, number, kind, Invoice=INVOICE))
    assert [d.id for d in policies(rig, kind)] == [document.id]
    assert (messages(rig, document), notices(rig), status(rig, application)) == before
    assert (kept(rig), disputes(rig, document), disputes(rig, application)) == ([], set(), set())
    assert told(rig, kind)[-2:] == [("S", False), ("S", True)]
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    assert trail.transitions[-1].is_observation


@pytest.mark.parametrize("kind", KINDS)
def test_in_one_batch_it_is_the_same(rig: Rig, uscc: str, kind: str) -> None:
    """The second message sees the first."""
    _, number = insured(rig, uscc, kind)
    rig.reply(policy(rig, uscc, number, kind), policy(rig, uscc, number, kind, Invoice=INVOICE))
    assert (len(policies(rig, kind)), kept(rig)) == (1, [])
    assert told(rig, kind)[-1] == ("S", True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_supplement_before_the_premium_is_paid(rig: Rig, uscc: str, kind: str) -> None:
    """The application follows once."""
    application, number = insured(rig, uscc, kind, bank="")
    rig.reply(policy(rig, uscc, number, kind))
    rig.reply(policy(rig, uscc, number, kind, Invoice=INVOICE))
    assert (len(policies(rig, kind)), kept(rig)) == (1, [])
    assert (status(rig, application), disputes(rig, application)) == ("S" if kind == "duty" else "Y001", set())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("first", [[{}, {"Invoice": INVOICE}], [{"Invoice": INVOICE}]])
def test_what_brings_nothing_new_is_a_repeat(rig: Rig, uscc: str, kind: str, first: list[dict[str, str]]) -> None:
    """The same once more, and the same without the file that came, contradict nothing: noted, and nothing is told."""
    _, number = insured(rig, uscc, kind)
    for more in first:
        rig.reply(policy(rig, uscc, number, kind, **more))
    (document,) = policies(rig, kind)
    events, before = told(rig, kind), (messages(rig, document), notices(rig))
    for more in ({"Invoice": INVOICE}, {}):
        rig.reply(policy(rig, uscc, number, kind, **more))
    assert ([d.id for d in policies(rig, kind)], kept(rig), disputes(rig, document)) == ([document.id], [], set())
    assert (messages(rig, document), notices(rig)) == before
    assert told(rig, kind) == events
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    assert [row.detail.get("observed") for row in trail.transitions][-2:] == ["repeated"] * 2


@pytest.mark.parametrize("kind", KINDS)
def test_another_file_in_the_place_of_one_that_came_is_kept_apart(rig: Rig, uscc: str, kind: str) -> None:
    """Nothing says which of the two is right, and neither is told again."""
    _, number = insured(rig, uscc, kind)
    rig.reply(policy(rig, uscc, number, kind, Invoice=INVOICE))
    events = told(rig, kind)
    rig.reply(policy(rig, uscc, number, kind, Invoice=OTHER))
    assert (len(policies(rig, kind)), kept(rig)) == (1, ["HUB-417"])
    assert told(rig, kind) == events


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("more", [{}, {"Invoice": INVOICE}])
def test_other_facts_are_kept_apart(rig: Rig, uscc: str, kind: str, more: dict[str, str]) -> None:
    """With or without the missing file."""
    _, number = insured(rig, uscc, kind)
    rig.reply(policy(rig, uscc, number, kind))
    other = {"EndDate": "2027-01-31"} if kind == "cargo" else {"Rate": "2.31"}
    rig.reply(policy(rig, uscc, number, kind, **other, **more))
    assert (len(policies(rig, kind)), kept(rig), len(notices(rig))) == (1, ["HUB-417"], 1 if kind == "duty" else 0)


@pytest.mark.parametrize("kind", KINDS)
def test_another_enterprises_policy_is_completed_by_nobody_else(rig: Rig, uscc: str, kind: str) -> None:
    """The number is spent, and the message says nothing of whose it is."""
    _, number = insured(rig, uscc, kind)
    rig.reply(policy(rig, uscc, number, kind))
    other = a_uscc()
    _, foreign = insured(rig, other, kind)
    rig.reply(policy(rig, other, foreign, kind, PolicyNumber=f"P{number}", Invoice=INVOICE))
    assert (len(policies(rig, kind)), kept(rig)) == (1, ["HUB-417"])


def test_a_policy_that_is_over_is_completed_too(rig: Rig, uscc: str) -> None:
    """The portal is told with the status that it has."""
    _, number = insured(rig, uscc, "cargo")
    rig.reply(policy(rig, uscc, number, "cargo"))
    rig.clock.pass_(days=110)
    DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 10))
    rig.reply(policy(rig, uscc, number, "cargo", Invoice=INVOICE))
    assert told(rig, "cargo")[-2:] == [("E", False), ("E", True)]


# ---- corrected after customs refused it ----


def customs_says(rig: Rig, document: Document, code: str) -> None:
    if code == "G004":
        rig.reply(rig.technical(rig.message_of(document.id), "refused", sender="customs"), party="customs")
    else:
        answer(rig, document, "GuaranteeDecision", code, by="customs")


def refused_by_customs(rig: Rig, uscc: str, code: str) -> tuple[Document, str, Document, Document]:
    """A policy whose customs notice stands in a status: its application and number, itself, and the notice."""
    application, number = insured(rig, uscc, "duty")
    rig.reply(policy(rig, uscc, number, "duty"))
    (document,), (notice,) = policies(rig, "duty"), of_type(rig, "duty-guarantee-notice")
    if code:
        customs_says(rig, notice, code)
    return application, number, document, notice


def replaced(rig: Rig, document: Document) -> list[str]:
    """What the newest message of a document says that it replaces: the id and the numbers of its party."""
    inside = parse_xml(b64decode(sent(rig, document).findtext("{*}Data") or ""))
    return [element.text or "" for element in inside.iterfind("{*}Header/{*}Replaces/{*}*")]


def others(rig: Rig, type_: str, known: Document) -> list[Document]:
    return [d for d in of_type(rig, type_) if d.id != known.id]


@pytest.mark.parametrize("code", ["G003", "G004"])
def test_other_facts_are_a_new_version_while_customs_has_refused_it(rig: Rig, uscc: str, code: str) -> None:
    """Reported anew under a new message; the earlier ones are superseded, and no alarm is left."""
    application, number, document, notice = refused_by_customs(rig, uscc, code)
    assert disputes(rig, notice) == {"alarm"}
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.31"))
    (corrected,), (anew,) = others(rig, "duty-policy", document), others(rig, "duty-guarantee-notice", notice)
    assert [status(rig, d) for d in (document, notice, corrected, anew)] == ["X001", "X001", "S", "P001"]
    assert (corrected.again_of, anew.again_of) == (document.id, notice.id)
    assert [disputes(rig, d) for d in (document, notice, corrected, anew, application)] == [set()] * 5
    assert (status(rig, application), kept(rig)) == ("S", [])
    assert messages(rig, corrected) == messages(rig, document) == ["copy"]
    assert [s for s, _ in told(rig, "duty")][-3:] == ["X001", "N001", "S"]
    customs_says(rig, anew, "G002")
    assert (status(rig, anew), disputes(rig, anew)) == ("G002", set())


def test_a_notice_that_is_made_again_names_the_one_that_it_replaces(rig: Rig, uscc: str) -> None:
    """Customs can end the earlier one: by the document's id, and by the number that customs gave it, if any.

    The next round of the same notice names it, too.
    """
    _, number, _, notice = refused_by_customs(rig, uscc, "")
    answer(rig, notice, "GuaranteeDecision", "G003", {"GuaranteeNumber": "G-1"}, by="customs")
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.31"))
    (anew,) = others(rig, "duty-guarantee-notice", notice)
    assert (replaced(rig, notice), replaced(rig, anew)) == ([], [notice.id, "G-1"])
    customs_says(rig, anew, "G003")
    rounds = NewRounds(means_of("hub", catalogue(), rig.ports), rig.ports)
    acts = Replay(catalogue(), rig.store, rig.clock, rounds)
    (done,) = acts.apply(acts.plan_round_of(rig.document(anew.id)), "customs asks for it once more")
    assert (done.outcome, replaced(rig, anew)) == ("promised", [notice.id, "G-1"])


@pytest.mark.parametrize("code", ["", "G001", "G002"])
def test_other_facts_are_kept_apart_while_customs_has_not_refused_it(rig: Rig, uscc: str, code: str) -> None:
    """Two guarantees of one policy would be the end of it."""
    _, number, document, notice = refused_by_customs(rig, uscc, "")
    if code == "G001":
        rig.reply(rig.technical(rig.message_of(notice.id), sender="customs"), party="customs")
    elif code:
        customs_says(rig, notice, code)
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.31"))
    assert ([d.id for d in policies(rig, "duty")], len(notices(rig)), kept(rig)) == ([document.id], 1, ["HUB-417"])


def test_other_facts_are_kept_apart_while_customs_contradicts_itself(rig: Rig, uscc: str) -> None:
    """Refused and approved: the guarantee may be in force, so nothing is reported before an operator knows."""
    _, number, document, notice = refused_by_customs(rig, uscc, "G003")
    customs_says(rig, notice, "G002")
    assert (status(rig, notice), disputes(rig, notice)) == ("G003", {"alarm", "contradicts"})
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.31"))
    assert ([d.id for d in policies(rig, "duty")], notices(rig), kept(rig)) == ([document.id], ["G003"], ["HUB-417"])


def test_the_same_facts_are_no_correction(rig: Rig, uscc: str) -> None:
    """Nor is the file that was missing: it completes the policy, and customs hears nothing of it."""
    _, number, document, _ = refused_by_customs(rig, uscc, "G003")
    rig.reply(policy(rig, uscc, number, "duty"))
    rig.reply(policy(rig, uscc, number, "duty", Invoice=INVOICE))
    assert ([d.id for d in policies(rig, "duty")], notices(rig), kept(rig)) == ([document.id], ["G003"], [])
    assert told(rig, "duty")[-1] == ("S", True)


def test_a_correction_is_compared_with_the_application_as_well(rig: Rig, uscc: str) -> None:
    """What must be equal stays so."""
    _, number, document, _ = refused_by_customs(rig, uscc, "G003")
    rig.reply(policy(rig, uscc, number, "duty", Premium="2555.57"))
    assert ([d.id for d in policies(rig, "duty")], notices(rig), kept(rig)) == ([document.id], ["G003"], ["HUB-430"])


def test_a_correction_is_corrected_only_when_customs_refuses_it_too(rig: Rig, uscc: str) -> None:
    """The newest version counts; each has a notice of its own."""
    _, number, _, _ = refused_by_customs(rig, uscc, "G003")
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.31"))
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.32"))
    assert (notices(rig), kept(rig)) == (["P001", "X001"], ["HUB-417"])
    (anew,) = [d for d in of_type(rig, "duty-guarantee-notice") if status(rig, d) == "P001"]
    customs_says(rig, anew, "G003")
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.32"))
    assert notices(rig) == ["P001", "X001", "X001"]
    assert sorted(status(rig, d) for d in policies(rig, "duty")) == ["S", "X001", "X001"]
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.32", Invoice=INVOICE))
    assert (told(rig, "duty")[-1], len(notices(rig))) == (("S", True), 3)


@pytest.mark.parametrize("first", ["G003", "G004"])
def test_customs_approves_what_was_superseded(rig: Rig, uscc: str, first: str) -> None:
    """Then two guarantees of one policy may be in force: an alarm, and neither status moves."""
    _, number, _, notice = refused_by_customs(rig, uscc, first)
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.31"))
    customs_says(rig, notice, "G002")
    assert (status(rig, notice), disputes(rig, notice)) == ("X001", {"superseded-decision"})
    assert notices(rig) == ["P001", "X001"]


def test_a_corrected_policy_that_is_over_ends(rig: Rig, uscc: str) -> None:
    """The superseded version stays where it is."""
    _, number, document, _ = refused_by_customs(rig, uscc, "G003")
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.31"))
    rig.clock.pass_(days=36_900)
    DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 50))
    assert sorted(status(rig, d) for d in policies(rig, "duty")) == ["E", "X001"]
    assert status(rig, document) == "X001"


def returned(rig: Rig, document: Document) -> dict[str, Any]:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return {name: value for row in trail.transitions for name, value in row.returned.items()}


def test_the_same_facts_are_no_correction_after_the_missing_file_came(rig: Rig, uscc: str) -> None:
    """Without the file, and with another file in its place: neither says anything else of the policy."""
    _, number, document, notice = refused_by_customs(rig, uscc, "")
    rig.reply(policy(rig, uscc, number, "duty", Invoice=INVOICE))
    customs_says(rig, notice, "G003")
    for more in ({}, {"Invoice": OTHER}):
        rig.reply(policy(rig, uscc, number, "duty", **more))
    assert ([d.id for d in policies(rig, "duty")], notices(rig)) == ([document.id], ["G003"])
    assert kept(rig) == ["HUB-417"]


@pytest.mark.parametrize("came", ["with the policy", "later"])
def test_a_correction_without_the_file_keeps_the_file(rig: Rig, uscc: str, came: str) -> None:
    """Portals are told of it with the new version, with its content; the next correction keeps it too."""
    application, number = insured(rig, uscc, "duty")
    if came == "later":
        rig.reply(policy(rig, uscc, number, "duty"))
    rig.reply(policy(rig, uscc, number, "duty", Invoice=INVOICE))
    for rate in ("2.31", "2.32"):
        (notice,) = [d for d in of_type(rig, "duty-guarantee-notice") if status(rig, d) == "P001"]
        customs_says(rig, notice, "G003")
        rig.reply(policy(rig, uscc, number, "duty", Rate=rate))
        assert told(rig, "duty")[-1] == ("S", True)
    (newest,) = [d for d in policies(rig, "duty") if status(rig, d) == "S"]
    assert {"rate", "invoice"} <= returned(rig, newest).keys()
    assert (len(policies(rig, "duty")), notices(rig), kept(rig)) == (3, ["P001", "X001", "X001"], [])
    assert (disputes(rig, newest), disputes(rig, application)) == (set(), set())


def test_a_correction_with_a_file_of_its_own_has_that_file(rig: Rig, uscc: str) -> None:
    """It takes the place of the earlier one's."""
    _, number, document, notice = refused_by_customs(rig, uscc, "")
    rig.reply(policy(rig, uscc, number, "duty", Invoice=INVOICE))
    customs_says(rig, notice, "G003")
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.31", Invoice=OTHER))
    (corrected,) = others(rig, "duty-policy", document)
    assert returned(rig, corrected)["invoice"] != returned(rig, document)["invoice"]
    assert (told(rig, "duty")[-1], disputes(rig, corrected), kept(rig)) == (("S", True), set(), [])


def test_a_correction_names_the_application_of_the_policy(rig: Rig, uscc: str) -> None:
    """One that names another application is kept apart: that one has no policy by it."""
    application, number, document, notice = refused_by_customs(rig, uscc, "G003")
    other, foreign = underwrite(rig, uscc)
    rig.reply(policy(rig, uscc, foreign, "duty", PolicyNumber=f"P{number}"))
    assert ([d.id for d in policies(rig, "duty")], notices(rig), kept(rig)) == ([document.id], ["G003"], ["HUB-417"])
    assert [status(rig, d) for d in (application, other, document, notice)] == ["S", "P202", "S", "G003"]


def test_a_correction_may_name_the_application_by_another_of_its_numbers(rig: Rig, uscc: str) -> None:
    """Each of its numbers finds it."""
    application, number = twice_numbered(rig, uscc, "duty")
    rig.reply(policy(rig, uscc, number, "duty", PolicyNumber="P-1"))
    (notice,) = of_type(rig, "duty-guarantee-notice")
    customs_says(rig, notice, "G003")
    rig.reply(policy(rig, uscc, f"X{number}", "duty", PolicyNumber="P-1"))
    assert (notices(rig), kept(rig)) == (["P001", "X001"], [])
    assert (status(rig, application), disputes(rig, application)) == ("S", set())


def test_an_older_correction_that_is_released_late_stays_apart(rig: Rig, uscc: str) -> None:
    """The insurer's own time says which of two corrections is the newer one."""
    _, number, _, notice = refused_by_customs(rig, uscc, "")
    rig.clock.pass_(seconds=10)
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.31"))
    customs_says(rig, notice, "G003")
    rig.clock.pass_(seconds=100)
    rig.reply(policy(rig, uscc, number, "duty", Rate="2.32"))
    (anew,) = others(rig, "duty-guarantee-notice", notice)
    customs_says(rig, anew, "G003")
    (row,) = rig.store.quarantine.deliveries(9)
    with pytest.raises(Rejected, match="HUB-417"):
        Release("hub", catalogue(), rig.ports).release(row, "customs has refused it now")
    assert [returned(rig, d)["rate"] for d in policies(rig, "duty") if status(rig, d) == "S"] == ["2.32"]
    assert (notices(rig), set(kept(rig))) == (["G003", "X001"], {"HUB-417"})


# ---- another policy of the same application ----


def twice_numbered(rig: Rig, uscc: str, kind: str) -> tuple[Document, str]:
    """An application with two numbers, the older of which is the newer with an X before it."""
    if kind == "cargo":
        (application,) = rig.submit(a_cargo_application(uscc, agreed(rig, uscc, f"Q{uscc[-8:]}5.00")))
        element, issued, result = "CargoUnderwriting", "I001", {"Premium": "5.00", **PAYEE}
    else:
        grant_quota(rig, uscc)
        (application,) = rig.submit(a_duty_application(uscc))
        element, issued, result = "UnderwritingResult", "P202", {**AN_UNDERWRITING, "Premium": "2555.56", **PAYEE}
    number = f"N{application.id[-12:]}"
    answer(rig, application, element, "U001", {"ApplicationNumber": f"X{number}"})
    answer(rig, application, element, issued, {"ApplicationNumber": number} | result | {"ApplicationNumber": number})
    return application, number


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("batches", [1, 2])
def test_an_application_has_one_policy_under_all_its_numbers(rig: Rig, uscc: str, kind: str, batches: int) -> None:
    """A second one would be a second guarantee to customs: it is kept apart, whichever number it names."""
    application, number = twice_numbered(rig, uscc, kind)
    bodies = [policy(rig, uscc, name, kind) for name in (number, f"X{number}")]
    for batch in [bodies] if batches == 1 else [[body] for body in bodies]:
        rig.reply(*batch)
    assert (len(policies(rig, kind)), kept(rig), disputes(rig, application)) == (1, ["HUB-432"], set())
    assert len(notices(rig)) == (1 if kind == "duty" else 0)


def test_the_insurers_own_word_lets_no_second_policy_pass(rig: Rig, uscc: str) -> None:
    """The application is successful already, and the first policy says so again."""
    application, number = insured(rig, uscc, "duty")
    answer(rig, application, "UnderwritingResult", "S", {"ApplicationNumber": f"X{number}"})
    for name in (number, f"X{number}"):
        rig.reply(policy(rig, uscc, name, "duty"))
    assert (len(policies(rig, "duty")), notices(rig), kept(rig)) == (1, ["P001"], ["HUB-432"])
    assert (status(rig, application), disputes(rig, application)) == ("S", set())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["paid", "own word", "unpaid"])
def test_a_second_policy_that_is_taken_is_an_alarm(rig: Rig, uscc: str, kind: str, order: str) -> None:
    """Where policies do not bear the number of their application, so nothing keeps the second one apart."""
    route = replace(catalogue().routes[f"{kind}-policy"], references=("policy_number",))
    known = replace(catalogue(), routes={**catalogue().routes, route.document: route})
    rig.worker = Worker("hub", known, rig.ports, batch=100, wait=0)
    application, number = insured(rig, uscc, kind, bank="" if order == "unpaid" else "Y002")
    if order == "own word":
        element = "CargoUnderwriting" if kind == "cargo" else "UnderwritingResult"
        answer(rig, application, element, "S", {"ApplicationNumber": number})
    rig.reply(policy(rig, uscc, number, kind))
    assert disputes(rig, application) == set()
    rig.reply(policy(rig, uscc, number, kind, PolicyNumber="P-2"))
    assert (len(policies(rig, kind)), kept(rig), disputes(rig, application)) == (2, [], {"contradicts"})


def test_a_policy_after_a_cancellation_that_failed_is_no_alarm(rig: Rig, uscc: str) -> None:
    """The cancellation returned the application to what the insurer had said, and that was no other policy."""
    application, number = in_status(rig, uscc, "U001")
    (cancellation,) = rig.submit(a_cancellation(uscc, number))
    for code, more in (("I001", {"Premium": "5.00", **PAYEE}), ("S", {})):
        answer(rig, application, "CargoUnderwriting", code, {"ApplicationNumber": number, **more})
    assert status(rig, application) == "C001"
    answer(rig, cancellation, "CargoCancellationDecision", "F")
    assert status(rig, application) == "S"
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}"))
    assert (len(policies(rig, "cargo")), kept(rig), disputes(rig, application)) == (1, [], set())


# ---- at the same moment ----


def test_two_policies_at_once_under_two_numbers_are_one(rig: Rig, uscc: str, store_url: str, tmp_path: Path) -> None:
    """Two workers on one store: whichever is first, the other is kept apart."""
    application, number = twice_numbered(rig, uscc, "duty")
    race(store_url, tmp_path, "ping-an", [(policy(rig, uscc, number, "duty"), policy(rig, uscc, f"X{number}", "duty"))])
    assert (len(policies(rig, "duty")), notices(rig), kept(rig)) == (1, ["P001"], ["HUB-432"])
    assert (status(rig, application), disputes(rig, application)) == ("S", set())


def test_two_corrections_at_once_are_one(rig: Rig, uscc: str, store_url: str, tmp_path: Path) -> None:
    """Two workers on one store: one version and one notice to customs, the other is kept apart."""
    _, number, _, _ = refused_by_customs(rig, uscc, "G003")
    pair = tuple(policy(rig, uscc, number, "duty", Rate=rate) for rate in ("2.31", "2.32"))
    race(store_url, tmp_path, "ping-an", [(pair[0], pair[1])])
    assert sorted(status(rig, d) for d in policies(rig, "duty")) == ["S", "X001"]
    assert (notices(rig), kept(rig)) == (["P001", "X001"], ["HUB-417"])


def test_a_policy_and_its_supplement_at_once_are_one_policy(
    rig: Rig, uscc: str, store_url: str, tmp_path: Path
) -> None:
    """Whichever comes first: the other completes it, or says less and is noted."""
    _, number = insured(rig, uscc, "duty")
    bodies = policy(rig, uscc, number, "duty"), policy(rig, uscc, number, "duty", Invoice=INVOICE)
    race(store_url, tmp_path, "ping-an", [bodies])
    assert (len(policies(rig, "duty")), len(notices(rig))) == (1, 1)
    assert kept(rig) == []
    (document,) = policies(rig, "duty")
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    assert [row.after for row in trail.transitions if "invoice" in row.files] == ["S"]
