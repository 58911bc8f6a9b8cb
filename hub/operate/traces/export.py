"""Send the spans of what is recorded, as it is recorded. It only reads, so that nothing of the flow waits for it."""

from collections.abc import Sequence
from typing import Final

from hub.model import Statuses
from hub.model.moments import SECOND
from hub.operate.traces.sending import Sending
from hub.operate.traces.spans import spans_of
from hub.ports import Filter, StoreReader
from hub.ports.spans import Span, SpanExporter

LATE: Final = 5 * SECOND
"""By so much a transaction may commit after the time that it wrote into its rows."""
PAGE: Final = 2_000
"""Documents that are looked at in a run."""


class TraceExport:
    """[documents that moved, their traceparents, their trails] ─► spans ─► collector. One thread."""

    def __init__(self, store: StoreReader, statuses: Statuses, exporter: SpanExporter, since: int) -> None:
        """What ended before `since` (microseconds since 1970, UTC) is not sent."""
        self._store = store
        self._statuses = statuses
        self._sending = Sending(exporter)
        self._floor = since
        """What ended before it was sent, or is not wanted."""
        self._since = since
        """Documents that moved last before it were looked at."""
        self._sent: dict[str, int] = {}
        """By id of a span that is done with and ended later than the floor: when it ended."""
        self._is_behind = False

    def run(self) -> int | None:
        """Send what is new; how many spans, or None where the collector takes none: then the next run tries again.

        What the collector refuses for good is not sent again, and counts as sent.

        Raises Deferred when the store cannot be read.
        """
        since = self._since if self._is_behind else self._since - LATE
        moved = self._store.documents.log(Filter(since=since, sort="oldest", limit=PAGE))
        spans = self._spans([document.id for document in moved])
        if not self._sending.send(spans, self._keep):
            return None
        self._since = max([self._since, *(document.updated_at for document in moved)])
        self._is_behind = len(moved) == PAGE
        if not self._is_behind:
            self._floor = max(self._floor, self._since - 2 * LATE)
            self._sent = {id_: end for id_, end in self._sent.items() if end >= self._floor}
        return len(spans)

    def _keep(self, spans: Sequence[Span]) -> None:
        self._sent |= {span.id: span.end for span in spans}

    def _spans(self, documents: list[str]) -> list[Span]:
        traces = self._store.outbox.traces(documents)
        trails = [trail for id_ in documents if id_ in traces and (trail := self._store.documents.trail(id_))]
        made = (span for one in trails for span in spans_of(one, traces[one.document.id], self._statuses))
        return [span for span in made if span.end >= self._floor and span.id not in self._sent]
