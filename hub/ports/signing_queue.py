"""Messages that wait for their signatures."""

from collections.abc import Collection, Mapping
from typing import Protocol

from hub.errors import Code
from hub.model import ToSign


class SigningQueue(Protocol):
    """Lists messages that wait for their signatures; transactions write and delete them. Thread-safe.

    Reading does not wait for writers. `Outbox.reassign` changes owners too.
    """

    def parties(self, owner: str) -> list[str]:
        """The parties for which messages of this owner wait, sorted."""

    def due(self, owner: str, parties: Collection[str], limit: int, known: Collection[str] = ()) -> list[ToSign]:
        """The messages of this owner to these parties, oldest first, without those with the ids in `known`.

        Returns fewer than `limit` messages if they would fill the memory; an empty list only if there is none.
        """

    def note(self, why: Mapping[str, Code]) -> None:
        """Note why messages could not be signed, by message id. Commits at once. A message that is gone is left out."""

    def offer(self, owner: str, parties: Collection[str]) -> int:
        """Offer this owner's messages to these parties to all workers; return the number of messages.

        They belong to OFFERED from now on, and are not adopted like those of a dead worker. Commits at once.
        """

    def take(self, parties: Collection[str], to: str, limit: int) -> int:
        """Make `to` the owner of at most `limit` offered messages to these parties, oldest first; return the number.

        Commits at once. Two workers may take at the same moment: each message goes to one of them at most.
        """
