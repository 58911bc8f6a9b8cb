"""Every failure the hub knows, with its stable code; the class decides what happens, never the text."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.errors.code import Code
from hub.errors.deferred import (
    ClockApart,
    ClockBehind,
    Deferred,
    DeviceGone,
    DeviceHangs,
    DeviceLocked,
    DeviceRefused,
    MessageRefused,
    QueueForbidden,
    QueueUnavailable,
    ReceiverUnavailable,
    SignerUnavailable,
    StoreDamaged,
    StoreForbidden,
    StoreForgot,
    StoreLocked,
    StoreNewer,
    StoreNotDurable,
    StoreNotReady,
    StoreUnavailable,
)
from hub.errors.failure import HubError, worded
from hub.errors.meaning import NOTHING, Kind, Meaning
from hub.model import Fault
from hub.text.bilingual import Bilingual
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
    "DoesNotFit",
    "ForbiddenMove",
    "HubError",
    "Kind",
    "Meaning",
    "MessageRefused",
    "OperatorError",
    "QueueForbidden",
    "QueueUnavailable",
    "ReceiverUnavailable",
    "Rejected",
    "SignerUnavailable",
    "StoreConflict",
    "StoreDamaged",
    "StoreForbidden",
    "StoreForgot",
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
    "unusable_file",
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


@dataclass(eq=False)
class StoreConflict(HubError):
    """Another transaction got there first, or a row breaks a promise of the store: run each document again alone."""

    reason: str | Bilingual
    code: Code = Code.CONCURRENT_CONFLICT

    @property
    def wording(self) -> Wording:
        """What is said of it."""
        return worded(self.code, self.reason)

    def __str__(self) -> str:
        return self.wording.fixed


@dataclass(eq=False)
class DoesNotFit(HubError):
    """A message of ours that its envelope or its encryption cannot hold. Nothing is cut to make it fit."""

    reason: str
    """What has no room, and how much: names and numbers only, because the sender of a message that led to it reads it.
    """
    code: Code = Code.ENVELOPE_MISFIT

    @property
    def fault(self) -> Fault:
        """What is told of it."""
        return fault(self.code, reason=self.reason)

    def __str__(self) -> str:
        return f"{self.code} {self.code.filled({'reason': self.reason}).en}"


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


_PLACES: Final = ("party", "who", "place", "witness", "where", "path", "queues")
"""Names of what a failure is about; numbers, ages and reasons change from call to call."""


@dataclass(eq=False)
class OperatorError(HubError):
    """Something an operator can put right; shown as one line."""

    code: Code
    names: dict[str, object]

    @property
    def wording(self) -> Wording:
        """What is said of it."""
        return Wording(self.code, self.code.filled(self.names), place=self._place())

    def _place(self) -> str:
        named = next((self.names[name] for name in _PLACES if name in self.names), "")
        return named.en if isinstance(named, Bilingual) else str(named)

    def __str__(self) -> str:
        return self.wording.fixed


class CatalogueFaulty(OperatorError):
    """The catalogue has faults, and nothing starts on it."""

    def __init__(self, count: int) -> None:
        super().__init__(Code.BAD_CATALOGUE, {"count": count})


def rejected(code: Code, field: str = "", *, answers: str | None = None, **names: object) -> Rejected:
    """A refusal with one fault."""
    return Rejected((fault(code, field, **names),), answers)


_REASONS: Final = {
    errno.ENOENT: Bilingual("没有这个文件", "there is no such file"),
    errno.ENOTDIR: Bilingual("路径中有一段不是文件夹", "a part of the path is no folder"),
    errno.EISDIR: Bilingual("是文件夹，不是文件", "it is a folder, not a file"),
    errno.EACCES: Bilingual("没有权限", "permission denied"),
    errno.EPERM: Bilingual("没有权限", "permission denied"),
    errno.EROFS: Bilingual("所在磁盘只读", "its disk is read-only"),
    errno.ENOSPC: Bilingual("磁盘已满", "the disk is full"),
    errno.EDQUOT: Bilingual("磁盘配额已满", "the disk quota is used up"),
    errno.EIO: Bilingual("磁盘出错", "the disk fails"),
    errno.ENAMETOOLONG: Bilingual("名称过长", "the name is too long"),
    errno.ELOOP: Bilingual("符号链接循环", "symbolic links go in a circle"),
    errno.EEXIST: Bilingual("已存在", "it is there already"),
    errno.EMFILE: Bilingual("打开的文件过多", "too many files are open"),
    errno.EADDRINUSE: Bilingual("该地址已被占用", "somebody listens there already"),
    errno.EADDRNOTAVAIL: Bilingual("本机没有这个地址", "this machine has no such address"),
    errno.ENOMEM: Bilingual("内存不足", "there is not enough memory"),
}
"""What the system says most often; the rest stays in the system's words."""


def of_the_system(error: OSError) -> OperatorError:
    """What the system refused, with the file: HUB-760 where a right is missing, else HUB-761."""
    named = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else error.filename
    path = named or Bilingual("系统", "the system")
    if isinstance(error, PermissionError):
        return operator_error(Code.PERMISSION_DENIED, path=path)
    return operator_error(Code.SYSTEM_ERROR, path=path, reason=_reason(error))


def unusable_file(path: Path | str, error: Exception) -> OperatorError:
    """A file that an operator named, or that the home has, and why it can be neither read nor written (HUB-705)."""
    reason = _reason(error) if isinstance(error, OSError) else Bilingual("不是 UTF-8 文本", "it is not UTF-8 text")
    return operator_error(Code.FILE_UNREADABLE, path=path, reason=reason)


def _reason(error: OSError) -> Bilingual:
    said = error.strerror or type(error).__name__
    return _REASONS.get(error.errno or 0, Bilingual.same(said))


def operator_error(code: Code, **names: object) -> OperatorError:
    """An error for an operator's screen."""
    return OperatorError(code, names)


def code_of(error: Exception) -> Code:
    """The code of a failure; that of a fault of the hub's own (HUB-501) for an exception that has none."""
    found = error.faults[0].code if isinstance(error, Rejected) else getattr(error, "code", Code.PROCESSING_FAILED)
    return Code(found) if isinstance(error, HubError) else Code.PROCESSING_FAILED
