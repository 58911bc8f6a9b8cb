"""The contract suite of signing devices: derive a class from it, and give it a fixture `rig`."""

from hub.testing.device.coming_and_going import ComingAndGoing
from hub.testing.device.pins import Pins
from hub.testing.device.rig import DeviceRig
from hub.testing.device.sharing import Sharing
from hub.testing.device.signing import Signing

__all__ = ["DeviceContract", "DeviceRig"]


class DeviceContract(Signing, ComingAndGoing, Pins, Sharing):
    """The promises of every token and card with a key of the hub."""
