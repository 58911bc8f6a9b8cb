"""A random life of money: a portal, insurers, banks, customs, the clock and kills in any order.

HUB_EXAMPLES says how many lives are tried on SQLite (a fifth of that on PostgreSQL). Hypothesis prints the life that
breaks a truth and a line that plays it again; it makes it no shorter, for each takes a second.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hub_process import POINTS, MortalQueue, MortalTransactions
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from money_truths import Books
from neighbours import Neighbours
from places import FolderPlace, hub_queue, waiting
from rig import HandClock, Rig, catalogue
from services import TEMPLATE
from truths import Afterwards

from adapters.store import open_store
from hub.flow.deadlines import DeadlineLine
from hub.flow.early_notices import EarlyNoticeLine
from hub.ports import Store

pytestmark = pytest.mark.slow
EXAMPLES = int(os.environ.get("HUB_EXAMPLES", "16"))
ONCE = settings(
    stateful_step_count=15,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
_names = count()


# ---- what may happen: the name of a deed, and with what --------------------------------------


def _deed(name: str, *given: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(
        st.just(name), *(one if isinstance(one, st.SearchStrategy) else st.sampled_from(one) for one in given)
    )


ANY, ENTERPRISE = st.integers(0, 5), (0, 1)
FLAWS = ("", "", "", "", "again", "total", "premium", "account", "twice", "stranger")
TECHNICAL = ("accepted", "refused")
PAY = _deed("pay", ENTERPRISE, st.lists(ANY, min_size=1, max_size=3), FLAWS)
APPLY = _deed("apply", ENTERPRISE, ("300.00", "1700.00"), st.none() | ANY)
SIGN = _deed("sign", ENTERPRISE, ("ping-an-bank", "construction-bank"))
SETTLE = _deed("settle", ANY, ("Y001", "Y002", "Y003", "Z999", *TECHNICAL), (False, False, True))
UNDERWRITE = _deed(
    "underwrite", ANY, ("P202", "P202", "D002", "A001", "A002", "U003", "U005", "S", "F", "Z9", *TECHNICAL)
)
ISSUE = _deed("issue", ANY, ENTERPRISE)
ANNOUNCE = _deed("announce", ENTERPRISE, (0, 500, 1500))
AGREE = _deed("agree", ANY, ("S", "F", *TECHNICAL), (None, "2026-12-31"))
ADVISE = _deed("advise", ANY, ("S", "F", *TECHNICAL))
GUARANTEE = _deed("guarantee", ANY, ("G002", "G003", *TECHNICAL))
REPEAT, SEND_AGAIN = _deed("repeat", st.integers(0, 50)), _deed("send_again", ANY)
DEED = st.one_of(
    *(PAY, PAY, PAY, PAY, SETTLE, SETTLE, SETTLE, SETTLE, UNDERWRITE, UNDERWRITE, APPLY, APPLY),
    *(ISSUE, ANNOUNCE, SIGN, AGREE, ADVISE, GUARANTEE, REPEAT, SEND_AGAIN),
)
SECONDS = (0, 0, 0, 5, 7300, 86_500, 34_560_000)
SOUND = ("", 0)
DEATH = st.tuples(st.sampled_from(POINTS), st.integers(0, 4))
"""Where a hub dies, or in which of its transactions."""


class Killed(BaseException):
    """A worker ends here and now; nothing in the hub may catch it."""


def kill() -> None:
    raise Killed


class Life(RuleBasedStateMachine):
    """One store and its queues, with everybody around."""

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__()
        self.store, self.clock = store, HandClock()
        self.place = FolderPlace(folder / "queues")
        self.around = Neighbours(store, self.place, self.clock, folder / "aside")

    @rule(
        deeds=st.lists(DEED, min_size=2, max_size=6),
        seconds=st.sampled_from(SECONDS),
        death=st.one_of(st.just(SOUND), st.just(SOUND), DEATH),
    )
    def day(self, deeds: list[tuple[Any, ...]], seconds: int, death: tuple[str, int]) -> None:
        """Everybody says something; time passes; a hub does what there is to do, and may die of it."""
        for name, *given in deeds:
            getattr(self.around, name)(*given)
        self.clock.pass_(seconds=seconds)
        self._live(*death)
        if death != SOUND:
            self._live(*SOUND)

    def _live(self, point: str, transaction: int) -> None:
        """A worker's life, from its start until there is nothing to do or it is killed."""
        queue = MortalQueue(hub_queue(self.place.spec, self.clock), point, kill)
        rig = Rig(
            replace(self.store, transactions=MortalTransactions(self.store.transactions, transaction, kill)),
            Path(self.place.spec),
            queue,
            waiting=lambda: not queue.idle or waiting(self.place.spec) > 0,
            clock=self.clock,
        )
        seconds = count(0.0)
        rig.worker.deadlines = DeadlineLine("hub", catalogue(), rig.ports, lambda: next(seconds))
        rig.worker.early_notices = EarlyNoticeLine("hub", catalogue(), rig.ports, lambda: next(seconds))
        try:
            rig.work()
        except Killed:
            pass
        finally:
            rig.close()
        Books(self.store).assert_all(self.around.flaws)

    # ---- the end -----------------------------------------------------------------------------

    def teardown(self) -> None:
        """When everything is done, everything that must be true after any crash is."""
        try:
            self._live(*SOUND)
            Afterwards(self.store, self.place).assert_all()
        finally:
            self.store.close()
            self.place.close()


def _live_many_lives(new_store: Callable[[], Store], folder: Path, examples: int) -> None:
    run_state_machine_as_test(
        lambda: Life(new_store(), folder / str(next(_names))),  # type: ignore[arg-type]  # whatever makes a machine
        settings=settings(ONCE, max_examples=examples),
    )


def test_money_is_asked_for_once_and_adds_up_on_sqlite(tmp_path: Path, migrated_file: Path) -> None:
    """Never two messages for one payment, sums equal, nothing paid twice, every end with its receipt."""

    def new_store() -> Store:
        file = tmp_path / f"{next(_names)}.db"
        shutil.copy(migrated_file, file)
        return open_store(f"sqlite:///{file}")

    _live_many_lives(new_store, tmp_path, EXAMPLES)


def test_money_is_asked_for_once_and_adds_up_on_postgresql(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The same truths, with row locks."""
    postgres = request.getfixturevalue("postgres")
    _live_many_lives(lambda: open_store(postgres.create(TEMPLATE)), tmp_path, max(1, EXAMPLES // 5))
