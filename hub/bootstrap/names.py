"""What has a file: portals, parties and document types, packaged or a home's own. Reads no file."""

from pathlib import Path
from typing import Final

from hub.home.place import Home

NOT_SERVICES: Final = ("parties", "portals", "codes", "dialects")
"""Folders of routes that hold no document types."""
_ROOT: Final = Path(__file__).resolve().parents[1]


def packaged(name: str) -> Path:
    """Where the packaged routes or schemas are: in the wheel, or beside the package in a checkout."""
    inside = _ROOT / "packaged" / name
    return inside if inside.is_dir() else _ROOT.parent / name


def portal_names(home: Home) -> set[str]:
    """The portals that have a file."""
    return {path.stem for path in _files(home, "portals")}


def portal_file(home: Home, portal: str) -> Path:
    """The file of a portal: the home's own, where it has one."""
    return next(path for path in reversed(_files(home, "portals")) if path.stem == portal)


def party_names(home: Home) -> set[str]:
    """The parties that have a file."""
    return {path.stem for path in _files(home, "parties")}


def type_names(home: Home) -> set[str]:
    """The document types that have a file."""
    return {path.stem for path in route_files(home)}


def route_files(home: Home) -> list[Path]:
    """The files of document types: the packaged ones, then the home's own."""
    return [path for path in _files(home, "*") if path.parent.name not in NOT_SERVICES]


def _files(home: Home, folder: str) -> list[Path]:
    """The YAML files of a folder of routes: the packaged ones, then the home's own."""
    return [
        path for root in (packaged("routes"), home.path / "routes") for path in sorted(root.glob(f"{folder}/*.yaml"))
    ]
