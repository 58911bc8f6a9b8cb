"""Queues that are folders."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from adapters.folder import OWNER_SIDE, FolderQueue, depths, drop
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.queues import Depth, Kind
from hub.errors import Wording, of_the_system
from hub.home.place import Home

if TYPE_CHECKING:
    from hub.catalogue import Catalogue


class FolderQueues:
    """The folders in a home's `queues`."""

    def __init__(self, home: Home) -> None:
        self._root = home.queues

    def open(self, catalogue: "Catalogue", worker: str) -> FolderQueue:
        return FolderQueue(self._root, [*catalogue.portals, *catalogue.parties], worker, SystemClock())

    def open_side_of(self, owner: str, _kind: Kind) -> FolderQueue:
        return FolderQueue(self._root, [owner], "owner", SystemClock(), boxes=OWNER_SIDE)

    def submit(self, portal: str, name: str, body: bytes) -> str:
        return str(drop(self._root, portal, name, body))

    def depths(self) -> dict[str, Depth]:
        owners = sorted(path.name for path in self._root.iterdir() if path.is_symlink() or path.is_dir())
        found = depths(self._root, owners)
        return {box: of_the_system(n) if isinstance(n, OSError) else n for box, n in found.items()}

    def faults(self, _depths: Mapping[str, Depth]) -> list[Wording]:
        return []

    def watches(self, _catalogue: "Catalogue") -> tuple[Callable[[], None], ...]:
        return ()
