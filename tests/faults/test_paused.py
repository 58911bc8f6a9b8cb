"""A working hub on a real broker whose one queue is full, then gone: its owner is paused, and others are served."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import rig
from at_work import Hub
from places import OWNERS, SECRET, RabbitPlace
from rig import a_credit_authorization, usccs
from stage import Stage

from adapters.rabbitmq import Management, Topology, apply
from adapters.rabbitmq.names import outgoing_queue
from hub.model import CircuitLimits, Document

pytestmark = pytest.mark.slow
INSURER, OTHER = "ping-an", "boc-insurance"
QUEUE = outgoing_queue(INSURER, OWNERS[INSURER])
LIMITS = CircuitLimits(failures=5, first=1, longest=2)
_uscc = usccs()


@pytest.fixture
def ground() -> str:
    """Folders have tests of their own."""
    return "RabbitMQ+PostgreSQL"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parties whose files ask for short pauses."""
    whole = rig.catalogue()
    parties = {name: replace(party, circuit=LIMITS) for name, party in whole.parties.items()}
    monkeypatch.setattr(rig, "catalogue", lambda: replace(whole, parties=parties))


def until(is_so: Callable[[], object]) -> None:
    """A minute is a hang."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


class Broker:
    """The broker's side of the insurer's queue."""

    def __init__(self, place: RabbitPlace) -> None:
        self._place = place
        self._api = place._broker.api

    def limit(self, most: int) -> None:
        policy = {"pattern": "^" + QUEUE.replace(".", r"\."), "definition": {"max-length": most}, "priority": 9}
        self._api("PUT", f"policies/{self._place.vhost}/small", {**policy, "apply-to": "queues"})

    def lift(self) -> None:
        self._api("DELETE", f"policies/{self._place.vhost}/small")

    def delete(self) -> None:
        self._api("DELETE", f"queues/{self._place.vhost}/{QUEUE}")

    def make(self) -> None:
        topology = Topology(vhost=self._place.vhost, hub="hub", owners=OWNERS)
        apply(topology, dict.fromkeys(topology.users(), SECRET), Management(self._place._broker.management))


def submit_to_other(hub: Hub, many: int) -> None:
    hub.bring([a_credit_authorization(next(_uscc), party=OTHER) for _ in range(many)])


def to(stage: Stage, party: str) -> list[Document]:
    """Oldest first."""
    return sorted((d for d in stage.documents() if d.party == party), key=lambda d: (d.created_at, d.id))


def test_a_queue_that_is_full_and_then_gone_costs_others_nothing_and_itself_no_message(
    stage: Stage, quick: None, tmp_path: Path
) -> None:
    """What could not be sent before the pause is P003 where the queue is gone; all else only waits, and arrives."""
    assert isinstance(stage.place, RabbitPlace)
    broker, hub = Broker(stage.place), Hub(stage, tmp_path / "aside")

    def trouble() -> list[tuple[str, str]]:
        return [(row.destination, row.why) for row in stage.store.circuits.open()]

    def others_are_sent(number: int) -> bool:
        return [d.status for d in to(stage, OTHER)] == ["P002"] * number

    broker.limit(3)
    hub.submit(30)
    until(lambda: trouble() == [(INSURER, "full")])
    submit_to_other(hub, 5)
    until(lambda: others_are_sent(5))
    assert trouble() == [(INSURER, "full")]
    assert {d.status for d in to(stage, INSURER)} == {"P001", "P002"}
    broker.lift()
    until(hub.is_done)
    assert trouble() == []
    assert len({name for name, _ in stage.place.arrived(INSURER)}) == 30
    first = len(stage.place.arrived(INSURER))

    broker.delete()
    before = len(stage.place.arrived(OTHER))
    hub.submit(20)
    until(lambda: trouble() == [(INSURER, "returned")])
    submit_to_other(hub, 5)
    until(lambda: others_are_sent(10))
    failed = [d for d in to(stage, INSURER) if d.status == "P003"]
    assert len(failed) == LIMITS.failures - 1
    assert trouble() == [(INSURER, "returned")]
    broker.make()
    hub.names = [name for name in hub.names if name not in {d.sender_ref for d in failed}]
    until(hub.is_done)
    assert len([d for d in to(stage, INSURER) if d.status == "P003"]) == LIMITS.failures - 1
    arrived = [name.removesuffix(".xml") for name, _ in stage.place.arrived(INSURER)[first:]]
    sent = [hub.rig.message_of(d.id).id for d in to(stage, INSURER)[30:] if d.status == "P002"]
    probe = arrived[0]
    assert [name for name in arrived if name != probe] == [id_ for id_ in sent if id_ != probe]
    assert len(stage.place.arrived(OTHER)) > before
    hub.end()
