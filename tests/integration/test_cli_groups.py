"""Thousands of deliveries in quarantine are seen as a few groups, and acted on by group."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from own_home import OwnHome
from rig import a_credit_authorization, usccs
from verbs import hub, hub_json

from hub.bootstrap.clock import SystemClock
from hub.effects.quarantine import quarantine_id
from hub.model import Changes, Quarantined, digest
from hub.ports import Delivery
from hub.testing.rows import a_parked, write

MINUTE = 60_000_000
WHY = ("--reason", "told by the party")
_uscc = usccs()


def apart(body: bytes, owner: str, code: str, at: int) -> Quarantined:
    name = quarantine_id(Delivery(owner=owner, tag="", body=body, taken_at=0))
    about: dict[str, Any] = {"field": "", "zh": "…", "en": "…", "cause": "…", "document": None, "answers": None}
    return Quarantined(id=name, owner=owner, code=code, payload=digest(body), at=at, **about)


def keep_apart(own: OwnHome, rows: dict[bytes, Quarantined]) -> None:
    with own.store() as store, store.transactions.begin() as unit:
        unit.write(Changes(payloads={digest(body): body for body in rows}, quarantined=list(rows.values())))


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> OwnHome:
    """A home with 150 deliveries in quarantine: three groups."""
    folder = tmp_path_factory.mktemp("crowded")
    shutil.copy(migrated_file, folder / "hub.db")
    own = OwnHome(folder / "home", f"sqlite:///{folder / 'hub.db'}")
    now = SystemClock().now()
    ours = [(b"<a%d/>" % n, "ping-an", "HUB-406", now - (90 + n) * MINUTE) for n in range(120)]
    ours += [(b"{%d" % n, "national", "HUB-102", now - n * MINUTE) for n in range(25)]
    ours += [(b"<b%d/>" % n, "ping-an", "HUB-404", now - 300 * MINUTE) for n in range(5)]
    rows = {body: apart(body, owner, code, at) for body, owner, code, at in ours}
    keep_apart(own, rows)
    return own


def test_the_plain_list_shows_groups_where_there_are_many(crowded: OwnHome) -> None:
    """Cause, party, how many, since when, until when, how many an hour; and how to see the members."""
    lines = hub(crowded.path, "quarantine").stdout.decode().splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert ["national HUB-102" in heads[0], "ping-an HUB-404" in heads[1], "ping-an HUB-406" in heads[2]] == [True] * 3
    assert [": 25 since " in heads[0], ": 120 since " in heads[2]] == [True, True]
    assert "--group" in heads[3]
    names = [line.split()[:2] for line in lines if line.startswith(" ")]
    assert names == [
        ["1", "quarantine-hub-102-national"],
        ["2", "quarantine-hub-404-ping-an"],
        ["3", "quarantine-hub-406-ping-an"],
    ]
    assert "25 in the last hour, 25.0 per hour" in lines[1]
    assert "0 in the last hour, 60.5 per hour" in lines[5]


def test_a_group_shows_its_members_by_its_name_or_its_number(crowded: OwnHome) -> None:
    """Only its own; and a name that is no group's is not found."""
    for name in ("quarantine-hub-404-ping-an", "QUARANTINE-HUB-404-PING-AN", "2"):
        found = hub_json(crowded.path, "quarantine", "--group", name)
        assert ({row["code"] for row in found}, len(found)) == ({"HUB-404"}, 5)
    lines = hub(crowded.path, "quarantine", "--group", "3").stdout.decode().splitlines()
    assert (len(lines), "ping-an HUB-406" in lines[1]) == (103, True)
    assert len(hub_json(crowded.path, "quarantine", "--group", "3", "--limit", "2")) == 2
    for name in ("4", "0", "nobody"):
        done = hub(crowded.path, "quarantine", "--group", name)
        assert (done.returncode, b"HUB-704" in done.stderr) == (3, True)


