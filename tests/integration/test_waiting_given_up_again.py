"""A notice whose wait an operator ended comes again, or the command is given again; where its reason is kept."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cargo import a_policy_of_cargo, in_status
from lxml import etree
from money import PAYEE, a_policy, answer, of_type, status
from own_home import OwnHome
from rig import AN_UNDERWRITING, Rig, a_duty_application, catalogue
from test_quarantined_again import kept_before
from verbs import hub

from adapters.store import open_store
from hub.errors import Rejected
from hub.flow.early_notices import EarlyNoticeLine
from hub.flow.release import Release
from hub.flow.reply import ReplyLine
from hub.model import Changes, Document, Parked, Quarantined, digest

WHY = "平安来电：保单作废，另行出单"
RACES = 4


def an_application(rig: Rig, uscc: str) -> tuple[Document, str]:
    """An application that is not underwritten yet, and its number."""
    (application,) = rig.submit(a_duty_application(uscc))
    number = f"T{application.id[-12:]}"
    answer(rig, application, "UnderwritingResult", "U001", {"ApplicationNumber": number})
    return application, number


def policy_named(rig: Rig, name: str, uscc: str, number: str, **more: Any) -> bytes:
    """A policy in a message with an id of the insurer's choice."""
    root = etree.fromstring(a_policy(rig, uscc, number, **more))
    for one in root.iterfind("{*}Header/{*}MessageId"):
        one.text = name
    for signature in root.findall("{*}Signature"):
        root.remove(signature)
    return rig.sign(etree.tostring(root, encoding="unicode"), "ping-an")


def acting(rig: Rig) -> Release:
    return Release("hub", catalogue(), rig.ports)


def give_up(rig: Rig) -> Quarantined:
    (row,) = rig.store.quarantine.parked(9)
    return acting(rig).end_wait(row, WHY).kept


def underwritten(rig: Rig, application: Document, number: str) -> None:
    """The insurer underwrites, and a worker looks at what waits."""
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2555.56", **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()


def open_rows(rig: Rig) -> list[str]:
    return [row.code for row in rig.store.quarantine.deliveries(9, is_open=True)]


def answers(rig: Rig) -> dict[str, bytes]:
    rig.work()
    return {path.name: path.read_bytes() for path in (rig.root / "ping-an" / "InBox").iterdir()}


# ---- the same bytes -------------------------------------------------------------------------


@pytest.mark.parametrize("is_discarded", [False, True])
@pytest.mark.parametrize("is_ready", [False, True])
def test_the_same_bytes_come_again_after_their_wait_was_ended(
    rig: Rig, enterprise: str, is_discarded: bool, is_ready: bool
) -> None:
    """They neither wait nor count, whatever became of their document; their party gets its first receipt again."""
    application, number = an_application(rig, enterprise)
    rig.reply(body := a_policy(rig, enterprise, number))
    kept = give_up(rig)
    if is_discarded:
        acting(rig).discard(kept, "void for good")
    told = answers(rig)
    if is_ready:
        underwritten(rig, application, number)
    for _ in range(2):
        rig.reply(body)
    if not is_ready:
        underwritten(rig, application, number)
    assert (of_type(rig, "duty-policy"), of_type(rig, "duty-guarantee-notice")) == ([], [])
    assert (status(rig, application), rig.store.quarantine.parked(9)) == ("P202", [])
    assert open_rows(rig) == ([] if is_discarded else ["HUB-442"])
    assert {name: answers(rig)[name] for name in told} == told


def test_the_same_bytes_count_after_a_release(rig: Rig, enterprise: str) -> None:
    """Released while its document is not ready: it waits, is a repeat when it comes again, and can be ended again."""
    application, number = an_application(rig, enterprise)
    rig.reply(body := a_policy(rig, enterprise, number))
    for _ in range(2):
        acting(rig).release(give_up(rig), "not void")
        rig.reply(body)
        assert (len(rig.store.quarantine.parked(9)), open_rows(rig)) == (1, [])
    give_up(rig)
    rig.reply(body)
    assert (rig.store.quarantine.parked(9), open_rows(rig)) == ([], ["HUB-442"])
    (row,) = rig.store.quarantine.deliveries(1, is_open=True)
    underwritten(rig, application, number)
    acting(rig).release(row, "not void after all")
    rig.reply(body)
    assert [d.status for d in of_type(rig, "duty-policy")] == ["S"]


