"""Who names whom: business numbers, their bearers, named documents, and who hears of what no portal submitted."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from hub.model.document import Reference

Named = Mapping[tuple[str, str], Sequence[str | None]]
"""By a document (or a message's digest, before it makes one) and its route's word for others: their ids.

In the form's order while it is being decided on; of what is recorded in the order of ids. None stands for a number that
nobody bears, empty text for somebody else's.
"""


class Names:
    """The names of a transaction."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, str], Sequence[str | None]] = {}
        self._numbers: dict[str, list[Reference]] = {}
        self._bearers: dict[str, set[str]] = {}
        self._listeners: dict[str, Sequence[str]] = {}
        self._referred: dict[Reference, None] = {}

    def load(self, named: Named) -> None:
        self._named.update(named)

    def load_numbers(self, references: Iterable[Reference]) -> None:
        for reference in references:
            self._numbers.setdefault(reference.document, []).append(reference)

    def load_listeners(self, portals: Mapping[str, Sequence[str]]) -> None:
        """By enterprise: the portals that hear of documents that no portal submitted."""
        self._listeners.update(portals)

    def named(self, subject: str, word: str) -> Sequence[str | None]:
        """The ids of the documents that one names by a word of its route."""
        return self._named.get((subject, word), ())

    def rename(self, before: str, after: str, word: str) -> None:
        """Let a document name whom the message named that made it."""
        self._named[after, word] = self.named(before, word)

    def numbers(self, document: str) -> Sequence[Reference]:
        """The business numbers of a document, where they are loaded."""
        return tuple(self._numbers.get(document, ()))

    def bearers(self, key: str) -> AbstractSet[str]:
        """The documents that bear a business number of a party, by the number's key."""
        return frozenset(self._bearers.get(key, ()))

    def bear(self, key: str, document: str) -> None:
        """Note that a document bears a number; whether it does for good is the references' to say."""
        self._bearers.setdefault(key, set()).add(document)

    def listeners(self, enterprise: str) -> Sequence[str]:
        """The portals that hear of an enterprise's documents that no portal submitted."""
        return self._listeners.get(enterprise, ())

    def refer(self, reference: Reference) -> None:
        """Give a document one more business number, or name another document for good."""
        self._referred[reference] = None
        self.load_numbers([reference])

    @property
    def referred(self) -> Sequence[Reference]:
        """The references that this transaction adds, in order, each once."""
        return tuple(self._referred)
