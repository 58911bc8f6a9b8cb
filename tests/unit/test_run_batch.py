"""A batch is committed together, else each item alone; what fails alone is given up with its reason."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import structlog.testing

from hub.errors import Code, Deferred, Rejected, StoreConflict, StoreUnavailable, rejected
from hub.flow.batch import ATTEMPTS, Unusable, attempt, raise_unusable, run_batch
from hub.model import Books
from hub.ports import Delivery

DELIVERY = Delivery(owner="national", tag="1", body=b"{}", taken_at=1)


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, without waiting: the longest of what chance may give."""
    made: list[float] = []
    monkeypatch.setattr("hub.flow.batch.random.uniform", lambda _, most: most)
    monkeypatch.setattr("hub.flow.batch.time.sleep", made.append)
    return made


def some_books() -> Books:
    return Books(1, "catalogue", "worker")


class Commits:
    """Commits items, or fails as it was told; remembers everything that it was asked."""

    def __init__(self, *failures: Exception | None, alone: Callable[[Any], Exception | None] = lambda _: None) -> None:
        self._failures = list(failures)
        self._alone = alone
        self.asked: list[list[Any]] = []
        self.given_up: list[tuple[Any, str, str]] = []

    def transact(self, items: Sequence[Any]) -> Books:
        self.asked.append(list(items))
        failure = self._failures.pop(0) if self._failures else (self._alone(items[0]) if len(items) == 1 else None)
        if failure is not None:
            raise failure
        return some_books()

    def give_up(self, item: Any, refusal: Rejected, cause: str) -> Books:
        self.given_up.append((item, refusal.faults[0].code, cause))
        return some_books()

    def run(self, items: Sequence[Any]) -> list[Books]:
        return run_batch(items, self.transact, self.give_up)


# ---- before the transaction ----------------------------------------------------------------------


def test_stages_give_their_value() -> None:
    """Nothing is caught that is not raised."""
    assert attempt(lambda delivery: delivery.body, DELIVERY) == b"{}"


def test_what_the_queue_doubts_is_not_looked_at() -> None:
    """The reason is the queue's."""
    doubtful = Delivery(owner="national", tag="1", body=b"{}", taken_at=1, doubt=Code.SENDER_NOT_VERIFIED)
    found = attempt(lambda _: pytest.fail("looked at"), doubtful)
    assert isinstance(found, Unusable)
    assert (found.refusal.faults[0].code, found.cause) == (Code.SENDER_NOT_VERIFIED, "")


def test_a_refusal_is_the_senders_and_has_no_traceback() -> None:
    """It is answered with its reasons."""

    def refuse(_: Delivery) -> None:
        raise rejected(Code.NOT_XML)

    found = attempt(refuse, DELIVERY)
    assert isinstance(found, Unusable)
    assert ([one.code for one in found.refusal.faults], found.cause) == ([Code.NOT_XML], "")


def test_a_fault_of_ours_is_kept_with_its_traceback() -> None:
    """An operator finds it in quarantine; the log names the class and the place."""

    def fail(_: Delivery) -> None:
        raise KeyError("ours")

    with structlog.testing.capture_logs() as logs:
        found = attempt(fail, DELIVERY)
    assert isinstance(found, Unusable)
    assert (found.refusal.faults[0].code, "KeyError: 'ours'" in found.cause) == (Code.PROCESSING_FAILED, True)
    assert [line["event"] for line in logs] == ["gave_up"]


@pytest.mark.parametrize(("cause", "logged"), [("", []), ("Traceback …", ["still_unusable"])])
def test_a_release_that_fails_again_raises_its_refusal(cause: str, logged: list[str]) -> None:
    """A fault of ours is logged too: nobody else hears of it."""
    with structlog.testing.capture_logs() as logs, pytest.raises(Rejected, match="HUB-401"):
        raise_unusable(Unusable(DELIVERY, rejected(Code.NOT_XML), cause))
    assert [line["event"] for line in logs] == logged


# ---- in the transaction --------------------------------------------------------------------------


def test_all_items_are_committed_together() -> None:
    """One transaction; for no items, none."""
    commits = Commits()
    assert len(commits.run([1, 2, 3])) == 1
    assert commits.run([]) == []
    assert commits.asked == [[1, 2, 3]]


@pytest.mark.parametrize("failure", [KeyError("x"), StoreConflict("x"), rejected(Code.NOT_XML)])
def test_when_a_batch_fails_each_item_is_committed_alone(failure: Exception) -> None:
    """Whatever it failed of."""
    commits = Commits(failure)
    assert len(commits.run([1, 2])) == 2
    assert (commits.asked, commits.given_up) == ([[1, 2], [1], [2]], [])


@pytest.mark.parametrize("failures", [(StoreUnavailable("gone"),), (KeyError("x"), StoreUnavailable("gone"))])
def test_a_store_that_is_gone_is_the_callers(failures: tuple[Exception, ...]) -> None:
    """Nothing is given up, together or alone: no delivery may be acknowledged."""
    commits = Commits(*failures)
    with pytest.raises(Deferred, match="gone"):
        commits.run([1, 2])
    assert commits.given_up == []


def test_only_the_item_that_fails_alone_is_given_up() -> None:
    """With its refusal; its neighbours are committed."""
    commits = Commits(KeyError("x"), alone=lambda item: rejected(Code.NOT_XML) if item == 2 else None)
    assert len(commits.run([1, 2, 3])) == 3
    assert commits.given_up == [(2, Code.NOT_XML, "")]


def test_an_item_that_fails_of_ours_is_given_up_with_the_traceback() -> None:
    """It is no refusal that a sender could understand."""
    commits = Commits(KeyError("x"), alone=lambda _: ValueError("ours"))
    commits.run([1])
    ((item, code, cause),) = commits.given_up
    assert (item, code, "ValueError: ours" in cause) == (1, Code.PROCESSING_FAILED, True)


def test_a_conflict_is_tried_again_with_growing_pauses(pauses: list[float]) -> None:
    """Another transaction was there first, and this one decides anew."""
    commits = Commits(*[StoreConflict("x")] * ATTEMPTS)
    commits.run([1])
    assert (len(commits.asked), commits.given_up) == (1 + ATTEMPTS, [])
    assert pauses == [0.01 * 2**number for number in range(ATTEMPTS - 1)]


def test_a_conflict_that_does_not_end_is_given_up() -> None:
    """After eight attempts, and the cause says so."""
    commits = Commits(*[StoreConflict("busy")] * (ATTEMPTS + 1))
    commits.run([1])
    ((_, code, cause),) = commits.given_up
    assert (code, cause.startswith("8 attempts: "), "busy" in cause) == (Code.CONCURRENT_CONFLICT, True, True)


def test_giving_up_is_tried_again_as_well() -> None:
    """It is a transaction too."""
    commits = Commits(KeyError("x"), alone=lambda _: ValueError("ours"))
    tries: list[int] = []

    def give_up(item: int, refusal: Rejected, cause: str) -> Books:
        tries.append(item)
        if len(tries) < 3:
            raise StoreConflict("x")
        return commits.give_up(item, refusal, cause)

    assert len(run_batch([1], commits.transact, give_up)) == 1
    assert tries == [1, 1, 1]


def test_a_conflict_in_giving_up_that_does_not_end_is_the_callers() -> None:
    """The delivery stays where it is."""

    def give_up(_item: int, _refusal: Rejected, _cause: str) -> Books:
        raise StoreConflict("busy")

    with pytest.raises(StoreConflict, match="busy"):
        run_batch([1], Commits(KeyError("x"), alone=lambda _: ValueError("ours")).transact, give_up)
