"""Send spans in requests that a collector takes: not too many in one, and none for ever that it refuses."""

from collections.abc import Callable, Sequence
from typing import Final

from hub.ports.spans import Answer, Span, SpanExporter
from hub.text.log import Log

MOST: Final = 500
"""Spans in one request: some 250 KB."""
_TAKEN: Final = Answer("taken")
log = Log()


class Sending:
    """[spans] ─► requests ─► collector. One thread. Of the answers it logs each change."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._last = _TAKEN

    def send(self, spans: Sequence[Span], done: Callable[[Sequence[Span]], None]) -> bool:
        """Send them; False where the collector takes none at present. `done`: is told what is never sent again.

        That is what the collector took, and what it refuses whenever it comes.
        """
        return all(self._send(spans[at : at + MOST], done) for at in range(0, len(spans), MOST))

    def _send(self, spans: Sequence[Span], done: Callable[[Sequence[Span]], None]) -> bool:
        """Of too many the half is sent. Where the first is refused alone, all are given up: nothing would be taken."""
        waiting = [spans]
        while waiting:
            some = waiting.pop()
            answer = self._exporter.send(some)
            if answer.kind == "too many" and len(some) > 1:
                middle = len(some) // 2
                waiting += [some[middle:], some[:middle]]
                continue
            if answer.kind == "too many" and some[0] is spans[0]:
                some, waiting = spans, []
            self._tell(answer, len(some))
            if answer.kind == "later":
                return False
            done(some)
        return True

    def _tell(self, answer: Answer, spans: int) -> None:
        if answer == self._last:
            return
        self._last = answer
        if answer == _TAKEN:
            log.info("spans_taken_again")
        elif answer.kind == "later":
            log.warning("spans_not_taken", reason=answer.reason)
        else:
            log.warning("spans_refused", reason=answer.reason, spans=spans)
