"""Notes of a home's workers about devices that do not sign: a file for each device, for workers and operators."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.files.durable import write_file
from adapters.files.folders import make_folder
from hub.errors import Code, Deferred, Wording
from hub.model.moments import SECOND
from hub.text.bilingual import Bilingual
from hub.text.log import Log

_PASSING: Final = (Code.DEVICE_GONE, Code.DEVICE_HANGS)
"""What passes without an operator's act."""
log = Log()


@dataclass(frozen=True, slots=True)
class DeviceNote:
    """Why a device does not sign."""

    code: Code
    reason: Bilingual
    since: int
    """Microseconds since 1970, UTC."""
    acted: int
    """When an operator had last changed a file of the device before the attempt that failed; nanoseconds since 1970."""

    @property
    def words(self) -> Wording:
        """What operators read of it."""
        return Wording(self.code, self.reason.about(self.code.filled({})))


class DeviceNotes:
    """The notes of one home. Thread-safe; workers of one home share them."""

    def __init__(self, folder: Path, acts: Callable[[str], Sequence[Path]], now: Callable[[], int]) -> None:
        """`acts`: the files of a device that an operator changes, such as its PIN's; `now` in microseconds."""
        self._folder = folder
        self._acts = acts
        self._now = now
        self._acted: dict[str, int] = {}
        """By device: when its files had last been changed, as the present attempt began."""
        self._not_noted: set[str] = set()
        """Devices that were locked when the note could not be written: not tried again by this process."""

    def of(self, device: str) -> DeviceNote | None:
        """Why a device does not sign; None if no worker has noted anything."""
        path = self._path(device)
        try:
            said = json.loads(path.read_bytes())
            reason, since, acted = Bilingual(said["zh"], said["en"]), int(said["since"]), int(said["acted"])
            return DeviceNote(Code(said["code"]), reason, since, acted)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):  # half a file: something is wrong, and it says so itself
            return DeviceNote(Code.DEVICE_LOCKED, Bilingual.same(str(path)), 0, _changed_at(path))

    def devices(self) -> list[str]:
        """The devices that have notes, sorted."""
        return sorted(path.stem for path in self._folder.glob("[!.]*.json"))

    def may_try(self, device: str) -> bool:
        """False after the device was locked, until an operator has changed one of its files.

        To be asked before each attempt: what is changed while the attempt lasts is a reason for another one.
        """
        acted, noted = self._last_act(device), self.of(device)
        may = device not in self._not_noted and (
            noted is None or noted.code is not Code.DEVICE_LOCKED or acted > noted.acted
        )
        if may:
            self._acted[device] = acted
        return may

    def away(self) -> list[str]:
        """The devices that were noted as away or as hanging, sorted."""
        return [name for name in self.devices() if (note := self.of(name)) is not None and note.code in _PASSING]

    def tell(self, device: str, why: Deferred | None, ago_s: float = 0.0) -> None:
        """Note why a device does not sign, and since how many seconds; or remove the note."""
        if why is None:
            with suppress(FileNotFoundError):
                self._path(device).unlink()
            return
        earlier = self.of(device)
        since = self._now() - round(ago_s * SECOND)
        acted = self._acted[device] if device in self._acted else self._last_act(device)
        if earlier is not None and earlier.code == why.code:
            since, acted = earlier.since, max(earlier.acted, acted)
        reason = why.reason if isinstance(why.reason, Bilingual) else Bilingual.same(why.reason)
        note = DeviceNote(Code(why.code), reason, since, acted)
        if note != earlier:
            self._write(device, note)

    def _write(self, device: str, note: DeviceNote) -> None:
        said = {"zh": note.reason.zh, "en": note.reason.en, "since": note.since, "acted": note.acted}
        try:
            make_folder(self._folder)
            write_file(self._path(device), json.dumps({"code": str(note.code), **said}, ensure_ascii=False).encode())
        except OSError as error:
            log.warning("device_not_noted", device=device, reason=str(error))
            if note.code is Code.DEVICE_LOCKED:
                self._not_noted.add(device)

    def _last_act(self, device: str) -> int:
        return max((_changed_at(path) for path in self._acts(device)), default=0)

    def _path(self, device: str) -> Path:
        return self._folder / f"{device}.json"


def _changed_at(path: Path) -> int:
    """When a file was last written, moved or copied here, in nanoseconds; 0 if there is none.

    By ctime, which nobody sets: a copy may bring its mtime from elsewhere.
    """
    try:
        return path.stat().st_ctime_ns
    except OSError:
        return 0
