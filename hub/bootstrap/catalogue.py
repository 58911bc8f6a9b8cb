"""A home's catalogue: what is packaged, and what the home adds."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hub.bootstrap.cards import with_cards_proved
from hub.config import Home
from hub.errors import CatalogueFaulty
from hub.model import Statuses

if TYPE_CHECKING:
    from hub.catalogue import Catalogue

NOT_SERVICES = ("parties", "portals", "codes", "dialects")
"""Folders of routes that hold no document types."""
_ROOT = Path(__file__).resolve().parents[1]


def packaged(name: str) -> Path:
    """Where the packaged routes or schemas are: in the wheel, or beside the package in a checkout."""
    inside = _ROOT / "packaged" / name
    return inside if inside.is_dir() else _ROOT.parent / name


def read_catalogue(home: Home | None) -> "Catalogue":
    """Load the packaged catalogue and what a home adds, with whatever is wrong in it."""
    from hub.catalogue import load_catalogue  # noqa: PLC0415 - xmlschema is slow to load
    from hub.rules import RULES  # noqa: PLC0415

    roots = [home.path] if home else []
    catalogue = load_catalogue(
        [packaged("routes"), *(root / "routes" for root in roots)],
        [packaged("xsd"), *(root / "xsd" for root in roots)],
        RULES,
    )
    return with_cards_proved(home, catalogue) if home else catalogue


def sound_catalogue(home: Home | None) -> "Catalogue":
    """The catalogue; nothing starts on a broken one (HUB-703)."""
    catalogue = read_catalogue(home)
    if catalogue.problems:
        raise CatalogueFaulty(len(catalogue.problems))
    return catalogue


def portal_names(home: Home) -> set[str]:
    """The portals that have a file."""
    return {path.stem for path in _files(home, "portals")}


def party_names(home: Home) -> set[str]:
    """The parties that have a file."""
    return {path.stem for path in _files(home, "parties")}


def returned_labels(home: Home) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """What comes back, by document type and name: its labels in Chinese and English, where the schema has both.

    A type whose route cannot be read has none: its trail is shown all the same.
    """
    routes = read_catalogue(home).routes
    return {
        type_: {name: (source.zh, source.en) for name, source in route.returned.items() if source.zh and source.en}
        for type_, route in routes.items()
    }


def type_names(home: Home) -> set[str]:
    """The document types that have a file."""
    return {path.stem for path in _route_files(home)}


def _files(home: Home, folder: str) -> list[Path]:
    """The YAML files of a folder of routes: the packaged ones, then the home's own."""
    return [
        path for root in (packaged("routes"), home.path / "routes") for path in sorted(root.glob(f"{folder}/*.yaml"))
    ]


def _route_files(home: Home) -> list[Path]:
    return [path for path in _files(home, "*") if path.parent.name not in NOT_SERVICES]


def read_statuses(home: Home) -> Statuses:
    """Only the statuses, where each type ends, and the labels that routes have for them: quick."""
    from hub.catalogue import Problems, labelled, own_labels, read_ends  # noqa: PLC0415
    from hub.catalogue import read_statuses as read  # noqa: PLC0415

    own = home.path / "routes" / "codes" / "statuses.csv"
    path = own if own.is_file() else packaged("routes") / "codes" / "statuses.csv"
    files = _route_files(home)
    last = {file.stem: file for file in files}
    return Statuses(labelled(read(path, path.name, Problems()), own_labels(last.values())), read_ends(files))
