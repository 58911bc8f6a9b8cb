"""`hub show NUMBER`: one business, one answer, whichever of its numbers an operator has in hand."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from business import Business, still, told
from own_home import OwnHome
from verbs import ENVIRONMENT, hub, hub_json

from adapters.store import open_store
from hub.bootstrap.family import view_of
from hub.bootstrap.home import make_home
from hub.bootstrap.kinship import kinship_of
from hub.bootstrap.statuses import read_statuses
from hub.home.place import Home
from hub.model import Cause, digest
from hub.operate.family import families_of
from hub.testing.rows import opened, write
from hub.views.view import json_of

Show = Callable[[str], dict[str, Any]]
GOLDEN = Path(__file__).with_name("golden")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Business]:
    root = tmp_path_factory.mktemp("business")
    shutil.copy(migrated_file, root / "hub.db")
    with told(OwnHome(root / "home", f"sqlite:///{root / 'hub.db'}"), root / "others") as made:
        yield made


@pytest.fixture(scope="module")
def show(business: Business) -> Show:
    """The family of a name, as `hub show NAME --json` prints it."""
    home = business.own.home
    kinship, statuses = kinship_of(home), read_statuses(home)

    @cache
    def asked(name: str) -> dict[str, Any]:
        with business.own.store() as store:
            (family,) = families_of(store, kinship, name)
            found: dict[str, Any] = json_of(view_of(store, family, kinship, statuses))
            return found

    return asked


def members(shown: dict[str, Any]) -> list[tuple[str, str]]:
    """Types and statuses of a family's members."""
    found = [one["document"] for one in shown["documents"] if one["role"] == "member"]
    return [(one["type"], one["status"]) for one in found]


def in_role(shown: dict[str, Any], role: str) -> set[str]:
    return {one["document"]["type"] for one in shown["documents"] if one["role"] == role}


def test_an_application_number_gives_its_payments_and_what_it_rests_on(business: Business, show: Show) -> None:
    """Not the other applications that were paid together with it, nor their policies."""
    shown = show(business.number)
    assert shown["named"] == business.application.id
    assert members(shown) == [("duty-insurance-application", "Y003"), ("premium-payment", "Y003")]
    assert in_role(shown, "beside") == {"duty-insurance-application", "premium-payment"}
    assert in_role(shown, "rests-on") == {"credit-authorization", "quota-application", "payment-agreement"}


def test_every_number_of_a_business_gives_the_same_family(business: Business, show: Show) -> None:
    """The record number, the portal's id, the number of the application, and the payment's own."""
    names = [business.application.record, business.application.sender_ref, business.number]
    found = [show(str(name)) for name in names]
    assert found[0] == found[1] == found[2]
    payment = show(str(business.payment.record))
    assert {type_ for type_, _ in members(payment)} == {
        *("duty-insurance-application", "premium-payment", "payment-advice", "duty-policy", "duty-guarantee-notice"),
    }


def test_a_policy_number_gives_the_business_it_ends(business: Business, show: Show) -> None:
    """With the payment that failed, the one that did not, its advice, and the report to customs."""
    shown = show(business.policy)
    assert sorted(members(shown)) == [
        ("duty-guarantee-notice", "P001"),
        ("duty-insurance-application", "S"),
        ("duty-policy", "S"),
        ("payment-advice", "P001"),
        ("premium-payment", "Y002"),
        ("premium-payment", "Y003"),
    ]


def test_a_number_that_many_share_gives_its_bearer_and_what_rests_on_it(business: Business, show: Show) -> None:
    """All payments name the agreement; it is never ambiguous."""
    shown = show(business.agreement)
    assert members(shown) == [("payment-agreement", "S")]
    assert in_role(shown, "resting") == {"premium-payment"}


def test_a_complete_id_and_alone_give_one_document(business: Business) -> None:
    """As they did: scripts rely on it."""
    path = business.own.path
    alone, whole = (hub_json(path, "show", *words) for words in ([business.payment.id], [str(business.payment.record)]))
    family = whole.pop("family")
    assert (alone, family["named"]) == (whole, business.payment.id)
    done = hub(path, "show", "--alone", business.number)
    assert (done.returncode, b"HUB-708" in done.stderr) == (3, True)


def test_a_name_of_several_families_lists_them_with_what_to_type(business: Business) -> None:
    """The beginning of ids of one minute."""
    path = business.own.path
    done = hub(path, "show", business.application.id[:8])
    listed = done.stderr.decode().splitlines()
    commands = [line.split() for line in listed if line.startswith("  hub show ")]
    assert (done.returncode, "HUB-708" in listed[0], len(commands) > 1) == (3, True, True)


def test_the_timeline_says_why_folds_repeats_and_tells_long_waits(business: Business, show: Show) -> None:
    """The bank's own reason; what was resent and overdue; that it contradicted itself, three times."""
    shown = show(business.number)
    payment = [step for step in shown["timeline"] if step["document"] == business.payment.id]
    codes = [(step["kind"], step["code"], step["times"]) for step in payment]
    assert codes[:3] == [("moved", "P001", 1), ("moved", "P002", 1), ("moved", "P004", 1)]
    refused = next(step for step in payment if step["code"] == "Y003")
    assert (refused["reason"], refused["why_zh"]) == (["账户余额不足"], "ping-an-bank 回执")
    assert refused["waited"] >= 3 * 86_400
    contradicted = next(step for step in payment if step["kind"] == "observed" and step["code"] == "Y002")
    assert contradicted["label_en"].endswith("(contradicts)")
    moved = next(s for s in shown["timeline"] if s["code"] == "Y003" and s["document"] != business.payment.id)
    assert moved["why_en"] == "as B came to Y003 payment failed"


