"""The rigs of our stores: SQLite and PostgreSQL."""

from dataclasses import dataclass, field

from sqlalchemy import Engine, create_engine, make_url

from adapters.store import open_store
from hub.ports import Store
from hub.testing.store import InProcess, Program, StoreFeatures

FEATURES = {
    "sqlite": StoreFeatures(locks_rows=False, has_clock=False),
    "postgresql": StoreFeatures(locks_rows=True, has_clock=True),
}


@dataclass
class SqlRig:
    """A migrated, empty database; whoever made it removes it."""

    url: str
    features: StoreFeatures
    opened: list[Store] = field(default_factory=list)

    def open(self) -> Store:
        self.opened.append(open_store(self.url))
        return self.opened[-1]

    def start(self, program: Program, *arguments: object) -> InProcess:
        opening = f"from adapters.store import open_store\nport = open_store({self.url!r})"
        return InProcess(opening, program, *arguments)

    def close(self) -> None:
        for store in self.opened:
            store.close()


def plain_engine(url: str) -> Engine:
    """An engine without anything of ours."""
    target = make_url(url)
    return create_engine(target.set(drivername="postgresql+psycopg") if "postgresql" in url else target)
