"""A file that an operator drops on a portal's queue: read first, so that no other file lies there."""

from pathlib import Path

from hub.bootstrap.names import party_names, portal_file, portal_names
from hub.catalogue import PortalShape, read_envelope
from hub.home.place import Home
from hub.operate.other_files import Around, kind_of_file, refuse_unreadable
from hub.operate.other_kinds import OtherKind
from hub.reading.name_inside import name_inside
from hub.reading.parse_submission import is_xml


def shape_of(home: Home, portal: str) -> PortalShape | None:
    """How a portal writes the fields around a form; None if it writes as the hub does."""
    return read_envelope(portal_file(home, portal))


def refuse_wrong_file(home: Home, portal: str, body: bytes) -> None:
    """Raise Rejected where the hub could only put the file into quarantine."""
    refuse_unreadable(body, *_shapes(home, portal, body))


def _shapes(home: Home, portal: str, body: bytes) -> tuple[PortalShape | None, PortalShape]:
    """The portal's own shape, and the hub's. Raises OperatorError (HUB-703) where XML meets a faulty catalogue.

    Only XML needs to know the lists of a form: of an element that occurs twice they say whether it may.
    """
    if not is_xml(body):
        return shape_of(home, portal), PortalShape()
    from hub.bootstrap.catalogue import sound_catalogue  # noqa: PLC0415 - slow to load, and JSON needs none of it

    catalogue = sound_catalogue(home)
    return catalogue.shape_of(portal), catalogue.plain


def what_it_is(home: Home, body: bytes, file: Path) -> OtherKind | None:
    """What a refused file is; None if nobody knows."""

    def shapes() -> dict[str, PortalShape]:
        found = {portal: shape_of(home, portal) for portal in sorted(portal_names(home))}
        return {portal: shape for portal, shape in found.items() if shape is not None}

    return kind_of_file(body, Around(str(file), party_names(home), shapes))


def id_inside(home: Home, portal: str, body: bytes) -> str | None:
    """The submission's id as a hint for the operator, where the portal or the hub writes it.

    Whether it can be read is for the hub to judge.
    """
    shape = shape_of(home, portal)
    in_shape = name_inside(body, shape.at("id")) if shape is not None else None
    return in_shape or name_inside(body)
