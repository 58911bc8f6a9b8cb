"""How long one submission takes through each stage: `python bench/profile_stages.py [DOCUMENTS] [STORE URL]`.

Real stages, store and folders in one process, batches of 100; each stage's share is wall time with the stage's
function wrapped. Prints one line a stage, in microseconds a document.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from rig import Rig, a_credit_authorization, a_quota_application, usccs

from adapters.store import open_store, upgrade
from adapters.store.unit import SqlUnit
from hub.flow import submission
from hub.model import Ledger

BATCH = 100
spent: Counter[str] = Counter()


def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, its wall time added to a stage's."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name] += time.perf_counter() - started

    return run


@contextmanager
def wrapped(rig: Rig) -> Iterator[None]:
    """Wrap every stage of the submission line for the time of the block."""
    for name in (
        "parse_submission",
        "authenticate",
        "build_message",
        "load_ledger",
        "check_rules",
        "sign_message",
        "accept",
    ):
        setattr(submission, name, timed(name, getattr(submission, name)))
    SqlUnit.write = timed("write", SqlUnit.write)  # type: ignore[method-assign]
    rig.queue.take = timed("take", rig.queue.take)  # type: ignore[method-assign]
    rig.queue.acknowledge = timed("acknowledge", rig.queue.acknowledge)  # type: ignore[method-assign]
    rig.queue.publish = timed("publish (message and two events)", rig.queue.publish)  # type: ignore[method-assign]
    Ledger.append = timed("  of which transitions, with their hash", Ledger.append)  # type: ignore[method-assign]
    yield


def main(documents: int, url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        upgrade(url or f"sqlite:///{folder}/store.sqlite")
        store = open_store(url or f"sqlite:///{folder}/store.sqlite")
        rig = Rig(store, Path(folder) / "queues")
        enterprises = list(islice(usccs(), documents))
        for start in range(0, documents, BATCH):
            granted = rig.submit(*(a_credit_authorization(u) for u in enterprises[start : start + BATCH]))
            rig.reply(*(rig.decision("CreditAuthorizationDecision", rig.message_of(d.id), "S") for d in granted))
        rig.worker.dispatch.pick_up()
        for number, uscc in enumerate(enterprises):
            body = json.dumps(a_quota_application(uscc)).encode()
            (rig.root / "national" / "OutBox" / f"{number:06d}.json").write_bytes(body)
        with wrapped(rig):
            started = time.perf_counter()
            rig.work()
            total = time.perf_counter() - started
        report(documents, total)
        rig.close()
        store.close()


def report(documents: int, total: float) -> None:
    for name, seconds in spent.items():
        print(f"{name:<42}{seconds / documents * 1e6:>9.0f} µs")
    staged = sum(seconds for name, seconds in spent.items() if not name.startswith(" "))
    print(f"{'everything else (commits, confirms, loop)':<42}{(total - staged) / documents * 1e6:>9.0f} µs")
    print(
        f"{'one submission, from folder to folder':<42}{total / documents * 1e6:>9.0f} µs  ({documents / total:.0f}/s)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2] if len(sys.argv) > 2 else "")
