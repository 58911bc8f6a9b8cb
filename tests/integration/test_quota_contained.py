"""Amounts that an insurer counts before the hub knows it: figures that name an application, an operator's word."""

from pathlib import Path

import pytest
from money import BANK, a_payment, agree, answer, faults_of
from own_home import OwnHome
from quotas import EXCEEDED, apply, change, refused, reserved, underwritten
from rig import AN_UNDERWRITING, Rig, a_duty_application, a_uscc, catalogue, grant_quota
from verbs import hub

from hub.bootstrap.clock import SystemClock
from hub.errors import Rejected
from hub.flow.settlement import Proof, Settlement
from hub.model import Document

HOUR = 3600


@pytest.fixture
def account(rig: Rig, uscc: str) -> str:
    """An enterprise with a quota of 1000.00."""
    grant_quota(rig, uscc, "1000.00")
    return uscc


# ---- figures that name an application (S1 §5.6) ----


def test_figures_without_a_name_leave_the_reservation_beside_them(rig: Rig, account: str) -> None:
    """Nothing says whether they contain it: rather too little than twice the same."""
    apply(rig, account, "600.00")
    change(rig, account, "600.00")
    assert reserved(rig, account) == "600.00"
    assert refused(rig, account, "300.00") == EXCEEDED


@pytest.mark.parametrize("by", ["record", "number"])
def test_figures_that_name_an_application_contain_its_amount(rig: Rig, account: str, by: str) -> None:
    """By the record number, or by the 投保单编号 that its insurer gave it; before and after its P202."""
    application = apply(rig, account, "600.00")
    if by == "number":
        underwritten(rig, application, "U001", number := f"T{application.id[-12:]}")
    change(rig, account, "600.00", number if by == "number" else str(application.record))
    assert reserved(rig, account) == "0.00"
    apply(rig, account, "300.00")
    underwritten(rig, application)
    assert reserved(rig, account) == "300.00"
    assert refused(rig, account, "100.01") == EXCEEDED
    apply(rig, account, "100.00")


def test_figures_may_name_a_number_before_the_application_bears_it(rig: Rig, account: str) -> None:
    """The insurer gives the 投保单编号, and its figures are quicker than its answer."""
    application = apply(rig, account, "600.00")
    number = f"T{application.id[-12:]}"
    change(rig, account, "600.00", number)
    assert reserved(rig, account) == "600.00"
    underwritten(rig, application, "U001", number)
    assert reserved(rig, account) == "0.00"
    apply(rig, account, "400.00")


def test_older_figures_that_name_an_application_are_contained_in_the_held_ones(rig: Rig, account: str) -> None:
    """The held figures stay, they are newer, and nothing else is used."""
    application = apply(rig, account, "600.00")
    earlier = rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00")
    change(rig, account, "600.00", str(application.record), at=earlier)
    assert reserved(rig, account) == "0.00"
    assert refused(rig, account, "400.01") == EXCEEDED
    apply(rig, account, "400.00")


def test_figures_about_another_enterprises_application_are_not_used(rig: Rig, account: str) -> None:
    """An operator looks at them; both accounts stay as they are."""
    other = a_uscc()
    grant_quota(rig, other, "1000.00")
    application = apply(rig, other, "600.00")
    change(rig, account, "600.00", str(application.record))
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-314"]
    assert (reserved(rig, account), reserved(rig, other)) == ("0.00", "600.00")


def test_what_failed_is_not_held_by_figures_that_name_it(rig: Rig, account: str) -> None:
    """What the insurer counts of it is the insurer's own to give back."""
    application = apply(rig, account, "600.00")
    answer(rig, application, "UnderwritingResult", "A002")
    change(rig, account, "600.00", str(application.record))
    assert reserved(rig, account) == "0.00"
    apply(rig, account, "400.00")


# ---- applied for again (S1 §5.7.2) ----