def test_programs_get_deliveries_or_groups_as_they_ask(crowded: OwnHome) -> None:
    """What they get does not depend on how many there are."""
    assert {row["kind"] for row in hub_json(crowded.path, "quarantine")} == {"quarantined"}
    groups = hub_json(crowded.path, "quarantine", "--groups")
    assert [(one["name"], one["count"], one["last_hour"]) for one in groups] == [
        ("quarantine-hub-102-national", 25, 25),
        ("quarantine-hub-404-ping-an", 5, 0),
        ("quarantine-hub-406-ping-an", 120, 0),
    ]
    assert all(one["oldest"] <= one["newest"] for one in groups)


def test_a_group_shows_who_deals_with_it(crowded: OwnHome) -> None:
    """A note is made once, by `hub attention note` under the group's name, and shown in both lists."""
    words = ("attention", "note", "quarantine-hub-406-ping-an", "--text", "asked them", "--ticket", "4711")
    made = hub_json(crowded.path, *words)
    group = hub_json(crowded.path, "quarantine", "--groups", "--code", "HUB-406")
    assert (group["note"], made["item"]) == (made, "quarantined/ping-an/HUB-406")
    text = hub(crowded.path, "quarantine").stdout.decode()
    assert [part in text for part in (made["operators"][0]["user"], ": asked them 4711")] == [True, True]


def test_a_group_is_settled_by_its_name_and_not_by_its_number(crowded: OwnHome) -> None:
    """Its number may mean another group by the time it is typed."""
    done = hub(crowded.path, "quarantine", "discard", "--group", "2", *WHY)
    assert (done.returncode, b"HUB-984" in done.stderr) == (2, True)
    done = hub(crowded.path, "quarantine", "discard", "--group", "quarantine-hub-404-ping-an", *WHY, "--json")
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == ["discarded"] * 5
    assert [one["code"] for one in hub_json(crowded.path, "quarantine", "--groups")] == ["HUB-102", "HUB-406"]
    again = hub(crowded.path, "quarantine", "discard", "--group", "quarantine-hub-404-ping-an", *WHY)
    assert (again.returncode, b"HUB-988" in again.stderr, b"nothing of" in again.stderr) == (3, True, True)
    never = hub(crowded.path, "quarantine", "discard", "--group", "quarantine-hub-404-customs", *WHY)
    assert (never.returncode, b"HUB-704" in never.stderr) == (3, True)
    both = hub(crowded.path, "quarantine", "release", "--group", "x", "--owner", "ping-an", *WHY)
    assert (both.returncode, b"--group: cannot be used with ids, --owner" in both.stderr) == (2, True), both.stderr


# ---- what a release would do -----------------------------------------------------------------------


@contextmanager
def unregistered(own: OwnHome) -> Iterator[None]:
    """While ping-an's certificate is not registered."""
    certificates = own.home.parties / "ping-an"
    certificates.rename(aside := own.path / "aside")
    yield
    shutil.rmtree(certificates, ignore_errors=True)
    aside.rename(certificates)


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> OwnHome:
    """A home whose quarantine has a receipt that can be used by now, one that cannot, and a submission."""
    folder = tmp_path_factory.mktemp("mended")
    shutil.copy(migrated_file, folder / "hub.db")
    own = OwnHome(folder / "home", f"sqlite:///{folder / 'hub.db'}")
    own.accept("one")
    with unregistered(own):
        own.reply(own.receipt(own.message("one")))
        own.reply(own.receipt(replace(own.message("one"), digest="0" * 64)))
        own.work()
    body = json.dumps(a_credit_authorization(next(_uscc)) | {"id": "two"}).encode()
    keep_apart(own, {body: apart(body, "national", "HUB-118", 7)})
    return own


def rows_of(own: OwnHome) -> list[Any]:
    with own.store() as store:
        seen = store.totals.overview([], [])
        return [store.quarantine.deliveries(9, is_open=True), store.archive.messages(99), list(seen.promised)]


