"""Which documents are closed: at their end, with nothing that waits for or needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from hub.model import Document
from hub.ports import Ends, Retention


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that stays, and why."""

    document: Document
    why: Sequence[str]
    """`open`, `needed`, `moved`, and the words of `Retention.obstacles`."""


class Closing:
    """Tells closed documents from others. What documents need of each other is read once."""

    def __init__(self, retention: Retention, ends: Ends) -> None:
        self._retention = retention
        self.ends = ends

    @cached_property
    def _needed(self) -> set[str]:
        return self._retention.needed(self.ends)

    def split(self, documents: Sequence[Document], now: int) -> tuple[list[Document], list[Kept]]:
        """Those that are closed, and those that are not."""
        found = self._retention.obstacles([one.id for one in documents], now)
        why = {one.id: self._why(one, found.get(one.id, set())) for one in documents}
        kept = [Kept(one, why[one.id]) for one in documents if why[one.id]]
        return [one for one in documents if not why[one.id]], kept

    def _why(self, document: Document, obstacles: set[str]) -> list[str]:
        final, ends = self.ends
        is_over = document.status in final or (document.type, document.status) in ends
        found = {*obstacles, *([] if is_over else ["open"]), *(["needed"] if document.id in self._needed else [])}
        return sorted(found)
