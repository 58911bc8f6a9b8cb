"""A home's queues, folders or a broker: from the hub's side, and from the owners' who drop and play there."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal, Protocol

from hub.errors import OperatorError, Wording
from hub.home.place import Home
from hub.ports import Queue

if TYPE_CHECKING:
    from hub.catalogue import Catalogue

Depth = int | None | OperatorError
"""How much waits in a queue; None for one that is missing; why it is not known."""
Kind = Literal["portal", "party"]
CONFIRM: Final = 10.0
"""Seconds that `hub submit` waits for the broker's word."""


class Queues(Protocol):
    """The queues of one home, whatever they are."""

    def open(self, catalogue: "Catalogue", worker: str) -> Queue:
        """All owners' queues, from the hub's side."""

    def open_side_of(self, owner: str, kind: Kind) -> Queue:
        """One owner's queues from its own side: to play a portal or a party."""

    def submit(self, portal: str, name: str, body: bytes) -> str:
        """Drop a submission as a portal does; return where. Raises Deferred when the queue does not take it."""

    def depths(self) -> dict[str, Depth]:
        """How much waits in each queue.

        Raises Deferred where the broker refuses, OperatorError or OSError where none of them can be looked at.
        """

    def faults(self, depths: Mapping[str, Depth]) -> list[Wording]:
        """What keeps a broker's queues from working, a line each that begins with its code, as far as can be asked."""

    def watches(self, catalogue: "Catalogue") -> tuple[Callable[[], None], ...]:
        """What a running hub calls at each turn, so that its log tells of queues that do not work."""


def queues_of(home: Home) -> Queues:
    """The home's queues, as its setting `queue` says."""
    if home.settings.uses_broker:
        from hub.bootstrap.queues.rabbit import RabbitQueues  # noqa: PLC0415 - pika is slow to load, and many homes use folders

        return RabbitQueues(home)
    from hub.bootstrap.queues.folders import FolderQueues  # noqa: PLC0415 - a hub on a broker needs none of it

    return FolderQueues(home)
