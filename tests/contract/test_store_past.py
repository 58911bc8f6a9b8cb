"""A store beside what is known of it: older, of another history, accepted, and never two histories under one name."""

import base64
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from backups import Backups
from forked import kill_in
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from store_cases import plain_engine
from test_store_sealing import Time, bring, newest

from adapters.files import durable
from adapters.notes import KeptNote, NoteSigner, is_signed_by, load_note_signer, make_note_key
from adapters.store import open_store
from hub.errors import HubError, OperatorError, Rejected, StoreForgot
from hub.flow.accept_restore import begin_life, find_restore
from hub.flow.log_lives import LogOwner
from hub.flow.past import Known, kept_in, known_among, prove_past
from hub.flow.sealing import INTERVAL_S, SealingLine, prove_continued
from hub.model import tree
from hub.model.checkpoint import parse_checkpoint, parse_note
from hub.model.life import Life, life_number
from hub.ports import Store
from hub.testing.store.sealing import reader_of
from hub.text.bilingual import Bilingual

ORIGIN = "hub/audit"


class HomeOf:
    """A home's part in this: its key, its file, its sealer on some store."""

    time = Time()
    """One for all homes of a process."""

    def __init__(self, folder: Path, signer: NoteSigner) -> None:
        self.place = KeptNote(folder / "audit" / "checkpoint", Bilingual("此处", "here"))
        self.file = folder / "audit" / "checkpoint"
        self.owner = LogOwner(ORIGIN, signer)
        self.signer = signer

    def seal(self, store: Store) -> None:
        """One turn of the worker, an interval later."""
        self.time.seconds += INTERVAL_S
        SealingLine(store.log, self.signer, self.time, self.time.monotonic, [self.place]).run()

    def known(self) -> list[Known]:
        return known_among(kept_in([self.place]), self.owner)[0]

    def prove(self, store: Store) -> None:
        """As a start does."""
        with store.log.read() as log:
            prove_past(log, self.known(), self.owner)

    def accept(self, store: Store) -> Life:
        life = begin_life(store.log, self.known(), self.owner, "act-1", 7)
        self.place.keep(life.note, lambda _: True)
        return life


def a_key(file: Path) -> NoteSigner:
    make_note_key(file)
    return load_note_signer(file, ORIGIN)


@pytest.fixture
def signer(tmp_path: Path) -> NoteSigner:
    return a_key(tmp_path / "key.pem")


@pytest.fixture
def home(tmp_path: Path, signer: NoteSigner) -> HomeOf:
    return HomeOf(tmp_path / "home", signer)


@pytest.fixture
def backups(store_url: str, backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Backups]:
    postgres = request.getfixturevalue("postgres") if backend == "postgresql" else None
    made = Backups(store_url, tmp_path, postgres)
    yield made
    made.close()


@pytest.fixture
def older(store: Store, home: HomeOf, backups: Backups) -> tuple[Store, str]:
    """A backup after 5 transitions of a store that had 12 when the home last looked; with its URL."""
    bring(store, 5)
    home.seal(store)
    taken = backups.take()
    bring(store, 7)
    home.seal(store)
    return backups.restore(taken)


def code_of(act: Callable[[], object]) -> str:
    """With what code it is refused; empty where it is not."""
    try:
        act()
    except Rejected as refused:
        return str(refused.faults[0].code)
    except HubError as refused:
        return str(refused)[:7]
    return ""


def proved(store: Store, home: HomeOf) -> None:
    """The log goes on: its newest checkpoint and its lives are what it holds, and so is what is known."""
    with store.log.read() as log:
        prove_continued(log, log.sealed(), home.signer)
    home.prove(store)


def test_the_newest_checkpoint_is_kept_exactly_as_it_was_signed(store: Store, home: HomeOf) -> None:
    """The one that the store has, and the next one in its place."""
    for count in (3, 4):
        bring(store, count)
        home.seal(store)
        assert home.file.read_text() == newest(store).note
    assert home.known()[0].checkpoint.size == 7


def test_a_home_without_a_past_starts_on_any_store(store: Store, home: HomeOf, older: tuple[Store, str]) -> None:
    """As after the upgrade from a release without a log, and on a new machine."""
    home.file.unlink()
    for one in (store, older[0]):
        home.prove(one)


def test_a_store_that_is_newer_than_what_is_known_is_sound(store: Store, home: HomeOf) -> None:
    """A sealer that is killed between commit and keeping leaves the checkpoint before."""
    bring(store, 3)
    home.seal(store)
    before = home.file.read_bytes()
    bring(store, 3)
    home.seal(store)
    home.file.write_bytes(before)
    home.prove(store)


def test_an_older_store_is_refused_and_not_sealed(home: HomeOf, older: tuple[Store, str]) -> None:
    """Neither at a start nor under a running worker; what is known stays known."""
    store, _ = older
    kept = home.file.read_bytes()
    assert code_of(lambda: home.prove(store)) == "HUB-920"
    for count in (1, 20):  # shorter, then as long with other entries
        bring(store, count)
        with pytest.raises(StoreForgot, match="HUB-920"):
            home.seal(store)
    assert (newest(store).size, home.file.read_bytes()) == (5, kept)


