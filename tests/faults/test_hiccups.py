"""A store or queue that fails for a moment: what was promised before it did is sent by the same run."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from rig import PARTIES, PORTALS, HandClock, Rig, a_credit_authorization, usccs

from adapters.folder import FolderQueue, drop
from hub.effects.render_event import render_event
from hub.errors import Code, StoreConflict, StoreUnavailable
from hub.model import Document, Transition
from hub.ports import Confirmation, Delivery, Store, Transactions, Unit


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
    """Transactions of which the n-th fails, with everything rolled back."""

    def __init__(self, transactions: Transactions, failures: dict[int, Exception]) -> None:
        self.snapshot = transactions.snapshot
        self._begin = transactions.begin
        self._failures = failures
        self.begun = 0

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        self.begun += 1
        number = self.begun
        with self._begin() as unit:
            yield unit
            if number in self._failures:
                raise self._failures[number]


class Mute(Failing):
    """Transactions of which the n-th is committed, and its answer is lost on the way back."""

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        self.begun += 1
        number = self.begun
        with self._begin() as unit:
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
    store: Store, rig: Callable[..., Rig], submission: str, tmp_path: Path
) -> None:
    """By the same worker, not only after a restart."""
    queue = Forgetful(tmp_path / "queues", [*PORTALS, *PARTIES], "hub", HandClock())
    hub = rig(store, queue=queue)
    hub.work()
    assert hub.document(submission).status == "P002"
    assert store.outbox.due("hub", 10) == []


def test_a_confirm_that_the_store_did_not_take_is_recorded_by_the_same_run(
    store: Store, rig: Callable[..., Rig], submission: str
) -> None:
    """However often another transaction was in the way."""
    conflicts: dict[int, Exception] = {number: StoreConflict("in the way") for number in range(2, 2 + 1 + 2 * 8)}
    hub = rig(replace(store, transactions=Failing(store.transactions, conflicts)))
    hub.work()
    assert hub.document(submission).status == "P002"
    assert store.outbox.due("hub", 10) == []


def test_what_was_recorded_before_the_store_went_away_is_sent_by_the_same_run(
    store: Store, rig: Callable[..., Rig], tmp_path: Path
) -> None:
    """The submission's refusal is committed, then the store fails on the reply of the same batch."""
    drop(tmp_path / "queues", "national", "1.json", b"unreadable")
    drop(tmp_path / "queues", "ping-an", "1.xml", b"unreadable")
    hub = rig(replace(store, transactions=Failing(store.transactions, {2: StoreUnavailable("gone")})))
    hub.work()
    assert store.outbox.due("hub", 10) == []
    assert {row.owner for row in store.quarantine.deliveries(10)} == {"national", "ping-an"}


def test_a_refusal_that_meets_a_conflict_is_tried_again(store: Store, rig: Callable[..., Rig]) -> None:
    """Giving up on a delivery is a transaction like any other."""
    failures: dict[int, Exception] = {1: ValueError("ours"), 2: ValueError("ours"), 3: StoreConflict("in the way")}
    hub = rig(replace(store, transactions=Failing(store.transactions, failures)))
    hub.worker.record([Delivery(owner="national", tag="t", body=b"{}", taken_at=0)])
    assert [row.code for row in store.quarantine.deliveries(10)] == ["HUB-501"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_commit_whose_answer_is_lost_is_followed_up_by_the_same_run(
    store: Store, rig: Callable[..., Rig], submission: str, number: int
) -> None:
    """Of the submission, or of its confirm: each promises something that no memory knows of."""
    hub = rig(replace(store, transactions=Mute(store.transactions, {number: StoreUnavailable("gone")})))
    hub.work()
    assert hub.document(submission).status == "P002"
    assert store.outbox.due("hub", 10) == []
    assert sorted(event["data"]["status"] for event in hub.events()) == ["P001", "P002"]


def test_a_promise_that_cannot_be_rendered_holds_up_no_other(
    store: Store, rig: Callable[..., Rig], submission: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours: it stays for an operator."""
    hub = rig(store)

    def failing(hub_id: str, document: Document, transition: Transition, *more: Any) -> bytes:
        if transition.after == "P001":
            raise KeyError("P001")
        return render_event(hub_id, document, transition, *more)

    monkeypatch.setattr("hub.flow.rendering.render_event", failing)
    looks = count()
    hub.worker.run(lambda: next(looks) > 10)
    assert hub.document(submission).status == "P002"
    assert [event["data"]["status"] for event in hub.events()] == ["P002"]
    assert [due.outgoing.subject for due in store.outbox.due("hub", 10)] == [hub.document(submission).id]


# ---- given up on -----------------------------------------------------------------------------


def test_what_came_from_an_owner_that_is_gone_is_kept_and_nobody_is_notified(
    store: Store, rig: Callable[..., Rig]
) -> None:
    """A dead letter of a party that was taken out of the catalogue."""
    hub = rig(store)
    hub.worker.record([Delivery(owner="gone", tag="t", body=b"x", taken_at=0, doubt=Code.DELIVERY_LIMIT_REACHED)])
    assert [(row.owner, row.code) for row in store.quarantine.deliveries(10)] == [("gone", "HUB-118")]
    assert store.outbox.due("hub", 10) == []


def test_a_submission_that_was_recorded_is_not_refused_when_it_is_given_up_on(
    store: Store, rig: Callable[..., Rig]
) -> None:
    """Only letting go of it had failed: its portal gets the first answer again."""
    hub = rig(store)
    body = json.dumps(form := a_credit_authorization(next(usccs()))).encode()
    hub.take_in([body])
    hub.worker.record([Delivery(owner="national", tag="t", body=body, taken_at=0, doubt=Code.DELIVERY_LIMIT_REACHED)])
    assert store.quarantine.deliveries(10) == []
    hub.work()
    assert {event["data"]["submission"] for event in hub.events()} == {form["id"]}


def test_a_receipt_that_was_recorded_is_not_refused_when_it_is_given_up_on(
    store: Store, rig: Callable[..., Rig], submission: str
) -> None:
    """Its party gets the receipt again that it got; what another user brings is kept all the same."""
    hub = rig(store)
    hub.work()
    body = hub.decision("CreditAuthorizationDecision", hub.message_of(hub.document(submission).id), "S")
    hub.reply(body)
    hub.worker.record([Delivery(owner="ping-an", tag="t", body=body, taken_at=0, doubt=Code.DELIVERY_LIMIT_REACHED)])
    assert store.quarantine.deliveries(10) == []
    assert len([due for due in store.outbox.due("hub", 10) if due.outgoing.destination == "ping-an"]) == 1
    hub.worker.record([Delivery(owner="ping-an", tag="t", body=body, taken_at=0, doubt=Code.SENDER_NOT_VERIFIED)])
    assert [row.code for row in store.quarantine.deliveries(10)] == ["HUB-117"]
