"""How a portal writes the fields around a form, by its own file alone: quick, because no route is read."""

from pathlib import Path

from hub.catalogue.compile.portal_shapes import Known, compile_shape
from hub.catalogue.mapping.portal_shapes import PortalShape
from hub.catalogue.pages.parties import read_portal
from hub.catalogue.words.places import Problems


def read_envelope(file: Path) -> PortalShape | None:
    """The shape without any form; None if the portal writes as the hub does, or if its file cannot be read.

    What is wrong with the file is not told.
    """
    portal = read_portal(file, file.name, problems := Problems())
    if portal is None or portal.page is None:
        return None
    return compile_shape(portal.page, Known((), (), (), {}), problems)
