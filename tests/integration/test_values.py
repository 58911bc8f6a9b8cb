"""What a value says counts, whoever writes it and however: amounts, files, times and ids, in messages and events."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from customs import a_package, a_report_of_the_platform, a_result, an_approval
from elements import the
from files import A_PDF, in_base64
from lxml import etree
from money import BANK, a_payment, a_policy, agree, answer, faults_of, of_type, paid, status, underwrite
from rig import Rig, a_credit_authorization, a_duty_application, a_quota_application, figures

from hub.bootstrap.home import make_home
from hub.bootstrap.worker import open_worker
from hub.errors import OperatorError
from hub.home.place import Home
from hub.model import Document, Message
from hub.ports import Ports, Store
from hub.xml.times import on_wire

ISO_BANK = "bank-of-china"
MINUTE = 60_000_000
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[^\"<]*")


def sent(rig: Rig, document: Document) -> etree._Element:
    """The newest message sent for a document."""
    return etree.fromstring(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")


def texts(root: etree._Element, *names: str) -> list[str]:
    """What stands in elements of these names, in their order."""
    return [e.text or "" for e in root.iter(etree.Element) if etree.QName(e).localname in names]


def told(rig: Rig) -> list[dict[str, Any]]:
    """All events so far, as the portal gets them."""
    rig.work()
    return [event["data"] for event in rig.events()]


def refusals(rig: Rig) -> list[tuple[str, str]]:
    """Code and field of what was quarantined, oldest first."""
    return [(row.code, row.field) for row in reversed(rig.store.quarantine.deliveries(99))]


def answered(rig: Rig, party: str) -> list[tuple[str | None, list[str]]]:
    """To which message of a party each technical receipt of ours is, and the fields that it finds wrong."""
    due = [row.body for row in rig.store.outbox.due("hub", 1000) if row.outgoing.destination == party and row.body]
    roots = [root for body in due if etree.QName(root := etree.fromstring(body)).localname == "TechnicalReceipt"]
    return [(next(iter(texts(the(r, "{*}InReplyTo"), "MessageId")), None), texts(r, "Field")) for r in roots]


# ---- amounts and rates -----------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["0001000.000", "1000", 1000, "1000.00000", 1000.0])
def test_an_amount_leaves_canonically_however_a_portal_writes_it(rig: Rig, enterprise: str, amount: Any) -> None:
    """One and the same amount: in the message, and in what is reserved of the quota."""
    form = a_duty_application(enterprise, amount)
    form["data"] |= {"rate": "02.3000", "premium": 20}
    (application,) = rig.submit(form)
    assert texts(sent(rig, application), "Amount", "Rate", "Premium") == ["1000.00", "2.30", "20.00"]
    assert str(_account(rig, enterprise).reserved) == "1000.00"


def test_an_exponent_is_a_json_number_as_any_other(rig: Rig, enterprise: str) -> None:
    """It is read exactly, and never written."""
    body = json.dumps(a_duty_application(enterprise, "@", id="exponent")).replace('"@"', "10E2").encode()
    rig.take_in([body])
    assert texts(sent(rig, rig.document("exponent")), "Amount") == ["1000.00"]


@pytest.mark.parametrize(("bank", "names"), [(BANK, ("Premium", "Total")), (ISO_BANK, ("InstdAmt", "CtrlSum"))])
def test_a_payment_leaves_canonically_to_every_bank_and_so_does_its_advice(
    rig: Rig, enterprise: str, bank: str, names: tuple[str, str]
) -> None:
    """What the insurer wrote with surplus zeros, the portal with leading ones and as a number is one amount."""
    agreement = agree(rig, enterprise, bank)
    _, number = underwrite(rig, enterprise, "02555.5600")
    form = a_payment(enterprise, agreement, {number: "2555.56"}) | {"party": bank}
    form["data"]["applications"][0]["premium"] = "0002555.560"
    form["data"]["total"] = 2555.56
    (payment,) = rig.submit(form)
    assert payment.status == "P001"
    assert set(texts(sent(rig, payment), *names)) == {"2555.56"}
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=bank)
    (advice,) = of_type(rig, "payment-advice")
    assert texts(sent(rig, advice), "Premium", "Total") == ["2555.56", "2555.56"]
    assert [d["returned"]["premium"] for d in told(rig) if "premium" in d["returned"]] == ["2555.56"]


def test_a_partys_figures_are_kept_and_reported_canonically(rig: Rig, enterprise: str) -> None:
    """Zeros beyond the second place are taken from anybody."""
    said = {"Total": "0900.000", "Used": ".0", "Remaining": "+900.", "Rate": "02.3000", "EffectiveDate": "2026-09-21Z"}
    rig.reply(rig.notice(enterprise, said, rig.clock.now()))
    wanted = {"total": "900.00", "used": "0.00", "remaining": "900.00", "rate": "2.30", "effective_date": "2026-09-21"}
    assert dict(_account(rig, enterprise).figures) == wanted
    assert wanted.items() <= told(rig)[-1]["returned"].items()


def test_the_same_figures_spelt_otherwise_are_the_same(rig: Rig, enterprise: str) -> None:
    """They are of the same time and differ in nothing."""
    at = rig.clock.now()
    one = figures("900.00", "0.00")
    rig.reply(rig.notice(enterprise, one, at), rig.notice(enterprise, one | {"Rate": "2.3", "Total": "900"}, at))
    trails = [rig.store.documents.trail(document.id) for document in of_type(rig, "quota-change")]
    assert [t.transitions[-1].detail.get("figures") for t in trails if t] == [None, None]


@pytest.mark.parametrize(("total", "codes"), [("900.001", ["HUB-207"]), ("900.010", []), ("900.0100000", [])])
def test_another_digit_beyond_the_cent_is_refused_and_a_zero_is_not(
    rig: Rig, enterprise: str, total: str, codes: list[str]
) -> None:
    """By the party's own element."""
    rig.reply(rig.notice(enterprise, figures("900.01", "0.00") | {"Total": total}, rig.clock.now()))
    assert [code for code, _ in refusals(rig)] == codes


