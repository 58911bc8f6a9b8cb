"""Which certificates and keys the hub trusts: the register of parties' certificates, and the hub's own keys."""

from adapters.trust.device_file import DEVICE_FILE, DeviceFile, read_device
from adapters.trust.device_notes import DeviceNote, DeviceNotes
from adapters.trust.key_folder import write_key
from adapters.trust.own_keys import KeyPlace, KeyRing, OwnKeys, Pair
from adapters.trust.register import CertificateRegister, WatchedRegister, read_certificates
from adapters.trust.reminder import Reminder

__all__ = [
    "DEVICE_FILE",
    "CertificateRegister",
    "DeviceFile",
    "DeviceNote",
    "DeviceNotes",
    "KeyPlace",
    "KeyRing",
    "OwnKeys",
    "Pair",
    "Reminder",
    "WatchedRegister",
    "read_certificates",
    "read_device",
    "write_key",
]
