"""A sealer that dies or stands still at any of its steps: there is one log, and the next sealer catches up.

HUB_SEALER_KILLS says how many die; every step has its turn from some 40 on.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from sealer_at_work import ORIGIN, Sealers, kept_note

from adapters.notes import NoteSigner, is_signed_by, load_note_signer, make_note_key
from adapters.store import open_store
from hub.bootstrap.clock import SystemClock
from hub.errors import Deferred
from hub.flow.sealing import SealingLine
from hub.model import tree
from hub.model.checkpoint import parse_checkpoint, parse_note
from hub.ports import Store
from hub.testing.rows import a_document, all_in_one, write
from hub.testing.store.sealing import reader_of

KILLS: Final = int(os.environ.get("HUB_SEALER_KILLS", "6"))
EACH: Final = 3
"""Documents that are brought before each sealer."""


@pytest.fixture
def signer(tmp_path: Path) -> NoteSigner:
    make_note_key(tmp_path / "key.pem")
    return load_note_signer(tmp_path / "key.pem", ORIGIN)


@pytest.fixture(scope="module")
def sealers() -> Iterator[Sealers]:
    made = Sealers()
    yield made
    made.close()


@dataclass(frozen=True)
class Place:
    """Lets sealers work on one store."""

    sealers: Sealers
    store_url: str
    folder: Path

    def live(self, step: int = 0, number: int = signal.SIGKILL) -> int:
        """As `Sealers.live`."""
        return self.sealers.live(self.store_url, self.folder, step, number)


@pytest.fixture
def place(sealers: Sealers, store_url: str, signer: NoteSigner, tmp_path: Path) -> Place:
    """The sealers sign with the key that `signer` made."""
    return Place(sealers, store_url, tmp_path)


def bring(store: Store) -> None:
    write(store, all_in_one(a_document() for _ in range(EACH)))


def seal(store: Store, signer: NoteSigner) -> None:
    """Another sealer seals all that waits, as soon as the database knows that the former one is dead."""
    line, end = SealingLine(store.log, signer, SystemClock()), time.monotonic() + 300
    while waiting(store):
        assert time.monotonic() < end, "what waits is not sealed"
        line.finish()


def waiting(store: Store) -> int:
    with store.log.read() as log:
        return log.backlog().count


def require_sound(store: Store, signer: NoteSigner, folder: Path) -> None:
    """The newest checkpoint says what the log holds, and what is kept outside is a former one of it."""
    note = kept_note(folder).read()
    with store.log.read() as log:
        sealed, read, size = log.sealed(), reader_of(log), log.size()
        assert (size, tree.root(read, size)) == ((sealed.size, sealed.root) if sealed else (0, tree.EMPTY_ROOT))
        if note is not None:
            known = parse_checkpoint(parse_note(note).text)
            assert known.size <= size
            assert known.root == tree.root(read, known.size)
            assert is_signed_by(parse_note(note), signer.key())


def require_one_history(store: Store, transitions: int) -> None:
    """Every transition has one position, and each checkpoint extends the one before."""
    with store.log.read() as log:
        assert (log.size(), log.backlog().count) == (transitions, 0)
        read = reader_of(log)
        sealed = [found for size in range(transitions + 1) if (found := log.sealed(size)) is not None]
        entries = [leaf for number in range(transitions // 256 + 1) for leaf in log.leaves(number)]
        for old, new in pairwise(sealed):
            proof = tree.consistency(read, old.size, new.size)
            assert tree.is_extension((old.size, old.root), (new.size, new.root), proof)
    assert len(set(entries)) == len(entries) == transitions


def test_a_sealer_that_is_killed_at_any_step_leaves_one_log(
    store: Store, signer: NoteSigner, place: Place, tmp_path: Path
) -> None:
    """Before and after each statement, before the commit, and around the keeping outside the store."""
    bring(store)
    steps = place.live()
    assert steps > 10
    for turn in range(KILLS):
        bring(store)
        step = 1 + (turn * steps // KILLS if steps > KILLS else turn % steps)
        assert place.live(step) in (-signal.SIGKILL, *range(1, step))
        require_sound(store, signer, tmp_path)
        if turn % 3:  # else the next sealer has more to catch up
            seal(store, signer)
    seal(store, signer)
    require_sound(store, signer, tmp_path)
    require_one_history(store, EACH * (KILLS + 1))


@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_a_sealer_that_wakes_up_after_a_pause_writes_no_second_history(
    store: Store, signer: NoteSigner, place: Place, tmp_path: Path, part: float
) -> None:
    """Another one is turned away meanwhile, waits, or has sealed already; the order does not matter."""
    bring(store)
    steps = place.live()
    bring(store)
    if place.live(max(1, round(steps * part)), signal.SIGSTOP) == -signal.SIGSTOP:
        other = open_store(place.store_url)

        def try_to_seal() -> None:
            with suppress(Deferred):  # the one that stands still may hold the store
                SealingLine(other.log, signer, SystemClock()).finish()

        rival = threading.Thread(target=try_to_seal)
        rival.start()
        rival.join(0.2)
        assert place.sealers.go_on() > 0
        rival.join(60)
        other.close()
    seal(store, signer)
    require_sound(store, signer, tmp_path)
    require_one_history(store, 2 * EACH)