def _account(rig: Rig, uscc: str) -> Any:
    with rig.store.transactions.begin() as unit:
        (found,) = unit.resources([f"quota-account:{uscc}:ping-an"])
    return found


# ---- attachments -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ("JVBERi0xLjQK#", "HUB-203"),
        (f"{in_base64(A_PDF)[:40]} {in_base64(A_PDF)[40:]}", "HUB-203"),
        (in_base64(A_PDF[:-7]), "HUB-212"),
        (in_base64(b"<html/>"), "HUB-212"),
    ],
)
def test_a_partys_file_that_is_none_is_its_fault_with_the_field(
    rig: Rig, enterprise: str, policy: str, code: str
) -> None:
    """libxml2's base64Binary admits stray characters; the party is told, by its message's id, and it is never ours."""
    _, number = underwrite(rig, enterprise)
    body = a_policy(rig, enterprise, number, PolicyNumber="PN-1", Policy=policy)
    name = texts(etree.fromstring(body), "MessageId")[0]
    rig.reply(body)
    assert refusals(rig) == [(code, "Policy")]
    assert answered(rig, "ping-an")[-1] == (name, ["Policy"])
    assert of_type(rig, "duty-policy") == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"Policy": "JVBERi0xLjQK#"}, ("HUB-203", "Policy")),
        ({"Policy": in_base64(A_PDF[:-7])}, ("HUB-212", "Policy")),
        ({"Premium": "2555.561"}, ("HUB-207", "Premium")),
    ],
)
def test_a_policy_quicker_than_its_application_is_refused_at_once_where_it_cannot_be_read(
    rig: Rig, enterprise: str, said: dict[str, str], expected: tuple[str, str]
) -> None:
    """Who was told that it is taken would never hear that it was not."""
    rig.reply(a_policy(rig, enterprise, "T-1", **said))
    assert refusals(rig) == [expected]
    assert answered(rig, "ping-an")[-1][1] == [expected[1]]
    assert rig.store.schedule.early_notices(9) == []


