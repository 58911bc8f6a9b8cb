"""The verification of a home's store, in one process or several."""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hub.bootstrap.sealing import open_sealer
from hub.bootstrap.store import open_store
from hub.home.place import Home
from hub.model.checkpoint import Checkpoint
from hub.operate.audit.finding import Finding
from hub.operate.audit.parts import Part, PartCheck
from hub.operate.audit.verified import read_verified, write_verified
from hub.operate.audit.verify import Means, Verification

MANY: Final = 50_000
"""Transitions from which on two processes are worth their start."""
PROCESSES: Final = 2


@contextmanager
def open_verification(
    home: Home, *, whole: bool, limit: int, kept: Sequence[Checkpoint] = (), processes: int | None = None
) -> Iterator[Verification]:
    """A verification of the home's store.

    `whole`: also what was verified before. `limit`: how many findings are enough. `kept`: checkpoints that are kept
    elsewhere.
    """
    with closing(open_store(home)) as store, TemporaryDirectory(prefix="hub-audit-") as folder:
        check = PartCheck(store.auditing, home.settings.id, limit)
        with store.log.read() as log:
            is_long = log.size() > MANY
        number = processes or (PROCESSES if is_long else 1)
        means = Means(
            check=check,
            each=partial(map, check) if number == 1 else partial(_by_processes, home.path, limit, number),
            signer=open_sealer(home),
            folder=Path(folder),
            keep=partial(write_verified, home.verified),
            kept=kept,
        )
        yield Verification(means, None if whole else read_verified(home.verified))


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
        cls.check = PartCheck(open_store(home).auditing, home.settings.id, limit)

    @classmethod
    def run(cls, part: Part) -> list[Finding]:
        return cls.check(part)
