"""Documents with their transitions and facts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from hub.model.act import Operator
from hub.model.books.ticker import Ticker
from hub.model.document import Document
from hub.model.transition import GENESIS, MAIN, Cause, Transition

OPERATORS: Final = "operators"
"""In the detail of a row that an operator caused: who acted, each as a mapping of texts."""


class TakenOut(Exception):
    """Somebody needs a trail or a form that left the store: an archive has it."""

    def __init__(self, document: str) -> None:
        super().__init__(document)
        self.document = document


def parted(trails: Iterable[Transition]) -> set[str]:
    """The documents of whose trails a part is missing. Rows of a document are in their order, from the first on."""
    last: dict[str, int] = {}
    found: set[str] = set()
    for row in trails:
        if row.seq != last.get(row.document, 0) + 1:
            found.add(row.document)
        last[row.document] = row.seq
    return found


class Trails:
    """The documents of a transaction: as they were read, with every transition that was appended since."""

    def __init__(self, time: Ticker, catalogue: str) -> None:
        self._time = time
        self._catalogue = catalogue
        self._documents: dict[str, Document] = {}
        self._by_sender: dict[tuple[str, str], str] = {}
        self._of_enterprise: dict[tuple[str, str], set[str]] = {}
        self._forms: dict[str, Mapping[str, Any]] = {}
        self._returned: dict[str, dict[str, Any]] = {}
        self._announced: dict[str, Mapping[str, Any]] = {}
        self._as_of: dict[str, dict[str, int]] = {}
        self._said_at: dict[str, int] = {}
        self._past: dict[str, dict[int, Transition]] = {}
        self._taken_out: set[str] = set()
        self._created: dict[str, Document] = {}
        self._moved: dict[str, Document] = {}
        self._appended: list[Transition] = []
        self._followed = 0
        self._acting: dict[str, Any] = {}
        self._traces: dict[str, str] = {}

    # ---- what was read -----------------------------------------------------------------------

    def load(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self._documents[document.id] = document
            self._by_sender[document.sender, document.sender_ref] = document.id
            self._of_enterprise.setdefault((document.type, document.enterprise), set()).add(document.id)

    def load_returned(self, transitions: Iterable[Transition]) -> None:
        """Merge the values that parties returned with these whole trails; the newest value of each name counts.

        A trail of which a part left the store tells nothing: whoever asks for it gets TakenOut.
        """
        rows = list(transitions)
        self._taken_out |= parted(rows)
        for transition in rows:
            self._note(transition)

    def _note(self, transition: Transition) -> None:
        self._past.setdefault(transition.document, {})[transition.seq] = transition
        if transition.is_taken:
            if "returned" in transition.detail:
                self._announced.setdefault(transition.document, transition.detail["returned"])
            brought = transition.detail.get("returned", {})
            self._returned.setdefault(transition.document, {}).update(brought)
            if (as_of := transition.detail.get("as_of")) is not None:
                self._as_of.setdefault(transition.document, {}).update(dict.fromkeys(brought, int(as_of)))

    def load_forms(self, forms: Mapping[str, Mapping[str, Any]]) -> None:
        """The submitted forms of documents, by document id."""
        self._forms.update(forms)

    def take_out(self, documents: Iterable[str]) -> None:
        """Note that the forms of these documents left the store: whoever asks for their facts gets TakenOut."""
        self._taken_out.update(documents)

    def _refuse_taken_out(self, document: str) -> None:
        if document in self._taken_out:
            raise TakenOut(document)

    def load_said_at(self, times: Mapping[str, int]) -> None:
        """The sender's own times, by the digest of what the sender sent."""
        self._said_at.update(times)

    # ---- what is known -----------------------------------------------------------------------

    def document(self, id_: str) -> Document:
        """The document in its present state; raises KeyError if it is not loaded."""
        return self._documents[id_]

    def find(self, id_: str | None) -> Document | None:
        return self._documents.get(id_ or "")

    def holds(self, id_: str | None) -> bool:
        return id_ in self._documents

    def brought(self, sender: str, ref: str) -> Document | None:
        """The document that a sender brought under this id."""
        return self.find(self._by_sender.get((sender, ref)))

    def standing(self, type_: str, enterprise: str) -> list[Document]:
        """Loaded documents of a type and enterprise, oldest first."""
        found = (self._documents[id_] for id_ in self._of_enterprise.get((type_, enterprise), ()))
        return sorted(found, key=lambda d: (d.created_at, d.id))

    def predecessors(self, document: Document) -> Iterator[Document]:
        """The loaded predecessors of a document, the newest first."""
        above = self.find(document.again_of)
        while above is not None:
            yield above
            above = self.find(above.again_of)

    def is_disputed(self, document: Document | None) -> bool:
        """Whether a document or one of its loaded predecessors is disputed."""
        return document is not None and any(one.disputes for one in (document, *self.predecessors(document)))

    def unread_predecessors(self) -> set[str]:
        """Ids of predecessors that are not loaded."""
        return {d.again_of for d in self._documents.values() if d.again_of} - self._documents.keys()

    def of_types(self, types: Collection[str]) -> list[Document]:
        """The loaded documents of these types."""
        return [document for document in self._documents.values() if document.type in types]

    def enterprises_without_portal(self) -> set[str]:
        """The enterprises of the loaded documents that no portal submitted."""
        return {d.enterprise for d in self._documents.values() if not d.portal}

    def form(self, document: str) -> Mapping[str, Any]:
        """The submitted form of a document; empty if it is not loaded."""
        self._refuse_taken_out(document)
        return self._forms.get(document, {})

    def returned(self, document: str) -> Mapping[str, Any]:
        """The values that parties have returned for a document so far; empty if they are not loaded."""
        self._refuse_taken_out(document)
        return self._returned.get(document, {})

    def announced(self, document: str) -> Mapping[str, Any]:
        """The values of the first message that returned some: of a notice, what it announced; empty if not loaded."""
        self._refuse_taken_out(document)
        return self._announced.get(document, {})

    def as_of(self, document: str, name: str) -> int:
        """The party's own time of a returned value; 0 if it is not known."""
        self._refuse_taken_out(document)
        return self._as_of.get(document, {}).get(name, 0)

    def as_of_by(self, document: str, name: str, at: int) -> int:
        """The latest time that the party had stated for a value by a time of the hub; 0 if there was none."""
        rows = (row for row in self.past(document) if row.at <= at and row.is_taken and "as_of" in row.detail)
        return max((int(row.detail["as_of"]) for row in rows if name in row.detail.get("returned", {})), default=0)

    def past(self, document: str) -> list[Transition]:
        """The trail of a document, oldest first, as far as it is loaded: whole where its returned values are."""
        self._refuse_taken_out(document)
        return [transition for _, transition in sorted(self._past.get(document, {}).items())]

    def has_past(self, document: str) -> bool:
        """Whether the trail of a document, or a part of it, was read."""
        return document in self._past

    def facts(self, document: str) -> dict[str, Any]:
        """All facts of a document: the submitted form, and under `returned` the values that parties returned."""
        return {**self.form(document), "returned": self.returned(document)}

    def said_at(self, digest: str) -> int:
        """The sender's own time for the content with this digest; 0 if unknown."""
        return self._said_at.get(digest, 0)

    # ---- what is written ---------------------------------------------------------------------

    def open(self, document: Document) -> None:
        """Add a new document; its first transition must follow."""
        self.load([document])
        self._created[document.id] = document

    def trace(self, document: str, parent: str) -> None:
        """Note the trace that a new document belongs to."""
        self._traces[document] = parent

    @property
    def traces(self) -> Mapping[str, str]:
        """The traceparents of new documents."""
        return MappingProxyType(self._traces)

    def name_operators(self, operators: Sequence[Operator]) -> None:
        """Name these operators in every further row whose cause is an operator."""
        self._acting = {OPERATORS: [operator.facts() for operator in operators]}

    def append(
        self, document: str, after: str, cause: Cause, detail: Mapping[str, Any] | None = None, *, track: str = MAIN
    ) -> Transition:
        """Add the next transition to a document's chain; it becomes the document's newest."""
        current = self._documents[document]
        first = current.seq == 0
        transition = Transition(
            document=document,
            seq=current.seq + 1,
            track=track,
            before=None if first else current.status,
            after=after,
            cause=cause,
            detail={**(detail or {}), **(self._acting if cause.kind == "operator" else {})},
            at=self._time.tick(),
            catalogue=self._catalogue,
            previous=GENESIS if first else current.head,
        ).sealed()
        self.put(current.after(transition))
        self._note(transition)
        self._appended.append(transition)
        return transition

    def put(self, document: Document) -> None:
        """Replace a loaded document."""
        self._documents[document.id] = document
        side = self._created if document.id in self._created else self._moved
        side[document.id] = document

    def unfollowed(self) -> Iterator[Transition]:
        """The transitions whose consequences were not applied yet, each once, also those appended meanwhile."""
        while self._followed < len(self._appended):
            self._followed += 1
            yield self._appended[self._followed - 1]

    @property
    def appended(self) -> Sequence[Transition]:
        """The transitions of this transaction, in order."""
        return tuple(self._appended)

    @property
    def created(self) -> Mapping[str, Document]:
        """The documents that this transaction makes, by id."""
        return MappingProxyType(self._created)

    @property
    def moved(self) -> Mapping[str, Document]:
        """The older documents that this transaction changes, by id."""
        return MappingProxyType(self._moved)
