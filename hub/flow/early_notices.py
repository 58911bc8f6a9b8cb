"""Notices that came before the document that they refer to. They are checked again until the document is there."""

import time
from collections.abc import Callable, Sequence

from hub.catalogue import Catalogue
from hub.effects.quarantine import quarantine
from hub.effects.work import Work
from hub.errors import Code, Rejected, rejected
from hub.flow.batch import run_batch
from hub.flow.course import decide
from hub.flow.opening import means_of, new_work, open_delivery
from hub.flow.waiting import Waiting
from hub.loading.load_replies import load_replies
from hub.loading.load_settled import load_settled
from hub.model import Books, Parked
from hub.model.moments import DAY
from hub.ports import Delivery, Ports
from hub.reading.open_message import Opened
from hub.stages.follow import follow
from hub.stages.record_notice import notice_of
from hub.stages.why_early import Early
from hub.stages.write_changes import write_changes
from hub.text.log import Log

CHECK_INTERVAL_S = 2.0
"""Seconds between two checks."""
PAGE = 100
WAIT_LIMIT_US = DAY
"""Microseconds after which a notice is quarantined if nobody knows a document that it refers to."""
log = Log()


class EarlyNoticeLine:
    """parked ─► open ─► [lock, record what is no longer early, quarantine what has waited in vain].

    A notice waits a day for a document that nobody knows. It waits without limit for a status that a known document can
    still come to, and is quarantined at the first look at which the document cannot come to it any more.
    """

    def __init__(
        self, hub_id: str, catalogue: Catalogue, ports: Ports, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.ports = ports
        self.means = means_of(hub_id, catalogue, ports)
        self._monotonic = monotonic
        self._looked = monotonic()
        self._last: Parked | None = None

    def is_due(self) -> bool:
        return self._monotonic() >= self._looked + CHECK_INTERVAL_S

    def run(self) -> list[Books]:
        """Check the next page of notices, and after the last page the first again.

        Raises Deferred when the store is unavailable.
        """
        self._looked = self._monotonic()
        rows = self.ports.store.schedule.early_notices(PAGE, self._last)
        self._last = rows[-1] if len(rows) == PAGE else None
        return run_batch(rows, self._transact, self._give_up)

    # ---- in one transaction ------------------------------------------------------------------

    def _transact(self, rows: Sequence[Parked]) -> Books:
        with self.ports.store.transactions.begin() as unit:
            work = new_work(self.means, self.ports)
            bodies = unit.payloads([row.payload for row in rows])
            deliveries = [Delivery(owner=r.party, tag="", body=bodies[r.payload], taken_at=r.at) for r in rows]
            notices = [(r, d, self._open(d)) for r, d in zip(rows, deliveries, strict=True)]
            load_settled(unit, work.books, deliveries)
            load_replies(unit, work, [one for _, _, one in notices if isinstance(one, Opened)])
            for row, delivery, one in notices:
                self._look(work, row, delivery, one)
            Waiting(unit, self.means, self.ports).match(work)
            write_changes(unit, work.books)
        return work.books

    def _open(self, delivery: Delivery) -> Opened | Rejected:
        try:
            return open_delivery(self.means, self.ports, delivery)
        except Rejected as refusal:
            return refusal

    def _look(self, work: Work, row: Parked, delivery: Delivery, opened: Opened | Rejected) -> None:
        """Check one notice. Its party got the receipt when the notice came."""
        if isinstance(opened, Opened) and work.books.post.waiting(row.party, row.message) is None:
            return  # another worker was faster
        try:
            if isinstance(opened, Rejected):
                raise opened
            if not self._record(work, opened):
                return
        except Rejected as refusal:
            quarantine(work.books, delivery, refusal)
        work.books.post.match(row.party, row.message)

    def _record(self, work: Work, opened: Opened) -> bool:
        """Whether the notice is recorded now.

        Raises Rejected if the notice is not usable, for example because it names another enterprise's document, or if
        it has waited too long for a document that nobody knows.
        """
        if notice_of(work, opened) is None:
            raise rejected(Code.UNKNOWN_MESSAGE, answers=opened.id, name=opened.element)
        decided = decide(work, opened)
        if not decided.waits:
            follow(work)
            return True
        if decided.early is Early.UNKNOWN and work.books.now - opened.delivery.taken_at >= WAIT_LIMIT_US:
            raise rejected(Code.DOCUMENT_NEVER_CAME, answers=opened.id)
        return False

    def _give_up(self, row: Parked, refusal: Rejected, _cause: str) -> Books:
        """Log a fault of the hub's own. The notice waits on, and an operator reads the code."""
        log.error("early_notice_failed", party=row.party, message=row.message, code=refusal.faults[0].code)
        return new_work(self.means, self.ports).books
