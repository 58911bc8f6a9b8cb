"""References: business numbers, their bearers, referenced documents, and portals that get an enterprise's events."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from hub.model.document import Reference
from hub.model.registration import CustomsUnit, Registration

Named = Mapping[tuple[str, str], Sequence[str | None]]
"""Ids of referenced documents, by document (or a notice's digest, before its document exists) and name in the route.

In the form's order while a document is decided on; in the order of ids for recorded documents. None means that no
document bears the number. Empty text means that another enterprise's document bears it.
"""


class Names:
    """The references of a transaction."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, str], Sequence[str | None]] = {}
        self._numbers: dict[str, list[Reference]] = {}
        self._bearers: dict[str, set[str]] = {}
        self._listeners: dict[str, Sequence[str]] = {}
        self._referred: dict[Reference, None] = {}
        self._registrations: dict[Registration, None] = {}
        self._registered: dict[Registration, None] = {}

    def load(self, named: Named) -> None:
        self._named.update(named)

    def load_numbers(self, references: Iterable[Reference]) -> None:
        for reference in references:
            self._numbers.setdefault(reference.document, []).append(reference)

    def load_listeners(self, portals: Mapping[str, Sequence[str]]) -> None:
        """By enterprise: the portals that get events of documents that no portal submitted."""
        self._listeners.update(portals)

    def named(self, subject: str, word: str) -> Sequence[str | None]:
        """The ids of the documents that a document refers to by one name of its route."""
        return self._named.get((subject, word), ())

    def rename(self, before: str, after: str, word: str) -> None:
        """Give a new document the references of the notice that created it."""
        self._named[after, word] = self.named(before, word)

    def numbers(self, document: str) -> Sequence[Reference]:
        """The business numbers of a document, if they are loaded."""
        return tuple(self._numbers.get(document, ()))

    def bearers(self, key: str) -> AbstractSet[str]:
        """The documents that bear a business number, by the number's key."""
        return frozenset(self._bearers.get(key, ()))

    def bear(self, key: str, document: str) -> None:
        """Note that a document bears a number. Only a reference records it for good."""
        self._bearers.setdefault(key, set()).add(document)

    def listeners(self, enterprise: str) -> Sequence[str]:
        """The portals that get events of an enterprise's documents that no portal submitted."""
        return self._listeners.get(enterprise, ())

    def refer(self, reference: Reference) -> None:
        """Give a document one more business number, or record a reference to another document."""
        self._referred[reference] = None
        self.load_numbers([reference])

    @property
    def referred(self) -> Sequence[Reference]:
        """The references that this transaction adds, in order, each once."""
        return tuple(self._referred)

    # ---- customs codes -----------------------------------------------------------------------

    def load_registrations(self, registrations: Iterable[Registration]) -> None:
        self._registrations.update(dict.fromkeys(registrations))

    def owner_of_unit(self, unit: CustomsUnit) -> str:
        """The USCC of a unit: as customs gave it, or the one for which its code stands; empty if that is not known."""
        return unit.owner(self._registrations)

    def is_named(self, code: str) -> bool:
        """Whether anybody named a USCC with this code, perhaps another one than others."""
        return any(naming.code == code for naming in self._registrations)

    def register(self, registration: Registration) -> None:
        """Learn one naming of a customs code with a USCC."""
        self._registrations[registration] = None
        self._registered[registration] = None

    @property
    def registered(self) -> Sequence[Registration]:
        """The registrations that this transaction adds, each once."""
        return tuple(self._registered)