def test_other_content_under_the_id_of_a_notice_that_was_given_up(rig: Rig, enterprise: str) -> None:
    """The id is spent, as of everything that was accepted. Under an id of its own the content is a notice like any."""
    application, number = an_application(rig, enterprise)
    rig.reply(policy_named(rig, "N-1", enterprise, number))
    give_up(rig)
    rig.reply(policy_named(rig, "N-1", enterprise, number, PolicyNumber="P-2"))
    assert (rig.store.quarantine.parked(9), open_rows(rig)) == ([], ["HUB-409", "HUB-442"])
    rig.reply(policy_named(rig, "N-2", enterprise, number, PolicyNumber="P-2"))
    underwritten(rig, application, number)
    assert [d.status for d in of_type(rig, "duty-policy")] == ["S"]


def test_a_notice_that_was_refused_first_is_given_up_in_a_row_of_its_own(rig: Rig, enterprise: str) -> None:
    """Its bytes lie in quarantine since then for another reason, which stays as it is."""
    _, number = an_application(rig, enterprise)
    body = a_policy(rig, enterprise, number)
    first = kept_before(rig, body)
    rig.reply(body)
    kept = give_up(rig)
    assert (kept.id != first.id, kept.code, kept.cause) == (True, "HUB-442", WHY)
    assert sorted(open_rows(rig)) == ["HUB-406", "HUB-442"]
    rig.reply(body)
    assert rig.store.quarantine.parked(9) == []


def test_an_operator_and_a_repeated_delivery_at_once(rig: Rig, enterprise: str, store_url: str) -> None:
    """Whichever is first, the notice is given up once and waits no longer."""
    with closing(open_store(store_url)) as other:
        line = ReplyLine("hub", catalogue(), replace(rig.ports, store=other, worker="another"))
        for _ in range(RACES):
            _, number = an_application(rig, enterprise)
            rig.reply(body := a_policy(rig, enterprise, number))
            (row,) = rig.store.quarantine.parked(9)
            with ThreadPoolExecutor(2) as pool:
                repeated = pool.submit(line.run, [rig.delivery("ping-an", body)])
                pool.submit(acting(rig).end_wait, row, WHY).result()
                repeated.result()
            assert rig.store.quarantine.parked(9) == []
    assert open_rows(rig) == ["HUB-442"] * RACES


@pytest.mark.parametrize("is_discarded", [False, True])
def test_a_release_of_another_row_of_its_bytes_lets_no_notice_count_that_was_given_up(
    rig: Rig, enterprise: str, is_discarded: bool
) -> None:
    """The refusal names the row that was given up, and nothing is settled. The release of that one counts."""
    application, number = an_application(rig, enterprise)
    first = kept_before(rig, body := a_policy(rig, enterprise, number))
    rig.reply(body)
    kept = give_up(rig)
    if is_discarded:
        acting(rig).discard(kept, "void for good")
    underwritten(rig, application, number)
    with pytest.raises(Rejected, match="HUB-823") as refusal:
        acting(rig).release(first, WHY)
    assert kept.id in refusal.value.faults[0].en
    assert (of_type(rig, "duty-policy"), rig.store.quarantine.settled([first.id])) == ([], [])
    if not is_discarded:
        acting(rig).release(kept, WHY)
        assert [d.status for d in of_type(rig, "duty-policy")] == ["S"]


# ---- a command that is given twice ----------------------------------------------------------


def test_a_repeated_command_ends_no_other_wait(rig: Rig, enterprise: str, store_url: str, tmp_path: Path) -> None:
    """Parties count: the id of one notice is the beginning of another's. Only the whole id ends a wait."""
    for name in ("n-1", "N-1", "N-14"):
        rig.reply(policy_named(rig, name, enterprise, an_application(rig, enterprise)[1]))
    home = OwnHome(tmp_path / "home", store_url).path
    words = ("quarantine", "discard", "N-1", "--reason", WHY)
    assert [hub(home, *words).returncode for _ in range(2)] == [0, 3]
    beginning = hub(home, "quarantine", "discard", "N-", "--reason", WHY)
    assert (beginning.returncode, b"HUB-704" in beginning.stderr) == (3, True)
    assert {row.message for row in rig.store.quarantine.parked(9)} == {"n-1", "N-14"}


def test_a_counter_of_a_party_never_means_a_delivery_in_quarantine(
    rig: Rig, enterprise: str, store_url: str, tmp_path: Path
) -> None:
    """A short id of a notice may be the beginning of one of the hub's own ids."""
    rig.reply(b"<half")
    (row,) = rig.store.quarantine.deliveries(9)
    rig.reply(policy_named(rig, row.id[:3], enterprise, an_application(rig, enterprise)[1]))
    home = OwnHome(tmp_path / "home", store_url).path
    words = ("quarantine", "discard", row.id[:3], "--reason", WHY)
    assert [hub(home, *words).returncode for _ in range(2)] == [0, 3]
    assert sorted(open_rows(rig)) == sorted([row.code, "HUB-442"])
    assert hub(home, "quarantine", "discard", row.id[:8], "--reason", WHY).returncode == 0


