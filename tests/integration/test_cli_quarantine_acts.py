"""What operators do about quarantined deliveries: take them in after all, or say that they are of no use."""

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

from hub.bootstrap.acts import open_release
from hub.effects.quarantine import quarantine_id
from hub.errors import Deferred
from hub.model import Changes, Quarantined, digest
from hub.ports import Delivery, Store, Transactions, Unit

WHY = ("--reason", "its certificate is registered now")
_uscc = usccs()


@pytest.fixture
def own(tmp_path: Path, store_url: str) -> OwnHome:
    """A home with one document in P002."""
    made = OwnHome(tmp_path / "home", store_url)
    made.accept("one")
    made.take_all("ping-an")
    made.take_all("national")
    return made


@pytest.fixture
def plain(tmp_path: Path, migrated_file: Path) -> OwnHome:
    """The same, for what is told alike on any store."""
    shutil.copy(migrated_file, tmp_path / "plain.db")
    return OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'plain.db'}")


@contextmanager
def unregistered(own: OwnHome) -> Iterator[None]:
    """While ping-an's certificate is not registered."""
    certificates = own.home.parties / "ping-an"
    certificates.rename(aside := own.path / "aside")
    yield
    shutil.rmtree(certificates, ignore_errors=True)
    aside.rename(certificates)


def quarantine(own: OwnHome, body: bytes, owner: str = "national", code: str = "HUB-118", at: int = 7) -> str:
    """Put a delivery into quarantine; return its id."""
    about: dict[str, Any] = {
        "field": "",
        "zh": "…",
        "en": "…",
        "cause": "…",
        "document": None,
        "answers": None,
        "at": at,
    }
    name = quarantine_id(Delivery(owner=owner, tag="", body=body, taken_at=0))
    row = Quarantined(id=name, owner=owner, code=code, payload=digest(body), **about)
    with own.store() as store, store.transactions.begin() as unit:
        unit.write(Changes(payloads={row.payload: body}, quarantined=[row]))
    return name


def a_submission(name: str) -> bytes:
    return json.dumps(a_credit_authorization(next(_uscc)) | {"id": name}).encode()


def open_rows(own: OwnHome) -> list[dict[str, Any]]:
    lines = hub(own.path, "quarantine", "--json").stdout.splitlines()
    return [json.loads(line) for line in lines if line != b"[]"]


def promised(own: OwnHome) -> int:
    with own.store() as store:
        return sum(group.count for group in store.totals.overview([], []).promised)


def test_a_receipt_is_taken_in_once_its_certificate_is_registered(own: OwnHome) -> None:
    """As if it came now: the document moves, its party gets a receipt, and the list is empty."""
    with unregistered(own):
        own.reply(own.receipt(own.message("one")))
        own.work()
    own.take_all("ping-an")
    (row,) = open_rows(own)
    assert (row["code"], own.trail("one").document.status) == ("HUB-406", "P002")
    done = hub_json(own.path, "quarantine", "release", row["id"][:8], *WHY)
    assert (done["outcome"], [d["status"] for d in done["documents"]]) == ("released", ["P004"])
    own.work()
    (answer,) = own.arrived().values()
    assert (b"accepted" in answer, own.trail("one").document.status, open_rows(own)) == (True, "P004", [])
    assert hub_json(own.path, "status")["quarantined"] == 0
    settled = hub_json(own.path, "quarantine", "show", row["id"])["settled"]
    assert (settled["act"], settled["reason"]) == ("released", WHY[1])
    assert hub_json(own.path, "quarantine", "--all")["settled"] == settled


def test_what_still_cannot_be_used_stays_and_the_reason_of_today_is_reported(own: OwnHome) -> None:
    """Exit 1; nothing is written, and the party is not refused a second time."""
    with unregistered(own):
        own.reply(own.receipt(replace(own.message("one"), digest="0" * 64)))
        own.work()
    (row,) = open_rows(own)
    done = hub(own.path, "quarantine", "release", row["id"], *WHY, "--json")
    printed = json.loads(done.stdout)
    assert (done.returncode, printed["outcome"], printed["faults"][0]["code"]) == (1, "kept", "HUB-411")
    assert (open_rows(own), promised(own)) == ([row], 0)


def test_a_submission_is_taken_in_and_sent(own: OwnHome) -> None:
    """What three workers died of may be sound after all."""
    name = quarantine(own, a_submission("two"))
    done = hub_json(own.path, "quarantine", "release", name, *WHY)
    assert [(d["type"], d["status"]) for d in done["documents"]] == [("credit-authorization", "P001")]
    own.work()
    assert (own.trail("two").document.status, set(own.arrived())) == ("P002", {own.message("two").id})


def test_what_was_recorded_before_is_released_without_a_second_document(own: OwnHome) -> None:
    """The portal is given its first answer again."""
    own.submit(json.loads(body := a_submission("two")))
    own.work()
    own.take_all("ping-an")
    own.take_all("national")
    name = quarantine(own, body)
    done = hub_json(own.path, "quarantine", "release", name, *WHY)
    assert (done["outcome"], done["documents"]) == ("released", [])
    own.work()
    assert (own.arrived(), list(own.events())) == ({}, [f"{own.trail('two').document.id}:1"])