@pytest.mark.parametrize("is_contained", [True, False])
def test_what_is_applied_for_again_may_use_what_its_predecessor_used_up(
    rig: Rig, account: str, is_contained: bool
) -> None:
    """Whether the hub reserves its predecessor's amount or the insurer's figures contain it; not more than is left."""
    application = apply(rig, account, "900.00")
    underwritten(rig, application, number=(number := f"T{application.id[-12:]}"))
    if is_contained:
        rig.clock.pass_(seconds=HOUR)
        change(rig, account, "900.00")
        assert reserved(rig, account) == "0.00"
    (payment,) = rig.submit(a_payment(account, agree(rig, account), {number: AN_UNDERWRITING["Premium"]}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    form = a_duty_application(account, "1000.01") | {"again_of": application.id}
    (more,) = rig.submit(form)
    assert faults_of(rig, more) == EXCEEDED
    (again,) = rig.submit(a_duty_application(account, "1000.00") | {"again_of": application.id})
    assert (again.status, rig.document(application.id).status) == ("P001", "X001")
    assert refused(rig, account, "0.01") == EXCEEDED


@pytest.mark.parametrize("number_of_returned", [1, 2, 3])
def test_a_line_of_applications_made_again_may_use_what_the_first_used_up(
    rig: Rig, account: str, number_of_returned: int
) -> None:
    """The insurer counts the first, returns each of those after it undecided, and has given nothing back yet."""
    last = apply(rig, account, "900.00")
    underwritten(rig, last, number=(number := f"T{last.id[-12:]}"))
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "900.00")
    (payment,) = rig.submit(a_payment(account, agree(rig, account), {number: AN_UNDERWRITING["Premium"]}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    for _ in range(number_of_returned):
        (last,) = rig.submit(a_duty_application(account, "950.00") | {"again_of": last.id})
        assert (last.status, reserved(rig, account)) == ("P001", "950.00")
        answer(rig, last, "UnderwritingResult", "A002")
    (more,) = rig.submit(a_duty_application(account, "1000.01") | {"again_of": last.id})
    assert faults_of(rig, more) == EXCEEDED
    (again,) = rig.submit(a_duty_application(account, "1000.00") | {"again_of": last.id})
    assert again.status == "P001"
    assert refused(rig, account, "0.01") == EXCEEDED


def test_a_line_of_applications_uses_nothing_once_other_figures_have_followed(rig: Rig, account: str) -> None:
    """Nobody knows whether they still contain the first."""
    first = apply(rig, account, "900.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "900.00", str(first.record))
    answer(rig, first, "UnderwritingResult", "A002")
    (second,) = rig.submit(a_duty_application(account, "900.00") | {"again_of": first.id})
    answer(rig, second, "UnderwritingResult", "A002")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "890.00")
    (third,) = rig.submit(a_duty_application(account, "110.01") | {"again_of": second.id})
    assert faults_of(rig, third) == EXCEEDED
    (third,) = rig.submit(a_duty_application(account, "110.00") | {"again_of": second.id})
    assert third.status == "P001"


# ---- an operator lets go ----


def let_go(rig: Rig, document: Document) -> str:
    """The code of the refusal; empty if it was done."""
    try:
        Settlement("hub", catalogue(), rig.ports).let_go(document.id, Proof("平安电话确认已计入"))
    except Rejected as refusal:
        return refusal.faults[0].code
    return ""


def test_an_operator_lets_a_reservation_go_a_day_after_it_was_underwritten(rig: Rig, account: str) -> None:
    """The insurer's figures contained it before its P202 and have not come again; later answers hold nothing again."""
    application = apply(rig, account, "600.00")
    change(rig, account, "600.00")
    rig.clock.pass_(seconds=HOUR)
    underwritten(rig, application)
    assert reserved(rig, account) == "600.00"
    assert let_go(rig, application) == "HUB-777"
    rig.clock.pass_(days=1)
    assert let_go(rig, application) == ""
    assert reserved(rig, account) == "0.00"
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    row = trail.transitions[-1]
    assert (row.cause.kind, row.after) == ("operator", "P202")
    assert {n: row.detail[n] for n in ("observed", "reason", "amount")} == {
        "observed": "let-go",
        "reason": "平安电话确认已计入",
        "amount": "600.00",
    }
    underwritten(rig, application, "D002")
    assert reserved(rig, account) == "0.00"
    assert refused(rig, account, "400.01") == EXCEEDED
    apply(rig, account, "400.00")
    assert let_go(rig, application) == "HUB-776"


def test_what_nobody_has_underwritten_is_not_let_go(rig: Rig, account: str) -> None:
    """However old: the insurer may still count it."""
    application = apply(rig, account, "600.00")
    rig.clock.pass_(days=30)
    assert let_go(rig, application) == "HUB-777"
    answer(rig, application, "UnderwritingResult", "A002")
    assert let_go(rig, application) == "HUB-776"


def test_the_verb_says_why_nothing_is_let_go(tmp_path: Path, store_url: str) -> None:
    own = OwnHome(tmp_path / "home", store_url)
    with own.store() as store:
        rig = Rig(store, tmp_path / "queues", clock=SystemClock())
        grant_quota(rig, uscc := a_uscc(), "1000.00")
        application = apply(rig, uscc, "600.00")
        underwritten(rig, application)
        rig.close()
    said = ("settle", application.id, "--let-go", "--reason", "counted")
    fresh, two = hub(own.path, *said), hub(own.path, *said, "--stands", "1")
    assert (fresh.returncode, b"HUB-777" in fresh.stdout + fresh.stderr) == (1, True)
    assert (two.returncode, b"HUB-711" in two.stderr) == (2, True)