def test_a_dry_run_tells_of_each_delivery_what_its_release_then_does(mended: OwnHome) -> None:
    """Nothing is done by it: neither rows nor messages; and no reason is asked for."""
    before = rows_of(mended)
    done = hub(mended.path, "quarantine", "release", "--owner", "ping-an", "--dry-run", "--json")
    told = {one["outcome"]: one for one in map(json.loads, done.stdout.splitlines())}
    assert (done.returncode, set(told)) == (1, {"moves", "quarantined"})
    assert [fault["code"] for fault in told["quarantined"]["faults"]] == ["HUB-411"]
    (move,) = told["moves"]["moves"]
    assert (move["document"]["type"], move["from"], move["to"]) == ("credit-authorization", "P002", "P004")
    for one in told.values():
        (message,) = one["messages"]
        assert (message["layer"], message["answers"]) == ("technical", mended.message("one").id)
        assert message["document"]["record"] == mended.trail("one").document.record
    lines = hub(mended.path, "quarantine", "release", "--code", "HUB-406", "--dry-run").stdout.decode().splitlines()
    assert (len(lines), lines[2]) == (3, "2 in all; 1 would stay in quarantine")
    assert any("would move documents" in line and "P002 → P004" in line for line in lines)
    assert any("HUB-411" in line for line in lines)
    assert rows_of(mended) == before


def test_explain_tells_of_a_delivery_in_quarantine_and_of_a_file(mended: OwnHome, tmp_path: Path) -> None:
    """Which document it finds, in which layer, what it moves; or which code refuses it (exit 1). Of any sender."""
    before, document = rows_of(mended), mended.trail("one").document
    (file := tmp_path / "receipt.xml").write_bytes(mended.receipt(mended.message("one"), "refused"))
    text = hub(mended.path, "explain", str(file), "--party", "ping-an").stdout.decode()
    told = (
        "TechnicalReceipt",
        "technical receipt",
        f"credit-authorization {document.record}",
        "P002 → P005",
        "national",
    )
    assert [part in text for part in told] == [True] * len(told)
    (row,) = (row for row in before[0] if row.owner == "national")
    found = hub_json(mended.path, "explain", "--quarantined", row.id[:8])
    assert [(one["from"], one["to"]) for one in found["moves"]] == [(None, "P001")]
    assert sorted(one["to"] for one in found["sends"]) == ["national", "ping-an"]
    file.write_bytes(b"<half")
    refused = hub(mended.path, "explain", str(file), "--party", "ping-an", "--json")
    assert (refused.returncode, json.loads(refused.stdout)["faults"][0]["code"]) == (1, "HUB-401")
    assert rows_of(mended) == before


def test_what_may_be_a_good_message_is_discarded_only_if_that_is_meant(mended: OwnHome) -> None:
    """What it says of itself is printed with both answers, and that the second is final."""
    document = mended.trail("one").document
    body = mended.receipt(replace(sent := mended.message("one"), digest="1" * 64))
    keep_apart(mended, {body: (row := apart(body, "ping-an", "HUB-406", 9))})
    discard = ("quarantine", "discard", row.id, *WHY)
    kept = hub(mended.path, *discard, "--json")
    told = json.loads(kept.stdout)
    assert (kept.returncode, told["outcome"], told["faults"][0]["code"]) == (1, "kept", "HUB-987")
    assert f"hub quarantine release {row.id}" in told["faults"][0]["en"]
    assert (told["code"], told["said"]["element"], told["said"]["answers"]) == ("HUB-406", "TechnicalReceipt", sent.id)
    assert told["said"]["document"]["record"] == document.record
    with mended.store() as store:
        assert (store.quarantine.settled([row.id]), store.acts.about([row.id])) == ([], [])
    done = hub(mended.path, *discard, "--although-perhaps-good")
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, lines[0].split()[:3], len(lines)) == (0, ["discarded", row.id, "ping-an"], 5), lines
    parts = ("HUB-406", "not verified: TechnicalReceipt", f"answers {sent.id} (credit-authorization {document.record}")
    assert [part in line for part, line in zip((*parts, "final"), lines[1:], strict=True)] == [True] * 4, lines
    assert b"HUB-749" in hub(mended.path, *discard).stdout


