"""One change of a document's status, linked by hash to the change before."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from json.encoder import encode_basestring as _text
from typing import Any, Literal

from hub.model.canonical import canonical

CauseKind = Literal["receipt", "confirm", "clock", "document", "operator"]
GENESIS = "0" * 64
HASH_VERSION = 1
DISPUTED = "W002"
"""Event code of a dispute. The portal learns that there is a dispute, and nothing of what the party said."""
SETTLED = "W003"
"""Event code for the end of a dispute."""
MAIN = "main"
"""The track of a document's own status."""
BROUGHT = "brought"
"""Observation of facts that another document, or a later answer, brought. `as_of` in the detail is their time."""
OVERDUE = "overdue"
"""Observed by the clock: the answer did not come in time."""
UNSENT = "unsent"
"""In the detail of an overdue row: what was still in the outbox, so that nobody was asked. `message`: the message
itself, so that its party is not to blame. `copy`: one that was sent again."""
RESENT = "resent"
"""Observed by the clock: the same message was promised once more."""
OUTRANKED = "outranked"
"""Observed when what is said changes nothing: the document has this status already, or a later one."""
BESIDE = "beside"
"""Observation of a status on another track of the document. `event` in the detail is the status."""
SAID = "said"
"""In the detail of a row: the party's reasons in words, as an operator entered them from its letter."""
_OLDER = "reasons"
"""In trails of older hubs: name of the returned value that holds a party's reasons."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a status changed."""

    kind: CauseKind
    ref: str
    """Id of the message or document that caused it."""
    digest: str
    """Digest of the bytes that caused it (hex SHA-256)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of a document's trail. An observation is a row that moved nothing (`before` equals `after`)."""

    document: str
    seq: int
    track: str
    before: str | None
    after: str
    cause: Cause
    detail: Mapping[str, Any]
    """Returned values, reasons or faults, as strings, lists and mappings. The event reports them."""
    at: int
    catalogue: str
    previous: str
    hash: str = ""

    @property
    def is_observation(self) -> bool:
        return self.before == self.after

    @property
    def returned_shown(self) -> Mapping[str, Any]:
        """The returned values that portals see; empty for a dispute."""
        return {} if self._hides_what_was_said else self.returned

    @property
    def reason_shown(self) -> Sequence[str]:
        """The party's reasons in words that portals see; empty for a dispute."""
        return [] if self._hides_what_was_said else self.reason

    @property
    def _hides_what_was_said(self) -> bool:
        return self.detail.get("event") == DISPUTED

    @property
    def is_beside(self) -> bool:
        """Whether portals were notified of a status on another track than the document's own."""
        return self.track != MAIN and "event" in self.detail

    @property
    def is_taken(self) -> bool:
        """Whether the returned values count: for every move on any track, and for values that an operator accepted."""
        if self.is_observation and self.detail.get("observed") not in (BESIDE, BROUGHT):
            return self.cause.kind == "operator" and "returned" in self.detail
        return True

    @property
    def files(self) -> Mapping[str, int]:
        """Sizes of returned attachments, in decoded bytes, by name. The causing message holds their content."""
        return {
            name: value["size"]
            for name, value in self.returned_shown.items()
            if isinstance(value, dict) and "sha256" in value
        }

    @property
    def reason(self) -> Sequence[str]:
        """The party's reasons in words, each text once. An operator's reason is a single text and is not among them.

        What an operator enters as the party's own words stands under `said`.

        Trails of older hubs have them among the returned values, as faults with Code, Field and Text.
        """
        said = self.detail.get("reason", ())
        faults = self.detail.get("returned", {}).get(_OLDER, ())
        older = (" ".join(fault[n] for n in ("Code", "Field", "Text") if n in fault) for fault in faults)
        return [*(said if isinstance(said, list) else ()), *self.detail.get(SAID, ()), *older]

    @property
    def returned(self) -> Mapping[str, Any]:
        """The returned values, by name."""
        return {name: value for name, value in self.detail.get("returned", {}).items() if name != _OLDER}

    @property
    def is_notified(self) -> bool:
        """Whether portals are notified: of every move, and of observations with an event, such as an overdue answer."""
        return not self.is_observation or "event" in self.detail

    def hashed(self) -> bytes:
        """The bytes whose SHA-256 is the hash: the RFC 8785 JSON of the fields and of the previous hash.

        Written here name by name, in their order, because the whole log is hashed again to verify it.
        """
        cause, before = self.cause, "null" if self.before is None else _text(self.before)
        detail = "{}" if self.detail == {} else canonical(self.detail).decode()
        return (
            f'{{"at":{self.at:d},"catalogue":{_text(self.catalogue)},"cause":{{"digest":{_text(cause.digest)},'
            f'"kind":{_text(cause.kind)},"ref":{_text(cause.ref)}}},"detail":{detail},"document":{_text(self.document)},'
            f'"from":{before},"hash_version":{HASH_VERSION},"previous":{_text(self.previous)},"seq":{self.seq:d},'
            f'"to":{_text(self.after)},"track":{_text(self.track)}}}'
        ).encode()

    def own_hash(self) -> str:
        """The hash that follows from the fields (hex SHA-256)."""
        return hashlib.sha256(self.hashed()).hexdigest()

    def sealed(self) -> "Transition":
        """The same transition with its hash."""
        return replace(self, hash=self.own_hash())
