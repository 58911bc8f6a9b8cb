"""All that stands behind one worker."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hub.ports.clock import Clock
from hub.ports.queue import Queue
from hub.ports.signatures import CardVerifier, Signer, Verifier
from hub.ports.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What stands behind the hub, wired once."""

    queue: Queue
    store: Store
    signer: Signer
    verifier: Verifier
    clock: Clock
    worker: str = field(default="worker-1")
    clock_skew: int = 300_000_000
    """How far another's clock may differ from ours, in microseconds: `clock_skew_s` of hub.toml."""
    store_clock: Callable[[], int | None] = lambda: None
    """The time of the store's machine, or None where it has no clock but ours; may raise Deferred."""
    ahead_until: int = 0
    """What was recorded up to then was recorded by a clock that was ahead: `clock_ahead_until` of hub.toml."""
    cards: CardVerifier | None = None
    """None where no card CA is known: then no card's signature is taken."""
    watches: tuple[Callable[[], object], ...] = ()
    """Look at files of keys and certificates, at each turn of a worker: a hub without traffic notices them as well."""
