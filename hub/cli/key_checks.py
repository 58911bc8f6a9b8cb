"""What is wrong with keys and certificates, and with what was signed by them, as `hub keys check` tells it."""

from collections.abc import Callable, Iterator
from typing import Any

from hub.bootstrap import keys
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.names import party_names
from hub.bootstrap.store import open_store
from hub.cli.failures import failure_text
from hub.errors import OperatorError
from hub.home.place import Home
from hub.operate.keys.inspection import doubts_of_ours, doubts_of_parties, open_to_change
from hub.views.certificates import CheckView
from hub.views.view import Moment


def doubts(home: Home, party: str | None) -> Iterator[CheckView]:
    """Ours, parties', who may change them; what cannot be read keeps only itself from being looked at."""
    now = SystemClock().now()

    def ours() -> Iterator[Any]:
        return doubts_of_ours(keys.read_ring(home), keys.own_keys(home).places(), keys.US, now)

    def parties() -> Iterator[Any]:
        names = {party} if party else party_names(home)
        register = keys.read_register(home)
        return doubts_of_parties(register, names, keys.own_keys(home).certificates(), now)

    for what, look in (("keys of ours", ours), ("parties' certificates", parties)):
        yield from _looked(what, look)
    yield from _looked("who may change them", lambda: open_to_change(home.keys))


def _looked(what: str, look: Callable[[], Iterator[Any]]) -> list[CheckView]:
    try:
        found = [CheckView(result=result, text=str(error)) for result, error in look()]
    except (OperatorError, OSError) as error:
        return [CheckView(result="failure", text=failure_text(error).line)]
    return found or [CheckView(result="ok", text=what)]


def unverified(home: Home, party: str | None) -> Iterator[CheckView]:
    """A line for each message that does not verify, and one with the number of those that do."""
    from hub.bootstrap.history import open_history  # noqa: PLC0415 - signxml is slow to load, and few checks verify

    store, good = open_store(home), 0
    try:
        for one in open_history(home, store).look(party):
            if one.fault is None:
                good += 1
                continue
            message = one.message
            way = f"{message.party} → hub" if message.direction == "in" else f"hub → {message.party}"
            about = f", document {message.document}" if message.document else ""
            where = f"{way} {message.id} ({Moment(one.came)}{about})"
            yield CheckView(result="failure", text=f"{one.fault.code} {where}: {one.fault.zh} · {one.fault.en}")
    finally:
        store.close()
    yield CheckView(result="ok", text=f"{good} messages verify by the certificates of their time", count=good)
