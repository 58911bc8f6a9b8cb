"""Certificates: owner, state, validity period and file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from hub.errors import Wording
from hub.text.bilingual import Bilingual
from hub.views.view import ABSENT, ON_SCREEN, Absent, Digest, Moment

CheckResult = Literal["ok", "warning", "failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateView:
    """One certificate, and the file that holds it."""

    whose: str
    """`hub`, or the id of a party."""
    state: Literal["valid", "next", "cutover", "over"]
    """valid: accepted now, and among the hub's own the one that signs. next: not valid yet. cutover: refused since its
    cutover, or among the hub's own replaced by a newer one. over: expired."""
    serial: str
    subject: str
    since: Moment
    until: Moment
    days_left: int
    key: str
    """Kind and size of its key."""
    fingerprint: Digest
    file: str | Absent = ABSENT
    provider: str | Absent = ABSENT
    """Of the hub's own: where the private key is: `file`, `pkcs11`, `card`, or empty where it is nowhere any more."""
    profile: str | Absent = ABSENT
    """Of the hub's own: how the key signs where nothing else is agreed with a party."""
    parties: Sequence[str] | Absent = ABSENT
    """Of the hub's own: the parties for which alone the key signs."""
    ciphers: Sequence[str] | Absent = ABSENT
    """Of a certificate for encryption: the agreed ciphers that encrypt for it, as parties' files name them."""
    device: str | Absent = ABSENT
    """Why the token or card does not sign, as workers last saw it; it begins with a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingKeyView:
    """A key of the hub's that has no certificate yet."""

    whose: Literal["hub"] = "hub"
    state: Literal["waiting"] = "waiting"
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledView:
    """What was changed among the certificates of a party or of the hub."""

    whose: str
    certificate: CertificateView | None
    """The certificate that was registered, taken or made. Null for a key alone, and where only a cutover was set."""
    written: Sequence[str]
    """The new files."""
    ended: Sequence[Digest]
    """Fingerprints of the certificates that are refused from the cutover on."""
    cutover: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request for a certificate."""

    request: str
    """PKCS#10, PEM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """One thing that was checked."""

    result: CheckResult
    text: str
    """A warning or a failure begins with its code."""
    count: int | Absent = ABSENT
    """How many messages verify."""
    words: Bilingual | Wording | None = field(metadata=ON_SCREEN, default=None)
    """The text for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksView:
    """Everything that was checked."""

    checks: Sequence[CheckView] = field(default_factory=list)
