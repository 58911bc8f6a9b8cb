"""The promises for circuits: what workers count together, and what a poll of the outbox leaves out."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from hub.model import Attempt, Changes, Circuit, CircuitLimits
from hub.model.books import Circuits as CircuitBook
from hub.model.circuit import Key, Why
from hub.ports import Store
from hub.testing.rows import an_outgoing, write
from hub.testing.store.outbox import promise
from hub.testing.store.rig import Part

LIMITS = CircuitLimits(failures=4)
KEY: Key = ("bank", "unreachable")


def a_circuit(**given: object) -> Circuit:
    said = {"destination": "bank", "trouble": "unreachable", "failed": ("a", "b"), "sent_from": 0, "why": "full"}
    return Circuit(**{**said, **given})  # type: ignore[arg-type]


def fail(store: Store, *ids: str) -> None:
    """Count these failures in a transaction, as dispatch does."""
    book = CircuitBook()
    for id_ in ids:
        book.note(Attempt(destination="bank", trouble="unreachable", id=id_, why="full", limits=LIMITS))
    with store.transactions.begin() as unit:
        book.count(unit.circuits(book.noted, book.failing), 9)
        unit.write(Changes(circuits=dict(book.changed)))


def turn_several(store: Store, seed: int) -> None:
    """Transactions of one worker that turn several circuits each, some of them shut and some opened."""
    some = random.Random(seed)  # noqa: S311 - a test's choice
    for number in range(30):
        book = CircuitBook()
        for destination in some.sample(["bank", "customs", "insurer"], 2):
            why: Why | None = some.choice(["full", None])
            id_ = f"{seed}-{number}"
            book.note(Attempt(destination=destination, trouble="unreachable", id=id_, why=why, limits=LIMITS))
        with store.transactions.begin() as unit:
            book.count(unit.circuits(book.noted, book.failing), 9)
            unit.write(Changes(circuits=dict(book.changed)))


def known(store: Store) -> list[Circuit]:
    """All circuits to the bank, open or not."""
    with store.transactions.begin() as unit:
        return unit.circuits([KEY, ("bank", "refuses"), ("insurer", "unreachable")])


class Circuits(Part):
    """There is one row for a destination and what is wrong with it, until something is taken again."""

    def test_a_circuit_comes_back_as_it_was_written_and_is_gone_when_it_is_removed(self, store: Store) -> None:
        """Only open ones are listed: by destination, then by trouble."""
        row = a_circuit(failed=("message:ä", 'b"'), sent_from=-1, opened_at=7, probes=3, next_at=2**60, probe="b")
        refusing, closed = replace(row, trouble="refuses"), a_circuit(destination="insurer")
        rows = {(one.destination, one.trouble): one for one in (row, closed, refusing)}
        write(store, Changes(circuits=dict(rows)))
        assert sorted(known(store), key=lambda one: (one.destination, one.trouble)) == [refusing, row, closed]
        assert (store.circuits.open(), store.totals.overview([], []).paused) == ([refusing, row], [refusing, row])
        write(store, Changes(circuits={KEY: replace(row, probes=4)}))
        assert store.circuits.open() == [refusing, replace(row, probes=4)]
        write(store, Changes(circuits=dict.fromkeys(rows)))
        assert (known(store), store.circuits.open()) == ([], [])

    def test_a_transaction_that_fails_turns_no_circuit(self, store: Store) -> None:
        """Also not the row that was made for the first failure."""
        with pytest.raises(ZeroDivisionError), store.transactions.begin() as unit:
            unit.circuits([KEY], [KEY])
            unit.write(Changes(circuits={KEY: a_circuit()}))
            raise ZeroDivisionError
        assert known(store) == []

    def test_failures_that_workers_count_at_the_same_time_are_all_counted(self, store: Store) -> None:
        """Also the first ones: there is no row yet that one could wait for."""
        with ThreadPoolExecutor(4) as workers:
            list(workers.map(lambda id_: fail(store, id_), ["a", "b", "c", "d"]))
        (row,) = known(store)
        assert (sorted(row.failed), row.is_open) == (["a", "b", "c", "d"], True)

    def test_workers_that_turn_several_circuits_never_stand_in_each_others_way(self, store: Store) -> None:
        """Also while rows come and go: whoever waits in vain would get StoreConflict."""
        with ThreadPoolExecutor(4) as workers:
            assert list(workers.map(lambda seed: turn_several(store, seed), range(4))) == [None] * 4

    def test_a_poll_can_leave_out_destinations_or_read_one_only(self, store: Store) -> None:
        """The order is the same."""
        rows = [an_outgoing("event", f"d-{n}", destination=to, owner="w") for n, to in enumerate("abcab")]
        promise(store, *rows)
        assert [due.outgoing for due in store.outbox.due("w", 9, but=["a", "c"])] == [rows[1], rows[4]]
        assert [due.outgoing for due in store.outbox.due("w", 9, rows[0], to="a")] == [rows[3]]
        assert store.outbox.due("w", 9, to="d") == []
