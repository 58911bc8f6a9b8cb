"""The queue's contract, on every queue that the hub has, from both sides."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from queue_cases import RIGS, RabbitOwnerRig
from services import RabbitMQ

from hub.testing.queue import OneOwnerContract, QueueContract, QueueRig, kill_at_any_moment


class TestQueue(QueueContract):
    """Folders and RabbitMQ."""

    @pytest.fixture(params=sorted(RIGS))
    def rig(self, request: pytest.FixtureRequest) -> Iterator[QueueRig]:
        with closing(RIGS[request.param](request)) as made:
            yield made

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", [1, 2])
    def test_workers_killed_at_other_moments_lose_nothing_either(self, rig: QueueRig, seed: int) -> None:
        """As in the contract, where the first seed is."""
        kill_at_any_moment(rig, seed)


class TestOwnersSideOfRabbitMQ(OneOwnerContract):
    """A partner that uses our adapter with its own rights."""

    @pytest.fixture
    def rig(self, rabbitmq: RabbitMQ) -> Iterator[QueueRig]:
        with closing(RabbitOwnerRig(rabbitmq)) as made:
            yield made
