"""The promises for workers that die."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from hub.testing.queue.play import bodies, numbered, start_taking_all, take, take_and_hang
from hub.testing.queue.rig import QueueRig


class Dying:
    """However a worker dies, another worker gets the deliveries that it held."""

    @pytest.mark.parametrize("successor", ["w-1", "w-2"])
    def test_what_a_killed_worker_held_is_redelivered_in_order(self, rig: QueueRig, successor: str) -> None:
        """The next worker may have the same name or another; the deliveries are marked and come before later ones."""
        rig.drop_all(rig.owners[0], numbered(range(8)))
        running = rig.start("w-1", take_and_hang, 5)
        assert running.line() == "5"
        running.kill()

        taken = take(rig.queue(successor), 8)

        assert bodies(taken) == [b"%d" % n for n in range(8)]
        assert all(delivery.redelivered for delivery in taken[:5])
        assert {delivery.redelivered for delivery in taken[5:]} == {rig.features.holds_ahead}

    def test_a_worker_that_runs_already_takes_over_from_a_killed_one(self, rig: QueueRig) -> None:
        """No worker has to be restarted."""
        survivor = rig.queue("w-2")
        rig.drop_all(rig.owners[0], numbered(range(20)))
        running = rig.start("w-1", take_and_hang, 20)
        for item in numbered(range(20, 40)):
            time.sleep(0.05)
            rig.drop_all(rig.owners[0], [item])
        held = int(running.line())
        running.kill()

        taken = take(survivor, 40)

        assert held > 0
        assert sorted(bodies(taken), key=int) == [b"%d" % n for n in range(40)]
        assert sum(delivery.redelivered for delivery in taken) >= held

    def test_two_workers_on_the_same_queues_leave_nothing_and_do_nothing_twice(
        self, rig: QueueRig, tmp_path: Path
    ) -> None:
        """How many deliveries each of them gets depends on the machine's speed."""
        workers = [start_taking_all(rig, worker, 3.0, tmp_path / "all is there") for worker in ("w-1", "w-2")]
        _drop_in_turn(rig, 400)
        (tmp_path / "all is there").touch()

        lines = [worker.finish() for worker in workers]

        seen = Counter(line for output in lines for line in output if line.startswith("seen"))
        assert seen == Counter(f"seen {n}" for n in range(400))

    def test_workers_killed_at_any_moment_lose_nothing_and_repeat_nothing_done(self, rig: QueueRig) -> None:
        """Deliveries that were seen and not acknowledged come again; acknowledged ones do not."""
        kill_at_any_moment(rig, seed=0)


def kill_at_any_moment(rig: QueueRig, seed: int) -> None:
    """Five workers are killed one after the other, at times derived from the seed; a sixth finishes the work."""
    random_ = random.Random(seed)  # noqa: S311 - no secret
    _drop_in_turn(rig, 300)
    history: list[str] = []
    for life in range(5):
        running = start_taking_all(rig, f"w-{life % 2}", 2.0)
        time.sleep(random_.random() * 0.02)
        history += running.kill()
    history += start_taking_all(rig, "w-9", 0.5).finish()

    assert {line for line in history if line.startswith("seen")} == {f"seen {n}" for n in range(300)}
    for n in range(300):
        if rig.features.forgets_at_once and f"done {n}" in history:
            assert f"seen {n}" not in history[history.index(f"done {n}") :], n
    assert rig.queue().take(1, 0.5) == []


def _drop_in_turn(rig: QueueRig, count: int) -> None:
    for n, item in enumerate(numbered(range(count))):
        rig.drop_all(rig.owners[n % len(rig.owners)], [item])