def test_the_rows_of_what_is_disputed_itself_have_their_numbers(business: Business) -> None:
    """As `--stands` takes them and `--alone` prints them; the application shares the payment's dispute only."""
    path, payment = business.own.path, business.payment
    alone = hub_json(path, "show", payment.id)
    known = [row["seq"] for row in [*alone["transitions"], *alone["observations"]] if row["to"] == "Y003"]
    screen = hub(path, "show", business.number, seen={"HUB_LANG": "en"}).stdout.decode().splitlines()
    steps = [line for line in screen if re.match(r"\d\d:\d\d:\d\d ", line)]
    numbered = {re.search("#([0-9]+)", line): line for line in steps if line[10] == "B"}
    assert {int(found[1]) for found in numbered if found and "Y00" in numbered[found]} == {min(known), min(known) + 1}
    assert None not in numbered
    assert [line for line in steps if line[10] == "A" and "#" in line] == []


def test_every_screen_calls_a_status_alike(business: Business) -> None:
    """In the head, in the timeline, in the rows of one document and in the totals: as portals' lists do."""
    path, seen = business.own.path, {"HUB_LANG": "zh"}
    asked = (["show", business.number], ["show", business.application.id], ["status"], ["log", "--limit", "100"])
    screens = [hub(path, *words, seen=seen).stdout.decode() for words in asked]
    said = "".join(screens)
    assert ["P202 核保成功待缴费" in screens[0], "P202 核保成功待缴费" in screens[1]] == [True, True]
    rows = ("报文发送成功", "成功未缴费", "银行/保险接收成功", "处理成功")
    assert [word for word in rows if word in said] == []


def test_who_is_waited_for_is_said_with_what_to_type(business: Business, show: Show) -> None:
    """A dispute waits for an operator; the advice for its insurer, until a time."""
    shown = show(business.number)
    awaited = {one["document"]["type"]: one["awaited"] for one in shown["documents"] if one["awaited"]}
    payment = awaited["premium-payment"]
    assert (payment["whom"], payment["next"]) == ("operator", f"hub settle {business.payment.id}")
    policy = show(business.policy)
    (advice,) = [o["awaited"] for o in policy["documents"] if o["document"]["type"] == "payment-advice"]
    assert (advice["whom"], advice["next"]) == ("queue", "hub status")


def test_each_message_has_the_three_layers_of_its_receipts(business: Business, show: Show) -> None:
    """The queue, the gateway, the bank."""
    shown = show(business.number)
    sent, *more = [one for one in shown["exchanges"] if one["document"] == business.payment.id]
    assert [sent[layer]["code"] for layer in ("transport", "technical", "business")] == ["taken", "accepted", "Y002"]
    assert [(one["kind"], one["business"]) for one in more] == [("inquiry", None)]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with twelve businesses whose ids begin alike; the newest message was returned by the queue."""
    home = Home(tmp_path_factory.mktemp("many"))
    make_home(home, ["ping-an"], ["national"], keys=False)
    with closing(open_store(home.store_url)) as store:
        for n in range(12):
            given = {"id": f"0190bbbb-0000-8000-8000-{n:012}", "sender_ref": f"s-{n}", "enterprise": f"e-{n}"}
            more = {"type": "credit-authorization", "portal": "national", "party": "ping-an"}
            books, document = opened("P001", "P004", **given, **more) if n < 11 else opened("P001", **given, **more)
            if n == 11:
                books.trails.append(document.id, "P003", Cause("confirm", "m-1", digest(b"m")))
            write(store, books.changes())
    return home.path


def test_of_many_families_the_newest_are_listed_and_all_are_counted(many: Path) -> None:
    """Ten of twelve."""
    listed = hub(many, "show", "0190bbbb").stderr.decode().splitlines()
    ids = [line.split()[-1] for line in listed if line.startswith("  hub show ")]
    assert [int(id_[-12:]) for id_ in ids] == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]
    assert listed[-1] == "  … 2 more"
    choice = json.loads(hub(many, "show", "0190bbbb", "--json").stdout)
    assert (choice["count"], len(choice["candidates"])) == (12, 10)


@pytest.mark.parametrize(
    ("name", "language", "said", "not_said"),
    [
        ("s-1", "en", "     awaits an answer of ping-an since", "returned"),
        ("s-1", "zh", "起等待 ping-an 回执", "退回"),
        ("s-11", "en", "the queue returned the message", "the queue took"),
        ("s-11", "zh", "队列退回报文", "队列已接收"),
    ],
)
def test_whom_it_awaits_and_what_the_queue_did_is_said_once(
    many: Path, name: str, language: str, said: str, not_said: str
) -> None:
    """The party by its name; of a message that was returned, not that it was taken."""
    shown = hub(many, "show", name, seen={"HUB_LANG": language}).stdout.decode()
    assert (said in shown, not_said in shown) == (True, False), shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_screen_is_as_it_was_looked_at(business: Business, language: str) -> None:
    """Ids and numbers are normalised; HUB_GOLDEN=write writes the files anew, to be looked at."""
    environment = {**ENVIRONMENT, "HUB_LANG": language, "COLUMNS": "80", "FORCE_COLOR": "1"}
    command = [sys.executable, "-m", "hub", "--home", str(business.own.path), "show", business.number]
    printed = subprocess.run(command, capture_output=True, check=True, env=environment, timeout=300).stdout.decode()
    seen = still(ANSI.sub("", printed))
    file = GOLDEN / f"family-{language}.txt"
    if os.environ.get("HUB_GOLDEN") == "write":
        file.write_text(seen, "utf-8")
    assert seen == file.read_text("utf-8")
