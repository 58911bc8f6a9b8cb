"""A home's statuses, read without its catalogue: a verb that only shows documents needs no more."""

from pathlib import Path

from hub.bootstrap.names import packaged, route_files
from hub.catalogue import Problems, labelled, own_labels, read_ends
from hub.catalogue import read_statuses as read
from hub.home.place import Home
from hub.model import Statuses


def read_statuses(home: Home) -> Statuses:
    """Only the statuses, where each type ends, and the labels that routes have for them: quick."""
    path, lifecycles = _file(home, "codes/statuses.csv"), _file(home, "lifecycles.yaml")
    files = route_files(home)
    last = {file.stem: file for file in files}
    ends = read_ends(files, lifecycles)
    return Statuses(labelled(read(path, path.name, Problems()), own_labels(last.values())), ends)


def _file(home: Home, name: str) -> Path:
    """A file of the home's routes; the packaged one where the home has none."""
    own = home.path / "routes" / name
    return own if own.is_file() else packaged("routes") / name
