"""The promises for the sealed log: one position for each transition, tiles that only grow, one sealer at a time."""

import threading

import pytest

from hub.errors import StoreConflict
from hub.model import tree
from hub.ports import Entry, LogReader, Sealed, Store, Timestamp
from hub.testing.rows import brought, moved, write
from hub.testing.store.rig import Part, StoreRig


class Sealing(Part):
    """What is recorded waits for its position, and is never moved again."""

    def test_a_recorded_transition_waits_until_it_has_a_position(self, store: Store) -> None:
        """In the order of the trail, with its hash; none waits twice."""
        document = brought(store, "received", "sent")
        write(store, moved(document, "accepted"))
        with store.log.read() as log:
            assert (log.size(), log.backlog().count, log.position(document.id, 1)) == (0, 3, None)
        entries = append(store, 2)
        assert [(entry.document, entry.seq) for entry in entries] == [(document.id, 1), (document.id, 2)]
        assert entries[1].hash == document.head
        with store.log.read() as log:
            assert (log.size(), log.backlog().count) == (2, 1)
            assert [log.position(document.id, seq) for seq in (1, 2, 3)] == [0, 1, None]

    def test_tiles_hold_all_hashes_in_the_order_of_positions(self, store: Store) -> None:
        """Also where a page ends within a tile; a transition is found in every tile."""
        documents = [brought(store, *["moved"] * 30) for _ in range(20)]
        waiting = len(documents) * 30
        entries = [*append(store, 250), *append(store, 250), *append(store, 250)]
        assert len(entries) == waiting
        with store.log.read() as log:
            assert log.size() == waiting
            assert tree.root(reader_of(log), waiting) == root_of(entries)
            assert [len(tile) for tile in log.tiles([(0, 0), (0, 1), (0, 2), (1, 0), (0, 3)]).values()].count(256) == 2
            assert [log.position(e.document, e.seq) for e in (entries[0], entries[255], entries[256], entries[-1])] == [
                0,
                255,
                256,
                waiting - 1,
            ]

    def test_what_a_tile_has_the_hashes_of_is_read_in_the_order_of_positions(self, store: Store) -> None:
        """Others compute the hashes of leaves from it; a tile that is not there has none."""
        for _ in range(20):
            brought(store, *["moved"] * 15)
        entries = append(store, 300)
        with store.log.read() as log:
            read = [*log.leaves(0), *log.leaves(1), *log.leaves(2)]
        assert read == [bytes.fromhex(entry.hash) for entry in entries]
        assert len(read) == 300

    def test_a_sealer_that_fails_has_given_no_positions(self, store: Store) -> None:
        """All that it took waits again."""
        brought(store, "received")
        with pytest.raises(ZeroDivisionError), store.log.seal() as unit:
            assert unit is not None
            unit.append(entries := unit.next_entries(9), tree.grown(reader_of(unit), 0, list(map(leaf_of, entries))))
            raise ZeroDivisionError
        with store.log.read() as log:
            assert (log.size(), log.backlog().count) == (0, 1)

    def test_there_is_one_sealer_at_a_time(self, rig: StoreRig, store: Store) -> None:
        """Another is turned away, or waits until the first has ended: it never sees half of the first one's work."""
        brought(store, "received", "sent")
        other, seen = rig.open(), list[int | None]()

        def seal() -> None:
            with other.log.seal() as unit:
                seen.append(None if unit is None else unit.size())

        with store.log.seal() as unit:
            assert unit is not None
            unit.append(entries := unit.next_entries(9), tree.grown(reader_of(unit), 0, list(map(leaf_of, entries))))
            rival = threading.Thread(target=seal)
            rival.start()
            rival.join(0.2)
        rival.join()
        assert seen in ([None], [2])

    def test_checkpoints_are_kept_one_for_each_size(self, store: Store) -> None:
        """The newest is the largest; a second one of the same size is refused."""
        first = Sealed(size=1, root=b"r" * 32, at=10, note="log\n1\n\n— log x\n")
        second = Sealed(size=300, root=b"s" * 32, at=5, note="日志\n")
        with store.log.read() as log:
            assert log.sealed() is None
        for sealed in (second, first):
            add(store, sealed)
        with store.log.read() as log:
            assert (log.sealed(), log.sealed(1), log.sealed(2)) == (second, first, None)
            assert [log.newest(limit) for limit in (1, 9)] == [[second], [second, first]]
        with pytest.raises(StoreConflict):
            add(store, Sealed(size=1, root=b"t" * 32, at=11, note="another"))

    def test_what_witnesses_sign_is_kept_with_its_checkpoint(self, store: Store) -> None:
        """One line of each witness, in the order of their names; the first one stays."""
        for size in (1, 300):
            add(store, Sealed(size=size, root=b"r" * 32, at=size, note="log\n1\n\n— log x\n"))
        for size, name, line in ((1, "b", "— b 1\n"), (1, "a", "— a 1\n"), (300, "a", "— a 2\n"), (1, "a", "— a 3\n")):
            store.log.keep_cosignature(size, name, line)
        with store.log.read() as log:
            assert [log.cosignatures(size) for size in (1, 300, 2)] == [["— a 1\n", "— b 1\n"], ["— a 2\n"], []]
            assert [log.cosigned(name) for name in ("a", "b", "c")] == [300, 1, 0]
            after = [log.sealed_after(size) for size in (0, 1, 299, 300)]
            assert [one and one.size for one in after] == [1, 300, 300, None]
        with pytest.raises(StoreConflict):
            store.log.keep_cosignature(2, "a", "— a 1\n")

    def test_the_timestamp_of_a_checkpoint_is_kept_with_it(self, store: Store) -> None:
        """One for each; the first one stays, and the newest is that of the largest checkpoint."""
        for size in (1, 300, 7):
            add(store, Sealed(size=size, root=b"r" * 32, at=size, note="log\n1\n\n— log x\n"))
        with store.log.read() as log:
            assert (log.timestamp(), log.timestamped()) == (None, [])
        first, second = (Timestamp(size=size, at=9 - size, response=b"\0\xff") for size in (7, 1))
        for one in (first, second, Timestamp(size=7, at=3, response=b"another")):
            store.log.keep_timestamp(one)
        with store.log.read() as log:
            assert [log.timestamp(size) for size in (None, 1, 7, 300)] == [first, second, first, None]
            assert log.timestamped() == [1, 7]
        with pytest.raises(StoreConflict):
            store.log.keep_timestamp(Timestamp(size=2, at=3, response=b"x"))


def append(store: Store, limit: int) -> list[Entry]:
    """Give positions to the next entries, as the sealer does."""
    with store.log.seal() as unit:
        assert unit is not None
        entries = list(unit.next_entries(limit))
        unit.append(entries, tree.grown(reader_of(unit), unit.size(), list(map(leaf_of, entries))))
    return entries


def add(store: Store, sealed: Sealed) -> None:
    with store.log.seal() as unit:
        assert unit is not None
        unit.add_checkpoint(sealed)


def reader_of(log: LogReader) -> tree.Read:
    return lambda address: log.tiles([address])[address]


def leaf_of(entry: Entry) -> bytes:
    return tree.leaf(bytes.fromhex(entry.hash))


def root_of(entries: list[Entry]) -> bytes:
    """The root over these entries in a tree of its own."""
    none: dict[tree.Address, tree.Tile] = {}
    tiles = tree.grown(none.__getitem__, 0, list(map(leaf_of, entries)))
    return tree.root(tiles.__getitem__, len(entries))
