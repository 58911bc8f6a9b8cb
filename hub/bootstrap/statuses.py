"""A home's statuses, read without its catalogue: a verb that only shows documents needs no more."""

from pathlib import Path

from hub.bootstrap.names import packaged, route_files
from hub.catalogue import Problems, labelled, own_labels, read_ends, read_money
from hub.catalogue import read_statuses as read
from hub.home.place import Home
from hub.model import Statuses


def read_statuses(home: Home, problems: Problems | None = None) -> Statuses:
    """Only the statuses, where each type ends, and the labels that routes have for them: quick.

    What is wrong with the table is added to `problems`; who gives none is content with the rest.
    """
    files = route_files(home)
    last = {file.stem: file for file in files}
    ends = read_ends(files, _files(home, "lifecycles.yaml")[-1])
    statuses = read(_files(home, "codes/statuses.csv"), "statuses.csv", Problems() if problems is None else problems)
    return Statuses(labelled(statuses, own_labels(last.values())), ends)


def money_types(home: Home) -> frozenset[str]:
    """The document types that move money: quick."""
    return read_money(route_files(home))


def _files(home: Home, name: str) -> list[Path]:
    """The files of one name: the packaged one, then the one of the home's routes, where the home has one."""
    own = home.path / "routes" / name
    return [packaged("routes") / name, *([own] if own.is_file() else [])]
