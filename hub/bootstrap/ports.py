"""What stands behind a home's ports: the clock, its store, its keys."""

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from hub.bootstrap.cards import open_cards
from hub.bootstrap.catalogue import packaged
from hub.bootstrap.keys import open_register, open_signer, read_register
from hub.bootstrap.links import store_key
from hub.config import Home, Settings
from hub.model.moments import SECOND

if TYPE_CHECKING:
    from lxml.etree import _Element

    from hub.catalogue import Catalogue
    from hub.ports import Clock, Ports, Queue, Store


class SystemClock:
    """The system's clock."""

    def now(self) -> int:
        return time.time_ns() // 1000


class VerifierAtNeed:
    """Verifies by the home's register, which is read only when there is something to verify."""

    def __init__(self, home: Home, clock: "Clock") -> None:
        self._home = home
        self._clock = clock

    def verify(self, message: "_Element", party: str, at: int | None = None) -> "_Element":
        """As the Verifier of a running hub; raises OperatorError (HUB-705, HUB-707) too."""
        from adapters.signing import RegisteredVerifier  # noqa: PLC0415 - signxml is slow to load

        skew = self._home.settings.clock_skew_s * SECOND
        return RegisteredVerifier(read_register(self._home), self._clock, skew).verify(message, party, at)


def open_store(home: Home) -> "Store":
    """The home's store, as its settings name it."""
    from adapters.store import open_store as connect  # noqa: PLC0415 - SQLAlchemy is slow to load

    store_key(home)
    return connect(home.store_url(home.settings))


def wire(
    home: Home,
    queue: "Queue",
    store: "Store",
    worker: str,
    catalogue: "Catalogue | None" = None,
    *,
    remind: bool = False,
) -> "Ports":
    """The ports with the home's keys behind signer and verifier; one worker of a home logs which of them end soon."""
    from adapters.signing import RegisteredVerifier  # noqa: PLC0415 - signxml is slow to load
    from hub.ports import Ports  # noqa: PLC0415

    settings, clock = home.settings, SystemClock()
    signer, register = open_signer(home, clock, remind=remind), open_register(home, clock, remind=remind)
    ports = Ports(
        queue=queue,
        store=store,
        signer=signer,
        verifier=RegisteredVerifier(register, clock, settings.clock_skew_s * SECOND),
        clock=clock,
        worker=worker,
        clock_skew=settings.clock_skew_s * SECOND,
        store_clock=store.clock.now,
        ahead_until=settings.recorded_ahead_until,
        watches=(signer.look, register.look),
        cards=open_cards(home, catalogue.cards) if catalogue is not None else None,
    )
    return on_platform(settings, catalogue, ports) if catalogue is not None else ports


def on_platform(settings: Settings, catalogue: "Catalogue", ports: "Ports") -> "Ports":
    """The ports with the customs platform's envelope around signer and verifier, where a party is on it.

    Raises OperatorError (HUB-712) where the hub has no id there.
    """
    if not (parties := catalogue.on_platform):
        return ports
    from adapters.envelope import DxpEnvelope, OpeningVerifier, Platform, SealingSigner  # noqa: PLC0415
    from hub.catalogue import Schema  # noqa: PLC0415

    meanings = catalogue.lists["dxp-response"].from_wire
    envelope = DxpEnvelope(Schema(packaged("xsd") / "dxp.xsd"), meanings)
    own = settings.id_on_platform(parties)
    platform = Platform(hub=settings.id, own=own, parties=parties, is_kept=catalogue.is_kept)
    return replace(
        ports,
        signer=SealingSigner(ports.signer, envelope, platform),
        verifier=OpeningVerifier(ports.verifier, envelope, platform, ports.clock),
    )
