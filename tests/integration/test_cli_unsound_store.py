"""A store of a newer hub, a damaged one, one that is locked and a worker that hangs: start, doctor and status tell."""

import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from verbs import hub, hub_json

from adapters.store import soundness
from hub.bootstrap.acts import open_release, open_settlement
from hub.bootstrap.doctor import looks_at
from hub.bootstrap.health import glance, prove_store
from hub.bootstrap.home import make_home
from hub.errors import ClockBehind, StoreDamaged, StoreNewer
from hub.home.place import Home

DAY = 86_400_000_000


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A new home."""
    home = Home(tmp_path / "home")
    make_home(home, ["ping-an"], ["national"])
    return home.path


def change(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "store.sqlite")) as store:
        store.execute(statement)
        store.commit()


def make_newer(home: Path) -> None:
    change(home, "UPDATE alembic_version SET version_num = '9999'")


def damage(home: Path) -> None:
    """A page in the middle that no verb's first look touches."""
    with closing(sqlite3.connect(file := home / "store.sqlite")) as store:
        store.execute("PRAGMA journal_mode=DELETE")
        (root,) = store.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'settled'").fetchone()
        (size,) = store.execute("PRAGMA page_size").fetchone()
    with file.open("rb+") as out:
        out.seek((root - 1) * size)
        out.write(b"\xa5" * size)


def make_older(home: Path) -> None:
    """As before disputes were kept."""
    change(home, "ALTER TABLE resource DROP COLUMN dispute")
    change(home, "UPDATE alembic_version SET version_num = '0006'")


def codes_of_status(home: Path) -> set[str]:
    printed: dict[str, Any] = hub_json(home, "status")
    return {fault[:7] for fault in printed["store_faults"]} | {failure["code"] for failure in printed["failures"]}


@pytest.mark.parametrize(("spoil", "code"), [(make_newer, "HUB-782"), (damage, "HUB-783")], ids=["newer", "damaged"])
def test_a_store_that_must_not_be_used_is_refused_by_start_and_reported(
    own: Path, spoil: Callable[[Path], None], code: str
) -> None:
    """By one line with its code; the hub ends at once, for no waiting helps."""
    spoil(own)
    done: subprocess.CompletedProcess[bytes] = hub(own, "run")
    assert (done.returncode, done.stderr.decode()[:20].count(code)) == (4, 1), done
    doctor = {c["name"]: c for c in hub_json(own, "doctor")["checks"]}
    assert (doctor["store"]["result"], doctor["store"]["text"][:7]) == ("failure", code)
    assert code in codes_of_status(own)
    with pytest.raises((StoreNewer, StoreDamaged), match=code):
        prove_store(Home(own))


def test_no_hub_starts_on_an_older_store(own: Path) -> None:
    """It would take what it cannot record, and say that the store is gone."""
    make_older(own)
    done = hub(own, "run")
    assert (done.returncode, done.stderr.decode().count("HUB-709")) == (4, 1), done


@pytest.fixture
def locked(own: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Somebody began to write and went away; who waits for it waits less long than in production."""
    monkeypatch.setattr(soundness, "PROBE_MS", 100)
    with closing(sqlite3.connect(own / "store.sqlite", isolation_level=None)) as forgotten:
        forgotten.execute("BEGIN IMMEDIATE")
        yield own


def test_a_lock_that_somebody_forgot_is_reported(locked: Path) -> None:
    """By start, which goes on and waits; by doctor and by status."""
    home = Home(locked)
    assert [fault.fixed[:7] for fault in prove_store(home)] == ["HUB-784"]
    assert [fault.fixed[:7] for fault in glance(home).faults] == ["HUB-784"]
    assert [(f.result, f.text.fixed[:7]) for f in looks_at(home)["store"]()] == [("failure", "HUB-784")]


def test_a_worker_without_a_heartbeat_is_reported(own: Path) -> None:
    """It hangs, or was killed and not started again; one that beats is not told."""
    now = time.time_ns() // 1000
    change(own, f"INSERT INTO worker VALUES ('hangs-1', 7, {now - DAY}, {now - DAY})")
    change(own, f"INSERT INTO worker VALUES ('works-1', 7, {now - DAY}, {now + DAY})")
    (fault,) = hub_json(own, "status")["store_faults"]
    assert ("HUB-786" in fault, "hangs-1" in fault) == (True, True)
    assert "HUB-786" in hub(own, "status").stdout.decode()
    assert [f.text.fixed[:7] for f in looks_at(Home(own))["store"]() if f.result == "warning"] == ["HUB-786"]


def test_nothing_is_judged_by_an_operator_either_while_the_clock_is_wrong(own: Path) -> None:
    """What is taken in from quarantine would be refused for good, as by the hub itself."""
    home = Home(own)
    with closing(sqlite3.connect(own / "store.sqlite")) as store:
        store.execute("PRAGMA foreign_keys=OFF")
        columns = [(name, kind) for _, name, kind, *_ in store.execute("PRAGMA table_info(document)")]
        values = [
            time.time_ns() // 1000 + DAY if name == "updated_at" else 0 if "INT" in k else "" for name, k in columns
        ]
        store.execute(f"INSERT INTO document VALUES ({','.join('?' * len(values))})", values)
        store.commit()
    for opened in (open_release, open_settlement):
        with pytest.raises(ClockBehind, match="HUB-781"), opened(home):
            pass


def test_a_sound_store_has_no_faults(own: Path) -> None:
    """Nor does it keep `hub run` from starting."""
    assert (list(glance(Home(own)).faults), prove_store(Home(own))) == ([], [])