def test_a_certificate_file_that_is_missing_is_told_as_it_is_and_not_as_a_fault_of_the_hub(mended: OwnHome) -> None:
    """Of whatever looks at a delivery; and what is to be typed next works while the file is missing."""
    rows = rows_of(mended)[0]
    receipt = next(row for row in rows if row.owner == "ping-an")
    (limits := mended.home.parties / "boc-insurance" / "cutovers").write_text(
        f"{'0' * 64} until 2026-12-01T00:00:00Z 2026-11-30T00:00:00Z\n"
    )
    for words in (
        ("quarantine", "release", receipt.id, "--dry-run"),
        ("quarantine", "release", receipt.id, *WHY),
        ("explain", "--quarantined", receipt.id),
        ("keys", "list"),
    ):
        done = hub(mended.path, *words)
        assert (done.returncode, done.stdout, done.stderr.count(b"HUB-707")) == (4, b"", 1), (words, done)
        assert b"boc-insurance/cutovers, line 1" in done.stderr, (words, done)
    (item,) = [one for one in hub_json(mended.path, "attention")["items"] if one["name"].startswith("check/parties")]
    assert (item["name"], item["next"].split()[-2:]) == ("check/parties/HUB-707/failure", ["keys", "check"])
    done = hub(mended.path, *item["next"].split()[-2:])
    assert (done.returncode, b"boc-insurance/cutovers, line 1" in done.stdout) == (1, True)
    limits.unlink()
    assert rows_of(mended)[0] == rows


@pytest.mark.parametrize("words", [("--dry-run",), WHY])
def test_the_id_of_a_party_is_no_markup(mended: OwnHome, words: tuple[str, ...]) -> None:
    """Whatever is in brackets in it is printed."""
    name, body = f"[/bold]{words[0]}", words[0].encode()
    parked = a_parked(body, party="ping-an", message=name)
    with mended.store() as store:
        write(store, Changes(payloads={digest(body): body}, parked=[parked]))
    done = hub(mended.path, "quarantine", "release", *words, "--", name)
    assert (done.returncode, f" {name} ping-an" in done.stdout.decode()) == (1, True), done


@pytest.mark.parametrize(("option", "value"), [("--owner", "pingan"), ("--code", "HUB-999")])
def test_a_dry_run_refuses_what_nobody_is_called(crowded: OwnHome, option: str, value: str) -> None:
    """As the release does, and not as if nothing was kept apart."""
    done = hub(crowded.path, "quarantine", "release", "--dry-run", option, value)
    assert (done.returncode, done.stdout, b"HUB-710" in done.stderr) == (3, b"", True), done


def test_what_is_released_then_is_what_was_told(mended: OwnHome) -> None:
    """What could be used moves its document; the other one stays, with the code that was told."""
    assert hub(mended.path, "quarantine", "release", "--owner", "ping-an").returncode == 2
    done = hub(mended.path, "quarantine", "release", "--owner", "ping-an", *WHY, "--json").stdout.splitlines()
    outcomes = sorted((one["outcome"], [f["code"] for f in one["faults"]]) for one in map(json.loads, done))
    assert (outcomes, mended.trail("one").document.status) == ([("kept", ["HUB-411"]), ("released", [])], "P004")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((), 2, "HUB-711"),
        (("FILE", "--quarantined", "12345678"), 2, "HUB-711"),
        (("FILE", "--portal", "national", "--party", "ping-an"), 2, "HUB-711"),
        (("FILE", "--party", "pingan"), 3, "HUB-710"),
        (("nowhere.xml", "--party", "ping-an"), 4, "HUB-705"),
    ],
)
def test_what_explain_cannot_use_is_one_line(
    crowded: OwnHome, tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    """With its code."""
    (file := tmp_path / "m.xml").write_bytes(b"<a/>")
    done = hub(crowded.path, "explain", *(str(file) if word == "FILE" else word for word in words))
    assert (done.returncode, says in done.stderr.decode()) == (code, True), done.stderr
