"""担保状态 of two guarantees, one declared again of the other, of which both stand: each is told its own. S2 §3.2."""

import pytest
from deposits import a_payment_notice, on_track, send
from guarantees import a_general_guarantee, a_number, a_refund, approve, decide, faults, hear, refused
from rig import Rig, catalogue
from standing import SAID, accepted, again, decided

from hub.flow.settlement import Settlement
from hub.model import Document

UNPAID, PAID = {"GuaranteeStatus": "K000"}, {"GuaranteeStatus": "K001"}
NEVER_PAID = [("HUB-345", "data.guarantee_number")]


@pytest.fixture
def settlement(rig: Rig) -> Settlement:
    return Settlement("hub", catalogue(), rig.ports)


def tracks(rig: Rig, *documents: Document) -> list[str]:
    return [rig.document(document.id).on_track("guarantee")[0] for document in documents]


def two_that_stand(
    rig: Rig, uscc: str, settlement: Settlement, said: dict[str, str] | None = None, ends: str = "G002"
) -> tuple[list[Document], list[str]]:
    """A guarantee that customs approved late, saying this, and that stands; one that was declared again of it."""
    form, numbers = a_general_guarantee(uscc, amount="100"), [a_number("D801"), a_number("D801")]
    first = accepted(rig, form)
    late = decide(rig, first, "G002", {"GuaranteeNumber": numbers[0], **(said or {})})
    second, _ = again(rig, form, first)
    if ends:
        hear(rig, decide(rig, second, ends, {"GuaranteeNumber": numbers[1]} if ends == "G002" else None))
    hear(rig, late)
    assert tracks(rig, first, second) == ["", ""]
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    return [first, second], numbers


@pytest.mark.parametrize("ends", ["G003", "G002", ""])
@pytest.mark.parametrize("is_later", [False, True])
def test_what_customs_says_of_a_guarantee_that_stands_is_told_of_it_alone(
    rig: Rig, uscc: str, settlement: Settlement, ends: str, is_later: bool
) -> None:
    """In the approval that came late, or in one that repeats it: what was never paid is not asked back."""
    (first, second), numbers = two_that_stand(rig, uscc, settlement, None if is_later else UNPAID, ends)
    if is_later:
        hear(rig, decide(rig, first, "G002", {"GuaranteeNumber": numbers[0], **UNPAID}))
    assert tracks(rig, first, second) == ["K000", ""]
    assert refused(rig, a_refund(uscc, numbers[0], "10")) == NEVER_PAID
    if not ends:
        approve(rig, second, {"GuaranteeNumber": numbers[1]})
    if ends != "G003":
        assert tracks(rig, first, second) == ["K000", ""]
        accepted(rig, a_refund(uscc, numbers[1], "10"))
    hear(rig, decide(rig, first, "G002", {"GuaranteeNumber": numbers[0], **PAID}))
    assert tracks(rig, first, second) == ["K001", ""]
    accepted(rig, a_refund(uscc, numbers[0], "10"))


def test_the_payment_of_a_guarantee_that_stands_opens_no_refund_of_the_other(
    rig: Rig, uscc: str, settlement: Settlement
) -> None:
    """Nor does a refund of the one, by which customs says that it was paid."""
    (first, second), numbers = two_that_stand(rig, uscc, settlement)
    hear(rig, decide(rig, second, "G002", {"GuaranteeNumber": numbers[1], **UNPAID}))
    hear(rig, decide(rig, first, "G002", {"GuaranteeNumber": numbers[0], **PAID}))
    approve(rig, accepted(rig, a_refund(uscc, numbers[0], "10")), PAID)
    assert tracks(rig, first, second) == ["K001", "K000"]
    assert refused(rig, a_refund(uscc, numbers[1], "10")) == NEVER_PAID


def test_the_late_approval_that_says_paid_opens_no_refund_of_the_other(rig: Rig, uscc: str) -> None:
    """Until an operator has decided, and where it does not stand: it names a number that the other does not bear."""
    form, numbers = a_general_guarantee(uscc, amount="100"), (a_number("D801"), a_number("D801"))
    first = accepted(rig, form)
    late = decide(rig, first, "G002", {"GuaranteeNumber": numbers[0], **PAID})
    second, _ = again(rig, form, first)
    approve(rig, second, {"GuaranteeNumber": numbers[1], **UNPAID})
    hear(rig, late)
    assert tracks(rig, first, second) == ["", "K000"]


def test_an_answer_to_the_first_that_names_the_number_of_the_second_is_told_of_the_second(rig: Rig, uscc: str) -> None:
    """Customs' word is about the number, whichever message it answers."""
    form, number = a_general_guarantee(uscc, amount="100"), a_number("D801")
    first = accepted(rig, form)
    late = decide(rig, first, "G002", {"GuaranteeNumber": number, **UNPAID})
    second, _ = again(rig, form, first)
    approve(rig, second, {"GuaranteeNumber": number})
    hear(rig, late)
    assert tracks(rig, first, second) == ["", "K000"]


