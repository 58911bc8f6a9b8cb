"""What a second operator says to an act that waits, as far as it is the same for every act about the store itself."""

from collections.abc import Callable

from hub.cli.authority import Card, write_challenge
from hub.flow.acting import Acting
from hub.model import Proposal
from hub.operate.acts.authority import Authority
from hub.operate.acts.challenge import Answering
from hub.views.answered import AnsweredView, view_answered


def answer(
    authority: Authority,
    proposal: Proposal,
    answering: Answering,
    how: tuple[Card, bool],
    act: Callable[[Acting], None],
) -> AnsweredView | None:
    """Let `act` do what was approved, or record that it was rejected; None where only a challenge was written.

    `how`: the card, and whether the answer is JSON. Raises Rejected as `Authority.answer` and the act do.
    """
    card, as_json = how
    if card.is_to_write:
        write_challenge(authority, proposal.request, answering, card, as_json)
        return None
    act(authority.answer(proposal, (), answering, card.signed(authority, proposal.request, answering)))
    return view_answered(proposal, None if answering.does == "reject" else (), ())
