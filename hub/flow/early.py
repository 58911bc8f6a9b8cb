"""Notices that were quicker than what they name: looked at again until it is there."""

import time
from collections.abc import Callable, Sequence

from hub.catalogue import Catalogue
from hub.errors import Rejected, rejected
from hub.flow.batch import run_batch
from hub.flow.course import decide
from hub.flow.waiting import Waiting
from hub.model import Books, Parked
from hub.ports import Delivery, Ports
from hub.stages.follow import follow
from hub.stages.load_replies import load_replies
from hub.stages.open_message import Opened, open_message
from hub.stages.quarantine import quarantine
from hub.stages.record_notice import notice_of
from hub.stages.write_changes import write_changes
from hub.stages.write_message import Means
from hub.text.log import Log

EVERY = 2.0
"""Seconds between two looks."""
PAGE = 100
LONGEST = 24 * 3600 * 1_000_000
"""Microseconds after which nobody believes any more that it will come."""
log = Log()


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

    def run(self) -> list[Books]:
        """Look at the next page of them, and after the last at the first; raises Deferred when the store is gone."""
        self._looked = self._monotonic()
        rows = self.ports.store.early(PAGE, self._last)
        self._last = rows[-1] if len(rows) == PAGE else None
        return run_batch(rows, self._transact, self._give_up)

    # ---- in one transaction ------------------------------------------------------------------

    def _transact(self, rows: Sequence[Parked]) -> Books:
        with self.ports.store.begin() as unit:
            books = Books(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)
            bodies = unit.payloads([row.payload for row in rows])
            deliveries = [Delivery(owner=r.party, tag="", body=bodies[r.payload], taken_at=r.at) for r in rows]
            opened = [(r, d, self._open(d)) for r, d in zip(rows, deliveries, strict=True)]
            load_replies(unit, books, [one for _, _, one in opened if isinstance(one, Opened)], self.means)
            for row, delivery, one in opened:
                self._look(books, row, delivery, one)
            Waiting(unit, self.means, self.ports).match(books)
            write_changes(unit, books)
        return books

    def _open(self, delivery: Delivery) -> Opened | Rejected:
        try:
            return open_message(delivery, self.catalogue, self.ports.verifier, self.hub_id, self.ports.clock_skew)
        except Rejected as refusal:
            return refusal

    def _look(self, books: Books, row: Parked, delivery: Delivery, opened: Opened | Rejected) -> None:
        """One notice; its party was answered when it came."""
        if isinstance(opened, Opened) and books.post.waiting(row.party, row.message) is None:
            return  # another worker was faster
        try:
            if isinstance(opened, Rejected):
                raise opened
            if not self._record(books, opened):
                return
        except Rejected as refusal:
            quarantine(books, delivery, refusal)
        books.post.match(row.party, row.message)

    def _record(self, books: Books, opened: Opened) -> bool:
        """Whether it is recorded now; raises Rejected for one that names what is somebody else's, or never came."""
        if notice_of(opened, self.catalogue) is None:
            raise rejected("HUB-403", answers=opened.id, name=opened.element)
        if not decide(books, self.means, opened).waits:
            follow(books, self.means)
            return True
        if books.now - opened.delivery.taken_at >= LONGEST:
            raise rejected("HUB-416", answers=opened.id)
        return False

    def _give_up(self, row: Parked, refusal: Rejected, _cause: str) -> Books:
        """A fault of ours: it waits on, and an operator reads why."""
        log.error("early_notice_failed", party=row.party, message=row.message, code=refusal.faults[0].code)
        return Books(self.ports.clock.now(), self.catalogue.digest, self.ports.worker)
