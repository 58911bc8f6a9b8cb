"""理赔信息 (S1 §5.8, S0): told to the enterprise, shared with the other property insurers, and corrected."""

import pytest
from cargo import a_claim, a_policy_of_cargo, underwritten
from money import a_policy, of_type, status, underwrite
from rig import Rig, a_credit_authorization, a_uscc, catalogue

from hub.flow.deadlines import DeadlineLine
from hub.model import Document
from hub.xml.build import text_at
from hub.xml.parse import parse_xml

SAID = {
    "ReportNumber": "R-1",
    "InsuredCode": "2200",
    "InsuredName": "上海海关",
    "PolicyNumber": "Z-1",
    "Kind": "export-cargo",
    "Amount": "123.00",
    "Currency": "CNY",
    "OccurredAt": "2026-09-05T21:14:55+08:00",
    "PaidAt": "2026-07-28",
    "ApprovedAt": "2026-07-27",
}
TOLD = {
    "report_number": "R-1",
    "insured_code": "2200",
    "insured_name": "上海海关",
    "policy_number": "Z-1",
    "kind": "export",
    "amount": "123.00",
    "currency": "CNY",
    "occurred_at": "2026-09-05T21:14:55.000000+08:00",
    "paid_at": "2026-07-28",
    "approved_at": "2026-07-27",
}


def claims(rig: Rig) -> list[Document]:
    return sorted(of_type(rig, "claim-notice"), key=lambda d: d.created_at)


def copies(rig: Rig, document: Document) -> list[bytes]:
    """What other insurers were sent of a claim."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    found = [m for m in trail.messages if m.kind == "copy"]
    assert {m.party for m in found} <= {"boc-insurance"}
    return [rig.store.archive.payload(m.digest) or b"" for m in found]


def quarantined(rig: Rig) -> list[str]:
    return [row.code for row in rig.store.quarantine.deliveries(99)]


def test_everything_that_a_claim_says_reaches_the_portal(rig: Rig, uscc: str) -> None:
    """S1 §5.8 and S0: the list's columns; dates with a time of day or without."""
    rig.submit(a_credit_authorization(uscc))
    rig.reply(a_claim(rig, uscc, **SAID))
    rig.work()
    (told,) = [e["data"] for e in rig.events() if e["data"]["status"] == "N002"]
    assert told["returned"] == TOLD
    assert (told["party"], told["enterprise"]) == ("ping-an", uscc)


def test_other_insurers_get_a_positive_list(rig: Rig, uscc: str) -> None:
    """Insurer, numbers, kind, insured, amount and dates: never the sender's own."""
    rig.reply(a_claim(rig, uscc, **SAID))
    (document,) = claims(rig)
    (copy,) = copies(rig, document)
    root = parse_xml(copy)
    found = {name: text_at(root, name) for name in ("Insurer", "Enterprise/Uscc", *SAID)}
    assert found == {"Insurer": "ping-an", "Enterprise/Uscc": uscc, **SAID, "OccurredAt": found["OccurredAt"]}


@pytest.mark.parametrize("missing", ["ReportNumber", "InsuredCode", "PolicyNumber", "OccurredAt", "ApprovedAt"])
def test_what_the_lists_leave_blank_may_be_missing(rig: Rig, uscc: str, missing: str) -> None:
    """S1 §5.8 shows blank columns."""
    rig.reply(a_claim(rig, uscc, **{name: value for name, value in SAID.items() if name != missing}))
    assert [status(rig, d) for d in claims(rig)] == ["N002"]


def test_a_claim_about_a_known_policy_finds_its_enterprise(rig: Rig, enterprise: str) -> None:
    """The lists have no USCC: 保单编号 says whose claim it is."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    rig.reply(a_claim(rig, None, PolicyNumber=f"P{number}"))
    (document,) = claims(rig)
    assert (document.enterprise, status(rig, document)) == (enterprise, "N002")


def test_a_claim_of_nobody_waits_for_an_operator(rig: Rig) -> None:
    """Neither a USCC nor a policy that is known."""
    rig.reply(a_claim(rig, None, PolicyNumber="Z-9"))
    assert (claims(rig), quarantined(rig)) == ([], ["HUB-435"])


def test_a_claim_about_somebody_elses_policy_is_quarantined(rig: Rig, enterprise: str) -> None:
    """A policy that this insurer announced is its enterprise's."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    rig.reply(a_claim(rig, a_uscc(), PolicyNumber=f"P{number}"))
    assert (claims(rig), quarantined(rig)) == ([], ["HUB-314"])


def test_a_claim_is_taken_whatever_its_policys_status(rig: Rig, uscc: str) -> None:
    """Also when the policy is over."""
    _, number = underwritten(rig, uscc)
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}5.00"))
    rig.clock.pass_(days=110)
    DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 50))
    assert [status(rig, d) for d in of_type(rig, "cargo-policy")] == ["E"]
    rig.reply(a_claim(rig, None, PolicyNumber=f"P{number}"))
    assert ([d.enterprise for d in claims(rig)], quarantined(rig)) == ([uscc], [])


def test_the_insured_hears_nothing_by_a_claim(rig: Rig, uscc: str) -> None:
    """被投保企业: only the enterprise in the header, or of the policy, is told."""
    insured = a_uscc()
    rig.submit(a_credit_authorization(insured), portal="liaoning")
    rig.submit(a_credit_authorization(uscc))
    rig.reply(a_claim(rig, uscc, InsuredCode=insured, InsuredName="某某进出口有限公司", PolicyNumber="Z-unknown"))
    rig.work()
    heard = {p for p in ("national", "liaoning") for e in rig.events(p) if e["data"]["type"] == "claim-notice"}
    assert (heard, [d.enterprise for d in claims(rig)]) == ({"national"}, [uscc])


def test_another_insurers_policy_number_is_an_unknown_one(rig: Rig, enterprise: str) -> None:
    """The sender of a claim is its 理赔保险公司."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    other = a_uscc()
    rig.reply(a_claim(rig, other, sender="boc-insurance", PolicyNumber=f"P{number}"), party="boc-insurance")
    assert [d.enterprise for d in claims(rig)] == [other]


def test_a_claim_told_again_is_a_repeat_and_one_corrected_a_newer_version(rig: Rig, uscc: str) -> None:
    """By insurer and 报案号; the newer one is told and shared as such."""
    for amount in ("100.00", "100.00", "90.00"):
        rig.reply(a_claim(rig, uscc, ReportNumber="R-2", Amount=amount))
    assert [status(rig, d) for d in claims(rig)] == ["X001", "N002"]
    assert [len(copies(rig, d)) for d in claims(rig)] == [1, 1]


def test_without_a_report_number_each_message_is_a_claim(rig: Rig, uscc: str) -> None:
    """S1 §5.8 shows two alike."""
    for _ in range(2):
        rig.reply(a_claim(rig, uscc, Amount="123.00"))
    assert [status(rig, d) for d in claims(rig)] == ["N002", "N002"]
