"""The three failures of a device, each with its reason in both languages."""

from hub.errors import DeviceGone, DeviceLocked, DeviceRefused
from hub.text.bilingual import Bilingual


def gone(zh: str, en: str) -> DeviceGone:
    """The device is away: try again later."""
    return DeviceGone(Bilingual(zh, en))


def locked(zh: str, en: str) -> DeviceLocked:
    """The device gets no further PIN: a person must act."""
    return DeviceLocked(Bilingual(zh, en))


def refused(zh: str, en: str) -> DeviceRefused:
    """The device or its key cannot do this."""
    return DeviceRefused(Bilingual(zh, en))
