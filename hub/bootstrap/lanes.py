"""The lanes of a home's keys. Loaded by workers only: signing brings its libraries."""

from collections.abc import Iterable
from functools import partial

from adapters.signing import RingLanes, RingSigner
from adapters.trust import DeviceFile
from hub.bootstrap.devices import device_of, notes_of
from hub.catalogue import Catalogue
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.ports import Clock
from hub.text.bilingual import Bilingual


def open_lanes(home: Home, signer: RingSigner, clock: Clock) -> RingLanes:
    """The lanes of our keys. The first message for a device opens it."""
    return RingLanes(signer, clock, partial(device_of, home), notes_of(home, clock.now))


def require_known(devices: Iterable[DeviceFile], catalogue: Catalogue) -> None:
    """Refuse a device for a party that nobody knows: its documents would be signed by another key (HUB-796)."""
    for device in devices:
        for party, where in device.parties.items():
            if party not in catalogue.parties:
                why = Bilingual(f"没有对方 {party}", f"there is no party {party}")
                raise operator_error(Code.BAD_DEVICE_FILE, place=f"{where.file}:{where.line}", reason=why)
