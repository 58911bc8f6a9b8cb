"""One worker: take a batch, record it, acknowledge it, dispatch what it promised; again."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog
from tenacity import Retrying

from hub.catalogue.load import Catalogue
from hub.errors import Deferred, StoreConflict
from hub.flow.beats import Beats
from hub.flow.deadlines import DeadlineLine
from hub.flow.dispatch import DispatchLine
from hub.flow.early import EarlyLine
from hub.flow.patience import patience
from hub.flow.reply import ReplyLine
from hub.flow.submission import SubmissionLine
from hub.model import Ledger
from hub.ports import Delivery, Ports
from hub.stages.quarantine import quarantine_id

Result = TypeVar("Result")
log = structlog.get_logger()
TRIES = 3
"""How often a delivery is processed alone by workers that die of it, before it is quarantined unseen."""
DRAIN = 10.0
"""Seconds that a worker which is told to stop waits for confirmations."""


class Worker:
    """Runs the lines in turn, in one thread; workers share nothing in memory."""

    def __init__(self, hub_id: str, catalogue: Catalogue, ports: Ports, *, batch: int, wait: float) -> None:
        self.catalogue = catalogue
        self.ports = ports
        self.batch = batch
        """Deliveries taken at most at a time."""
        self.wait = wait
        """Seconds to wait for the first of them."""
        self.beats = Beats(ports.store, ports.worker, ports.clock)
        self.submissions = SubmissionLine(hub_id, catalogue, ports)
        self.replies = ReplyLine(hub_id, catalogue, ports)
        self.dispatch = DispatchLine(hub_id, catalogue, ports, self.beats)
        self.deadlines = DeadlineLine(hub_id, catalogue, ports)
        self.early = EarlyLine(hub_id, catalogue, ports)

    def run(self, stop: Callable[[], bool]) -> None:
        """Work until `stop` says so. When store or queue is gone: take nothing, keep, try again by itself."""
        patiently = patience(stop)
        try:
            while not stop():
                self.keep_up(patiently)
                patiently(self.dispatch.pick_up)
                if not self.dispatch.has_room():
                    self.surely(patiently, self.dispatch.settle, self.wait)
                    continue
                for group in patiently(self.groups, patiently(self.ports.queue.take, self.batch, self.wait)):
                    if stop():
                        break  # what was not worked on goes back to the queue
                    self.work(group, patiently)
                    if group[0].redelivered:  # they come one by one, and may be many
                        self.keep_up(patiently)
            self.drain()
        except (Deferred, StoreConflict) as gone:
            log.warning("stopped_while_waiting", reason=str(gone))

    def keep_up(self, patiently: Retrying) -> None:
        """What is due however much there is to do: the beat, what became of parcels, what files and the clock say."""
        for look in self.ports.watches:
            look()
        self.surely(patiently, self.beat)
        self.surely(patiently, self.dispatch.settle)
        if self.deadlines.is_due():
            self.dispatch.promise(self.surely(patiently, self.deadlines.run))
        if self.early.is_due():
            self.dispatch.promise(self.surely(patiently, self.early.run))

    def surely(self, patiently: Retrying, act: Callable[..., Result], *arguments: object) -> Result:
        """Write to the store until it works; an attempt that failed may yet have been committed: then look there."""
        result = patiently(act, *arguments)
        if patiently.statistics["attempt_number"] > 1:
            self.dispatch.sweep.begin()
        return result

    def beat(self) -> None:
        """Tell the other workers that this one lives; look for what dead ones left."""
        if self.beats.is_due() and self.beats.beat():
            self.dispatch.sweep.begin()

    def groups(self, deliveries: Sequence[Delivery]) -> list[Sequence[Delivery]]:
        """What is new together; then each redelivered one alone, so that poison takes no neighbour along.

        Of these, what no worker has died of comes first.
        """
        new = [d for d in deliveries if not d.redelivered]
        again = [d for d in deliveries if d.redelivered]
        tries = self.ports.store.tries([quarantine_id(d) for d in again]) if again else {}
        again.sort(key=lambda d: tries.get(quarantine_id(d), 0))
        return [*([new] if new else []), *([d] for d in again)]

    def work(self, group: Sequence[Delivery], patiently: Retrying) -> None:
        """Record a group, let the queue forget it, and send what it promised."""
        alone = group[0] if group[0].redelivered else None
        if alone is not None:
            group = [patiently(self.tried, alone)]
        ledgers = self.surely(patiently, self.record, group)
        patiently(self.acknowledge, group, ledgers)
        self.dispatch.promise(ledgers)
        if alone is not None:
            patiently(self.ports.store.came_through, quarantine_id(alone))

    def tried(self, delivery: Delivery) -> Delivery:
        """Note that this delivery is about to be processed alone; doubt it when too many workers died of it."""
        deaths = self.ports.store.try_alone(quarantine_id(delivery), self.ports.clock.now())
        return replace(delivery, doubt="HUB-118") if deaths >= TRIES else delivery

    def drain(self) -> None:
        """Wait a while for the confirmations that are still under way, record them, and leave."""
        end = time.monotonic() + DRAIN
        while self.dispatch.under_way and time.monotonic() < end:
            self.dispatch.settle(0.2)
        self.beats.stop()

    def record(self, deliveries: Sequence[Delivery]) -> list[Ledger]:
        """Bring a batch to the store; every delivery is recorded when this returns."""
        portals = self.catalogue.portals
        return [
            *self.submissions.run([d for d in deliveries if d.owner in portals]),
            *self.replies.run([d for d in deliveries if d.owner not in portals]),
        ]

    def acknowledge(self, deliveries: Sequence[Delivery], ledgers: Sequence[Ledger]) -> None:
        """Let the queue forget what the store has: after the commit, once."""
        self.ports.queue.acknowledge(deliveries, {tag for ledger in ledgers for tag in ledger.refused})
