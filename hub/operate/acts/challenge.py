"""What an operator's card signs: the act in canonical JSON (RFC 8785), so that the signature is about nothing else."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

from uuid6 import uuid7

from hub.errors import Code, rejected
from hub.model import Request
from hub.model.canonical import canonical
from hub.model.moments import SECOND, microseconds, moment

LIFETIME_MIN: Final = 15
"""Minutes in which a challenge must be signed and used: time to carry it to another machine and back."""


@dataclass(frozen=True, slots=True)
class Answering:
    """A second operator's answer to a proposal."""

    does: Literal["approve", "reject"]
    proposal: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """An act of one hub, with a time and a number that is used once."""

    hub: str
    """The hub's name and the identity of its store."""
    request: Request
    answering: Answering | None = None
    nonce: str
    at: str
    """ISO 8601, UTC."""

    @property
    def body(self) -> bytes:
        """The bytes that are signed."""
        asked = self.request
        said: dict[str, Any] = {
            "hub": self.hub,
            "nonce": self.nonce,
            "at": self.at,
            "verb": asked.verb,
            "about": asked.about,
            "arguments": asked.arguments,
            "heads": asked.heads,
            "reason": asked.reason,
        }
        if (answer := self.answering) is not None:
            said["answers"] = {"does": answer.does, "proposal": answer.proposal, "reason": answer.reason}
        return canonical(said)


def new_challenge(hub: str, request: Request, answering: Answering | None, now: int) -> Challenge:
    """A challenge that is valid from now on."""
    at = moment(now).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Challenge(hub=hub, request=request, answering=answering, nonce=str(uuid7()), at=at)


def read_challenge(body: bytes, hub: str, request: Request, answering: Answering | None, now: int) -> Challenge:
    """The challenge in a file, if it is about this act as it stands now.

    Raises Rejected: HUB-802 where anything in it differs, HUB-803 where it is too old or of the future.
    """
    nonce, at = _once(body)
    found = Challenge(hub=hub, request=request, answering=answering, nonce=nonce, at=at)
    if found.body != body:
        raise rejected(Code.CHALLENGE_DIFFERS, what=", ".join(_differing(body, found.body)) or "RFC 8785")
    if abs(now - _time(at)) > LIFETIME_MIN * 60 * SECOND:
        raise rejected(Code.CHALLENGE_EXPIRED, minutes=LIFETIME_MIN)
    return found


def _once(body: bytes) -> tuple[str, str]:
    said = _read(body)
    nonce, at = said.get("nonce"), said.get("at")
    if not isinstance(nonce, str) or not isinstance(at, str) or not _is_uuid(nonce):
        raise rejected(Code.CHALLENGE_DIFFERS, what="nonce, at")
    return nonce, at


def _is_uuid(text: str) -> bool:
    """Whether it is one in the form in which the hub writes it: ids of acts are nothing else."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise rejected(Code.CHALLENGE_DIFFERS, what="JSON") from error
    return said if isinstance(said, dict) else {}


def _differing(body: bytes, expected: bytes) -> list[str]:
    """The names of the members that differ, for the operator."""
    one, other = _read(body), _read(expected)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _time(at: str) -> int:
    try:
        found = datetime.fromisoformat(at)
    except ValueError as error:
        raise rejected(Code.CHALLENGE_DIFFERS, what="at") from error
    return microseconds(found if found.tzinfo else found.replace(tzinfo=UTC))
