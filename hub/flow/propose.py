"""Store an act that waits for a second operator."""

from collections.abc import Mapping

from hub.errors import Code, rejected
from hub.model import Changes, Proposal
from hub.ports import Store


def propose(store: Store, proposal: Proposal, contents: Mapping[str, bytes]) -> None:
    """Store a proposal with the bytes that it refers to, by hex SHA-256.

    Raises Rejected (HUB-804) if the challenge that the first operator's card signed was used before.
    """
    with store.transactions.begin() as unit:
        if unit.proposals([proposal.id]) or unit.acts([proposal.id]):
            raise rejected(Code.ACT_DONE)
        unit.write(Changes(proposals=[proposal], payloads=dict(contents)))
