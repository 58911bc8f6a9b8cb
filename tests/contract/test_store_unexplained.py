"""Of the figures in an older store nothing is unexplained, and they are read as they were."""

from contextlib import closing
from dataclasses import replace

from older_stores import older_store, write_as_before

from adapters.store import open_store, upgrade
from hub.model import Changes
from hub.testing.rows import a_resource, resource_of


def test_figures_of_an_older_store_have_risen_by_nothing(empty_url: str) -> None:
    """What an older hub held does not tell from what it rose."""
    held = replace(a_resource("quota", "0.10", used="5.00"), dispute="figures")
    with older_store(empty_url, "0013") as connection:
        write_as_before(connection, Changes(resources={"quota": held}))
    upgrade(empty_url)
    with closing(open_store(empty_url)) as store:
        assert resource_of(store, "quota") == held
