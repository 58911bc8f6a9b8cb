"""Put messages on the parties' queues, and remember them."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count

from hub.errors import Deferred
from hub.ports import Confirmation, Parcel, Queue
from hub.simulate.agenda import Agenda
from hub.simulate.script import Action
from hub.simulate.writing import Written

RETRY_INTERVAL_S = 0.5
"""Seconds before a message that a queue did not confirm is published again."""
CONFIRM_TIMEOUT_S = 5.0
"""Seconds to wait for a queue's confirmation."""

Tell = Callable[..., None]
"""Receives the name of an event and its fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One written message, its sender and its purpose."""

    party: str
    action: Action
    written: Written
    answers: str
    """Id of the hub's message that it answers, or that caused the party to announce it."""


class Postbox:
    """Publishes each message until the queue confirms it. Every copy has a name of its own."""

    def __init__(self, queues: Mapping[str, Queue], agenda: Agenda, tell: Tell) -> None:
        self._queues = queues
        self._agenda = agenda
        self._tell = tell
        self._copies = count(1)
        self._digests: dict[tuple[str, str], str] = {}

    def post(self, posting: Posting) -> None:
        """Put one copy on the sender's queue, now or as soon as the queue accepts it."""
        name = f"{posting.written.id}-{next(self._copies)}"
        self._publish(
            Parcel(id=name, destination=posting.party, name=f"{name}.xml", body=posting.written.body), posting
        )

    def digest_of(self, party: str, message_id: str) -> str | None:
        """Hex SHA-256 that the hub must echo of what a party sent under this id."""
        return self._digests.get((party, message_id))

    def _publish(self, parcel: Parcel, posting: Posting) -> None:
        digest = hashlib.sha256(parcel.body).hexdigest()
        self._digests[posting.party, posting.written.id] = posting.written.digest
        if not self._is_confirmed(parcel):
            self._agenda.enter(time.monotonic() + RETRY_INTERVAL_S, partial(self._publish, parcel, posting))
            return
        action = posting.action
        self._tell(
            "sent",
            party=posting.party,
            document=action.root,
            code=action.code,
            forge=action.forge,
            message=posting.written.id,
            answers=posting.answers,
            sha256=digest,
        )

    def _is_confirmed(self, parcel: Parcel) -> bool:
        queue, end = self._queues[parcel.destination], time.monotonic() + CONFIRM_TIMEOUT_S
        outcomes: dict[str, Confirmation] = {}
        try:
            queue.publish([parcel])
            while parcel.id not in outcomes and time.monotonic() < end:
                outcomes |= queue.confirmations(RETRY_INTERVAL_S)
        except Deferred:
            return False
        return outcomes.get(parcel.id) == "confirmed"
