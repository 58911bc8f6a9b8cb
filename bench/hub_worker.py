"""(c), (d) The hub itself: one worker on its broker and store, in a process of its own, wired as `hub run` wires it."""

import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from settings import HUB, PARTY, PORTAL, Settings, read_settings, tell_ready
from stage_times import Times

from adapters.notes import NoteSigner
from adapters.rabbitmq import RabbitQueue
from adapters.signing import FileSigner, RegisteredVerifier
from adapters.store import open_store
from adapters.trust import CertificateRegister
from adapters.x509 import load_key
from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.clock import SystemClock
from hub.flow import sealing
from hub.flow.worker import Worker
from hub.home.logs import log_to
from hub.ports import Ports

WAIT = 0.2
"""Seconds to wait for the first delivery: what hub.toml's `work.wait_ms` is by default."""
SEALING_INTERVAL_S = 1.0
"""More often than a hub does, so that a run of seconds has its part of the work."""


def wire(settings: Settings) -> Worker:
    clock = SystemClock()
    party = load_key(settings.file(PARTY, "key.pem"), settings.file(PARTY, "certificate.pem"))
    ports = Ports(
        queue=RabbitQueue(settings.amqp, {PORTAL: "portal", PARTY: "party"}, clock, worker="bench-1"),
        store=open_store(settings.store),
        signer=FileSigner(load_key(settings.file(HUB, "key.pem"), settings.file(HUB, "certificate.pem")), clock),
        verifier=RegisteredVerifier(CertificateRegister({PARTY: [party.certificate]}), clock),
        clock=clock,
        worker="bench-1",
        sealer=NoteSigner("bench/audit", Ed25519PrivateKey.generate()) if settings.seals else None,
    )
    return Worker(HUB, sound_catalogue(None), ports, batch=settings.batch, wait=WAIT)


def until_signal() -> Callable[[], bool]:
    told: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        told.append(number)

    signal.signal(signal.SIGTERM, note)
    return lambda: bool(told)


def main(settings: Settings) -> None:
    log_to(Path(settings.keys) / "hub.log")
    stop = until_signal()
    sealing.INTERVAL_S = SEALING_INTERVAL_S  # type: ignore[misc]  # a constant of the hub's
    worker = wire(settings)
    if settings.profile:
        Times(worker, Path(settings.profile))
    tell_ready()
    worker.run(stop)
    worker.ports.queue.close()
    worker.ports.store.close()


if __name__ == "__main__":
    main(read_settings())