def test_a_partys_file_may_come_in_lines_and_is_reported_in_one(rig: Rig, enterprise: str) -> None:
    """As MIME and pretty-printers write it."""
    _, number = underwrite(rig, enterprise)
    whole = in_base64(A_PDF)
    lines = "".join(f"\n      {whole[at : at + 76]}" for at in range(0, len(whole), 76)) + "\n    "
    rig.reply(a_policy(rig, enterprise, number, PolicyNumber="PN-1", Policy=lines))
    (content,) = [d["returned"]["policy"]["content"] for d in told(rig) if "policy" in d["returned"]]
    assert (content, b64decode(content, validate=True)) == (whole, A_PDF)


def test_a_portals_file_may_come_in_lines_and_leaves_in_one(rig: Rig, uscc: str) -> None:
    """And what must be a PDF or an image is one."""
    form = a_credit_authorization(uscc)
    whole = form["data"]["authorization"]
    form["data"]["authorization"] = f"{whole[:76]}\r\n{whole[76:]}\r\n"
    (document,) = rig.submit(form)
    assert texts(sent(rig, document), "Authorization") == [whole]
    wrong = a_credit_authorization(uscc, id="wrong")
    seal = wrong["data"]["seal"]
    wrong["data"] |= {"authorization": seal["image"], "seal": seal | {"image": wrong["data"]["authorization"]}}
    (refused,) = rig.submit(wrong)
    assert sorted(faults_of(rig, refused)) == [("HUB-212", "data.authorization"), ("HUB-213", "data.seal.image")]


# ---- times -----------------------------------------------------------------------------------


def granted(rig: Rig, uscc: str) -> Document:
    """An authorization that waits for its decision."""
    (document,) = rig.submit(a_credit_authorization(uscc))
    return document


@pytest.mark.parametrize(
    "time",
    ["2026-09-21T02:00:00Z", "2026-09-21T10:00:00+08:00", "2026-09-21T10:00:00", "2026-09-21T10:00:00.000000000"],
)
def test_a_partys_time_is_reported_in_one_form_however_it_is_spelt(rig: Rig, uscc: str, time: str) -> None:
    """An offset, Z, or none, which is Shanghai's."""
    document = granted(rig, uscc)
    body = {"Code": "S", "DecidedAt": time, "Result": {"AuthorizationNumber": "A-1", "SignedAt": time}}
    rig.reply(rig.signed("CreditAuthorizationDecision", rig.message_of(document.id), body))
    assert status(rig, document) == "S"
    assert told(rig)[-1]["returned"]["signed_at"] == "2026-09-21T10:00:00.000000+08:00"


def test_the_midnight_of_24_00_is_the_next_days(rig: Rig, uscc: str) -> None:
    """A valid xs:dateTime."""
    document = granted(rig, uscc)
    body = {
        "Code": "S",
        "DecidedAt": "2026-09-20T24:00:00",
        "Result": {"AuthorizationNumber": "A-1", "SignedAt": "2026-09-20T24:00:00+08:00"},
    }
    rig.reply(rig.signed("CreditAuthorizationDecision", rig.message_of(document.id), body))
    assert told(rig)[-1]["returned"]["signed_at"] == "2026-09-21T00:00:00.000000+08:00"


