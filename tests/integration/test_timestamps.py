"""A checkpoint a day gets a timestamp, kept beside it; whatever the authority does, nothing waits for it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sealed_stores import seal
from structlog.testing import capture_logs
from timestamp_authority import Authority, Replier, answering, serving

from adapters.timestamps import HttpTimestampAuthority, verify_timestamp
from hub.bootstrap.clock import SystemClock
from hub.errors import Code, OperatorError
from hub.flow.stamping import LOOK_S, RETRY_S, Stamping, StampingDuty
from hub.model.moments import DAY, SECOND
from hub.operate.publish_log import publish_log
from hub.ports import Store, Timestamp
from hub.testing.rows import brought


@dataclass
class _Time:
    """The hub's clock, ahead of the system's, and its monotonic clock."""

    ahead: int = 0
    seconds: float = 0

    def now(self) -> int:
        return SystemClock().now() + self.ahead

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def replier(tmp_path: Path) -> Replier:
    return Replier(tmp_path / "tsa")


@pytest.fixture
def url(replier: Replier) -> Iterator[str]:
    with serving(answering(replier)) as url:
        yield url


@pytest.fixture
def time() -> _Time:
    return _Time()


def stamping(store: Store, url: str, replier: Replier, time: _Time) -> Stamping:
    """The authority's answers are compared with the system's clock, as it answers by that."""
    return Stamping(store.log, HttpTimestampAuthority(url, lambda: [replier.root], SystemClock(), 300 * SECOND), time)


def record_and_seal(store: Store, tmp_path: Path) -> int:
    """The size of the new checkpoint."""
    brought(store, "received", "sent")
    return seal(store, tmp_path, SystemClock().now()).size


def newest(store: Store) -> Timestamp | None:
    with store.log.read() as log:
        return log.timestamp()


def test_a_checkpoint_a_day_has_a_timestamp_that_is_kept(
    store: Store, url: str, replier: Replier, time: _Time, tmp_path: Path
) -> None:
    """The first at once; then a day later, if the log has grown. It is over the note as it was signed."""
    asking = stamping(store, url, replier, time)
    assert asking.ask_if_due() is None  # nothing is sealed
    first = record_and_seal(store, tmp_path)
    made = asking.ask_if_due()
    assert made is not None
    assert (made.size, made) == (first, newest(store))
    with store.log.read() as log:
        sealed = log.sealed(first)
    assert sealed is not None
    assert verify_timestamp(made.response, sealed.note.encode(), [replier.root]).at == made.at

    second = record_and_seal(store, tmp_path)
    assert asking.ask_if_due() is None
    time.ahead = DAY + 60 * SECOND
    assert getattr(asking.ask_if_due(), "size", None) == second
    time.ahead *= 3
    assert asking.ask_if_due() is None  # nothing is new


def test_an_operator_gets_one_before_the_day_is_over(
    store: Store, url: str, replier: Replier, time: _Time, tmp_path: Path
) -> None:
    """For the newest checkpoint, once."""
    asking = stamping(store, url, replier, time)
    assert asking.ask() is None
    for _ in range(2):
        size = record_and_seal(store, tmp_path)
        made = asking.ask()
        assert made is not None
        assert (made.size, asking.ask()) == (size, made)


def test_what_is_not_trusted_is_not_kept(store: Store, replier: Replier, time: _Time, tmp_path: Path) -> None:
    record_and_seal(store, tmp_path)
    thief = Replier(tmp_path / "thief", Authority(issued_by="another root"))
    with serving(answering(thief)) as url, pytest.raises(OperatorError) as refused:
        stamping(store, url, replier, time).ask_if_due()
    assert (refused.value.code, newest(store)) == (Code.TIMESTAMP_NOT_TRUSTED, None)


def test_nothing_waits_for_an_authority_that_hangs(store: Store, replier: Replier, time: _Time, tmp_path: Path) -> None:
    """While it is asked the sealer seals, and nobody asks twice; what it says in the end is kept."""
    size, asked, go_on = record_and_seal(store, tmp_path), threading.Semaphore(0), threading.Event()

    def answer(handler: BaseHTTPRequestHandler, query: bytes) -> None:
        asked.release()
        assert go_on.wait(60)
        answering(replier)(handler, query)

    with serving(answer) as url:
        duty = StampingDuty(stamping(store, url, replier, time), time.monotonic)
        duty.begin()
        assert asked.acquire(timeout=60)
        time.seconds += 10 * RETRY_S
        duty.begin()
        assert record_and_seal(store, tmp_path) > size
        assert newest(store) is None
        go_on.set()
        duty.wait(60)
    assert not asked.acquire(blocking=False)
    assert getattr(newest(store), "size", None) == size


def test_an_authority_that_fails_is_asked_again_later_and_told_once(
    store: Store, replier: Replier, time: _Time, tmp_path: Path
) -> None:
    """Not at each look; the same reason is not told again."""
    record_and_seal(store, tmp_path)
    answers = [b"", b"", b"no"]

    def turn(pause: float) -> None:
        time.seconds += pause
        duty.begin()
        duty.wait(60)

    with (
        serving(answering(lambda query: answers.pop() if answers else replier(query))) as url,
        capture_logs() as logged,
    ):
        duty = StampingDuty(stamping(store, url, replier, time), time.monotonic)
        for pause in (0, LOOK_S, RETRY_S, RETRY_S):
            turn(pause)
        assert (answers, newest(store)) == ([], None)
        turn(RETRY_S)
    assert newest(store) is not None
    assert [(one["event"], one["reason"][:7]) for one in logged] == [("not_stamped", "HUB-946")]


def test_timestamps_are_published_beside_the_tiles(
    store: Store, url: str, replier: Replier, time: _Time, tmp_path: Path
) -> None:
    """With the bytes that each is over; a later run adds what is new."""
    asking, www = stamping(store, url, replier, time), tmp_path / "www"
    for _ in range(2):
        record_and_seal(store, tmp_path)
        made = asking.ask()
        assert made is not None
        with store.log.read() as log:
            sealed = log.sealed()
        assert sealed is not None
        publish_log(store.log, sealed, sealed.note, www)
        folder = www / "timestamp" / str(made.size)
        assert (folder / "response.tsr").read_bytes() == made.response
        assert (folder / "checkpoint").read_bytes() == sealed.note.encode()
    assert sorted(path.name for path in (www / "timestamp").iterdir()) == ["2", "4"]
