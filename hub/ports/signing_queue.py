"""Messages that wait for their signatures."""

from collections.abc import Collection
from typing import Protocol

from hub.model import ToSign


class SigningQueue(Protocol):
    """Lists messages that wait for their signatures; transactions write and delete them. Thread-safe.

    Does not wait for writers. `Outbox.reassign` changes their owners.
    """

    def parties(self, owner: str) -> list[str]:
        """The parties for which messages of this owner wait, sorted."""

    def due(self, owner: str, parties: Collection[str], limit: int, known: Collection[str] = ()) -> list[ToSign]:
        """The messages of this owner to these parties, oldest first, without those with the ids in `known`.

        Returns fewer than `limit` messages if they would fill the memory; an empty list only if there is none.
        """
