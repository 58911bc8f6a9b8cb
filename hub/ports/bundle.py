"""The ports of one worker, bundled."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hub.model.tally import Tallies
from hub.ports.clock import Clock
from hub.ports.confidentiality import Confidentiality
from hub.ports.lanes import Lanes
from hub.ports.past import CheckpointPlace
from hub.ports.queue import Queue
from hub.ports.sealing import NoteSigner
from hub.ports.signatures import CardVerifier, Signer, Verifier
from hub.ports.store import Store
from hub.ports.timestamps import TimestampAuthority


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The ports of one worker, with its settings."""

    queue: Queue
    store: Store
    signer: Signer
    verifier: Verifier
    clock: Clock
    worker: str = field(default="worker-1")
    clock_skew: int = 300_000_000
    """The most microseconds by which another clock may differ from the hub's: `clock_skew_s` of hub.toml."""
    store_clock: Callable[[], int | None] = lambda: None
    """The time of the store's machine; None if the store has no clock of its own. May raise Deferred."""
    ahead_until: int = 0
    """Times recorded up to this time come from a clock that was ahead: `clock_ahead_until` of hub.toml."""
    cards: CardVerifier | None = None
    """None if no card CA is trusted; then no card's signature is accepted."""
    confidentiality: Confidentiality | None = None
    """None if no party's messages are encrypted."""
    lanes: Lanes | None = None
    """The keys that sign after the commit; None where nothing signs then, as in an operator's verb."""
    sealer: NoteSigner | None = None
    """The key of the sealed log; None where nothing is sealed, as in an operator's verb."""
    places: tuple[CheckpointPlace, ...] = ()
    """Where the newest checkpoint is kept outside the store: the home first, which is read at each turn of the
    sealer."""
    timestamps: TimestampAuthority | None = None
    """Who gives timestamps of checkpoints; None where nobody does, as in an operator's verb."""
    durations: Tallies = field(default_factory=Tallies)
    """How long stages took since the last heartbeat."""
    watches: tuple[Callable[[], object], ...] = ()
    """Called at each turn of a worker, also without traffic, to notice changed keys, certificates or broker state."""
