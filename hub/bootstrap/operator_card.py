"""The operator's card in a reader of this machine."""

from functools import partial

from adapters.cards.signing import sign_detached
from adapters.devices import Pin
from adapters.pcsc import CardDevice, CardPlace
from hub.errors import Code, DeviceGone, DeviceLocked, DeviceRefused, operator_error
from hub.home.place import Home
from hub.operate.acts.authority import Sign

PROFILE = "card.yaml"
"""In keys/operators: how operators' cards are talked to, if they are not PIV cards (docs/card-profiles.md)."""


def signs_by_card(home: Home, reader: str, pin: Pin) -> Sign:
    """What signs by the only card in the readers of this name, in which `*` and `?` stand as in file names."""
    profile = home.operators / PROFILE
    place = CardPlace(reader, "", str(profile) if profile.is_file() else "piv")
    return partial(_signed, CardDevice(place, pin))


def _signed(device: CardDevice, said: bytes, hub: str) -> str:
    """As `sign_detached`; raises OperatorError (HUB-840) for what keeps the card from signing."""
    try:
        return sign_detached(device, said, hub)
    except (DeviceGone, DeviceLocked, DeviceRefused) as error:
        raise operator_error(Code.CARD_DID_NOT_SIGN, reason=error.reason) from error
