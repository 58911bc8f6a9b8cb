"""A quota account: figures that leave something out, go below nothing, come without a time, and are over one day."""

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from archived import archive
from money import INSURER, answer, faults_of, of_type, status
from rig import (
    START,
    Rig,
    a_credit_authorization,
    a_duty_application,
    a_grant,
    a_quota_application,
    a_quota_increase,
    a_uscc,
    catalogue,
    figures,
)

from hub.errors import Rejected
from hub.flow.deadlines import DeadlineLine
from hub.flow.settlement import Proof, Settlement
from hub.model import DISPUTED, SETTLED
from hub.ports import Filter
from hub.testing.rows import resource_of
from hub.xml.times import on_wire

DAY = 86_400_000_000


@pytest.fixture
def account(rig: Rig) -> str:
    """An enterprise with a quota of 1000.00 from START, at 2.30, until 2026-09-30."""
    uscc = a_uscc()
    authorize(rig, uscc)
    grant(rig, uscc, figures("1000.00", "0.00", ExpiryDate="2026-09-30"))
    return uscc


def authorize(rig: Rig, uscc: str, code: str = "S") -> None:
    (authorization,) = rig.submit(a_credit_authorization(uscc))
    answer(rig, authorization, "CreditAuthorizationDecision", code)


def grant(rig: Rig, uscc: str, told: Mapping[str, str], portal: str = "national", **more: Any) -> str:
    form = a_quota_increase(uscc) if portal == "liaoning" else a_quota_application(uscc)
    (application,) = rig.submit(form | more, portal=portal)
    assert application.status == "P001", faults_of(rig, application)
    answer(rig, application, "QuotaDecision", "S", {**a_grant(at=rig.clock.now()), "Figures": told})
    return application.id


def change(rig: Rig, uscc: str, told: Mapping[str, str], *, leave_out: tuple[str, ...] = (), at: str = "") -> None:
    kept = {name: value for name, value in told.items() if name not in leave_out}
    body = {"Enterprise": {"Uscc": uscc, "Name": "某某公司"}, "Figures": kept}
    rig.reply(rig.signed("QuotaChange", None, {**body, "ChangedAt": at or on_wire(rig.clock.now())}))


def held(rig: Rig, uscc: str) -> Mapping[str, str]:
    resource = resource_of(rig.store, f"quota-account:{uscc}:{INSURER}")
    assert resource is not None
    return resource.figures


def tick(rig: Rig, *, days: int = 0) -> None:
    """Let days pass, and the clock look."""
    seconds = count(0.0)
    line = DeadlineLine("hub", catalogue(), rig.ports, lambda: next(seconds))
    rig.clock.pass_(days=days)
    line._looked = (rig.clock.now(), next(seconds))
    line.run()


def expiries(rig: Rig, portal: str) -> list[tuple[str, str, str]]:
    """What a portal heard on the account's track: document, status and last day."""
    rig.work()
    told = [e["data"] for e in rig.events(portal) if e["data"]["track"] == "account"]
    return [(d["document"], d["status"], d["returned"]["expiry_date"]) for d in told]


# ---- what a change leaves out ----


def test_a_change_without_an_expiry_or_a_rate_leaves_the_held_ones(rig: Rig, account: str) -> None:
    """It does not make the quota endless."""
    change(rig, account, figures("1000.00", "400.00"), leave_out=("Rate",))
    assert held(rig, account) == {
        "total": "1000.00",
        "used": "400.00",
        "remaining": "600.00",
        "rate": "2.30",
        "effective_date": "2026-09-21",
        "expiry_date": "2026-09-30",
    }
    rig.clock.pass_(days=10)
    (late,) = rig.submit(a_duty_application(account, "1.00"))
    assert faults_of(rig, late) == [("HUB-305", "party")]


def test_a_date_in_a_change_sets_the_expiry_and_the_last_day_there_is_lifts_it(rig: Rig, account: str) -> None:
    """So does the S of an application, where it names none."""
    change(rig, account, figures("1000.00", "0.00", ExpiryDate="2026-10-31"))
    assert held(rig, account)["expiry_date"] == "2026-10-31"
    change(rig, account, figures("1000.00", "0.00", ExpiryDate="9999-12-31"))
    rig.clock.pass_(days=400)
    (application,) = rig.submit(a_duty_application(account, "1.00"))
    assert application.status == "P001"
    grant(rig, account, figures("2000.00", "0.00"), portal="liaoning")
    assert "expiry_date" not in held(rig, account)


