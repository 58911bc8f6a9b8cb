"""Every failure the hub knows, with its stable code; the class decides what happens, never the text."""

import os
from dataclasses import dataclass

from hub.errors.code import Code
from hub.errors.meaning import NOTHING, Kind, Meaning
from hub.model import Fault
from hub.text.bilingual import Bilingual
from hub.text.masking import mask
from hub.text.wording import Wording

__all__ = [
    "NOTHING",
    "CatalogueFaulty",
    "ClockApart",
    "ClockBehind",
    "Code",
    "Deferred",
    "DeviceGone",
    "DeviceHangs",
    "DeviceLocked",
    "DeviceRefused",
    "ForbiddenMove",
    "HubError",
    "Kind",
    "Meaning",
    "OperatorError",
    "QueueForbidden",
    "QueueUnavailable",
    "ReceiverUnavailable",
    "Rejected",
    "SignerUnavailable",
    "StoreConflict",
    "StoreDamaged",
    "StoreForbidden",
    "StoreLocked",
    "StoreNewer",
    "StoreNotDurable",
    "StoreNotReady",
    "StoreUnavailable",
    "Unfit",
    "Wording",
    "code_of",
    "fault",
    "of_the_system",
    "operator_error",
    "rejected",
]

LONGEST = 1_000
"""Characters of a field's path, or of whatever else a fault repeats: junk by the megabyte makes no answers as long."""


def fault(code: Code, field: str = "", **names: object) -> Fault:
    """The fault with this code about this field, in both languages; what a sender calls things is cut to a length."""
    text = code.filled({name: _cut(value) for name, value in names.items()})
    return Fault(field=field[:LONGEST], code=code, zh=text.zh, en=text.en, names=names)


def _cut(value: object) -> Bilingual | str:
    if isinstance(value, Bilingual):
        return Bilingual(value.zh[:LONGEST], value.en[:LONGEST])
    return str(value)[:LONGEST]


class HubError(Exception):
    """Base of all failures that the hub knows."""


@dataclass(eq=False)
class Rejected(HubError):
    """The sender's fault: answered with reasons, and its bytes are kept."""

    faults: tuple[Fault, ...]
    answers: str | None = None
    """The sender's own id of what it sent, where it could be read."""
    is_answered: bool = True
    """False for a receipt (two hubs that refuse refusals would never end), and for what is the hub's own fault."""

    def __str__(self) -> str:
        return "; ".join(f"{f.code} {f.field} {f.en}".replace("  ", " ") for f in self.faults)


def _worded(code: Code, reason: str | Bilingual) -> Wording:
    """The code's sentence and a reason, without secrets; what is the same in both languages is said once."""
    if isinstance(reason, str) or reason.zh == reason.en:
        return Wording(code, code.filled({}), mask(str(reason)).strip())
    return Wording(code, Bilingual(mask(reason.zh), mask(reason.en)).about(code.filled({})))


@dataclass(eq=False)
class Deferred(HubError):
    """The world's fault: nothing is lost, try again later."""

    reason: str | Bilingual
    """Our own words are in both languages; those of a library or a server are as they came."""
    code: Code = Code.STORE_UNAVAILABLE

    @property
    def wording(self) -> Wording:
        """What is said of it, without secrets."""
        return _worded(self.code, self.reason)

    def __str__(self) -> str:
        return self.wording.fixed


class StoreUnavailable(Deferred):
    """The store cannot be reached or does not take writes."""


@dataclass(eq=False)
class StoreNotReady(StoreUnavailable):
    """The store has not the tables that this hub reads; an operator makes them, and a running hub waits for that."""

    code: Code = Code.STORE_NOT_READY


@dataclass(eq=False)
class StoreForbidden(StoreUnavailable):
    """The store does not let us read or write: a right is missing, which somebody may give while the hub waits."""

    code: Code = Code.STORE_FORBIDDEN


@dataclass(eq=False)
class StoreNewer(StoreNotReady):
    """A newer hub has migrated the store: this one does not know what it would read and write."""

    code: Code = Code.STORE_NEWER


@dataclass(eq=False)
class StoreDamaged(StoreUnavailable):
    """What the store holds cannot be read as it was written; an operator restores it."""

    code: Code = Code.STORE_DAMAGED


@dataclass(eq=False)
class StoreLocked(StoreUnavailable):
    """Another session holds a lock that we need, for longer than any of ours does."""

    code: Code = Code.STORE_LOCKED


@dataclass(eq=False)
class StoreNotDurable(StoreUnavailable):
    """The store does not force to disk what it says is committed."""

    code: Code = Code.STORE_NOT_DURABLE


