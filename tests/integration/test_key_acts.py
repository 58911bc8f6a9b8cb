"""Changes of keys and their record."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest

from hub.cli.key_acts import recorded
from hub.errors import Code, OperatorError, StoreUnavailable, operator_error
from hub.flow.acting import Acting
from hub.model import Operator, OperatorAct
from hub.operate.keys.done import Done
from hub.ports import Store, Unit

ACT = OperatorAct(id="a-1", verb="keys", about="hub", reason="每年更换", operators=(Operator(user="li"),), at=1)


class LostAtCommit:
    """A store that goes away when a transaction is committed."""

    def __init__(self, store: Store) -> None:
        self.transactions, self._store = self, store

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        with self._store.transactions.begin() as unit:
            yield unit
            raise StoreUnavailable("gone")


def test_keys_are_changed_once_the_act_is_committed(store: Store) -> None:
    """Where the commit fails no key is changed, and what is changed has its operator in the record."""
    changed = []

    def change() -> Done:
        changed.append([act.id for act in store.acts.about(["hub"])])
        return Done()

    with pytest.raises(StoreUnavailable):
        recorded(cast("Store", LostAtCommit(store)), Acting(ACT), change)
    assert changed == []
    recorded(store, Acting(ACT), change)
    assert changed == [[ACT.id]]


def test_a_change_that_is_refused_stays_recorded_as_tried(store: Store) -> None:
    """The operator acted, and a second act needs a challenge of its own."""

    def refuse() -> Done:
        raise operator_error(Code.BAD_KEY, reason="too weak")

    with pytest.raises(OperatorError):
        recorded(store, Acting(ACT), refuse)
    assert store.acts.about(["hub"]) == [ACT]
