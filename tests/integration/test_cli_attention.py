"""`hub attention`: everything that needs a person, until it is over or somebody has noted it."""

import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from verbs import hub, hub_json

from adapters.store import open_store
from hub.model import (
    OVERDUE,
    Books,
    Cause,
    Changes,
    Document,
    Note,
    Operator,
    OperatorAct,
    Outgoing,
    Proposal,
    Request,
    ToSign,
    digest,
)
from hub.ports import Store
from hub.testing.rows import a_parked, opened, write
from hub.xml.times import in_utc

HOUR = 3_600_000_000
CLOCK = Cause("clock", "m:2", digest(b"m"))
AFTER_ALL = 1 << 52
"""A time of the next century."""
MONEY = {"type": "premium-payment", "party": "bank-of-china"}


@contextmanager
def store_of(home: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{home / 'store.sqlite'}")) as store:
        yield store


@pytest.fixture(scope="module")
def own(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the home, in which a night has gone wrong."""
    copy = tmp_path_factory.mktemp("night") / "home"
    shutil.copytree(home, copy)
    with store_of(copy) as store:
        (waiting,) = store.documents.find("accepted-1")
        write(store, late(waiting), *trouble(waiting))
    return copy


def late(document: Document) -> Changes:
    books = Books(document.updated_at + 1, "0" * 64, "w")
    books.trails.load([document])
    books.trails.append(document.id, document.status, CLOCK, {"observed": OVERDUE, "event": "W001"})
    return books.changes()


def trouble(waiting: Document) -> Iterator[Changes]:
    """A contradicted payment, one that was not sent, and what has waited for an hour."""
    books, paid = opened("P001", "P002", "Y002", **MONEY)
    books.trails.append(paid.id, "Y002", Cause("receipt", "r", digest(b"r")), {"observed": "contradicts"})
    books.trails.put(books.trails.document(paid.id).marked({"contradicts", "told"}))
    yield books.changes()
    yield opened("P001", "P003", **MONEY)[0].changes()
    at = waiting.created_at - 2 * HOUR
    row = a_parked(b"<r/>", party="ping-an", at=at)
    yield Changes(payloads={row.payload: b"<r/>"}, parked=[row])
    yield Changes(promised={"e": Outgoing.event(waiting.id, 1, "national", owner="w", at=at)})
    unsigned = ToSign(
        id="m-9",
        party="ping-an",
        kind="business",
        document=waiting.id,
        round=1,
        answers=None,
        at=at,
        catalogue="0" * 64,
        owner="w",
        body=b"<m/>",
    )
    yield Changes(to_sign={unsigned.id: unsigned})
    said = {"does": "hold", "type": waiting.type, "record": waiting.record or ""}
    request = Request(verb="hold", about=waiting.id, reason="为何", arguments=said, heads={})
    who = Operator(user="zhang")
    yield Changes(
        proposals=[Proposal(id="p-1", request=request, operator=who, cards=False, at=at, until=at + 99 * HOUR)]
    )


def lasting(found: Mapping[str, Any]) -> dict[str, Any]:
    """Without what comes by itself when a home grows old and nobody works in it."""
    return {name: item for name, item in found.items() if item["kind"] not in {"check", "outbox"}}


def named(seen: Mapping[str, Any], part: str = "items") -> dict[str, Any]:
    return {item["name"]: item for item in seen[part]}


def test_everything_that_needs_a_person_is_listed(own: Path) -> None:
    """Each with its count, who is waited for and since when: the move, not the last touch. Money comes first."""
    seen = hub_json(own, "attention")
    found = named(seen)
    assert {name: (item["count"], item["waits_for"]) for name, item in lasting(found).items()} == {
        "overdue/ping-an/credit-authorization": (1, "party"),
        "contradicted/bank-of-china/premium-payment": (1, "operator"),
        "not-sent/bank-of-china/premium-payment/P003": (1, "operator"),
        "quarantined/liaoning/HUB-102": (1, "operator"),
        "parked/ping-an/receipt": (1, "party"),
        "proposal/p-1": (1, "second-operator"),
        "to-sign/ping-an/business": (1, "administrator"),
        "worker/none": (1, "administrator"),
    }
    assert found["outbox/national"]["waits_for"] == "portal"
    assert [item["money"] for item in seen["items"]] == [True] * 2 + [False] * (len(found) - 2)
    times = [item["since"] for item in seen["items"][2:] if item["since"]]
    assert times == sorted(times)
    shown = hub_json(own, "show", "accepted-1")
    overdue = found["overdue/ping-an/credit-authorization"]
    assert (overdue["example"], overdue["whom"]) == (shown["document"]["record"], "ping-an")
    assert overdue["since"] == next(row["at"] for row in shown["transitions"] if row["to"] == "P002")


def test_each_next_command_is_accepted_as_it_is(own: Path) -> None:
    """Copied from the list, with the home in it."""
    for command in {item["next"] for item in hub_json(own, "attention")["items"]}:
        begins, *words = shlex.split(command)
        assert (begins, *words[:2]) == ("hub", "--home", str(own))
        more = ("--help",) if words[2] == "run" else ()
        done = hub(own, *words[2:], *more)
        assert (done.returncode in {0, 1}, done.stderr) == (True, b""), command


def test_the_log_lists_the_documents_of_these_items(own: Path) -> None:
    """Each document that an item counts, and no other."""
    items = hub_json(own, "attention")["items"]
    about = [one for one in items if one["kind"] in {"overdue", "contradicted", "not-sent"}]
    listed = hub_json(own, "log", "--attention")
    assert {(row["party"], row["type"]) for row in listed} == {(one["party"], one["type"]) for one in about}
    assert len(listed) == sum(one["count"] for one in about) == 3


def test_status_and_doctor_tell_how_many(own: Path) -> None:
    """The same list, and a look of its own."""
    listed, told = hub_json(own, "attention"), {"items": hub_json(own, "status")["attention"]}
    assert list(lasting(named(told))) == list(lasting(named(listed)))
    said = hub(own, "status").stdout.decode()
    assert [name for name in ("need a person (hub attention)", *lasting(named(listed))) if name not in said] == []
    (look,) = [look for look in hub_json(own, "doctor")["checks"] if look["name"] == "attention"]
    assert (look["result"], look["text"].partition(" ")[0]) == ("warning", "HUB-964")


def test_a_note_acknowledges_an_item_until_it_grows(own: Path) -> None:
    """It is listed below with its owner; when more come, it is above again, and the note is still told."""
    name = "overdue/ping-an/credit-authorization"
    settings = (own / "hub.toml").read_text()
    (own / "hub.toml").write_text(f'{settings}\n[acts]\nnote = "card"\n')
    done = hub(own, "attention", "note", name, "--text", "已致电")
    assert (done.returncode, b"HUB-801" in done.stderr) == (1, True)
    (own / "hub.toml").write_text(settings)
    noted = hub_json(own, "attention", "note", name, "--text", "已致电", "--ticket", "INC-7")
    assert (noted["item"], noted["text"], noted["ticket"], noted["count"]) == (name, "已致电", "INC-7", 1)
    with store_of(own) as store:
        assert noted["newest"] == in_utc(store.documents.find("accepted-1")[0].overdue_at or 0)
    said = hub(own, "attention", "note", "quarantined/liaoning/HUB-102", "--text", "seen").stdout.decode()
    assert "covers 1, the newest since 20" in said
    seen = hub_json(own, "attention")
    assert name not in named(seen)
    assert named(seen, "acknowledged")[name]["note"] == noted
    assert "INC-7" in hub(own, "attention").stdout.decode()
    with store_of(own) as store:
        books, other = opened("P001", "P002", type="credit-authorization", party="ping-an")
        write(store, books.changes())
        write(store, late(other))
    again = named(hub_json(own, "attention"))[name]
    assert (again["count"], again["note"]) == (2, noted)


def test_nobody_is_called_for_what_is_noted_or_over(own: Path) -> None:
    """Then the exit code is 0. What is over disappears by itself, and cannot be noted."""
    with store_of(own) as store:
        write(store, Changes(matched=[(row.party, row.message) for row in store.quarantine.parked(9)]))
    done = hub(own, "attention", "note", "parked/ping-an/receipt", "--text", "x")
    assert (done.returncode, b"HUB-965" in done.stderr) == (3, True)
    assert hub(own, "attention").returncode == 1
    while items := hub_json(own, "attention")["items"]:  # the clock may bring another one meanwhile
        with store_of(own) as store:
            for item in items:
                name, who = item["name"], (Operator(user="zhang"),)
                act = OperatorAct(id=name, verb="note", about=name, reason="seen", operators=who, at=AFTER_ALL)
                note = Note(act=name, item=name, ticket="", count=item["count"], newest=AFTER_ALL)
                write(store, Changes(acts=[act], notes=[note]))
    done = hub(own, "attention")
    assert (done.returncode, b"nothing needs a person" in done.stdout) == (0, True)


def test_a_store_that_is_not_reached_is_told_with_its_own_exit_code(home: Path, tmp_path: Path) -> None:
    """And what else can be looked at is."""
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    text = (copy / "hub.toml").read_text()
    (copy / "hub.toml").write_text(text.replace("sqlite:///store.sqlite", "postgresql://hub@127.0.0.1:1/hub"))
    shutil.rmtree(copy / "queues")
    done = hub(copy, "attention")
    told = done.stdout.decode()
    assert (done.returncode, "store/HUB-502" in told, "queue/HUB-761" in told) == (5, True, True)
