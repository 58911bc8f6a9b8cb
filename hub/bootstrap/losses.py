"""What a restored store may have forgotten, as far as folders and broker tell."""

from collections.abc import Callable
from typing import TypeVar

from adapters.folder.since import taken_since
from hub.bootstrap.queues import Depth, queues_of
from hub.errors import Deferred, OperatorError, of_the_system
from hub.flow.accept_restore import Restore
from hub.home.place import Home
from hub.views.restore import DeadLetterView, RestoreView, TakenFileView
from hub.views.view import Moment

Found = TypeVar("Found")


def losses_of(home: Home, restore: Restore, newest: int, *, accepted: bool) -> RestoreView:
    """What the store lacks, and what may have to be sent again. What cannot be read is named, and stops nothing.

    `newest`: when a document last changed in the store, in microseconds since 1970, UTC; 0 in an empty one.
    """
    unread: list[str] = []
    depths = _read(lambda: queues_of(home).depths(), dict[str, Depth](), unread)
    unread += [f"{name}: {depth}" for name, depth in depths.items() if isinstance(depth, OperatorError)]
    return RestoreView(
        accepted=accepted,
        log=restore.name,
        entries=restore.size,
        given_up=restore.given_up,
        kept_in=restore.known.where.fixed,
        lost=max(0, restore.known.checkpoint.size - restore.size),
        since=Moment(newest) if newest else None,
        files=_read(lambda: _files(home, newest), [], unread),
        queues={name: depth for name, depth in depths.items() if not isinstance(depth, OperatorError)},
        dead=_read(lambda: _dead(home), [], unread),
        unread=unread,
    )


def _files(home: Home, since: int) -> list[TakenFileView]:
    if home.settings.uses_broker:
        return []
    found = taken_since(home.queues, since)
    return [TakenFileView(owner=one.owner, box=one.box, name=one.name, at=Moment(one.at)) for one in found]


def _dead(home: Home) -> list[DeadLetterView]:
    if not home.settings.uses_broker:
        return []
    from hub.bootstrap.queues.rabbit import dead_letters  # noqa: PLC0415 - pika is slow to load

    return [DeadLetterView(owner=one.owner, name=one.name) for one in dead_letters(home)]


def _read(look: Callable[[], Found], nothing: Found, unread: list[str]) -> Found:
    try:
        return look()
    except OSError as error:
        unread.append(str(of_the_system(error)))
    except (Deferred, OperatorError) as error:
        unread.append(str(error))
    return nothing
