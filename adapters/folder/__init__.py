"""A Queue over folders: the default without a broker, with the folders of the Single Window import client."""

from adapters.folder.boxes import HUB_SIDE, OWNER_SIDE, Boxes
from adapters.folder.depth import depths
from adapters.folder.drop import drop
from adapters.folder.queue import FolderQueue

__all__ = ["HUB_SIDE", "OWNER_SIDE", "Boxes", "FolderQueue", "depths", "drop"]