@pytest.mark.parametrize("act", [("release",), ("discard", "--although-perhaps-good")])
def test_a_delivery_is_settled_once(own: OwnHome, act: tuple[str, ...]) -> None:
    """Whatever was done about it: the second time is HUB-749, exit 1."""
    name = quarantine(own, a_submission("two"))
    assert hub(own.path, "quarantine", *act, name, *WHY).returncode == 0
    before = promised(own)
    for again in ("release", "discard"):
        done = hub(own.path, "quarantine", again, name, *WHY)
        assert (done.returncode, b"HUB-749" in done.stdout) == (1, True)
    assert promised(own) == before


def test_a_commit_that_fails_leaves_neither_document_nor_mark(own: OwnHome) -> None:
    """They are one transaction: released again, it is taken in once."""
    name = quarantine(own, a_submission("two"))
    with open_release(own.home) as acting:
        (row,) = acting.ports.store.quarantine.deliveries(9, beginning=name)
        whole = acting.ports
        acting.ports = replace(whole, store=failing_at_commit(whole.store))
        with pytest.raises(Deferred):
            acting.release(row, "too early")
        assert (whole.store.documents.find("two"), whole.store.quarantine.settled([name])) == ([], [])
        acting.ports = whole
        assert [d.status for d in acting.release(row, "now")] == ["P001"]
        assert [s.reason for s in whole.store.quarantine.settled([name])] == ["now"]


class FailingTransactions:
    """Transactions of a store that is gone when they are to commit."""

    def __init__(self, transactions: Transactions) -> None:
        self.snapshot = transactions.snapshot
        self._begin = transactions.begin

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        with self._begin() as unit:
            yield unit
            raise Deferred("gone")


def failing_at_commit(store: Store) -> Store:
    return replace(store, transactions=FailingTransactions(store.transactions))


def test_what_nobody_vouches_for_is_never_taken_in(plain: OwnHome) -> None:
    """An operator's word is no signature; it can be discarded."""
    name = quarantine(plain, a_submission("two"), code="HUB-117")
    done = hub(plain.path, "quarantine", "release", name, *WHY)
    assert (done.returncode, b"HUB-117" in done.stdout, len(open_rows(plain))) == (1, True, 1)
    with plain.store() as store:
        assert store.documents.find("two") == []
    assert hub(plain.path, "quarantine", "discard", name, *WHY).returncode == 0


def test_what_is_discarded_is_hidden_and_kept(plain: OwnHome) -> None:
    """Its bytes, its reason and who has asked for what remain."""
    name = quarantine(plain, b"{half", code="HUB-102")
    assert hub_json(plain.path, "quarantine", "discard", name, "--reason", "a test of theirs")["outcome"] == "discarded"
    assert open_rows(plain) == []
    text = hub(plain.path, "quarantine", "list", "--all").stdout.decode()
    assert (name in text, "discarded a test of theirs" in text) == (True, True)
    assert "a test of theirs" in hub(plain.path, "quarantine", "show", name).stdout.decode()
    assert hub(plain.path, "quarantine", "show", name, "--raw").stdout == b"{half"


def test_all_of_one_party_and_cause_are_released_together(plain: OwnHome) -> None:
    """Oldest first; what cannot be used stays, and the others go."""
    sound = [quarantine(plain, a_submission(f"d-{n}"), at=10 - n) for n in range(3)]
    half = quarantine(plain, b"{half", at=1)
    other = quarantine(plain, a_submission("other"), code="HUB-501")
    done = hub(plain.path, "quarantine", "release", "--owner", "national", "--code", "HUB-118", *WHY, "--json")
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(t["id"], t["outcome"]) for t in printed] == [
        (half, "kept"),
        *((name, "released") for name in reversed(sound)),
    ]
    assert (done.returncode, {row["id"] for row in open_rows(plain)}) == (1, {half, other})


def test_quarantine_is_grouped_by_party_and_cause(plain: OwnHome) -> None:
    """With how many there are, also of those that are not shown; one line of headings for all."""
    for number in range(3):
        quarantine(plain, b"{" * (number + 1), code="HUB-102", at=10 + number)
    quarantine(plain, b"<a/>", owner="ping-an", code="HUB-404")
    groups = hub_json(plain.path, "quarantine", "list", "--groups")
    assert [(g["owner"], g["code"], g["count"]) for g in groups] == [
        ("national", "HUB-102", 3),
        ("ping-an", "HUB-404", 1),
    ]
    lines = hub(plain.path, "quarantine", "--limit", "2").stdout.decode().splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert (len(lines), "national HUB-102" in heads[0], ": 3 since" in heads[0]) == (7, True, True)
    assert "ping-an HUB-404" in heads[1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("release", "nobody", *WHY), 3, "HUB-704"),
        (("discard", "nobody", *WHY), 3, "HUB-704"),
        (("release", *WHY), 2, "HUB-711"),
        (("discard", "nobody"), 2, "--reason"),
    ],
)
def test_what_is_not_named_is_not_settled(plain: OwnHome, words: tuple[str, ...], code: int, said: str) -> None:
    """A documented exit code, and why."""
    done = hub(plain.path, "quarantine", *words)
    assert (done.returncode, said in done.stderr.decode()) == (code, True), done.stderr
