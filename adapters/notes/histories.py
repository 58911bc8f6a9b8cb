"""Keep in files which witnesses know another history of the log, a file each."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from adapters.files.durable import write_file
from adapters.files.folders import make_folder
from hub.errors import unusable_file
from hub.ports import OtherHistory


@dataclass(frozen=True, slots=True)
class FileHistories:
    """A HistoryMemory in a folder."""

    folder: Path

    def of(self, witness: str) -> OtherHistory | None:
        """A file that was spoiled since tells that there is one. One that this user may not see tells nothing.

        Raises OperatorError (HUB-705) where none could be kept, as with a file in the place of the folder.
        """
        try:
            at, said = self._path(witness).stat().st_mtime_ns // 1000, self._path(witness).read_bytes().split()
        except (FileNotFoundError, PermissionError):
            return None
        except OSError as error:
            raise unusable_file(self.folder, error) from error
        size, ours = (one.decode("ascii", "replace") for one in said) if len(said) == 2 else ("?", "?")
        return OtherHistory(witness=witness, size=size, ours=ours, at=at)

    def keep(self, witness: str, size: str, ours: str) -> None:
        if not (path := self._path(witness)).exists():
            make_folder(self.folder)
            write_file(path, f"{size} {ours}\n".encode())

    def forget(self, witness: str) -> None:
        self._path(witness).unlink(missing_ok=True)

    def _path(self, witness: str) -> Path:
        return self.folder / hashlib.sha256(witness.encode()).hexdigest()
