"""One worker: take a batch, record it, acknowledge it, dispatch what it promised, and repeat."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from tenacity import Retrying

from hub.catalogue import Catalogue
from hub.errors import Deferred, StoreConflict
from hub.flow.clock_guard import ClockGuard
from hub.flow.deadlines import DeadlineLine
from hub.flow.delivery_attempts import AttemptGroups
from hub.flow.dispatch import DispatchLine
from hub.flow.early_notices import EarlyNoticeLine
from hub.flow.heartbeat import Heartbeat
from hub.flow.months import MonthsDuty
from hub.flow.reply import ReplyLine
from hub.flow.retry import retry_policy
from hub.flow.sealing import sealing_of
from hub.flow.signing import SigningLine, left_to_sign
from hub.flow.stamping import stamping_of
from hub.flow.stopwatch import Stopwatch
from hub.flow.submission import SubmissionLine
from hub.model import Books
from hub.ports import Delivery, Ports
from hub.text.log import Log

Result = TypeVar("Result")
log = Log()
DRAIN_TIMEOUT_S = 10.0
"""Seconds that a stopping worker waits for confirmations."""


class Worker:
    """Runs the lines in turn, in one thread. Workers share nothing in memory."""

    def __init__(self, hub_id: str, catalogue: Catalogue, ports: Ports, *, batch: int, wait: float) -> None:
        self.catalogue = catalogue
        self.ports = ports
        self.batch = batch
        """The most deliveries that are taken at a time."""
        self.wait = wait
        """Seconds to wait for the first delivery of a batch."""
        self.heartbeat = Heartbeat(
            ports.store.heartbeats, ports.store.outbox, ports.worker, ports.clock, durations=ports.durations
        )
        self.stopwatch = Stopwatch(ports.durations, "worker")
        self.clock = ClockGuard(ports)
        self.attempts = AttemptGroups(ports.store.attempts, ports.worker, ports.clock)
        self.submissions = SubmissionLine(hub_id, catalogue, ports)
        self.replies = ReplyLine(hub_id, catalogue, ports)
        self.dispatch = DispatchLine(hub_id, catalogue, ports, self.heartbeat)
        self.signing = SigningLine(hub_id, catalogue, ports)
        self.deadlines = DeadlineLine(hub_id, catalogue, ports)
        self.early_notices = EarlyNoticeLine(hub_id, catalogue, ports)
        self.sealing = sealing_of(ports)
        self.stamping = stamping_of(ports)
        self.months = MonthsDuty(ports.store.months, ports.clock)

    def run(self, stop: Callable[[], bool]) -> None:
        """Work until `stop` returns True. While store or queue is unavailable, take nothing and retry."""
        retrying = retry_policy(stop)
        try:
            while not stop():
                self.keep_up(retrying)
                self.wait_for_clock(retrying, stop)
                if self.clock.wrong is not None:
                    continue
                retrying(self.dispatch.pick_up)
                if not self.dispatch.has_room():
                    self.surely(retrying, self.dispatch.settle, self.wait)
                    continue
                for group in retrying(self.attempts.groups, retrying(self.ports.queue.take, self.batch, self.wait)):
                    self.wait_for_clock(retrying, stop)
                    if stop():
                        break  # unprocessed deliveries go back to the queue
                    self.work(group, retrying)
                    if group[0].redelivered:  # there may be many such groups
                        self.keep_up(retrying)
            self.drain()
        except (Deferred, StoreConflict) as gone:
            log.warning("stopped_while_waiting", reason=str(gone))
        finally:
            self.signing.stop()

    def keep_up(self, retrying: Retrying) -> None:
        """Do what is due at any load, from watches and the heartbeat to the sealed log and its months."""
        for look in self.ports.watches:
            look()
        self.surely(retrying, self.beat)
        if self.clock.is_due():
            retrying(self.clock.look)
        if self.clock.wrong is not None:
            return  # with a wrong clock, nothing falls due and no time is recorded
        self.surely(retrying, self.dispatch.settle)
        for line in (self.deadlines, self.early_notices, self.signing):
            if line.is_due():
                self.promise(self.surely(retrying, line.run))
        if self.sealing is not None and self.sealing.is_due():
            self.stopwatch.time("seal", self.surely, retrying, self.sealing.run)
        if self.stamping is not None:
            self.stamping.begin()
        if self.months.is_due():
            retrying(self.months.run)

    def promise(self, committed: Sequence[Books]) -> None:
        """Send what committed transactions promised, and have signed what they left to be signed."""
        self.dispatch.promise(committed)
        if left_to_sign(committed):
            self.signing.begin()

    def wait_for_clock(self, retrying: Retrying, stop: Callable[[], bool]) -> None:
        """Take, send and record nothing while the clock is wrong; only send heartbeats."""
        if self.clock.is_due():
            retrying(self.clock.look)
        while self.clock.wrong is not None and not stop():
            time.sleep(max(self.wait, 0.05))
            self.keep_up(retrying)

    def surely(self, retrying: Retrying, act: Callable[..., Result], *arguments: object) -> Result:
        """Write to the store, with retries. A failed attempt may have been committed: then poll the outbox too."""
        result = retrying(act, *arguments)
        if retrying.statistics["attempt_number"] > 1:
            self.dispatch.poller.begin()
            self.signing.begin()
        return result

    def beat(self) -> None:
        """Send a heartbeat if due, and read the store again if rows of dead workers were taken over."""
        if self.heartbeat.is_due() and self.heartbeat.beat():
            self.dispatch.poller.begin()
            self.signing.begin()

    def work(self, group: Sequence[Delivery], retrying: Retrying) -> None:
        """Record a group, acknowledge it, and send what it promised."""
        is_redelivered = group[0].redelivered
        if is_redelivered:
            group = retrying(self.attempts.begin, group)
        committed = self.surely(retrying, self.record, group)
        self.stopwatch.time("acknowledge", retrying, self.acknowledge, group, committed)
        self.promise(committed)
        if is_redelivered:
            retrying(self.attempts.came_through, group)

    def drain(self) -> None:
        """Wait a limited time for open confirmations, record them, and end."""
        end = time.monotonic() + DRAIN_TIMEOUT_S
        while self.dispatch.under_way and self.clock.wrong is None and time.monotonic() < end:
            self.dispatch.settle(0.2)
        if self.sealing is not None and self.clock.wrong is None:
            self.sealing.finish()
        self.heartbeat.stop()

    def record(self, deliveries: Sequence[Delivery]) -> list[Books]:
        """Record a batch in the store; every delivery is recorded when this returns."""
        portals = self.catalogue.portals
        return [
            *self.submissions.run([d for d in deliveries if d.owner in portals]),
            *self.replies.run([d for d in deliveries if d.owner not in portals]),
        ]

    def acknowledge(self, deliveries: Sequence[Delivery], committed: Sequence[Books]) -> None:
        """Acknowledge deliveries that the store has recorded: once, after the commit."""
        self.ports.queue.acknowledge(deliveries, {tag for books in committed for tag in books.post.refused})
