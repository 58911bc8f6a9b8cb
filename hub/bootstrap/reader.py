"""Read a home for many readers: connections stay open, and what changes with the home only is read once."""

import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, Generic, NamedTuple, TypeVar

from hub.bootstrap.attention import beside, recorded_in
from hub.bootstrap.begun_plans import half_done
from hub.bootstrap.catalogue import shown_labels
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.devices import unsigned_of
from hub.bootstrap.encrypted_messages import encryption_of
from hub.bootstrap.family import view_of
from hub.bootstrap.kinship import kinship_of
from hub.bootstrap.names import party_names, portal_names, type_names
from hub.bootstrap.personal import personal_fields
from hub.bootstrap.queues import queues_of
from hub.bootstrap.retention import left_of, with_archives_of
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_to_read
from hub.errors import Code, OperatorError, Wording, operator_error
from hub.flow.attention import Item
from hub.home.place import Home
from hub.model.moments import SECOND
from hub.operate.family import Family, families_of
from hub.ports import Trail
from hub.views.attention import view_attention
from hub.views.documents import TrailView, view_trail
from hub.views.failures import failure_text
from hub.views.family import FamilyView
from hub.views.flow import NowView, view_flow
from hub.views.overview import view_store
from hub.views.retention import Left
from hub.views.view import Moment

Found = TypeVar("Found")
STORE_S: Final = 2.0
"""Seconds for which one reading of the whole store serves all readers."""
BESIDE_S: Final = 30.0
"""The same of what is beside the store: a broker is asked, and keys and disk are looked at."""
HOUR: Final = 3_600 * SECOND


class Kept(Generic[Found]):
    """Something that was looked at, for so many seconds. Thread-safe: one looks, the others wait for it."""

    def __init__(self, look: Callable[[], Found], seconds: float) -> None:
        self._look, self._seconds = look, seconds
        self._turn = threading.Lock()
        self._found: Found | None = None
        self._until = 0.0

    def __call__(self) -> Found:
        """Raises what the look raises, and looks again at the next call."""
        with self._turn:
            if self._found is None or time.monotonic() >= self._until:
                self._found = self._look()
                self._until = time.monotonic() + self._seconds
            return self._found


class Beside(NamedTuple):
    """What is beside the store."""

    at: int
    depths: Mapping[str, int | None]
    why: Wording | None
    """Why the queues could not be looked at."""
    items: list[Item]


class Recorded(NamedTuple):
    """A document as it is recorded, and as people see it."""

    trail: Trail
    view: TrailView
    left: Left


class Reader:
    """What pages read of a home. Thread-safe. Statuses, routes and names are those of its making."""

    def __init__(self, home: Home) -> None:
        """Raises OperatorError for settings, statuses or names of personal fields that cannot be read."""
        self.home = home = home.to_read
        self.statuses = read_statuses(home)
        self.kinship = kinship_of(home)
        self.personal = personal_fields(home)
        self.portals, self.parties, self.types = (
            sorted(names(home)) for names in (portal_names, party_names, type_names)
        )
        self.store = with_archives_of(home, open_to_read(home))
        self.labels = cache(lambda type_: shown_labels(home, type_).returned)
        """What comes back for documents of a type, by name: its labels in both languages."""
        self.now = Kept(self._now, STORE_S)
        self._beside = Kept(self._look_beside, BESIDE_S)

    def close(self) -> None:
        self.store.close()

    def families(self, name: str) -> list[Family]:
        """The businesses that a name may mean; raises OperatorError (HUB-704) where there is none."""
        found = families_of(self.store, self.kinship, name) if name else []
        if not found:
            raise operator_error(Code.NOT_FOUND, value=name or "—")
        return found

    def family(self, family: Family) -> FamilyView:
        """One business."""
        return view_of(self.store, family, self.kinship, self.statuses)

    def trail(self, document: str) -> Recorded:
        """All that is recorded of a document; raises OperatorError (HUB-704) where there is none."""
        trail = self.store.documents.trail(document)
        if trail is None:
            raise operator_error(Code.NOT_FOUND, value=document or "—")
        encryption, left = encryption_of(self.store.archive, trail), left_of(self.home, self.store, trail)
        view = view_trail(trail, self.statuses, unsigned_of(self.home, trail), encryption, left)
        return Recorded(trail, view, left)

    def _now(self) -> NowView:
        now, aside = SystemClock().now(), self._beside()
        seen = self.store.totals.overview(self.statuses.final, [now - 60 * SECOND, now - HOUR], self.statuses.own_ends)
        store = view_store(seen, self.store.acts.waiting(now), half_done(self.home, self.store, now), self.statuses)
        items = [*recorded_in(self.home, self.store, now, _tell, self.statuses), *aside.items]
        notes = self.store.acts.notes([item.name for item in items])
        return NowView(
            at=Moment(now),
            beside_at=Moment(aside.at),
            flow=view_flow(self.portals, self.parties, aside.depths, store),
            store=store,
            attention=view_attention(items, notes, now, self.home.verb),
            queues=aside.why,
        )

    def _look_beside(self) -> Beside:
        now, why = SystemClock().now(), None
        try:
            found = queues_of(self.home).depths()
        except Exception as error:  # the rest is shown all the same
            found, why = {}, _tell(error)
        depths = {name: None if isinstance(depth, OperatorError) else depth for name, depth in found.items()}
        return Beside(now, depths, why, list(beside(self.home, _tell)))


def _tell(error: Exception) -> Wording:
    return failure_text(error).wording