@dataclass(eq=False)
class ClockApart(Deferred):
    """The hub's clock and the store's differ by minutes; nothing is judged by a time that may be wrong."""

    code: Code = Code.CLOCKS_APART


@dataclass(eq=False)
class ClockBehind(Deferred):
    """The hub's clock is behind what is recorded already; nothing is judged by a time that may be wrong."""

    code: Code = Code.CLOCK_BEHIND


@dataclass(eq=False)
class SignerUnavailable(Deferred):
    """The hub cannot sign a message at once: it is recorded without a signature, and signed as soon as a key may."""

    code: Code = Code.OWN_CERTIFICATE_NOT_VALID


@dataclass(eq=False)
class ReceiverUnavailable(Deferred):
    """No certificate is valid now by which a message could be encrypted for its receiver: try again later."""

    code: Code = Code.RECEIVER_UNAVAILABLE


@dataclass(eq=False)
class DeviceGone(Deferred):
    """The token or card with the key, its reader, or what serves them, is away: try again later."""

    code: Code = Code.DEVICE_GONE


@dataclass(eq=False)
class DeviceHangs(Deferred):
    """A call of the device has not come back for a long time. Nobody can end it but who mends the device."""

    code: Code = Code.DEVICE_HANGS


@dataclass(eq=False)
class DeviceLocked(Deferred):
    """The device takes no PIN, or one more wrong PIN would block it: nothing is tried until a person has acted."""

    code: Code = Code.DEVICE_LOCKED


@dataclass(eq=False)
class DeviceRefused(Deferred):
    """The device is there, and its key cannot do what is asked of it."""

    code: Code = Code.DEVICE_REFUSED


@dataclass(eq=False)
class MessageRefused(DeviceRefused):
    """The device is open and refuses this signature, such as one by SHA-1. It may make others."""


@dataclass(eq=False)
class QueueUnavailable(Deferred):
    """The queue cannot be reached, or takes nothing at present."""

    code: Code = Code.QUEUE_UNAVAILABLE


@dataclass(eq=False)
class QueueForbidden(QueueUnavailable):
    """The queue does not let us read or write: a right is missing, which somebody may give while the hub waits."""

    code: Code = Code.QUEUE_FORBIDDEN


@dataclass(eq=False)
class StoreConflict(HubError):
    """Another transaction got there first, or a row breaks a promise of the store: run each document again alone."""

    reason: str | Bilingual
    code: Code = Code.CONCURRENT_CONFLICT

    @property
    def wording(self) -> Wording:
        """What is said of it."""
        return _worded(self.code, self.reason)

    def __str__(self) -> str:
        return self.wording.fixed


@dataclass(eq=False)
class ForbiddenMove(HubError):
    """A status was to move where its lifecycle does not go: a fault of ours."""

    document: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.document} may not move from {self.before} to {self.after}"


@dataclass(eq=False)
class Unfit(HubError):
    """What the hub itself wrote does not fit its schema: a fault of ours."""

    document: str
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return f"{self.document}: " + "; ".join(f"{f.code} {f.field} {f.en}" for f in self.faults)


@dataclass(eq=False)
class OperatorError(HubError):
    """Something an operator can put right; shown as one line."""

    code: Code
    names: dict[str, object]

    @property
    def wording(self) -> Wording:
        """What is said of it."""
        return Wording(self.code, self.code.filled(self.names))

    def __str__(self) -> str:
        return self.wording.fixed


class CatalogueFaulty(OperatorError):
    """The catalogue has faults, and nothing starts on it."""

    def __init__(self, count: int) -> None:
        super().__init__(Code.BAD_CATALOGUE, {"count": count})


def rejected(code: Code, field: str = "", *, answers: str | None = None, **names: object) -> Rejected:
    """A refusal with one fault."""
    return Rejected((fault(code, field, **names),), answers)


def of_the_system(error: OSError) -> OperatorError:
    """What the system refused, with the file: HUB-760 where a right is missing, else HUB-761."""
    path = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else error.filename or "the system"
    if isinstance(error, PermissionError):
        return operator_error(Code.PERMISSION_DENIED, path=path)
    return operator_error(Code.SYSTEM_ERROR, path=path, reason=error.strerror or type(error).__name__)


def operator_error(code: Code, **names: object) -> OperatorError:
    """An error for an operator's screen."""
    return OperatorError(code, names)


def code_of(error: Exception) -> Code:
    """The code of a failure; that of a fault of the hub's own (HUB-501) for an exception that has none."""
    found = error.faults[0].code if isinstance(error, Rejected) else getattr(error, "code", Code.PROCESSING_FAILED)
    return Code(found) if isinstance(error, HubError) else Code.PROCESSING_FAILED
