"""What tells one store from another."""

from pathlib import Path

from adapters.store import open_store, upgrade


def test_a_store_has_an_identity_that_stays(empty_url: str, tmp_path: Path) -> None:
    """Another store has another, and migrating again changes none."""
    upgrade(empty_url)
    store = open_store(empty_url)
    upgrade(other_url := f"sqlite:///{tmp_path}/other.db")
    other = open_store(other_url)
    try:
        mine = store.identity()
        upgrade(empty_url)
        assert (store.identity(), other.identity() == mine, len(mine)) == (mine, False, 36)
    finally:
        store.close()
        other.close()