@pytest.mark.parametrize("time", ["9999-12-31T24:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_beyond_all_calendars_is_its_partys_fault(rig: Rig, uscc: str, time: str) -> None:
    """A schema takes it for one."""
    document = granted(rig, uscc)
    rig.reply(rig.signed("CreditAuthorizationDecision", rig.message_of(document.id), {"Code": "S", "DecidedAt": time}))
    assert refusals(rig) == [("HUB-204", "DecidedAt")]
    assert status(rig, document) == "P001"


def later(rig: Rig, minutes: int) -> str:
    return on_wire(rig.clock.now() + minutes * MINUTE)


@pytest.mark.parametrize(("minutes", "believed"), [(4, True), (6, False), (60 * 24 * 400, False)])
def test_a_paid_time_in_the_future_is_not_believed(rig: Rig, enterprise: str, minutes: int, believed: bool) -> None:
    """Beyond what clocks may differ by: the insurer is not told of money that moves tomorrow."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y002", paid(rig) | {"PaidAt": later(rig, minutes)}, by=BANK)
    assert status(rig, payment) == ("Y002" if believed else "P001")
    assert refusals(rig) == ([] if believed else [("HUB-415", "Result/PaidAt")])
    assert len(of_type(rig, "payment-advice")) == believed


@pytest.mark.parametrize("element", ["DecidedAt", "SignedAt"])
def test_no_time_of_a_decision_is_believed_before_it_has_come(rig: Rig, uscc: str, element: str) -> None:
    """Whichever it is, and be it on the same day."""
    document = granted(rig, uscc)
    times = {"DecidedAt": on_wire(rig.clock.now()), "SignedAt": on_wire(rig.clock.now())} | {element: later(rig, 6)}
    body = {
        "Code": "S",
        "DecidedAt": times["DecidedAt"],
        "Result": {"AuthorizationNumber": "A-1", "SignedAt": times["SignedAt"]},
    }
    rig.reply(rig.signed("CreditAuthorizationDecision", rig.message_of(document.id), body))
    assert [(code, field.rpartition("/")[2]) for code, field in refusals(rig)] == [("HUB-415", element)]


def test_how_far_clocks_may_differ_is_one_setting(rig: Rig, uscc: str) -> None:
    """`clock_skew_s` of hub.toml, which stands behind every line."""
    document = granted(rig, uscc)
    ports: Ports = replace(rig.ports, clock_skew=10 * MINUTE)
    rig.worker.replies.ports = ports
    at = rig.clock.now() + 9 * MINUTE
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(document.id), "S", decided_at=at))
    assert status(rig, document) == "S"


def test_every_time_that_goes_out_has_the_same_form(rig: Rig, enterprise: str) -> None:
    """In messages to insurers, banks and customs, and in events; a microsecond of nought makes none of them shorter."""
    rig.clock.at -= rig.clock.at % 1_000_000
    agreement = agree(rig, enterprise, ISO_BANK)
    _, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}) | {"party": ISO_BANK})
    answer(rig, payment, "PaymentResult", "Y002", paid(rig) | {"PaidAt": "2026-09-21T10:00:00Z"}, by=ISO_BANK)
    rig.reply(a_policy(rig, enterprise, number))
    messages = [
        row.body.decode() for row in rig.store.outbox.due("hub", 1000) if row.outgoing.about == "message" and row.body
    ]
    rig.work()
    assert {_form(time) for body in messages for time in TIME.findall(body)} <= {
        "0000-00-00T00:00:00.000000+08:00",  # ours, and ISO 20022's
        "0000-00-00T00:00:00",  # the platform's
    }
    assert {_form(time) for event in _events(rig) for time in TIME.findall(event)} == {
        "0000-00-00T00:00:00.000000Z",  # CloudEvents'
        "0000-00-00T00:00:00.000000+08:00",  # what parties told
    }


def _form(time: str) -> str:
    """A time with noughts for its digits; an offset stays."""
    clock, plus, offset = time.partition("+")
    return re.sub(r"\d", "0", clock) + plus + offset


def _events(rig: Rig) -> Iterator[str]:
    return (json.dumps(event) for event in rig.events())


# ---- ids -------------------------------------------------------------------------------------

ECHOES = [str.upper, lambda text: text.replace("-", ""), lambda text: text.replace("-", "").upper()]


def echoing(message: Message, echo: Any) -> Message:
    """The same message, as a party's system has kept its id and digest."""
    return replace(message, id=echo(message.id), digest=message.digest.upper())


@pytest.mark.parametrize("echo", ECHOES)
def test_a_receipt_may_fold_our_ids(rig: Rig, uscc: str, echo: Any) -> None:
    """Technical or of business: it acts on what it answers, and is not parked."""
    document = granted(rig, uscc)
    original = echoing(rig.message_of(document.id), echo)
    rig.reply(rig.technical(original))
    assert status(rig, document) == "P004"
    rig.reply(rig.decision("CreditAuthorizationDecision", original, "S"))
    assert (status(rig, document), rig.store.schedule.early_notices(9)) == ("S", [])


@pytest.mark.parametrize("echo", ECHOES)
def test_customs_and_its_platform_may_fold_our_ids(rig: Rig, enterprise: str, echo: Any) -> None:
    """The head that a DxpRep answers, and the number in an approval: the message's or the document's."""
    numbers = [underwrite(rig, enterprise)[1] for _ in range(2)]
    rig.reply(*(a_policy(rig, enterprise, number, PolicyNumber=f"PN-{number}") for number in numbers))
    one, other = of_type(rig, "duty-guarantee-notice")
    for notice in (one, other):
        answers = echo(rig.message_of(notice.id).id)
        rig.reply(rig.sign(a_report_of_the_platform(answers, "0000")), party="customs")
    assert (status(rig, one), status(rig, other)) == ("P002", "P002")
    rig.reply(rig.sealed(an_approval(echo(rig.message_of(one.id).id))), party="customs")
    rig.reply(rig.sealed(a_package(a_result(echo(other.id), guarantee="G-78"))), party="customs")
    assert (status(rig, one), status(rig, other)) == ("G002", "G002")


@pytest.mark.parametrize("echo", ECHOES)
def test_a_portal_may_fold_our_ids(rig: Rig, uscc: str, echo: Any) -> None:
    """`again_of` names a document by the hub's id."""
    authorization = granted(rig, uscc)
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(authorization.id), "S"))
    (first,) = rig.submit(a_quota_application(uscc))
    rig.reply(rig.decision("QuotaDecision", rig.message_of(first.id), "F"))
    (again,) = rig.submit(a_quota_application(uscc, operation="again", again_of=echo(first.id)))
    assert (again.status, again.again_of) == ("P001", first.id)


