"""Queue over folders: the embedded default, and the shape that the Single Window import client has."""

from adapters.folder.boxes import HUB_SIDE, OWNER_SIDE, Boxes
from adapters.folder.depth import depths
from adapters.folder.drop import drop
from adapters.folder.queue import FolderQueue

__all__ = ["HUB_SIDE", "OWNER_SIDE", "Boxes", "FolderQueue", "depths", "drop"]