# ---- where the reason is kept ---------------------------------------------------------------


def reasons(rig: Rig, document: Document) -> list[str]:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [row.detail["reason"] for row in trail.transitions if row.detail.get("observed") == "wait-ended"]


def test_only_what_a_notice_waits_for_keeps_the_reason(rig: Rig, uscc: str) -> None:
    """Not the agreement of a cargo policy: it is compared with, and no policy waits for it."""
    application, number = in_status(rig, uscc, "U001")
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}"))
    (row,) = rig.store.quarantine.parked(9)
    assert row.names == number
    ended = acting(rig).end_wait(row, WHY)
    assert [d.id for d in ended.documents] == [application.id]
    (agreement,) = of_type(rig, "cargo-agreement")
    assert (reasons(rig, application), reasons(rig, agreement), ended.kept.document) == ([WHY], [], application.id)


def test_what_came_to_a_fitting_status_before_the_wait_was_ended_keeps_the_reason(rig: Rig, enterprise: str) -> None:
    """The worker had not looked yet, so that the operator was first; the application shows why it has no policy."""
    application, number = an_application(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    (row,) = rig.store.quarantine.parked(9)
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2555.56", **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    assert [d.id for d in acting(rig).end_wait(row, WHY).documents] == [application.id]
    assert (reasons(rig, application), status(rig, application)) == ([WHY], "P202")


def test_the_reason_is_kept_where_the_certificate_is_not_known(
    rig: Rig, enterprise: str, store_url: str, tmp_path: Path
) -> None:
    """An operator's home has other certificates than the hub; the notice was verified when it came."""
    application, number = an_application(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    (row,) = rig.store.quarantine.parked(9)
    home = OwnHome(tmp_path / "home", store_url).path
    done = hub(home, "quarantine", "discard", row.message, "--reason", WHY, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, [d["document"] for d in told["documents"]], told["faults"]) == (0, [application.id], [])
    assert reasons(rig, application) == [WHY]


def an_unreadable_notice(rig: Rig, uscc: str, number: str, name: str = "N-1") -> Parked:
    """A notice that waits, and whose form has changed since."""
    body = a_policy(rig, uscc, number).replace(b"DutyPolicy", b"DutyPolizza")
    row = Parked(
        party="ping-an", message=name, answers="", payload=digest(body), at=1, type="duty-policy", names=number
    )
    with rig.store.transactions.begin() as unit:
        unit.write(Changes(payloads={row.payload: body}, parked=[row]))
    return row


def test_two_operators_at_once_end_the_wait_of_an_unreadable_notice_once(
    rig: Rig, enterprise: str, store_url: str
) -> None:
    """Nothing but the notice is locked. One reason is kept, and the other operator learns that it was not his."""
    _, number = an_application(rig, enterprise)
    reasons_given = ("given up by Li Lei", "given up by Han Meimei")
    with closing(open_store(store_url)) as other:
        operators = [acting(rig), Release("hub", catalogue(), replace(rig.ports, store=other, worker="another"))]
        for name in map(str, range(RACES)):
            row = an_unreadable_notice(rig, enterprise, number, name)
            with ThreadPoolExecutor(2) as pool:
                ends = [pool.submit(o.end_wait, row, why) for o, why in zip(operators, reasons_given, strict=True)]
            refused = [end.exception() for end in ends]
            assert sorted("HUB-749" in str(one) for one in refused) == [False, True], refused
            kept = next(why for one, why in zip(refused, reasons_given, strict=True) if one is None)
            (found,) = [one for one in rig.store.quarantine.deliveries(9) if one.payload == row.payload][:1]
            assert found.cause == kept
    assert rig.store.quarantine.parked(9) == []


def test_it_is_said_where_a_notice_cannot_be_read_any_more(
    rig: Rig, enterprise: str, store_url: str, tmp_path: Path
) -> None:
    """Its form has changed since: the wait is ended all the same, and the verb says that no trail keeps the reason."""
    application, number = an_application(rig, enterprise)
    an_unreadable_notice(rig, enterprise, number)
    home = OwnHome(tmp_path / "home", store_url).path
    done = hub(home, "quarantine", "discard", "N-1", "--reason", WHY)
    said = done.stdout.decode()
    assert (done.returncode, "no trail keeps the reason: HUB-" in said) == (0, True)
    assert (reasons(rig, application), rig.store.quarantine.parked(9), open_rows(rig)) == ([], [], ["HUB-442"])
