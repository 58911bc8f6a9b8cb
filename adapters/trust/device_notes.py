"""Notes of a home's workers about devices that do not sign: a file for each device, for workers and operators."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adapters.files.durable import write_file
from adapters.files.folders import make_folder
from hub.errors import Code, Deferred, Wording
from hub.text.bilingual import Bilingual
from hub.text.log import Log

log = Log()


@dataclass(frozen=True, slots=True)
class DeviceNote:
    """Why a device does not sign."""

    code: Code
    reason: Bilingual
    since: int
    """Microseconds since 1970, UTC."""

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
        self._not_noted: set[str] = set()
        """Devices that were locked when the note could not be written: not tried again by this process."""

    def of(self, device: str) -> DeviceNote | None:
        """Why a device does not sign; None if no worker has noted anything."""
        try:
            said = json.loads(self._path(device).read_bytes())
            return DeviceNote(Code(said["code"]), Bilingual(said["zh"], said["en"]), int(said["since"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):  # half a file: something is wrong, and it says so itself
            return DeviceNote(Code.DEVICE_LOCKED, Bilingual.same(str(self._path(device))), 0)

    def devices(self) -> list[str]:
        """The devices that have notes, sorted."""
        return sorted(path.stem for path in self._folder.glob("[!.]*.json"))

    def may_try(self, device: str) -> bool:
        """False after the device was locked, until one of the files that an operator changes is newer than the note."""
        if device in self._not_noted:
            return False
        noted = self.of(device)
        if noted is None or noted.code is not Code.DEVICE_LOCKED:
            return True
        at = _changed_at(self._path(device))
        return any(_changed_at(path) > at for path in self._acts(device))

    def tell(self, device: str, why: Deferred | None) -> None:
        """Note why a device does not sign, or remove the note."""
        path = self._path(device)
        if why is None:
            with suppress(FileNotFoundError):
                path.unlink()
            return
        earlier = self.of(device)
        is_new = earlier is None or earlier.code != why.code
        if is_new or why.code is Code.DEVICE_LOCKED:
            self._write(device, why, self._now() if is_new or earlier is None else earlier.since)

    def _write(self, device: str, why: Deferred, since: int) -> None:
        reason = why.reason if isinstance(why.reason, Bilingual) else Bilingual.same(why.reason)
        said = {"code": str(why.code), "zh": reason.zh, "en": reason.en, "since": since}
        try:
            make_folder(self._folder)
            write_file(self._path(device), json.dumps(said, ensure_ascii=False).encode())
        except OSError as error:
            log.warning("device_not_noted", device=device, reason=str(error))
            if why.code is Code.DEVICE_LOCKED:
                self._not_noted.add(device)

    def _path(self, device: str) -> Path:
        return self._folder / f"{device}.json"


def _changed_at(path: Path) -> int:
    """When a file was last written, moved or copied here, in nanoseconds; 0 if there is none."""
    try:
        status = path.stat()
    except OSError:
        return 0
    return max(status.st_mtime_ns, status.st_ctime_ns)