def test_a_payment_notice_that_came_before_is_told_of_the_guarantee_that_stands(
    rig: Rig, uscc: str, settlement: Settlement
) -> None:
    """It named a number that nobody bore then; and one that comes after names a guarantee that is known."""
    form, numbers = a_general_guarantee(uscc, amount="100"), (a_number("D801"), a_number("D801"))
    first = accepted(rig, form)
    late = decide(rig, first, "G002", {"GuaranteeNumber": numbers[0]})
    second, _ = again(rig, form, first)
    approve(rig, second, {"GuaranteeNumber": numbers[1]})
    hear(rig, late)
    notice, later = (a_payment_notice(numbers[0], Serial=None, GuaranteedCode="2201960002") for _ in range(2))
    send(rig, "PaymentNotice", notice)
    settlement.stand(first.id, decided(rig, first, "G002"), SAID)
    assert (on_track(rig, first), on_track(rig, second)) == ([("K000", notice["NoticeNumber"])], [])
    send(rig, "PaymentNotice", later)
    assert (tracks(rig, first, second), on_track(rig, first)[-1]) == (["K000", ""], ("K000", later["NoticeNumber"]))


def test_a_status_that_was_told_before_it_was_declared_again_passes_on(rig: Rig, uscc: str) -> None:
    """As long as the first one is superseded: customs knows both by one 预录入统一编号."""
    form, number = a_general_guarantee(uscc, amount="100"), a_number("D801")
    first = accepted(rig, form)
    hear(rig, decide(rig, first, "G003", UNPAID))
    second = accepted(rig, {**form, "id": f"{form['id']}-again", "again_of": first.id})
    approve(rig, second, {"GuaranteeNumber": number})
    assert tracks(rig, first, second) == ["K000", "K000"]
    assert [code for code, _ in faults(rig, rig.submit(a_refund(uscc, number, "10"))[0])] == ["HUB-345"]


# ---- a number that came with a return ----


@pytest.mark.parametrize("is_same", [True, False])
@pytest.mark.parametrize("said", [PAID, UNPAID])
def test_a_status_told_of_a_number_passes_on_with_that_number_only(
    rig: Rig, uscc: str, said: dict[str, str], is_same: bool
) -> None:
    """Customs gave the 总担保编号 with a return; what is declared again can get another one."""
    form, numbers = a_general_guarantee(uscc, amount="100"), [a_number("D801"), a_number("D801")]
    first, own = accepted(rig, form), numbers[0 if is_same else 1]
    hear(rig, decide(rig, first, "G003", {"GuaranteeNumber": numbers[0], **said}))
    second = accepted(rig, {**form, "id": f"{form['id']}-again", "again_of": first.id})
    hear(rig, rig.technical(rig.message_of(second.id), "accepted", sender="customs"))
    assert tracks(rig, first, second) == [said["GuaranteeStatus"], ""]
    approve(rig, second, {"GuaranteeNumber": own})
    assert tracks(rig, second) == [said["GuaranteeStatus"] if is_same else ""]
    if is_same and said == UNPAID:
        assert refused(rig, a_refund(uscc, own, "10")) == NEVER_PAID
    else:
        accepted(rig, a_refund(uscc, own, "10"))


@pytest.mark.parametrize("is_notice", [True, False])
@pytest.mark.parametrize("is_approved", [True, False])
def test_what_is_told_later_of_the_number_of_the_first_is_not_told_of_the_second(
    rig: Rig, uscc: str, settlement: Settlement, is_notice: bool, is_approved: bool
) -> None:
    """Neither before the second has its own number nor afterwards: what was never paid is not asked back."""
    form, numbers = a_general_guarantee(uscc, amount="100"), [a_number("D801"), a_number("D801")]
    first = accepted(rig, form)
    returned = decide(rig, first, "G003", {"GuaranteeNumber": numbers[0]})
    paid = decide(rig, first, "G003", {"GuaranteeNumber": numbers[0], **PAID})
    hear(rig, returned)
    second = accepted(rig, {**form, "id": f"{form['id']}-again", "again_of": first.id})
    if is_approved:
        approve(rig, second, {"GuaranteeNumber": numbers[1], **UNPAID})
    if is_notice:
        send(rig, "PaymentNotice", a_payment_notice(numbers[0], Serial=None, GuaranteedCode="2201960002"))
    else:
        hear(rig, paid)
    if not is_approved:
        approve(rig, second, {"GuaranteeNumber": numbers[1], **UNPAID})
    assert tracks(rig, first, second) == ["K000" if is_notice else "K001", "K000"]
    if not is_notice:
        settlement.close(first.id, SAID)
    assert refused(rig, a_refund(uscc, numbers[1], "10")) == NEVER_PAID
