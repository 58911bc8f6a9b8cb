"""Probe a paused destination: in its turn, one of the messages that wait for it is sent."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.catalogue import Catalogue
from hub.flow.circuits import Circuits
from hub.model import Changes, Circuit, CircuitLimits, Message, Outgoing
from hub.model.circuit import TROUBLES
from hub.ports import Due, Ports, Unit

IDLE_INTERVAL_S = 1.0
"""Seconds between two looks for something that waits for a paused destination, where nothing does."""
ANSWERED: Final = ("business", "inquiry")
PAGE = 50
"""The waiting rows of a destination that are read at a time."""
MOST = 1000
"""The waiting rows of a destination that are looked at in a turn."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a turn sends, and the circuit afterwards; None if it ends without a probe."""

    rows: Sequence[Due]
    circuit: Circuit | None


class Probing:
    """Takes the turns of the paused destinations for one worker. Not thread-safe."""

    def __init__(
        self, catalogue: Catalogue, ports: Ports, circuits: Circuits, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._not_before: dict[str, float] = {}
        """When to look again for something that waits, by destination, where nothing of this worker did."""
        self._catalogue = catalogue
        self._ports = ports
        self._circuits = circuits

    def due(self, under_way: Collection[Outgoing]) -> list[Due]:
        """The rows to send now as probes. Their circuits are half-open in the store: no other worker probes with them.

        While something of this worker is under way to an unreachable destination, it is the probe.
        """
        now, rows = self._ports.clock.now(), list[Due]()
        for circuit in self._circuits.first_open():
            if self._monotonic() < self._not_before.get(circuit.destination, 0.0):
                continue
            limits = self._catalogue.circuit_limits(circuit.destination)
            is_under_way = any(row.destination == circuit.destination for row in under_way)
            if circuit.may_probe(now, limits) and not (is_under_way and circuit.trouble == "unreachable"):
                rows += self._take_turn(circuit, limits, {row.id for row in under_way})
        return rows

    def _take_turn(self, circuit: Circuit, limits: CircuitLimits, under_way: Collection[str]) -> Sequence[Due]:
        destination, store = circuit.destination, self._ports.store
        ready = [row for row in self._waiting(circuit) if row.outgoing.id not in under_way]
        if not ready:
            self._not_before[destination] = self._monotonic() + IDLE_INTERVAL_S
            return []
        with store.transactions.begin() as unit:
            locked = unit.circuits([(destination, trouble) for trouble in TROUBLES])
            known = next((row for row in locked if row.trouble == circuit.trouble and row.is_open), None)
            turn = self._turn(unit, known, limits, ready)
            if turn.circuit != known:
                unit.write(Changes(circuits={(destination, circuit.trouble): turn.circuit}))
        self._circuits.turned((destination, circuit.trouble), turn.circuit)
        return turn.rows

    def _waiting(self, circuit: Circuit) -> list[Due]:
        """The oldest rows of this worker that wait; more where receipts can stand before what is answered."""
        found, destination = list[Due](), circuit.destination
        while len(found) < (PAGE if circuit.trouble == "unreachable" else MOST):
            after = found[-1].outgoing if found else None
            page = self._ports.store.outbox.due(self._ports.worker, PAGE, after, to=destination)
            found += page
            if len(page) < PAGE:
                break
        return found

    def _turn(self, unit: Unit, circuit: Circuit | None, limits: CircuitLimits, ready: Sequence[Due]) -> _Turn:
        """Another worker may have taken the turn, or closed the circuit."""
        now = self._ports.clock.now()
        if circuit is None or not circuit.may_probe(now, limits):
            return _Turn([], circuit)
        if circuit.is_trusted(limits) and not unit.outgoing([circuit.probe]):
            return _Turn([], None)
        sent = unit.sent([row.outgoing.subject for row in ready if row.outgoing.about == "message"])
        messages = {Outgoing.id_of_message(message.id): message for message in sent}
        if circuit.trouble == "unreachable":
            probe = _next_first(ready, messages, circuit.probes)
            return _Turn([probe], circuit.probed(probe.outgoing.id, now, limits))
        kinds = {id_: message.kind for id_, message in messages.items()}
        answered = [row for row in ready if kinds.get(row.outgoing.id) in ANSWERED]
        receipts = [row for row in ready if kinds.get(row.outgoing.id) == "receipt"]  # no answer to these will come
        probes = [_next_first(answered, messages, circuit.probes)] if answered else []
        id_ = probes[0].outgoing.id if probes else circuit.probe
        return _Turn([*receipts, *probes], circuit.probed(id_, now, limits))


def _next_first(ready: Sequence[Due], messages: Mapping[str, Message], number: int) -> Due:
    """A row before which no other of its document waits: at each turn that of the next document.

    So one that is never taken for its own sake keeps nobody paused.
    """
    firsts: dict[str, Due] = {}
    for row in ready:
        message = messages.get(row.outgoing.id)
        firsts.setdefault((message.document if message else row.outgoing.subject) or row.outgoing.id, row)
    return list(firsts.values())[number % len(firsts)]
