"""The verification of a home's store, in one process or several."""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hub.bootstrap.catalogue import folders_of
from hub.bootstrap.memory import kept, rarely_collected
from hub.bootstrap.sealing import open_sealer
from hub.bootstrap.store import open_store
from hub.bootstrap.timestamps import timestamp_authorities
from hub.catalogue import digest_of, load_catalogue
from hub.flow.past import Known
from hub.home.place import Home
from hub.operate.audit.finding import Finding
from hub.operate.audit.parts import Follow, Part, PartCheck
from hub.operate.audit.verified import read_verified, write_verified
from hub.operate.audit.verify import Means, Verification
from hub.ports import AuditReader, Records, Store
from hub.rules import RULES

MANY: Final = 50_000
"""Transitions from which on two processes are worth their start."""
PROCESSES: Final = 2


@contextmanager
def open_verification(
    home: Home, *, whole: bool, limit: int, kept: Sequence[Known] = (), processes: int | None = None
) -> Iterator[Verification]:
    """A verification of the home's store.

    `whole`: also what was verified before. `limit`: how many findings are enough. `kept`: checkpoints that are kept
    outside the store.
    """
    with closing(open_store(home)) as store, TemporaryDirectory(prefix="hub-audit-") as folder:
        check = _check(home, store, limit)
        with store.log.read() as log:
            is_long = log.size() > MANY
        number = processes or (PROCESSES if is_long else 1)
        if is_long:
            rarely_collected()
        means = Means(
            check=check,
            each=partial(map, check) if number == 1 else partial(_by_processes, home.path, limit, number),
            signer=open_sealer(home),
            folder=Path(folder),
            keep=partial(write_verified, home.verified),
            kept=kept,
            trusted=partial(timestamp_authorities, home),
        )
        yield Verification(means, None if whole else read_verified(home.verified))


def _check(home: Home, store: Store, limit: int) -> PartCheck:
    return PartCheck(store.auditing, home.settings.id, limit, ByCatalogue(home))


class ByCatalogue:
    """Verifies what follows with the home's catalogue, which is loaded with the first document that it recorded."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def __call__(self, reader: AuditReader, records: Records) -> Iterable[Finding]:
        rows = chain.from_iterable(records.transitions.values())
        return self._check(reader, records) if any(row.catalogue == self._digest for row in rows) else ()

    @cached_property
    def _digest(self) -> str:
        return digest_of(*folders_of(self._home))

    @cached_property
    def _check(self) -> Follow:
        """Its files are those by which rows were recorded: whatever a home's keys lack by now, it is sound."""
        from hub.operate.audit.by_catalogue import CatalogueCheck  # noqa: PLC0415 - slow to load

        with kept():
            return CatalogueCheck(load_catalogue(*folders_of(self._home), RULES))


def _by_processes(home: Path, limit: int, number: int, parts: Iterable[Part]) -> Iterator[list[Finding]]:
    """Each process has connections of its own. What has not begun when the caller stops is not begun."""
    pool = ProcessPoolExecutor(number, multiprocessing.get_context("spawn"), _Process.start, (home, limit))
    try:
        yield from pool.map(_Process.run, parts)
    finally:
        pool.shutdown(cancel_futures=True)


class _Process:
    """What a process of the pool works with."""

    check: PartCheck

    @classmethod
    def start(cls, path: Path, limit: int) -> None:
        home = Home(path)
        rarely_collected()
        cls.check = _check(home, open_store(home), limit)

    @classmethod
    def run(cls, part: Part) -> list[Finding]:
        return cls.check(part)
