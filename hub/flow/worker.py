"""One worker: take a batch, record it, acknowledge it, dispatch what it promised; again."""

import random
from collections.abc import Callable, Iterator, Sequence

import structlog
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from hub.catalogue.load import Catalogue
from hub.errors import Deferred
from hub.flow.dispatch import DispatchLine
from hub.flow.reply import ReplyLine
from hub.flow.submission import SubmissionLine
from hub.model import Ledger
from hub.ports import Delivery, Ports

log = structlog.get_logger()


class Worker:
    """Runs the lines in turn, in one thread; workers share nothing in memory."""

    def __init__(self, hub_id: str, catalogue: Catalogue, ports: Ports, *, batch: int, wait: float) -> None:
        self.catalogue = catalogue
        self.ports = ports
        self.batch = batch
        """Deliveries taken at most at a time."""
        self.wait = wait
        """Seconds to wait for the first of them."""
        self.submissions = SubmissionLine(hub_id, catalogue, ports)
        self.replies = ReplyLine(hub_id, catalogue, ports)
        self.dispatch = DispatchLine(hub_id, catalogue, ports)

    def run(self, stop: Callable[[], bool]) -> None:
        """Work until `stop` says so. When store or queue is gone: take nothing, keep, try again by itself."""
        patiently = _patience(stop)
        left_over = True  # whatever an earlier run promised
        while not stop():
            try:
                if left_over:
                    patiently(self.dispatch.pick_up)
                left_over = False
                for group in _groups(patiently(self.ports.queue.take, self.batch, self.wait)):
                    ledgers = patiently(self.record, group)
                    tried_again = patiently.statistics["attempt_number"] > 1  # an attempt may have recorded a part
                    patiently(self.acknowledge, group, ledgers)
                    left_over |= not self.sent(ledgers) or tried_again
            except Deferred as gone:
                log.warning("stopped_while_waiting", reason=str(gone))
                return

    def record(self, deliveries: Sequence[Delivery]) -> list[Ledger]:
        """Bring a batch to the store; every delivery is recorded when this returns."""
        portals, parties = self.catalogue.portals, self.catalogue.parties
        return [
            *self.submissions.run([d for d in deliveries if d.owner in portals]),
            *self.replies.run([d for d in deliveries if d.owner in parties]),
        ]

    def acknowledge(self, deliveries: Sequence[Delivery], ledgers: Sequence[Ledger]) -> None:
        """Let the queue forget what the store has: after the commit, once."""
        self.ports.queue.acknowledge(deliveries, {tag for ledger in ledgers for tag in ledger.refused})

    def sent(self, ledgers: Sequence[Ledger]) -> bool:
        """Dispatch what was promised; False when some of it must be picked up from the store."""
        try:
            return self.dispatch.run(ledgers)
        except Deferred as gone:
            log.warning("dispatch_waits", reason=str(gone))
            return False


def _groups(deliveries: Sequence[Delivery]) -> Iterator[Sequence[Delivery]]:
    """What is new together; then each redelivered one alone, so that poison takes no neighbour along.

    The redelivered ones come in no fixed order: were poison always first of them, nothing after it would
    ever be recorded, however often the worker is started again.
    """
    if new := [d for d in deliveries if not d.redelivered]:
        yield new
    redelivered = [d for d in deliveries if d.redelivered]
    yield from ([d] for d in random.sample(redelivered, len(redelivered)))


def _patience(stop: Callable[[], bool]) -> Retrying:
    """Call again after Deferred, ever more slowly, until it works or the worker is to stop."""

    def waits(state: RetryCallState) -> None:
        log.warning("waiting", reason=str(state.outcome.exception()) if state.outcome else "")

    return Retrying(
        retry=retry_if_exception_type(Deferred),
        wait=wait_random_exponential(multiplier=0.1, max=5),
        stop=lambda _: stop(),
        before_sleep=waits,
        reraise=True,
    )
