"""What each stage costs a document, both ways: `python bench/profile_stages.py [DOCUMENTS] [STORE URL]`.

Real stages, store and folders in one process, batches of 100; each stage's share is the CPU time of its function,
which neighbours on the machine and a slow disk do not lengthen. Prints one line a stage, in microseconds a document:
first of a quota application, from folder to folder, then of the decision that answers it.
"""

import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from rig import Rig, a_credit_authorization, a_grant, a_quota_application, usccs

from adapters.store import open_store, upgrade
from adapters.store.unit import SqlUnit
from hub.flow import course, opening, reply, submission
from hub.model.books import Trails
from hub.stages import accept, apply_receipt, compose

BATCH = 100
FORWARD = (
    (submission, "parse_submission"),
    (submission, "prepare"),
    (compose, "build_message"),
    (submission, "load_submissions"),
    (course, "check_rules"),
    (accept, "sign_message"),
    (course, "accept"),
)
BACK = (
    (opening, "open_message"),
    (apply_receipt, "meaning_of"),
    (course, "apply_receipt"),
    (course, "keep_received"),
    (reply, "answer_party"),
)
spent: defaultdict[str, float] = defaultdict(float)


def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, its CPU time added to a stage's."""

    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        started = time.thread_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name] += time.thread_time() - started

    return run


@contextmanager
def wrapped(places: Iterable[tuple[Any, str, str]]) -> Iterator[None]:
    """Wrap functions, each by its owner, name and label, for the time of the block."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    for owner, name, label in places:
        setattr(owner, name, timed(label, getattr(owner, name)))
    yield
    for owner, name, function in before:
        setattr(owner, name, function)


def forward(rig: Rig, enterprises: list[str]) -> float:
    """Quota applications, by way of the folders."""
    for number, uscc in enumerate(enterprises):
        body = json.dumps(a_quota_application(uscc, id=f"profiled-{number}")).encode()
        (rig.root / "national" / "OutBox" / f"{number:06d}.json").write_bytes(body)
    places = [
        *((owner, name, name) for owner, name in FORWARD),
        (rig.ports.signer, "sign", "  of which signing and checking"),
        (Trails, "append", "  of which transitions, with their hash"),
        (SqlUnit, "write", "write"),
        (rig.queue, "take", "take"),
        (rig.queue, "acknowledge", "acknowledge"),
        (rig.queue, "publish", "publish (message and two events)"),
    ]
    with wrapped(places):
        started = time.thread_time()
        rig.work()
        return time.thread_time() - started


def back(rig: Rig, documents: int) -> float:
    """The decisions that grant them, handed to the line in batches."""
    sent = [rig.message_of(rig.document(f"profiled-{number}").id) for number in range(documents)]
    bodies = [rig.decision("QuotaDecision", message, "S", a_grant(at=rig.clock.now())) for message in sent]
    places = [
        *((owner, name, name) for owner, name in BACK),
        (rig.ports.verifier, "verify", "  of which verifying"),
        (rig.ports.signer, "sign", "  of which signing and checking"),
        (Trails, "append", "  of which transitions, with their hash"),
        (SqlUnit, "write", "write"),
    ]
    with wrapped(places):
        started = time.thread_time()
        for start in range(0, documents, BATCH):
            rig.reply(*bodies[start : start + BATCH])
        return time.thread_time() - started


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
        report("one submission, from folder to folder", documents, forward(rig, enterprises))
        report("one decision, without its queue", documents, back(rig, documents))
        rig.close()
        store.close()


def report(whole: str, documents: int, total: float) -> None:
    for name, seconds in spent.items():
        print(f"{name:<42}{seconds / documents * 1e6:>9.0f} µs")
    staged = sum(seconds for name, seconds in spent.items() if not name.startswith(" "))
    print(f"{'everything else (store, confirms, loop)':<42}{(total - staged) / documents * 1e6:>9.0f} µs")
    print(f"{whole:<42}{total / documents * 1e6:>9.0f} µs\n")
    spent.clear()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2] if len(sys.argv) > 2 else "")
