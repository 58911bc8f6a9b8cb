"""One change of a document's status, chained by hash to the one before."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from hub.model.canonical import canonical

CauseKind = Literal["receipt", "confirm", "clock", "document", "operator"]
GENESIS = "0" * 64
HASH_VERSION = 1
DISPUTED = "W002"
"""What a portal is told of a dispute: that there is one, and nothing of what was said."""
SETTLED = "W003"
"""What it is told once an operator has settled it."""
_OLDER = "reasons"
"""Among what came back in the trails of older hubs: what a party said in words."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a status moved."""

    kind: CauseKind
    ref: str
    """Id of the message or document that caused it."""
    digest: str
    """Of the bytes that caused it (hex SHA-256)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of a document's trail; an observation is a row that moved nothing (from = to)."""

    document: str
    seq: int
    track: str
    before: str | None
    after: str
    cause: Cause
    detail: Mapping[str, Any]
    """What came back or what was wrong, as strings, lists and mappings; what the event tells."""
    at: int
    catalogue: str
    previous: str
    hash: str = ""

    @property
    def is_observation(self) -> bool:
        return self.before == self.after

    @property
    def returned_shown(self) -> Mapping[str, Any]:
        """What came back with it, as portals are told; nothing of what is disputed."""
        return {} if self._hides_what_was_said else self.returned

    @property
    def reason_shown(self) -> Sequence[str]:
        """What a party said in words, as portals are told; nothing of what is disputed."""
        return [] if self._hides_what_was_said else self.reason

    @property
    def _hides_what_was_said(self) -> bool:
        return self.detail.get("event") == DISPUTED

    @property
    def is_taken(self) -> bool:
        """Whether what came back with it counts: of each move, and of what an operator said must stand."""
        return not self.is_observation or (self.cause.kind == "operator" and "returned" in self.detail)

    @property
    def files(self) -> Mapping[str, int]:
        """The attachments among what came back, by name: bytes decoded. They are in the message that was the cause."""
        return {
            name: value["size"]
            for name, value in self.returned_shown.items()
            if isinstance(value, dict) and "sha256" in value
        }

    @property
    def reason(self) -> Sequence[str]:
        """What a party said in words, each text once; an operator's reason, which is one text, is none of a party's.

        Transitions of older hubs have it among what came back, as faults with Code, Field and Text.
        """
        said = self.detail.get("reason", ())
        faults = self.detail.get("returned", {}).get(_OLDER, ())
        older = (" ".join(fault[n] for n in ("Code", "Field", "Text") if n in fault) for fault in faults)
        return [*(said if isinstance(said, list) else ()), *older]

    @property
    def returned(self) -> Mapping[str, Any]:
        """What came back, by name."""
        return {name: value for name, value in self.detail.get("returned", {}).items() if name != _OLDER}

    @property
    def is_notified(self) -> bool:
        """Whether portals hear of it: of each move, and of what is an event of its own, as an overdue answer."""
        return not self.is_observation or "event" in self.detail

    def sealed(self) -> "Transition":
        """The same transition with its hash: SHA-256 over RFC 8785 JSON of its fields and the hash before it."""
        fields: dict[str, Any] = {
            "hash_version": HASH_VERSION,
            "document": self.document,
            "seq": self.seq,
            "track": self.track,
            "from": self.before,
            "to": self.after,
            "cause": {"kind": self.cause.kind, "ref": self.cause.ref, "digest": self.cause.digest},
            "detail": self.detail,
            "at": self.at,
            "catalogue": self.catalogue,
            "previous": self.previous,
        }
        return replace(self, hash=hashlib.sha256(canonical(fields)).hexdigest())
