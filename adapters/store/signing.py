"""Messages that wait for their signatures."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import func, select, update

from adapters.store import codec, tables
from adapters.store.connections import Connections
from adapters.store.outbox import PAGE_LIMIT_BYTES
from hub.errors import Code
from hub.model import OFFERED, ToSign

_WAITING: Final = tables.to_sign.c


class SqlSigningQueue:
    """A SigningQueue on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def parties(self, owner: str) -> list[str]:
        """The parties for which messages of this owner wait, sorted."""
        asked = select(_WAITING.party).where(_WAITING.owner == owner).distinct().order_by(_WAITING.party)
        with self._connections.reading() as connection:
            return list(connection.scalars(asked))

    def due(self, owner: str, parties: Collection[str], limit: int, known: Collection[str] = ()) -> list[ToSign]:
        """An owner's messages to these parties, oldest first; fewer if they are larger than 64 MB together."""
        theirs = (_WAITING.owner == owner, _WAITING.party.in_(parties))
        sizes = select(_WAITING.id, func.length(_WAITING.body)).where(*theirs)
        with self._connections.reading() as connection:
            found = connection.execute(sizes.order_by(_WAITING.at, _WAITING.id).limit(limit + len(known))).all()
            fitting = list(_that_fit([(id_, size) for id_, size in found if id_ not in known][:limit]))
            asked = select(tables.to_sign).where(_WAITING.id.in_(fitting)).order_by(_WAITING.at, _WAITING.id)
            return codec.to_sign(connection.execute(asked)) if fitting else []

    def note(self, why: Mapping[str, Code]) -> None:
        """Write each message's code."""
        with self._connections.writing() as connection:
            for id_, code in sorted(why.items()):
                connection.execute(update(tables.to_sign).where(_WAITING.id == id_).values(why=str(code)))

    def offer(self, owner: str, parties: Collection[str]) -> int:
        """Make OFFERED the owner of all messages of this owner to these parties; return their number."""
        theirs = (_WAITING.owner == owner, _WAITING.party.in_(parties))
        with self._connections.writing() as connection:
            return connection.execute(update(tables.to_sign).where(*theirs).values(owner=OFFERED)).rowcount

    def take(self, parties: Collection[str], to: str, limit: int) -> int:
        """Make `to` the owner of the oldest offered messages to these parties; return their number."""
        offered = (_WAITING.owner == OFFERED, _WAITING.party.in_(parties))
        oldest = select(_WAITING.id).where(*offered).order_by(_WAITING.at, _WAITING.id).limit(limit)
        with self._connections.writing() as connection:
            taken = list(connection.scalars(oldest.with_for_update(skip_locked=True)))
            return connection.execute(update(tables.to_sign).where(_WAITING.id.in_(taken)).values(owner=to)).rowcount


def _that_fit(found: Sequence[tuple[str, int]]) -> Iterator[str]:
    """The first ids, up to the limit of bytes; at least one."""
    room = PAGE_LIMIT_BYTES
    for number, (id_, size) in enumerate(found):
        room -= size
        if room > 0 or number == 0:
            yield id_
        else:
            return
