"""Removals by policy from a store with its log."""

import os
import signal
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from archives import ENDS, Shelf, Time, acting, end_within

from adapters.store import open_store
from hub.catalogue import EVERYTHING, Parts, Policy, Pruned
from hub.model import Books, Document, digest
from hub.model.period import Period
from hub.operate.retention.closed import Closing
from hub.operate.retention.pruning import Pruning
from hub.operate.retention.steps import PruneStep
from hub.testing.rows import a_message, now

TYPE = "duty-guarantee/policy"
A_YEAR = Period(1, "year")


def a_policy(parts: Parts = EVERYTHING, after: Period = A_YEAR) -> Policy:
    """Of one type. The documents of a shelf are of November 2023, and it is November 2024."""
    return Policy(body=b"prune: the policy", entries=(Pruned(parts={TYPE: parts}, others=frozenset(), after=after),))


def pruning(shelf: Shelf, policy: Policy | None = None, **given: Any) -> Pruning:
    return Pruning(
        store=shelf.store,
        policy=policy or a_policy(),
        files=shelf.files,
        signer=shelf.signer,
        closing=Closing(shelf.store.retention, ENDS),
        clock=Time(),
        **given,
    )


def prune(shelf: Shelf, id_: str = "act-1", policy: Policy | None = None) -> list[PruneStep]:
    """Remove what is due."""
    return list(pruning(shelf, policy).run(acting(id_, "prune")))


def told(steps: Iterable[PruneStep]) -> list[str]:
    """The kinds of steps, in their order."""
    return [type(step).__name__ for step in steps]


def answered(document: Document, body: bytes) -> Books:
    """The hub's receipt for what the party sent."""
    books = Books(now(), digest(b"catalogue"), "worker-1")
    books.trails.load([document])
    books.post.keep(a_message(body, id="answer", kind="receipt", document=document.id, answers="r"), body)
    return books


def stored(shelf: Shelf, digests: Iterable[str]) -> Sequence[bool]:
    """Whether the store has each of these bytes."""
    return [shelf.store.archive.payload(name) is not None for name in digests]


def prune_until(url: str, folder: str, step: str) -> None:
    """Prune, and end this process by SIGKILL after this number of steps, or within the transaction of this name."""
    shelf = Shelf(open_store(url), Path(folder))
    if step.isalpha():
        end_within(step)
    for number, _ in enumerate(pruning(shelf, largest=1).run(acting(verb="prune"))):
        if str(number) == step:
            os.kill(os.getpid(), signal.SIGKILL)
