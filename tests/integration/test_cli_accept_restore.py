"""A restored store: nothing starts or writes on it, reading goes on, and an operator says that it was meant."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from verbs import hub, hub_json

from adapters.folder import drop
from adapters.store import open_store
from hub.bootstrap.acts import open_acts, open_release, open_settlement
from hub.bootstrap.doctor import looks_at
from hub.bootstrap.health import prove_store
from hub.bootstrap.home import make_home
from hub.bootstrap.past import open_store_to_write, places_of
from hub.bootstrap.replay import open_replay
from hub.bootstrap.sealing import open_sealer
from hub.bootstrap.worker import open_worker
from hub.errors import StoreForgot
from hub.flow.sealing import SealingLine, prove_continued
from hub.home.place import Home
from hub.testing.rows import a_document, all_in_one, write

SECOND = 1_000_000


class Later:
    """A clock that is an hour ahead each time: every turn of the sealer is due."""

    hours = 0

    def now(self) -> int:
        Later.hours += 1
        return Later.hours * 3600 * SECOND


def record(own: Path, count: int) -> None:
    """So many transitions, sealed and known to the home."""
    home = Home(own)
    store, signer = open_store(home.store_url), open_sealer(home)
    assert signer is not None
    write(store, all_in_one(a_document() for _ in range(count)))
    SealingLine(store.log, signer, Later(), places=places_of(home)).run()
    store.close()


def replace_store(own: Path, backup: bytes) -> None:
    for old in own.glob("store.sqlite*"):
        old.unlink()
    (own / "store.sqlite").write_bytes(backup)


def copy_of(own: Path) -> bytes:
    with closing(sqlite3.connect(own / "store.sqlite")) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (own / "store.sqlite").read_bytes()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    home = Home(tmp_path / "home")
    make_home(home, ["ping-an"], ["national"])
    return home.path


@pytest.fixture
def restored(own: Path) -> Path:
    """A home with 3 transitions of the 8 that it knows."""
    record(own, 3)
    backup = copy_of(own)
    record(own, 5)
    replace_store(own, backup)
    return own


def test_no_hub_starts_on_an_older_store(restored: Path) -> None:
    """Neither the supervisor nor a worker, in one line that says what to do."""
    done = hub(restored, "run")
    told = done.stderr.decode()
    assert (done.returncode, told.count("HUB-920"), "accept-restore" in told) == (4, 1, True), done
    with pytest.raises(StoreForgot, match="HUB-920"):
        prove_store(Home(restored))
    with pytest.raises(StoreForgot, match="HUB-920"), open_worker(Home(restored)):
        pass


@pytest.mark.parametrize(
    "opened",
    [
        open_release,
        open_settlement,
        open_acts,
        open_replay,
        lambda home: open_replay(home, signs=True),
        lambda home: closing(open_store_to_write(home)),
    ],
    ids=["quarantine", "settle", "approve", "replay", "replay --new-round", "keys"],
)
def test_no_act_of_an_operator_writes_to_an_older_store(restored: Path, opened: Callable[[Home], object]) -> None:
    """What every writing verb opens is refused before anything is written."""
    with pytest.raises(StoreForgot, match="HUB-920"), opened(Home(restored)):  # type: ignore[attr-defined]
        pass


WRITING = [
    ("settle", "0", "--reason", "x"),
    ("quarantine", "release", "0", "--reason", "x"),
    ("quarantine", "discard", "0", "--reason", "x"),
    ("replay", "events", "0", "--reason", "x"),
    ("keys", "roll", "--reason", "x"),
]


@pytest.mark.parametrize("verb", WRITING, ids=[" ".join(verb[:2]) for verb in WRITING])
def test_every_writing_verb_refuses_alike(restored: Path, verb: tuple[str, ...]) -> None:
    """With the code and the exit code of a start."""
    done = hub(restored, *verb)
    assert (done.returncode, "HUB-920" in done.stderr.decode()) == (4, True), done


def test_reading_goes_on_and_tells(restored: Path) -> None:
    """Status and doctor say that the store is older."""
    assert hub(restored, "log").returncode == 0
    assert [fault[:7] for fault in hub_json(restored, "status")["store_faults"]] == ["HUB-920"]
    found = [(f.result, f.text.fixed[:7]) for f in looks_at(Home(restored))["past"]()]
    assert found == [("failure", "HUB-920")]


def test_an_accepted_restore_is_recorded_and_the_hub_works_again(restored: Path) -> None:
    """Under the next name of the log; the list says what is missing, and the act who said so."""
    home = Home(restored)
    drop(home.queues, "national", "lost.json", b"{}")
    lost = home.queues / "national" / "SentBox" / "29990101"
    lost.mkdir(parents=True)
    (home.queues / "national" / "OutBox" / "lost.json").rename(lost / "lost.json")
    seen = hub_json(restored, "audit", "accept-restore", "--dry-run")
    assert (seen["accepted"], seen["log"], seen["entries"], seen["lost"]) == (False, "hub/audit/2", 3, 5)
    done = hub_json(restored, "audit", "accept-restore", "--reason", "disk lost")
    assert (done["accepted"], done["given_up"].split()[:2]) == (True, ["hub/audit", "8"])
    files = [(one["owner"], one["box"], one["name"]) for one in done["files"]]
    assert files == [("national", "SentBox", "29990101/lost.json")]
    assert prove_store(home) == []
    record(restored, 4)
    store, signer = open_store(home.store_url), open_sealer(home)
    assert signer is not None
    with store.log.read() as log:
        (life,), sealed = log.lives(), log.sealed()
        prove_continued(log, sealed, signer)
    with store.transactions.begin() as unit:
        (act,) = unit.acts([life.act])
    store.close()
    assert (act.verb, act.about, act.reason) == ("restore", "hub/audit/2", "disk lost")
    assert sealed is not None
    assert sealed.note.split("\n")[:2] == ["hub/audit/2", "7"]
    assert home.kept_checkpoint.read_text() == sealed.note
    assert [(f.result) for f in looks_at(home)["past"]()] == ["ok"]


def test_there_is_nothing_to_accept_on_a_sound_store(own: Path) -> None:
    """Nor without a reason."""
    record(own, 2)
    done = hub(own, "audit", "accept-restore", "--reason", "x")
    assert (done.returncode, "HUB-923" in done.stderr.decode()) == (1, True), done
    assert hub(own, "audit", "accept-restore").returncode != 0


def test_where_two_operators_are_asked_for_it_waits_for_the_second(restored: Path) -> None:
    """The same person cannot approve; nothing has changed until somebody does."""
    with (restored / "hub.toml").open("a") as settings:
        settings.write('\n[acts]\nrestore = "two"\n')
    proposed = json.loads(hub(restored, "audit", "accept-restore", "--reason", "x", "--json").stdout)
    assert (proposed["verb"], proposed["arguments"]["entries"]) == ("restore", "3")
    with pytest.raises(StoreForgot):
        prove_store(Home(restored))
    refused = hub(restored, "approve", proposed["proposal"], "--reason", "y")
    assert (refused.returncode, "HUB-807" in refused.stderr.decode()) == (1, True), refused
    with pytest.raises(StoreForgot):
        prove_store(Home(restored))


@pytest.fixture
def garbled(own: Path) -> Iterator[Path]:
    record(own, 2)
    Home(own).kept_checkpoint.write_text("damaged")
    yield own


def test_a_damaged_file_is_told_by_the_doctor_and_stops_nothing(garbled: Path) -> None:
    """The next checkpoint replaces it."""
    home = Home(garbled)
    assert prove_store(home) == []
    assert [(f.result, f.text.fixed[:7]) for f in looks_at(home)["past"]()] == [("warning", "HUB-922")]
    record(garbled, 1)
    assert [f.result for f in looks_at(home)["past"]()] == ["ok"]
