"""Keys on smart cards and U-keys in a PC/SC reader.

What a card is told is data: a profile, one file for each kind of card. The package `smartcard` is imported when a
device is opened.
"""

from adapters.pcsc.device import CardDevice
from adapters.pcsc.place import CardPlace
from adapters.pcsc.profile import Profile, read_profile

__all__ = ["CardDevice", "CardPlace", "Profile", "read_profile"]
