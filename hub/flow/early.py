"""Notices that were quicker than what they name: looked at again until it is there."""

import time
from collections.abc import Callable, Sequence

import structlog

from hub.catalogue import Catalogue
from hub.errors import Rejected, rejected
from hub.flow.batch import run_batch
from hub.flow.waiting import Waiting
from hub.model import Ledger, Parked
from hub.ports import Delivery, Ports
from hub.stages.follow import follow
from hub.stages.keep_received import keep_received
from hub.stages.load_replies import load_replies
from hub.stages.open_message import Opened, open_message
from hub.stages.quarantine import quarantine
from hub.stages.record_notice import announced_id, is_early, notice_of, record_notice
from hub.stages.write_changes import write_changes
from hub.stages.write_message import Means
from hub.xml.times import today_in_shanghai

EVERY = 2.0
"""Seconds between two looks."""
PAGE = 100
LONGEST = 24 * 3600 * 1_000_000
"""Microseconds after which nobody believes any more that it will come."""
log = structlog.get_logger()


class EarlyLine:
    """parked ─► open ─► [lock, record what is no longer early, quarantine what has waited a day]."""

    def __init__(
        self, hub_id: str, catalogue: Catalogue, ports: Ports, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.hub_id = hub_id
        self.catalogue = catalogue
        self.ports = ports
        self.means = Means(hub_id, catalogue, ports.signer)
        self._monotonic = monotonic
        self._looked = monotonic()
        self._last: Parked | None = None

    def is_due(self) -> bool:
        return self._monotonic() >= self._looked + EVERY

    def run(self) -> list[Ledger]:
        """Look at the next page of them, and after the last at the first; raises Deferred when the store is gone."""
        self._looked = self._monotonic()
        rows = self.ports.store.early(PAGE, self._last)
        self._last = rows[-1] if len(rows) == PAGE else None
        return run_batch(rows, self._transact, self._give_up)

    # ---- in one transaction ------------------------------------------------------------------

    def _transact(self, rows: Sequence[Parked]) -> Ledger:
        with self.ports.store.begin() as unit:
            ledger = Ledger(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)
            bodies = unit.payloads([row.payload for row in rows])
            deliveries = [Delivery(owner=r.party, tag="", body=bodies[r.payload], taken_at=r.at) for r in rows]
            opened = [(r, d, self._open(d)) for r, d in zip(rows, deliveries, strict=True)]
            load_replies(unit, ledger, [one for _, _, one in opened if isinstance(one, Opened)], self.means)
            for row, delivery, one in opened:
                self._look(ledger, row, delivery, one)
            Waiting(unit, self.means, self.ports).match(ledger)
            write_changes(unit, ledger)
        return ledger

    def _open(self, delivery: Delivery) -> Opened | Rejected:
        try:
            return open_message(delivery, self.catalogue, self.ports.verifier, self.hub_id, self.ports.clock_skew)
        except Rejected as refusal:
            return refusal

    def _look(self, ledger: Ledger, row: Parked, delivery: Delivery, opened: Opened | Rejected) -> None:
        """One notice; its party was answered when it came."""
        if isinstance(opened, Opened) and (row.party, row.message) not in ledger.waiting:
            return  # another worker was faster
        try:
            if isinstance(opened, Rejected):
                raise opened
            if not self._record(ledger, opened):
                return
        except Rejected as refusal:
            quarantine(ledger, delivery, refusal)
        ledger.changes.matched.append((row.party, row.message))

    def _record(self, ledger: Ledger, opened: Opened) -> bool:
        """Whether it is recorded now; raises Rejected for one that names what is somebody else's, or never came."""
        route = notice_of(opened, self.catalogue)
        if route is None:
            raise rejected("HUB-403", answers=opened.id, name=opened.element)
        if is_early(ledger, route, opened):
            if ledger.now - opened.delivery.taken_at >= LONGEST:
                raise rejected("HUB-416", answers=opened.id)
            return False
        today = today_in_shanghai(ledger.now)
        document = record_notice(ledger, route, opened, announced_id(self.hub_id, opened), today)
        keep_received(ledger, opened, document.id, None)
        follow(ledger, self.means)
        return True

    def _give_up(self, row: Parked, refusal: Rejected, _cause: str) -> Ledger:
        """A fault of ours: it waits on, and an operator reads why."""
        log.error("early_notice_failed", party=row.party, message=row.message, code=refusal.faults[0].code)
        return Ledger(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)
