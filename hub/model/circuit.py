"""The circuit to one destination. It opens after failures in a row, and closes with the first success.

closed ── n different messages fail in a row ──► open ── a turn comes ──► half-open (a probe is under way)
   ▲                                               ▲                          │
   │                                               └── the probe fails ───────┤
   └────────────────────────── something is taken ────────────────────────────┘

A half-open circuit needs nobody who ends it: the next turn comes by its time, whatever became of the probe.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from hub.model.moments import SECOND

Trouble = Literal["unreachable", "refuses"]
"""unreachable: its queue takes nothing. refuses: it answers every message that it cannot use the message."""
Why = Literal["returned", "full", "silent", "refused", "platform"]
"""How something failed: there is no queue; the queue takes no more; the queue does not answer; the party refused it;
its platform did."""
Key = tuple[str, Trouble]
"""A circuit's destination and trouble."""
TROUBLES: Final[tuple[Trouble, ...]] = get_args(Trouble)
_DOUBLINGS: Final = 30


@dataclass(frozen=True, slots=True)
class CircuitLimits:
    """When a circuit opens, and how often it is probed."""

    failures: int = 10
    """How many different messages fail in a row until it opens."""
    first: int = 10
    """Seconds from the opening to the first probe. Each pause is twice as long as the one before."""
    longest: int = 300
    """The longest pause in seconds."""

    def pause(self, probes: int) -> int:
        """Microseconds until the next probe, after so many probes."""
        return self.seconds(probes) * SECOND

    def seconds(self, probes: int) -> int:
        """The same in seconds."""
        return min(self.first << min(probes, _DOUBLINGS), self.longest)


USUAL_LIMITS: Final = CircuitLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of something that was sent."""

    destination: str
    trouble: Trouble
    """What a failure means."""
    id: str
    """The outbox row's id: the same whenever the same thing is sent."""
    sent_at: int = 0
    """When the message was made; 0 where every success counts."""
    why: Why | None = None
    """How it failed; None if it was taken."""
    only: Why | None = None
    """Of a success: the only failures of which it is the end; None: it is the end of all."""
    limits: CircuitLimits = USUAL_LIMITS

    @property
    def key(self) -> Key:
        return self.destination, self.trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """The failures in a row of one destination. While nothing fails there is none."""

    destination: str
    trouble: Trouble
    failed: tuple[str, ...]
    """The different things that failed, by their ids, until it opened."""
    sent_from: int
    """When the newest of them was made. A success of something older says nothing about them."""
    opened_at: int = 0
    """0: it is closed."""
    probes: int = 0
    """How many probes were begun."""
    next_at: int = 0
    """When the next probe may begin."""
    probe: str = ""
    """The probe of which nothing is known yet; empty if there is none."""
    why: str
    """How the newest of them failed."""

    @property
    def is_open(self) -> bool:
        return self.opened_at > 0

    def may_probe(self, now: int, limits: CircuitLimits) -> bool:
        """Whether a probe may begin. A turn further away than any pause was set by a clock that was wrong."""
        return self.is_open and not now < self.next_at <= now + limits.longest * SECOND

    def probed(self, id_: str, now: int, limits: CircuitLimits) -> "Circuit":
        """It is half-open: this is the probe, and the next turn is set whatever becomes of it."""
        probes = self.probes + 1
        return replace(self, probe=id_, probes=probes, next_at=now + limits.pause(probes))

    def is_trusted(self, limits: CircuitLimits) -> bool:
        """Whether nothing was refused since the last probe for the longest pause: silence is a matter of deadlines.

        Only if that probe was sent, which the outbox knows.
        """
        return self.trouble == "refuses" and bool(self.probe) and limits.seconds(self.probes) >= limits.longest


def after(circuit: Circuit | None, attempt: Attempt, now: int) -> Circuit | None:
    """The circuit after an attempt; None for one without failures."""
    if attempt.why is None:
        return None if circuit is None or _is_over(circuit, attempt) else circuit
    if circuit is None:
        destination, trouble = attempt.key
        first = Circuit(destination=destination, trouble=trouble, failed=(), sent_from=attempt.sent_at, why=attempt.why)
        return _failed(first, attempt, now)
    if circuit.is_open:
        is_told = attempt.id == circuit.probe or circuit.trouble == "refuses"  # the refusal of an earlier probe, late
        return replace(circuit, probe="", why=attempt.why) if is_told else circuit
    return circuit if attempt.id in circuit.failed else _failed(circuit, attempt, now)


def _is_over(circuit: Circuit, attempt: Attempt) -> bool:
    """Whether a success says that the failures are over."""
    if attempt.only not in (None, circuit.why):
        return False
    return attempt.sent_at >= circuit.sent_from or attempt.id == circuit.probe


def _failed(circuit: Circuit, attempt: Attempt, now: int) -> Circuit:
    limits, failed = attempt.limits, (*circuit.failed, attempt.id)
    sent_from = max(circuit.sent_from, attempt.sent_at)
    counted = replace(circuit, failed=failed, sent_from=sent_from, why=attempt.why or circuit.why)
    if len(failed) < limits.failures:
        return counted
    return replace(counted, opened_at=now, next_at=now + limits.pause(0))
