"""The verification of a home's store, in one process or several."""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hub.bootstrap.memory import rarely_collected
from hub.bootstrap.sealing import open_sealer
from hub.bootstrap.store import open_store
from hub.bootstrap.timestamps import timestamp_authorities
from hub.flow.past import Known
from hub.home.place import Home
from hub.operate.audit.finding import Finding
from hub.operate.audit.parts import Follow, Part, PartCheck
from hub.operate.audit.verified import read_verified, write_verified
from hub.operate.audit.verify import Means, Verification
from hub.ports import AuditReader, Records, Store

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
    return PartCheck(store.auditing, home.settings.id, limit, _FollowAtNeed(home))


class _FollowAtNeed:
    """Verifies what follows by the catalogue, which is slow to load: with the first documents there are."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def __call__(self, reader: AuditReader, records: Records) -> Iterable[Finding]:
        return self._follow(reader, records) if any(records.transitions.values()) else ()

    @cached_property
    def _follow(self) -> Follow:
        from hub.bootstrap.by_catalogue import ByCatalogue  # noqa: PLC0415 - as a rule nothing is new

        return ByCatalogue(self._home)


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
