"""A business document and its references."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Final, NamedTuple

from hub.model.identifier import read_uuid
from hub.model.transition import OVERDUE, Transition

BY_ACCOUNT = "portal:account"
"""`Document.vouched_by` of a submission whose signer used no card."""

OWN_DISPUTE: Final = r"(^| )(?!of:|told( |$))[^ ]"
"""Regular expression for `Document.dispute`: among its words is a reason of the document itself."""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """An importer or exporter, as a sender names it."""

    uscc: str
    """统一社会信用代码, 18 characters, GB 32100."""
    name: str
    customs_code: str | None = None
    """海关十位, the ten-digit customs registration code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One business document in its present state. Its history is its transitions."""

    id: str
    """The hub's own id: a UUIDv8 derived from the document's origin and content (`hub/model/identity.py`)."""
    type: str
    sender: str
    """The portal or party that brought it. For a document that the hub made: the id of the document before it."""
    sender_ref: str
    """The id that its sender gave it, unique for each sender."""
    content: str
    """Digest of what was sent (hex SHA-256): of a submission's RFC 8785 form, or of a message's bytes."""
    payload: str
    """Digest of the bytes as they were dropped (hex SHA-256)."""
    portal: str | None
    """The portal that submitted it, or the document from which it follows, or the document that a notice names.

    None for a notice that names no submitted document.
    """
    party: str
    enterprise: str
    """The enterprise's USCC."""
    enterprise_name: str
    status: str
    round: int = 1
    """Number of the round. A receipt acts only in the round of the message that it answers."""
    seq: int = 0
    """Sequence number of its newest transition; 0 before the first."""
    head: str = ""
    """Hash of its newest transition (hex SHA-256); empty before the first."""
    again_of: str | None = None
    """The predecessor: the original document, if this one is a new application."""
    created_at: int
    """Microseconds since 1970, UTC, like every time in the model."""
    updated_at: int
    vouched_by: str | None = None
    """Who vouches for the signer: `card:` and the hex SHA-256 of the card's certificate, `portal`, or `portal:account`.

    The portal vouches for the holder of a card, or for somebody who logged in to an account without one. Never changes.
    None if no portal submitted it, or if it was refused because nobody vouches for its signer.
    """
    dispute: str = ""
    """What is disputed, as words separated by spaces; empty if nothing is. An operator settles a dispute.

    A word gives the reason (`contradicts`, `other-values`, …). `of:` and a document's id means that the dispute of that
    document affects this one too. `told` means that the portal was notified.
    """
    record: str | None = None
    """记录编号, unique: yyyyMMdd (Shanghai) and 12 digits. None for a refused submission. Never changes."""
    submitted_at: int | None = None
    """申请时间, the time of submission that the portal states. None if no portal submitted it. Never changes."""
    tracks: str = ""
    """Statuses beside its own, as words `track:status` or `track:status:end`, separated by spaces.

    `end` is what its clock has told of the track: the status does not change by it. A track without a word is blank.
    """
    form: str | None = None
    """Digest of its submission in the hub's own form (hex SHA-256): the hub's JSON, read at acceptance.

    Equal to `payload` if the portal wrote that form. Of a submission that was there before the hub: the form that its
    party announced. None if it has no form, if it was refused, or if an older hub recorded it. Never changes.
    """
    moved_at: int = 0
    """When it reached its status. Observations do not change it.

    0 before the first transition, and where it is not known: the trail had left the store when it was first asked for.
    """
    overdue_at: int | None = None
    """When its answer was found to be overdue; None if it is not, or if its status has changed since."""

    @property
    def disputes(self) -> frozenset[str]:
        """The words of `dispute`."""
        return frozenset(self.dispute.split())

    @property
    def own_disputes(self) -> frozenset[str]:
        """The reasons among them: empty if nothing is disputed, or only another document (`OWN_DISPUTE`)."""
        return frozenset(word for word in self.disputes if re.search(OWN_DISPUTE, word))

    @property
    def maker(self) -> str:
        """The id of the document from which the hub made this one; empty if a portal or a party brought it.

        No portal or party is named like an id.
        """
        return self.sender if read_uuid(self.sender) == self.sender else ""

    @property
    def announced_form(self) -> dict[str, Any]:
        """The form of a document that has none of its own: its enterprise."""
        return {"enterprise": {"uscc": self.enterprise, "name": self.enterprise_name}}

    def on_track(self, track: str) -> tuple[str, str]:
        """The status on a track, and what its clock has told; each is empty if there is none."""
        for word in self.tracks.split():
            name, status, *end = word.split(":")
            if name == track:
                return status, end[0] if end else ""
        return "", ""

    @property
    def track_statuses(self) -> dict[str, list[str]]:
        """By track: its status, then what its clock has told."""
        return {name: [one for one in said if one] for name, *said in (w.split(":") for w in self.tracks.split())}

    @property
    def track_words(self) -> dict[str, str]:
        """By track: its status; a track that is blank is left out."""
        return {name: said[0] for name, said in self.track_statuses.items() if said}

    def put_on_track(self, track: str, status: str, end: str = "") -> "Document":
        """A copy of the document with this status on a track."""
        others = [word for word in self.tracks.split() if word.partition(":")[0] != track]
        own = [":".join((track, status, *([end] if end else [])))] if status or end else []
        return replace(self, tracks=" ".join(sorted([*others, *own])))

    def marked(self, words: Collection[str]) -> "Document":
        """A copy of the document with these words as its dispute."""
        return replace(self, dispute=" ".join(sorted(words)))

    def after(self, row: Transition) -> "Document":
        """A copy of the document as the next row of its trail leaves it."""
        moved_at, overdue_at = Since(self.moved_at, self.overdue_at).after(row)
        return replace(
            self,
            status=row.after,
            seq=row.seq,
            head=row.hash,
            updated_at=row.at,
            moved_at=moved_at,
            overdue_at=overdue_at,
        )


class Since(NamedTuple):
    """Since when a document has its status, and since when its answer is overdue."""

    moved_at: int = 0
    overdue_at: int | None = None

    def after(self, row: Transition) -> "Since":
        """The same after the next row of the trail: a move ends that the answer is overdue."""
        if not row.is_observation:
            return Since(row.at)
        return self._replace(overdue_at=row.at) if row.detail.get("observed") == OVERDUE else self


def since_of(rows: Iterable[Transition]) -> Since:
    """What a whole trail says, oldest row first."""
    return reduce(Since.after, rows, Since())


def newest_last(documents: Iterable[Document]) -> list[Document]:
    """Documents by age. One that another one of them was made again from comes first, whatever their clocks said."""
    found = list(documents)
    replaced = {document.again_of for document in found}
    return sorted(found, key=lambda document: (document.id not in replaced, document.created_at, document.id))


@dataclass(frozen=True, slots=True)
class Reference:
    """A business number of a document, such as its policy or application number, or a reference to another document."""

    document: str
    kind: str
    value: str
