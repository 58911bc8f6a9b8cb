"""What stands behind a home's ports: the clock, its store, its keys."""

from adapters.signing import RegisteredVerifier
from hub.bootstrap.cards import open_cards
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.encryption import open_confidentiality
from hub.bootstrap.keys import own_keys, read_ring
from hub.bootstrap.lanes import open_lanes, require_known
from hub.bootstrap.past import places_of
from hub.bootstrap.platform import on_platform
from hub.bootstrap.sealing import open_sealer
from hub.bootstrap.signing import agreed_profiles, named_profiles, open_register, open_signer
from hub.bootstrap.timestamps import open_timestamps
from hub.catalogue import Catalogue
from hub.flow.heartbeat import OPERATOR
from hub.home.place import Home
from hub.model.moments import SECOND
from hub.operate.keys.inspection import require_signing
from hub.ports import Ports, Queue, Store


def wire(
    home: Home,
    queue: Queue,
    store: Store,
    worker: str,
    catalogue: Catalogue | None = None,
    *,
    remind: bool = False,
) -> Ports:
    """The ports with the home's keys behind signer and verifier; one worker of a home logs which of them end soon."""
    settings, clock = home.settings, SystemClock()
    if catalogue is not None and (named := named_profiles(catalogue)):
        require_signing(read_ring(home), named, clock.now())
    if catalogue is not None:
        require_known(own_keys(home).devices(), catalogue)
    agreed = agreed_profiles(catalogue)
    signer, register = open_signer(home, clock, agreed, remind=remind), open_register(home, clock, remind=remind)
    confidentiality = open_confidentiality(home, clock, catalogue, remind=remind) if catalogue is not None else None
    ports = Ports(
        queue=queue,
        store=store,
        signer=signer,
        lanes=open_lanes(home, signer, clock),
        verifier=RegisteredVerifier(register, clock, settings.clock_skew_s * SECOND, agreed),
        clock=clock,
        worker=worker,
        clock_skew=settings.clock_skew_s * SECOND,
        store_clock=store.clock.now,
        ahead_until=settings.recorded_ahead_until,
        sealer=open_sealer(home),
        places=places_of(home) if worker != OPERATOR else (),
        timestamps=open_timestamps(home) if worker != OPERATOR else None,
        watches=(signer.look, register.look, *([confidentiality.look] if confidentiality is not None else [])),
        confidentiality=confidentiality,
        cards=open_cards(home, catalogue) if catalogue is not None else None,
    )
    return on_platform(settings, catalogue, ports) if catalogue is not None else ports
