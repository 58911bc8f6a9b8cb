"""Change keys or certificates as an operator who may do so, and record who did."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.bootstrap.authority import open_authority
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.key_changes import as_requested, make_change, request_of
from hub.bootstrap.past import open_store_to_write
from hub.cli.authority import Card, authorized, write_challenge
from hub.cli.screen import fail, lines_of
from hub.errors import Code, Rejected, rejected
from hub.exit_codes import ExitCode
from hub.flow.acting import Acting
from hub.home.place import Home
from hub.model import Changes, Proposal
from hub.operate.acts.challenge import Answering
from hub.operate.keys.change import KeyChange
from hub.operate.keys.done import Done
from hub.ports import Store


@dataclass(frozen=True)
class Asking:
    """What an operator says to a change."""

    reason: str
    card: Card
    as_json: bool


def change_keys(home: Home, asking: Asking, change: KeyChange) -> Done | None:
    """Make a change, and record it; None where its challenge was written or it waits for a second operator.

    A change that cannot be recorded is not made: raises StoreUnavailable before. One that is refused stays recorded.
    Ends with exit code 1 where the operator may not act.
    """
    store, request = open_store_to_write(home), request_of(home, change, asking.reason)
    try:
        authority = open_authority(home, None, store)
        acting = authorized(authority, store, (request, [], {}), asking.card, asking.as_json)
        if acting is None:
            return None
        with as_requested(home, request) as ready:
            return recorded(store, acting, lambda: make_change(home, ready, SystemClock().now()))
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
    finally:
        store.close()


def answer_change(home: Home, proposal: Proposal, answering: Answering, card: Card, as_json: bool) -> Done | None:
    """Make a change that a second operator approves, or end its proposal; None where only the challenge was written.

    The home's routes and private keys need not be sound: a change may be what mends them. Raises Rejected: HUB-826
    where it would not do what was proposed, and then the proposal still waits, as it does after OperatorError (HUB-752)
    where its time has passed; otherwise as `Authority.answer` does.
    """
    store = open_store_to_write(home)
    try:
        authority = open_authority(home, None, store)
        if card.is_to_write:
            write_challenge(authority, proposal.request, answering, card, as_json)
            return None
        acting = authority.answer(proposal, (), answering, card.signed(authority, proposal.request, answering))
        if answering.does == "reject":
            return recorded(store, acting, Done)
        with as_requested(home, proposal.request) as ready:
            return recorded(store, acting, lambda: make_change(home, ready, SystemClock().now()))
    finally:
        store.close()


def recorded(store: Store, acting: Acting, change: Callable[[], Done]) -> Done:
    """The change, once the act is committed: a commit that fails must not leave changed keys that nobody changed.

    Raises Rejected (HUB-804) where an act with this id is recorded, and for one operator's act with a proposal's id.
    """
    with store.transactions.begin() as unit:
        acting.refuse_other(unit)
        if unit.acts([acting.act.id]):
            raise rejected(Code.ACT_DONE)
        unit.write(Changes(acts=[acting.act], payloads=dict(acting.contents)))
    return change()
