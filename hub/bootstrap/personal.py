"""Which fields of a home's documents are personal data, read without its catalogue."""

from hub.bootstrap.names import packaged
from hub.catalogue import Problems, read_personal
from hub.errors import CatalogueFaulty
from hub.home.place import Home

_FILE = "personal.yaml"


def personal_fields(home: Home) -> frozenset[str]:
    """Names of fields. Raises CatalogueFaulty (HUB-703): nobody knows what to cover then."""
    own, problems = home.path / "routes" / _FILE, Problems()
    path = own if own.is_file() else packaged("routes") / _FILE
    found = read_personal(path, f"routes/{_FILE}", problems)
    if problems:
        raise CatalogueFaulty(len(problems))
    return frozenset(found)
