"""Removals by policy: what a run took, or would take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.text.bilingual import Bilingual
from hub.views.retention import KeptView
from hub.views.view import Digest

SHARED: Final = Bilingual("另有内容仍被引用而保留", "bytes stay because something else names them")


@dataclass(frozen=True, slots=True, kw_only=True)
class BytesView:
    """So many stored bytes."""

    payloads: int
    """How many: a submission, a message, what travelled encrypted in its place."""
    size: int
    """All together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrunedTypeView:
    """What leaves of documents of one type."""

    type: str
    documents: int
    bytes: BytesView
    """What documents of several types share counts with one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrunedView:
    """A removal by policy."""

    name: str
    removed: int
    """How many payloads left the store in this run."""
    finished: bool
    """Whether nothing of it is left to remove."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PruningView:
    """What `hub audit prune` did, or would do."""

    done: bool
    """False without --remove."""
    policy: Digest
    """Of the file retention.yaml."""
    types: Sequence[PrunedTypeView]
    """What is due and can leave."""
    shared: BytesView
    """What is due and stays, because another document or a delivery in quarantine names it."""
    removals: Sequence[PrunedView]
    """Those of this run, and those that it went on with; without --remove those that were begun."""
    kept: Sequence[KeptView]
    """Documents of which bytes are due and that stay whole."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What is added up over the removals of one run: by type documents, payloads and size."""

    types: dict[str, list[int]]
    shared: list[int]

    def views(self) -> tuple[list[PrunedTypeView], BytesView]:
        """The views of the sums."""
        types = [
            PrunedTypeView(type=type_, documents=documents, bytes=BytesView(payloads=payloads, size=size))
            for type_, (documents, payloads, size) in sorted(self.types.items())
        ]
        return types, BytesView(payloads=self.shared[0], size=self.shared[1])
