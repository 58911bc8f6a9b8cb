"""A store or queue that fails for a moment: what was promised before it did is sent by the same run."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rig import PARTIES, PORTALS, HandClock, Rig, a_credit_authorization, usccs

from adapters.folder import FolderQueue, drop
from adapters.store import SqlStore
from hub.errors import StoreConflict, StoreUnavailable
from hub.ports import Confirmation, Delivery, Unit


class Forgetful(FolderQueue):
    """Has lost the first parcel that it published, or does not know."""

    lost_one = False

    def confirmations(self, wait: float) -> dict[str, Confirmation]:
        told = super().confirmations(wait)
        if told and not self.lost_one:
            self.lost_one = True
            told[next(iter(told))] = "lost"
        return told


class Failing:
    """A store whose n-th transaction fails, with everything rolled back."""

    def __init__(self, store: SqlStore, failures: dict[int, Exception]) -> None:
        self._store = store
        self._failures = failures
        self.begun = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        self.begun += 1
        number = self.begun
        with self._store.begin() as unit:
            yield unit
            if number in self._failures:
                raise self._failures[number]


@pytest.fixture
def submission(tmp_path: Path) -> str:
    """The id of a submission that waits in its portal's box."""
    form = a_credit_authorization(next(usccs()))
    drop(tmp_path / "queues", "national", "1.json", json.dumps(form).encode())
    return str(form["id"])


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(store: Any, **more: Any) -> Rig:
        made.append(Rig(store, tmp_path / "queues", **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_what_the_queue_lost_is_published_again(
    store: SqlStore, rig: Callable[..., Rig], submission: str, tmp_path: Path
) -> None:
    """By the same worker, not only after a restart."""
    queue = Forgetful(tmp_path / "queues", [*PORTALS, *PARTIES], "hub", HandClock())
    hub = rig(store, queue=queue)
    hub.work()
    assert hub.document(submission).status == "P002"
    assert store.due("hub", 10) == []


def test_a_confirm_that_the_store_did_not_take_is_recorded_by_the_same_run(
    store: SqlStore, rig: Callable[..., Rig], submission: str
) -> None:
    """However often another transaction was in the way."""
    conflicts: dict[int, Exception] = {number: StoreConflict("in the way") for number in range(2, 2 + 1 + 2 * 8)}
    hub = rig(Failing(store, conflicts))
    hub.work()
    assert hub.document(submission).status == "P002"
    assert store.due("hub", 10) == []


def test_what_was_recorded_before_the_store_went_away_is_sent_by_the_same_run(
    store: SqlStore, rig: Callable[..., Rig], tmp_path: Path
) -> None:
    """The submission's refusal is committed, then the store fails on the reply of the same batch."""
    drop(tmp_path / "queues", "national", "1.json", b"unreadable")
    drop(tmp_path / "queues", "ping-an", "1.xml", b"unreadable")
    hub = rig(Failing(store, {2: StoreUnavailable("gone")}))
    hub.work()
    assert store.due("hub", 10) == []
    assert {row.owner for row in store.quarantined(10)} == {"national", "ping-an"}


def test_a_refusal_that_meets_a_conflict_is_tried_again(store: SqlStore, rig: Callable[..., Rig]) -> None:
    """Giving up on a delivery is a transaction like any other."""
    failures: dict[int, Exception] = {1: ValueError("ours"), 2: ValueError("ours"), 3: StoreConflict("in the way")}
    hub = rig(Failing(store, failures))
    hub.worker.record([Delivery(owner="national", tag="t", body=b"{}", taken_at=0)])
    assert [row.code for row in store.quarantined(10)] == ["HUB-501"]
