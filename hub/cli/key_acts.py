"""Change keys or certificates as an operator who may do so, and record who did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hub.bootstrap.authority import open_authority
from hub.bootstrap.store import open_store
from hub.cli.authority import Asked, Card, authorized
from hub.cli.screen import fail, lines_of
from hub.errors import Code, Rejected, operator_error, rejected
from hub.exit_codes import ExitCode
from hub.flow.acting import Acting
from hub.home.place import Home
from hub.model import Changes, Request, digest
from hub.operate.keys.done import Done
from hub.ports import Store


@dataclass(frozen=True)
class Asking:
    """What an operator asks for."""

    does: Literal["import", "roll"]
    whose: str
    """A party, or the hub."""
    reason: str
    card: Card
    as_json: bool


def change_keys(
    home: Home, asking: Asking, said: Mapping[str, Path | str | int | None], change: Callable[[], Done]
) -> Done | None:
    """Do it, and record it; None where its challenge was written.

    A change that cannot be recorded is not made: raises StoreUnavailable before. One that is refused stays recorded.
    `said` are the options; of a file its bytes are signed. Ends with exit code 1 where the operator may not act.
    """
    store = open_store(home)
    try:
        asked: Asked = (_request(asking, said), [], {})
        authority = open_authority(home, None, store)
        acting = authorized(authority, store, asked, asking.card, asking.as_json)
        return None if acting is None else recorded(store, acting, change)
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
    finally:
        store.close()


def recorded(store: Store, acting: Acting, change: Callable[[], Done]) -> Done:
    """The change, once the act is committed: a commit that fails must not leave changed keys that nobody changed."""
    with store.transactions.begin() as unit:
        if unit.acts([acting.act.id]) or unit.proposals([acting.act.id]):
            raise rejected(Code.ACT_DONE)
        unit.write(Changes(acts=[acting.act], payloads=dict(acting.contents)))
    return change()


def _request(asking: Asking, said: Mapping[str, Path | str | int | None]) -> Request:
    told = {name: _told(value) for name, value in said.items() if value}
    return Request(
        verb="keys",
        about=asking.whose,
        reason=asking.reason,
        arguments={"does": asking.does, **told},
        heads={},
    )


def _told(value: Path | str | int | None) -> str:
    """An option; of a file the SHA-256 of its bytes."""
    if not isinstance(value, Path):
        return str(value)
    try:
        return digest(value.read_bytes())
    except OSError as error:
        raise operator_error(Code.FILE_UNREADABLE, path=value) from error