# ---- empty files, and marks before them ------------------------------------------------------


def test_an_empty_file_says_that_it_is_empty(rig: Rig, store: Store) -> None:
    """From a portal and from a party."""
    rig.take_in([b""])
    rig.reply(b"\r\n")
    assert refusals(rig) == [("HUB-134", ""), ("HUB-134", "")]


def test_a_byte_order_mark_before_a_submission_is_passed_over(rig: Rig, uscc: str) -> None:
    """The same submission with it and without it is one."""
    body = json.dumps(a_credit_authorization(uscc, id="marked")).encode()
    rig.take_in([b"\xef\xbb\xbf" + body, body])
    assert status(rig, rig.document("marked")) == "P001"
    assert refusals(rig) == []


def test_utf_16_is_reported_as_such(rig: Rig, uscc: str) -> None:
    """Not as broken JSON."""
    rig.take_in([json.dumps(a_credit_authorization(uscc)).encode("utf-16")])
    assert refusals(rig) == [("HUB-133", "")]


def test_the_tolerance_for_clocks_is_a_homes_to_set(tmp_path: Path) -> None:
    """A few minutes unless hub.toml says otherwise; never backwards."""
    make_home(Home(tmp_path), ["ping-an"], ["national"])
    assert Home(tmp_path).settings.clock_skew_s == 300
    file = tmp_path / "hub.toml"
    settings = file.read_text("utf-8")
    file.write_text(f"clock_skew_s = 60\n{settings}", "utf-8")
    with open_worker(Home(tmp_path)) as worker:
        assert worker.replies.ports.clock_skew == MINUTE
    file.write_text(f"clock_skew_s = -1\n{settings}", "utf-8")
    with pytest.raises(OperatorError, match="HUB-702"):
        _ = Home(tmp_path).settings
