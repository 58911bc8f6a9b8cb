"""How a home's documents have to do with each other, read without its catalogue."""

from hub.bootstrap.names import route_files
from hub.catalogue import Kinship, read_kinship
from hub.home.place import Home


def kinship_of(home: Home) -> Kinship:
    """The names and needs of the document types of a home."""
    return read_kinship(route_files(home))
