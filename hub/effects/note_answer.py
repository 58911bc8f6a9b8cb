"""Note whether a party could use a message of the hub."""

from typing import Final

from hub.effects.work import Work
from hub.model import Attempt, Message, Outgoing
from hub.model.circuit import Why
from hub.reading.open_message import Opened
from hub.xml.build import text_at

_REFUSALS: Final = ("refused", "security")


def note_answer(work: Work, opened: Opened, original: Message) -> None:
    """Note a verified answer. What the party decided about the document does not matter here: then it read the message.

    A platform that refuses the envelope lets nothing through to the party behind it. That it takes one says nothing of
    the party: it is the end of the platform's refusals only.
    """
    whose: Why = "platform" if opened.is_transport else "refused"
    is_refusal = (opened.is_technical or opened.is_transport) and text_at(opened.root, "Code") in _REFUSALS
    attempt = Attempt(
        destination=original.party,
        trouble="refuses",
        id=Outgoing.id_of_message(original.id),
        sent_at=original.at,
        why=whose if is_refusal else None,
        only="platform" if opened.is_transport else None,
        limits=work.catalogue.circuit_limits(original.party),
    )
    work.books.circuits.note(attempt)
