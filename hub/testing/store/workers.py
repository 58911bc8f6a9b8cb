"""The promises for what workers share through the store: heartbeats, and attempts at deliveries."""

from hub.ports import Attempts, Store
from hub.testing.rows import an_outgoing, brought
from hub.testing.store.outbox import promise
from hub.testing.store.rig import Part, StoreRig


class Heartbeats(Part):
    """Every worker sees the counters of all others."""

    def test_each_heartbeat_counts_one_worker_up_and_shows_all(self, store: Store) -> None:
        """Owners without a heartbeat have the counter 0."""
        promise(store, an_outgoing("event", "d-1", owner="ghost"))
        assert store.heartbeats.record("a", 1) == {"a": 1, "ghost": 0}
        assert store.heartbeats.record("b", 2) == {"a": 1, "b": 1, "ghost": 0}
        assert store.heartbeats.record("a", 3) == {"a": 2, "b": 1, "ghost": 0}
        store.heartbeats.remove("a")
        store.heartbeats.remove("a")
        assert store.heartbeats.record("b", 4) == {"b": 2, "ghost": 0}


class DeliveryAttempts(Part):
    """Attempts are kept until the delivery is recorded."""

    def test_attempts_are_kept_until_the_delivery_is_recorded(self, store: Store) -> None:
        """Each delivery has its own numbers; recording the same numbers twice changes nothing."""
        for _ in range(2):
            store.attempts.record({"x": Attempts(together=1), "y": Attempts(together=1)}, "a", 1)
        store.attempts.record({"x": Attempts(together=1, alone=1)}, "b", 2)
        assert store.attempts.counts(["x", "y", "z"]) == {"x": Attempts(1, 1), "y": Attempts(1, 0)}
        store.attempts.forget(["x", "z"])
        assert store.attempts.counts(["x", "y", "z"]) == {"y": Attempts(1, 0)}

    def test_whether_a_worker_was_trying_when_it_ended_can_be_asked(self, store: Store) -> None:
        """For this worker, and only since its present start."""
        store.attempts.record({"x": Attempts(together=1)}, "a", 100)
        assert [store.attempts.has_unfinished("a", since) for since in (99, 100, 101)] == [True, True, False]
        assert not store.attempts.has_unfinished("b", 99)
        store.attempts.forget(["x"])
        assert not store.attempts.has_unfinished("a", 99)


class Clock(Part):
    """A worker can check its own clock."""

    def test_a_store_tells_its_own_time_and_the_newest_that_is_recorded(self, rig: StoreRig, store: Store) -> None:
        """A server has a clock, a file has none; an empty store has the newest time 0."""
        assert store.clock.newest() == 0
        assert (store.clock.now() is not None) == rig.features.has_clock
        documents = [brought(store), brought(store)]
        assert store.clock.newest() == documents[-1].updated_at
