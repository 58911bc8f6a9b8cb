"""What a name is in a home, where a verb has not found it."""

from collections.abc import Sequence

from hub.bootstrap.names import party_names, portal_names, type_names
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.home.place import Home
from hub.operate.other_kinds import OtherKind, kinds_of


def other_kinds(home: Home, name: str) -> Sequence[OtherKind]:
    """All that the name means there, the likeliest first. Raises what the store raises."""
    known = {"portal": portal_names(home), "party": party_names(home), "type": type_names(home)}
    store = open_store(home)
    try:
        return list(kinds_of(store, known, read_statuses(home), name))
    finally:
        store.close()
