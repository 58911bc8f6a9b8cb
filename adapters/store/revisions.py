"""The revisions of the store that this hub knows, read without loading Alembic."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from hub.errors import StoreNewer, StoreNotReady
from hub.text.bilingual import Bilingual


@cache
def known_revisions() -> frozenset[str]:
    """The numbers at the beginning of the migrations' file names."""
    versions = files("adapters.store") / "migrations" / "versions"
    return frozenset(file.name.partition("_")[0] for file in versions.iterdir() if file.name[:4].isdigit())


def prove_revision(found: Iterable[str]) -> None:
    """Raise StoreNewer if a store has a revision that this hub does not know."""
    if unknown := sorted(set(found) - known_revisions()):
        newest = max(known_revisions())
        raise StoreNewer(
            Bilingual(
                f"审计库的版本为 {unknown[0]}，本 hub 只认到 {newest}",
                f"revision {unknown[0]}, and this hub knows {newest}",
            )
        )


def prove_carried(is_carried: bool) -> None:
    """Raise StoreNotReady if a store still holds its ids and digests as text, which this hub would not find."""
    if not is_carried:
        raise StoreNotReady(Bilingual("记录还是旧格式", "its rows are still in the form of an older hub"))
