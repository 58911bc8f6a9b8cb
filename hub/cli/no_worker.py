"""Tell who waits for a worker that none runs. Nothing is refused for it."""

import shlex

from hub.bootstrap.health import has_worker
from hub.bootstrap.store import open_store
from hub.cli.screen import complain
from hub.errors import Code, operator_error
from hub.home.place import Home


def tell_without_worker(home: Home) -> bool:
    """Say on standard error that nobody takes or sends what was asked for; return whether a worker runs."""
    if has_worker(home):
        return True
    command = shlex.join([*home.verb, "run"])
    complain(operator_error(Code.NO_WORKER_RUNS, next=command).wording)
    return False


def tell_what_waits(home: Home) -> None:
    """The same after an act, where something waits to be sent or signed: often nothing does."""
    store = open_store(home)
    try:
        waits = store.totals.promised() or store.totals.to_sign()
    finally:
        store.close()
    if waits:
        tell_without_worker(home)
