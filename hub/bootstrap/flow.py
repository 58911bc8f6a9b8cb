"""What runs the flow for a verb: each opened with all that it needs, and closed again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hub import broker
from hub.bootstrap.cards import open_cards
from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.ports import SystemClock, VerifierAtNeed, on_platform, open_store, wire
from hub.bootstrap.queues import open_queue
from hub.config import Home
from hub.errors import Code, HubError, StoreDamaged, StoreForbidden, StoreNotDurable, StoreNotReady, operator_error

if TYPE_CHECKING:
    from hub.catalogue import Catalogue
    from hub.flow.release import Release
    from hub.flow.replay import Replay
    from hub.flow.settlement import Settlement
    from hub.flow.worker import Worker
    from hub.ports import Ports

HOPELESS = (StoreNotReady, StoreForbidden, StoreDamaged, StoreNotDurable)
"""A worker does not start on such a store; one that runs waits for an operator to put it right."""


@contextmanager
def open_worker(
    home: Home,
    number: int = 1,
    stop: Callable[[], bool] = lambda: False,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator["Worker"]:
    """Everything that one worker of a home needs; no two living ones have the same number (HUB-706).

    Waits for a store that is gone and tells why; raises Deferred when `stop` says so meanwhile, StoreNotReady when
    no waiting helps.
    """
    from hub.flow.retry import retry_policy  # noqa: PLC0415 - the flow loads the catalogue's lxml
    from hub.flow.worker import Worker  # noqa: PLC0415

    settings = home.settings
    catalogue = sound_catalogue(home)
    retry_policy(stop, tell, but_not=HOPELESS)(prove_open_documents, home, catalogue)
    queue = open_queue(home, catalogue, name := worker_name(home, number))
    store = open_store(home)
    try:
        ports = wire(home, queue, store, name, catalogue, remind=number == 1)
        if number == 1 and broker.is_used(home):
            ports = replace(ports, watches=(*ports.watches, broker.watch(home, broker.owners_of(home, catalogue))))
        yield Worker(settings.id, catalogue, ports, batch=settings.work.batch, wait=settings.work.wait_ms / 1000)
    finally:
        queue.close()
        store.close()


def worker_name(home: Home, number: int) -> str:
    """What a worker of this home is called in the store."""
    return f"{home.settings.name}-{home.mark}-{number}"


def died_of_a_delivery(home: Home, number: int, since: int) -> bool:
    """Whether a worker that has ended was trying a delivery that it began to try at that time or later."""
    try:
        store = open_store(home)
        try:
            return store.attempts.has_unfinished(worker_name(home, number), since)
        finally:
            store.close()
    except HubError:  # settings or store are gone: nobody knows
        return False


def prove_open_documents(home: Home, catalogue: "Catalogue") -> None:
    """Refuse a catalogue in which an open document's type or status no longer exists (HUB-702)."""
    store = open_store(home)
    try:
        for type_, status, count in store.totals.statuses():
            known = catalogue.statuses.get(status)
            if known is not None and known.kind == "final":
                continue
            route = catalogue.routes.get(type_)
            if route is None or status not in route.lifecycle.next:
                raise operator_error(
                    Code.BAD_CONFIGURATION, reason=f"{count} open {type_} in {status}, which has no route any more"
                )
    finally:
        store.close()


@contextmanager
def open_replay(home: Home) -> Iterator["Replay"]:
    """What plans and promises what an operator wants sent again; it needs no keys and no queue."""
    from hub.flow.replay import Replay  # noqa: PLC0415

    catalogue, store = sound_catalogue(home), open_store(home)
    try:
        yield Replay(catalogue, store, SystemClock())
    finally:
        store.close()


@contextmanager
def open_release(home: Home) -> Iterator["Release"]:
    """What settles quarantined deliveries: with the home's keys, for what is taken in is signed or answered."""
    from hub.flow.release import Release  # noqa: PLC0415

    with _operating(home) as (catalogue, ports):
        yield Release(home.settings.id, catalogue, ports)


@contextmanager
def open_settlement(home: Home) -> Iterator["Settlement"]:
    """What settles disputes: with the home's keys, for what follows may be a message."""
    from hub.flow.settlement import Settlement  # noqa: PLC0415

    with _operating(home) as (catalogue, ports):
        yield Settlement(home.settings.id, catalogue, ports)


@contextmanager
def _operating(home: Home) -> Iterator[tuple["Catalogue", "Ports"]]:
    """What an operator's act needs: no queue, and a clock that is right."""
    from hub.flow.clock_guard import ClockGuard  # noqa: PLC0415
    from hub.flow.release import NoQueue  # noqa: PLC0415

    catalogue, store = sound_catalogue(home), open_store(home)
    try:
        ports = wire(home, NoQueue(), store, "operator", catalogue)
        ClockGuard(ports).check()
        yield catalogue, ports
    finally:
        store.close()


def explain(home: Home, portal: str, body: bytes) -> dict[str, Any]:
    """What the hub would do with a submission; the store is read and not written, private keys are not opened."""
    from hub.flow.explanation import Unsigned  # noqa: PLC0415
    from hub.flow.explanation import explain as tell  # noqa: PLC0415
    from hub.flow.release import NoQueue  # noqa: PLC0415
    from hub.flow.submission import SubmissionLine  # noqa: PLC0415
    from hub.ports import Ports  # noqa: PLC0415

    settings, catalogue, store = home.settings, sound_catalogue(home), open_store(home)
    try:
        bare = Ports(
            queue=NoQueue(),
            store=store,
            signer=Unsigned(),
            verifier=VerifierAtNeed(home, SystemClock()),
            clock=SystemClock(),
            cards=open_cards(home, catalogue.cards),
        )
        return tell(SubmissionLine(settings.id, catalogue, on_platform(settings, catalogue, bare)), portal, body)
    finally:
        store.close()
