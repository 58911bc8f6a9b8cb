"""Accept that a home's store was restored: as an operator asks, or as a second one approves."""

from dataclasses import dataclass

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.past import known_of, log_owner, places_of
from hub.errors import Code, rejected
from hub.flow.accept_restore import Restore, begin_life, find_restore
from hub.flow.acting import Acting
from hub.flow.keeping import CheckpointKeeper
from hub.home.place import Home
from hub.model import Changes, Request
from hub.ports import Store
from hub.text.bilingual import Bilingual


@dataclass(frozen=True)
class Found:
    """An older store, as it is before it is accepted."""

    restore: Restore
    newest: int
    """When a document last changed in it, in microseconds since 1970, UTC."""

    def request(self, reason: str) -> Request:
        """What an operator asks for."""
        arguments = {"entries": str(self.restore.size), "gives-up": self.restore.given_up}
        return Request(verb="restore", about=self.restore.name, reason=reason, arguments=arguments, heads={})


def find(home: Home, store: Store) -> Found:
    """What the store lacks of what is known. Raises Rejected (HUB-923), OperatorError as `find_restore`."""
    with store.log.read() as log:
        restore = find_restore(log, known_of(home), log_owner(home))
    return Found(restore, store.clock.newest())


def accept(home: Home, store: Store, acting: Acting, request: Request) -> None:
    """Record the act, begin the log's next life, and make it known.

    Raises Rejected: HUB-804, HUB-923, and HUB-826 where the store, or what is known, changed since it was asked for.
    The act is committed first: a life without an act would be nobody's. After a failure between both the store is
    still refused, and the act is done again.
    """
    owner, known = log_owner(home), known_of(home)
    with store.log.read() as log:
        restore = find_restore(log, known, owner)
    if Found(restore, 0).request(request.reason) != request:
        raise rejected(Code.CHANGED_SINCE, what=Bilingual("审计库或已知的检查点", "the store, or what is known of it"))
    record(store, acting)
    life = begin_life(store.log, known, owner, acting.act.id, SystemClock().now())
    CheckpointKeeper(places_of(home), owner).keep(life.note)


def record(store: Store, acting: Acting) -> None:
    """Record an act by itself, such as that a second operator rejected it. Raises Rejected (HUB-804)."""
    with store.transactions.begin() as unit:
        acting.refuse_other(unit)
        if unit.acts([acting.act.id]):
            raise rejected(Code.ACT_DONE)
        unit.write(Changes(acts=[acting.act], payloads=dict(acting.contents)))
