"""A home's statuses, read without its catalogue: a verb that only shows documents needs no more."""

from hub.bootstrap.names import packaged, route_files
from hub.catalogue import Problems, labelled, own_labels, read_ends
from hub.catalogue import read_statuses as read
from hub.home.place import Home
from hub.model import Statuses


def read_statuses(home: Home) -> Statuses:
    """Only the statuses, where each type ends, and the labels that routes have for them: quick."""
    own = home.path / "routes" / "codes" / "statuses.csv"
    path = own if own.is_file() else packaged("routes") / "codes" / "statuses.csv"
    files = route_files(home)
    last = {file.stem: file for file in files}
    return Statuses(labelled(read(path, path.name, Problems()), own_labels(last.values())), read_ends(files))