def test_an_expiry_before_the_quota_begins_is_kept_apart(rig: Rig, account: str) -> None:
    """The held figures stay."""
    before = held(rig, account)
    change(rig, account, figures("1000.00", "1.00", ExpiryDate="2026-09-20"))
    assert [(row.code, row.field) for row in rig.store.quarantine.deliveries(9)] == [("HUB-431", "Figures/ExpiryDate")]
    assert held(rig, account) == before


# ---- what remains ----


@pytest.mark.parametrize("remaining", ["-200.00", "0.00"])
def test_a_quota_that_is_overdrawn_leaves_nothing_available(rig: Rig, account: str, remaining: str) -> None:
    """Written as less than nothing, or as nothing: newer figures either way."""
    change(rig, account, figures("1000.00", "1200.00", Remaining=remaining))
    assert held(rig, account)["remaining"] == remaining
    (application,) = rig.submit(a_duty_application(account, "0.01"))
    assert faults_of(rig, application) == [("HUB-304", "data.amount")]
    assert rig.store.quarantine.deliveries(9) == []


@pytest.mark.parametrize(("used", "remaining"), [("1200.00", "200.00"), ("900.00", "0.00"), ("900.00", "-100.00")])
def test_figures_that_do_not_add_up_are_kept_apart_below_nothing_too(
    rig: Rig, account: str, used: str, remaining: str
) -> None:
    """Nothing remains only where more is used than granted."""
    change(rig, account, figures("1000.00", used, Remaining=remaining))
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-413"]


# ---- when ----


def test_a_bare_date_is_the_end_of_its_day(rig: Rig, account: str) -> None:
    """Figures of any time of that day are not newer; those of the next day are. The portal hears what was written."""
    rig.clock.at = START + DAY
    today = on_wire(rig.clock.now())[:10]
    change(rig, account, figures("1000.00", "100.00"), at=today)
    change(rig, account, figures("1000.00", "200.00"), at=f"{today}T23:59:59+08:00")
    assert held(rig, account)["used"] == "100.00"
    rig.clock.pass_(days=1)
    change(rig, account, figures("1000.00", "300.00"), at=f"{on_wire(rig.clock.now())[:10]}T00:00:00+08:00")
    assert held(rig, account)["used"] == "300.00"
    rig.work()
    told = [e["data"]["returned"] for e in rig.events() if e["data"]["status"] == "N002"]
    assert today in [figures["changed_at"] for figures in told]


# ---- the end ----


def test_the_end_of_an_account_is_notified_to_the_portals_of_all_its_applications(rig: Rig, account: str) -> None:
    """Once, when its last day is over in Shanghai; the applications stay granted, and may be made again."""
    (opener,) = [d.id for d in of_type(rig, "quota-application")]
    increase = grant(rig, account, figures("2000.00", "0.00", ExpiryDate="2026-09-30"), portal="liaoning")
    (failed,) = rig.submit(a_quota_increase(account))
    answer(rig, failed, "QuotaDecision", "F")
    rig.clock.at = 1_790_783_998_000_000  # 2026-09-30T23:59:58+08:00
    tick(rig)
    assert (expiries(rig, "national"), expiries(rig, "liaoning")) == ([], [])
    rig.clock.pass_(seconds=2)
    for _ in range(2):
        tick(rig, days=1)
    assert expiries(rig, "national") == [(opener, "E", "2026-09-30")]
    assert expiries(rig, "liaoning") == [(increase, "E", "2026-09-30")]
    assert [status(rig, rig.document(id_)) for id_ in (opener, increase)] == ["S", "S"]
    again = grant(rig, account, figures("500.00", "0.00"), **_again(rig, account, opener))
    assert status(rig, rig.document(again)) == "S"


def test_the_end_that_counts_is_that_of_the_newest_figures(rig: Rig, account: str) -> None:
    """A later one puts it off, the last day there is lifts it, one that is past already is told at once."""
    change(rig, account, figures("1000.00", "0.00", ExpiryDate="2026-10-31"))
    tick(rig, days=15)
    assert expiries(rig, "national") == []
    change(rig, account, figures("1000.00", "0.00", ExpiryDate="9999-12-31"))
    tick(rig, days=60)
    assert expiries(rig, "national") == []
    change(rig, account, figures("1000.00", "0.00", ExpiryDate="2026-11-01"))
    tick(rig)
    assert [told[1:] for told in expiries(rig, "national")] == [("E", "2026-11-01")]