def test_a_store_with_another_history_is_refused(home: HomeOf, older: tuple[Store, str], tmp_path: Path) -> None:
    """As long as what is known, and sealed by the same key in a home that knew nothing."""
    store, _ = older
    bring(store, 20)
    HomeOf(tmp_path / "ignorant", home.signer).seal(store)
    assert code_of(lambda: home.prove(store)) == "HUB-921"


def test_a_checkpoint_of_another_key_is_refused(store: Store, home: HomeOf, tmp_path: Path) -> None:
    """It is not overwritten either. What only looks damaged is told and does not stop a start."""
    bring(store, 3)
    home.seal(store)
    other = HomeOf(tmp_path / "home", a_key(tmp_path / "other.pem"))
    assert code_of(lambda: other.prove(store)) == "HUB-921"
    kept = home.file.read_bytes()
    with pytest.raises(StoreForgot, match="HUB-921"):
        other.seal(store)
    assert home.file.read_bytes() == kept


@pytest.mark.parametrize("spoil", ["empty", "cut", "size", "signature", "junk", "another log"])
def test_a_damaged_file_is_no_reason_not_to_start_and_is_replaced(store: Store, home: HomeOf, spoil: str) -> None:
    """Nothing that it says is believed."""
    bring(store, 3)
    home.seal(store)
    note = home.file.read_text()
    head, line = note.rsplit(" ", 1)
    signed = bytearray(base64.b64decode(line))
    signed[20] ^= 1
    spoiled = {
        "empty": "",
        "cut": note[:40],
        "size": note.replace("\n3\n", "\n4\n"),
        "signature": f"{head} {base64.b64encode(signed).decode()}\n",
        "junk": "\udcff".encode("utf-8", "surrogatepass").decode("utf-8", "replace") * 99,
        "another log": note.replace(ORIGIN, "other/audit"),
    }[spoil]
    home.file.write_text(spoiled)
    known, unusable = known_among(kept_in([home.place]), home.owner)
    assert (known, len(unusable)) == ([], 1)
    home.prove(store)
    home.seal(store)
    assert home.file.read_text() == note


def test_what_cannot_be_read_is_told_and_does_not_stop_a_worker(store: Store, home: HomeOf) -> None:
    """Here a folder has the file's name."""
    home.file.mkdir(parents=True)
    bring(store, 3)
    home.seal(store)
    assert newest(store).size == 3
    (one,) = known_among(kept_in([home.place]), home.owner)[1]
    assert one.reason is not None


def test_each_home_knows_what_another_one_sealed(store: Store, home: HomeOf, tmp_path: Path) -> None:
    """Its worker comes right after the other's, or finds nothing new."""
    other = HomeOf(tmp_path / "other", home.signer)
    bring(store, 3)
    home.seal(store)
    other.seal(store)
    assert other.file.read_bytes() == home.file.read_bytes()


def test_after_an_accepted_restore_the_log_goes_on_under_another_name(
    home: HomeOf, older: tuple[Store, str], signer: NoteSigner
) -> None:
    """Its tree extends what the restored store had; no checkpoint under the former name follows."""
    store, _ = older
    before, given_up = newest(store), home.known()[0].checkpoint
    life = home.accept(store)
    assert (life.number, life.size, life.act) == (2, 5, "act-1")
    assert life.note.split("\n")[0:2] == ["hub/audit/2", "5"]
    assert life.note.split("\n")[3] == f"gives-up hub/audit 12 {base64.b64encode(given_up.root).decode()}"
    proved(store, home)
    bring(store, 9)
    home.seal(store)
    sealed = newest(store)
    note = parse_note(sealed.note)
    assert (parse_checkpoint(note.text).origin, sealed.size) == ("hub/audit/2", 14)
    assert is_signed_by(note, signer.named("hub/audit/2").key())
    assert home.file.read_text() == sealed.note
    with store.log.read() as log:
        proof = tree.consistency(reader_of(log), before.size, sealed.size)
        assert log.lives() == [life]
    assert tree.is_extension((before.size, before.root), (sealed.size, sealed.root), proof)
    proved(store, home)


def test_another_home_that_knew_more_accepts_what_was_accepted(
    store: Store, home: HomeOf, older: tuple[Store, str], tmp_path: Path
) -> None:
    """Whatever it knows of the former life; and it then knows the new one."""
    other = HomeOf(tmp_path / "other", home.signer)
    bring(store, 8)
    other.seal(store)
    restored, _ = older
    home.accept(restored)
    other.prove(restored)
    bring(restored, 1)
    home.seal(restored)
    other.seal(restored)
    assert [one.number for one in other.known()] == [2]
    assert code_of(lambda: other.prove(store)) == "HUB-920"


