"""What the rows of a transaction count for."""

from collections.abc import Iterable, Mapping

from hub.model.document import Document
from hub.model.lifecycle import REFUSED
from hub.model.message import Message, Parked, Quarantined
from hub.model.tally import MESSAGES, PARKED, QUARANTINED, TRANSITIONS, Tallies
from hub.model.transition import Transition


def tally_transitions(
    tallies: Tallies, rows: Iterable[Transition], created: Mapping[str, Document], moved: Mapping[str, Document]
) -> None:
    """Count changes of status. Observations changed nothing.

    What a refused submission says of type and party is anybody's text: its submission is counted, and no more.
    """
    for row in rows:
        if row.is_observation or row.after == REFUSED:
            continue
        document = created.get(row.document) or moved[row.document]
        tallies.count(TRANSITIONS, document.type, document.party, row.after, row.cause.kind)


def tally_post(
    tallies: Tallies, messages: Iterable[Message], parked: Iterable[Parked], quarantined: Iterable[Quarantined]
) -> None:
    """Count messages, and what was parked or quarantined."""
    for message in messages:
        tallies.count(MESSAGES, message.party, message.direction, message.kind)
    for waiting in parked:
        tallies.count(PARKED, waiting.party, "notice" if waiting.type else "receipt")
    for kept in quarantined:
        tallies.count(QUARANTINED, kept.owner, kept.code)