def test_the_end_of_an_account_is_not_told_again_when_the_row_that_told_it_was_archived(
    rig: Rig, account: str, tmp_path: Path
) -> None:
    """Figures with the same last day come later: what stays of the trail is younger than the end."""
    tick(rig, days=20)
    rig.work()
    (opener,) = of_type(rig, "quota-application")
    assert len(expiries(rig, "national")) == 1
    archive(rig, tmp_path / "archive", (opener.type, "S"))
    trail = rig.store.documents.trail(opener.id)
    assert trail is not None
    assert [row.seq for row in trail.transitions] == [1, trail.document.seq]
    tick(rig, days=1)
    change(rig, account, figures("1000.00", "0.00", ExpiryDate="2026-09-30"))
    tick(rig, days=1)
    assert len(expiries(rig, "national")) == 1


def test_the_end_of_one_insurers_account_is_not_told_of_anothers(rig: Rig, account: str) -> None:
    """Nor of another enterprise's."""
    other = "boc-insurance"
    (authorization,) = rig.submit(a_credit_authorization(account, party=other))
    answer(rig, authorization, "CreditAuthorizationDecision", "S", by=other)
    (application,) = rig.submit(a_quota_application(account, party=other), portal="liaoning")
    answer(rig, application, "QuotaDecision", "S", a_grant(at=rig.clock.now()), by=other)
    tick(rig, days=20)
    assert (len(expiries(rig, "national")), expiries(rig, "liaoning")) == (1, [])


def _again(rig: Rig, uscc: str, of: str) -> dict[str, Any]:
    return {"data": a_quota_application(uscc, operation="again")["data"], "again_of": of}


# ---- the authorization it rests on ----


@pytest.mark.parametrize("code", ["F", ""])
def test_an_authorization_in_force_counts_though_a_newer_one_is_open_or_failed(rig: Rig, code: str) -> None:
    """A newer one takes nothing away."""
    uscc = a_uscc()
    authorize(rig, uscc)
    (newer,) = rig.submit(a_credit_authorization(uscc))
    if code:
        answer(rig, newer, "CreditAuthorizationDecision", code)
    (application,) = rig.submit(a_quota_application(uscc))
    assert application.status == "P001"


# ---- figures in doubt ----------------------------------------------------------------------------


def doubted(rig: Rig, uscc: str) -> tuple[str, frozenset[str]]:
    """The mark on the account, and those on the application that opened it."""
    found = resource_of(rig.store, f"quota-account:{uscc}:ping-an")
    (opener,) = (
        d for d in rig.store.documents.log(Filter(type="quota-application", enterprise=uscc)) if d.status == "S"
    )
    assert found is not None
    return found.dispute, opener.disputes


def test_newer_figures_that_are_quarantined_put_the_account_in_doubt(rig: Rig, enterprise: str) -> None:
    """No application and no increase on it; the portal is told, and newer figures that add up end the doubt."""
    rig.reply(rig.notice(enterprise, {**figures("9000000.00", "0.00"), "Remaining": "1.00"}, rig.clock.now()))
    assert doubted(rig, enterprise) == ("figures", frozenset({"figures", "told"}))
    applied, increased = rig.submit(a_duty_application(enterprise), a_quota_increase(enterprise))
    assert ("HUB-319", "party") in faults_of(rig, applied)
    assert ("HUB-319", "party") in faults_of(rig, increased)
    rig.reply(rig.notice(enterprise, figures("5000000.00", "0.00"), rig.clock.now()))
    assert doubted(rig, enterprise) == ("", frozenset())
    (again,) = rig.submit(a_duty_application(enterprise))
    rig.work()
    told = [e["data"]["status"] for e in rig.events() if e["data"]["status"] in (DISPUTED, SETTLED)]
    assert (again.status, told) == ("P001", [DISPUTED, SETTLED])


def test_older_figures_that_are_quarantined_leave_the_account_alone(rig: Rig, enterprise: str) -> None:
    """They could not have replaced anything; nor could figures that are dated ahead of time."""
    odd = {**figures("9000000.00", "0.00"), "Remaining": "1.00"}
    rig.reply(rig.notice(enterprise, odd, START - 1_000_000))
    rig.reply(rig.notice(enterprise, odd, rig.clock.now() + 86_400_000_000))
    assert doubted(rig, enterprise) == ("", frozenset())