def test_a_restore_to_a_time_before_an_accepted_one_begins_a_third_life(
    home: HomeOf, older: tuple[Store, str], backups: Backups
) -> None:
    """The number of the second is not used again, though this store never heard of it."""
    store, url = older
    taken = backups.take(url)
    home.accept(store)
    bring(store, 3)
    home.seal(store)
    again, _ = backups.restore(taken)
    assert code_of(lambda: home.prove(again)) == "HUB-920"
    assert home.accept(again).number == 3
    bring(again, 2)
    home.seal(again)
    proved(again, home)
    assert life_number(parse_checkpoint(parse_note(newest(again).note).text).origin, ORIGIN) == 3
    assert code_of(lambda: home.prove(store)) == "HUB-920"


def test_there_is_nothing_to_accept_on_a_sound_store(store: Store, home: HomeOf) -> None:
    """Nor twice."""
    bring(store, 3)
    home.seal(store)
    assert code_of(lambda: home.accept(store)) == "HUB-923"
    with store.log.read() as log:
        assert (log.lives(), code_of(lambda: find_restore(log, [], home.owner))) == ([], "HUB-923")


def test_an_empty_store_in_place_of_a_lost_one_is_refused_and_can_be_accepted(
    store: Store, home: HomeOf, backups: Backups
) -> None:
    """Its log begins with nothing."""
    taken = backups.take()
    bring(store, 3)
    home.seal(store)
    empty, _ = backups.restore(taken)
    assert code_of(lambda: home.prove(empty)) == "HUB-920"
    assert home.accept(empty).size == 0
    bring(empty, 1)
    home.seal(empty)
    proved(empty, home)


def test_a_damaged_log_gets_no_next_life(home: HomeOf, older: tuple[Store, str]) -> None:
    """Accepting is for what is missing, not for what was changed."""
    store, url = older
    engine = plain_engine(url)
    with engine.begin() as connection:
        guards = ["tile_only_grows", "tile_refuses_delete"] if engine.dialect.name == "sqlite" else ["tile_only_grows"]
        for guard in guards:
            on = "" if engine.dialect.name == "sqlite" else " ON tile"
            connection.execute(text(f"DROP TRIGGER {guard}{on}"))
        hashes = connection.execute(text("SELECT hashes FROM tile WHERE level = 0")).scalar_one()
        changed = bytes(hashes)[:-1] + bytes([bytes(hashes)[-1] ^ 1])
        connection.execute(text("UPDATE tile SET hashes = :h WHERE level = 0"), {"h": changed})
    engine.dispose()
    with pytest.raises(OperatorError, match="HUB-903"):
        home.accept(store)


def test_a_life_that_the_key_did_not_sign_counts_nothing(home: HomeOf, older: tuple[Store, str]) -> None:
    """Whoever writes to the database alone cannot say that a restore was meant; the rows never change either."""
    store, url = older
    with store.log.seal() as unit:
        assert unit is not None
        unit.add_life(Life(number=2, size=5, at=1, act="forged", note=newest(store).note))
    assert code_of(lambda: home.prove(store)) == "HUB-902"
    engine = plain_engine(url)
    for change in ("UPDATE log_life SET size = 4", "DELETE FROM log_life"):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(change))
    engine.dispose()


@pytest.mark.parametrize("homes", [1, 2])
def test_workers_that_race_never_keep_an_older_checkpoint_over_a_newer_one(
    store: Store, home: HomeOf, tmp_path: Path, homes: int
) -> None:
    """Of one home, or of two: in the end each file is the store's newest checkpoint, whole."""
    racing = [home, HomeOf(tmp_path / ("home" if homes == 1 else "second"), home.signer)]

    def work(one: HomeOf) -> None:
        for _ in range(12):
            bring(store, 1)
            one.seal(store)

    with ThreadPoolExecutor() as pool:
        list(pool.map(work, racing))
    for one in racing:
        one.seal(store)
        proved(store, one)
        assert one.file.read_text() == newest(store).note
    assert newest(store).size == 24


def _seal_until_killed(url: str, folder: Path, key: Path) -> None:
    def killed(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    durable.sync_folder = killed  # type: ignore[assignment]  # the last step of a durable write
    home, store = HomeOf(folder, load_note_signer(key, ORIGIN)), open_store(url)
    home.time.seconds += 1_000
    home.seal(store)


def test_a_kill_while_a_checkpoint_is_kept_leaves_a_whole_one(
    store: Store, store_url: str, home: HomeOf, tmp_path: Path
) -> None:
    """The one before or the new one; the store is newer, or the same."""
    bring(store, 2)
    home.seal(store)
    bring(store, 3)
    kill_in(_seal_until_killed, store_url, tmp_path / "home", tmp_path / "key.pem")
    assert newest(store).size == 5
    assert home.known()[0].checkpoint.size in (2, 5)
    proved(store, home)
