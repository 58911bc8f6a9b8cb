"""`hub status`: what is broken is told in its place, and the rest is shown."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from verbs import hub, hub_json

from adapters.store import open_store
from hub.model import Books, Cause

AS_NOBODY = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the home that can be broken, and removed whatever became of it."""
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    yield copy
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o700)


def failures(printed: Mapping[str, Any]) -> dict[str, str]:
    return {failure["part"]: failure["code"] for failure in printed["failures"]}


def test_a_sound_home_has_no_failures(home: Path) -> None:
    """Every field is there, none is null."""
    printed = hub_json(home, "status")
    assert printed["failures"] == []
    assert [name for name, value in printed.items() if value is None] == []
    assert printed["queues"]["national/OutBox"] == 0


def test_since_is_the_last_move_and_not_the_last_touch(own: Path) -> None:
    """A receipt that moved nothing makes nothing younger."""
    (before,) = hub_json(own, "status")["open"]
    shown = hub_json(own, "show", "accepted-1")
    assert before["oldest"] == shown["transitions"][-1]["at"]
    store = open_store(f"sqlite:///{own / 'store.sqlite'}")
    (document,) = store.documents.find("accepted-1")
    books = Books(document.updated_at + 60_000_000, "0" * 64, "test")
    books.trails.load([document])
    books.trails.append(document.id, document.status, Cause("receipt", "r", "0" * 64), {"observed": "late"})
    with store.transactions.begin() as unit:
        unit.write(books.changes())
    store.close()
    assert hub_json(own, "log", "--status", "P002")["updated_at"] != before["oldest"]
    assert hub_json(own, "status")["open"] == [before]


def test_a_box_that_cannot_be_looked_into_hides_no_other(own: Path) -> None:
    """Links to nothing and in circles, a file in its place, a right that is missing: each with its code."""
    queues = own / "queues"
    (queues / "gone").symlink_to(own / "nowhere")
    (queues / "loop").symlink_to(queues / "loop")
    shutil.rmtree(queues / "liaoning" / "OutBox")
    (queues / "liaoning" / "OutBox").write_text("a file")
    (queues / "ping-an" / "InBox").chmod(0)
    for words in (("--json",), ()):
        done = hub(own, "status", *words, before=AS_NOBODY)
        assert (done.returncode, done.stderr) == (0, b""), done
    printed = json.loads(hub(own, "status", "--json", before=AS_NOBODY).stdout)
    broken = failures(printed)
    assert broken.pop("ping-an/InBox") == "HUB-760"
    assert broken == dict.fromkeys(
        ("gone/InBox", "gone/OutBox", "loop/InBox", "loop/OutBox", "liaoning/OutBox"), "HUB-761"
    )
    assert printed["queues"]["national/InBox"] > 0
    assert [group["status"] for group in printed["open"]] == ["P002"]
    text = hub(own, "status", before=AS_NOBODY).stdout.decode()
    for said in ("HUB-760", "HUB-761", "national/InBox", "P002", "quarantined: 1"):
        assert said in text


def test_a_queue_that_is_not_reached_hides_nothing_of_the_store(own: Path) -> None:
    """A broker that is away, a password that is not there, folders that are gone: told with their codes."""
    settings = (own / "hub.toml").read_text()
    for queue, code in (
        ("amqp://hub:secret@127.0.0.1:1/trade", "HUB-506"),
        ("amqp://hub@127.0.0.1:1/trade", "HUB-705"),
        ("amqp://hub", "HUB-702"),
    ):
        (own / "hub.toml").write_text(f'{settings}\nqueue = "{queue}"\n')
        printed = hub_json(own, "status")
        assert (printed["queues"], failures(printed)) == (None, {"queues": code})
        assert printed["broker"].startswith(code)
        assert [group["status"] for group in printed["open"]] == ["P002"]
        assert code in hub(own, "status").stdout.decode()
    (own / "hub.toml").write_text(settings)
    shutil.rmtree(own / "queues")
    assert failures(hub_json(own, "status")) == {"queues": "HUB-761"}


@pytest.mark.parametrize(
    ("store", "code", "exit_code"),
    [
        ("sqlite:///nowhere.sqlite", "HUB-709", 4),
        ("nonsense", "HUB-702", 4),
        ("postgresql://hub@127.0.0.1:1/hub", "HUB-502", 5),
    ],
)
def test_a_store_that_is_not_reached_hides_no_queue(own: Path, store: str, code: str, exit_code: int) -> None:
    """The exit code is the store's, for whoever asks after its health."""
    text = (own / "hub.toml").read_text()
    (own / "hub.toml").write_text(text.replace("sqlite:///store.sqlite", store))
    done = hub(own, "status", "--json")
    printed = json.loads(done.stdout)
    assert (done.returncode, failures(printed), printed["open"], printed["workers"]) == (
        exit_code,
        {"store": code},
        None,
        None,
    )
    assert printed["queues"]["national/InBox"] > 0
    done = hub(own, "status")
    assert (done.returncode, code in done.stdout.decode(), "national/InBox" in done.stdout.decode()) == (
        *(exit_code, True),
        True,
    )


def test_statuses_that_cannot_be_read_hide_nothing(own: Path) -> None:
    """Codes are shown without their labels."""
    codes = own / "routes" / "codes"
    codes.mkdir(parents=True)
    (codes / "statuses.csv").write_text("rubbish")
    printed = hub_json(own, "status")
    assert failures(printed) == {"statuses": "HUB-703"}
    assert "P002" in hub(own, "status").stdout.decode()


def test_outside_a_home_there_is_no_status(tmp_path: Path) -> None:
    """HUB-701, exit 4."""
    done = hub(tmp_path, "status")
    assert (done.returncode, done.stdout, b"HUB-701" in done.stderr) == (4, b"", True)