def test_other_figures_of_the_same_time_put_the_account_in_doubt(rig: Rig, enterprise: str) -> None:
    """Which of them are right nobody can tell by their time; the same figures again are a repeat."""
    at = rig.clock.now()
    rig.reply(rig.notice(enterprise, figures("6000000.00", "0.00"), at))
    rig.reply(rig.notice(enterprise, figures("6000000.00", "0.00"), at))
    assert doubted(rig, enterprise) == ("", frozenset())
    rig.reply(rig.notice(enterprise, figures("7000000.00", "0.00"), at))
    assert doubted(rig, enterprise) == ("figures", frozenset({"figures", "told"}))


def test_an_operator_can_let_the_held_figures_stand(rig: Rig, enterprise: str) -> None:
    """On the application that brought them; its portal is told."""
    rig.reply(rig.notice(enterprise, {**figures("9000000.00", "0.00"), "Remaining": "1.00"}, rig.clock.now()))
    (opener,) = (
        d for d in rig.store.documents.log(Filter(type="quota-application", enterprise=enterprise)) if d.status == "S"
    )
    Settlement("hub", catalogue(), rig.ports).close(opener.id, Proof("the insurer took its message back"))
    assert doubted(rig, enterprise) == ("", frozenset())
    (applied,) = rig.submit(a_duty_application(enterprise))
    assert applied.status == "P001"


@pytest.mark.parametrize("later", [1, 0, -1])
@pytest.mark.parametrize("place", [0, 1])
def test_the_quota_that_an_operator_lets_stand_is_the_one_that_is_held(rig: Rig, later: int, place: int) -> None:
    """The insurer granted twice, differently, at whatever times: applications fit into what stands."""
    uscc, at = a_uscc(), rig.clock.now()
    authorize(rig, uscc)
    (application,) = rig.submit(a_quota_application(uscc))
    granted = a_grant(at=at)
    for total, when in (("1000.00", at), ("600.00", at + later)):
        told = {**granted, "Figures": figures(total, "0.00"), "ApprovedAt": on_wire(when)}
        answer(rig, application, "QuotaDecision", "S", told)
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    totals = ("1000.00", "600.00")
    row = next(t for t in reversed(trail.transitions) if t.returned.get("total") == totals[place])
    settlement = Settlement("hub", catalogue(), rig.ports)
    settlement.stand(application.id, row.seq, Proof("told by telephone"))
    assert held(rig, uscc)["total"] == totals[place]
    (more,) = rig.submit(a_duty_application(uscc, "600.01"))
    assert (more.status == "P001") == (place == 0)


def test_a_quota_that_stands_is_not_held_beside_newer_figures(rig: Rig) -> None:
    """The insurer has said anew since then what is left."""
    uscc, at = a_uscc(), rig.clock.now()
    authorize(rig, uscc)
    (application,) = rig.submit(a_quota_application(uscc))
    granted = a_grant(at=at)
    for total in ("1000.00", "600.00"):
        answer(rig, application, "QuotaDecision", "S", {**granted, "Figures": figures(total, "0.00")})
    change(rig, uscc, figures("700.00", "100.00"))
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    row = next(t for t in reversed(trail.transitions) if t.returned.get("total") == "600.00")
    Settlement("hub", catalogue(), rig.ports).stand(application.id, row.seq, Proof("told by telephone"))
    assert held(rig, uscc)["total"] == "700.00"


@pytest.mark.parametrize("place", [0, 1])
def test_of_two_changes_of_one_time_the_one_that_stands_is_held(rig: Rig, account: str, place: int) -> None:
    """Told by the row of the change; then the account is in doubt no more, and its portal is told so."""
    at, totals = on_wire(rig.clock.now()), ("900.00", "500.00")
    for total in totals:
        change(rig, account, figures(total, "0.00"), at=at)
    (refused,) = rig.submit(a_duty_application(account, "1.00"))
    assert refused.status == "H001"
    changes = sorted(of_type(rig, "quota-change"), key=lambda d: d.created_at)
    trail = rig.store.documents.trail(changes[place].id)
    assert trail is not None
    row = next(t for t in trail.transitions if t.returned.get("total") == totals[place])
    Settlement("hub", catalogue(), rig.ports).stand(changes[place].id, row.seq, Proof("told by telephone"))
    assert held(rig, account)["total"] == totals[place]
    (fits,) = rig.submit(a_duty_application(account, totals[place]))
    assert fits.status == "P001", faults_of(rig, fits)
    assert not [d for d in of_type(rig, "quota-application") if d.enterprise == account and d.disputes]
    with pytest.raises(Rejected) as caught:
        Settlement("hub", catalogue(), rig.ports).stand(changes[place].id, row.seq, Proof("told by telephone"))
    assert caught.value.faults[0].code == "HUB-770"
