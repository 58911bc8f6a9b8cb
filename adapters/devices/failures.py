"""The three failures of a device, each with its reason in both languages."""

from typing import Final

from hub.errors import DeviceGone, DeviceLocked, DeviceRefused
from hub.text.bilingual import Bilingual

PIN_BLOCKED: Final = (
    "PIN 已锁死：请用厂商工具解锁（PUK）",
    "the PIN is blocked: unblock it (PUK) with the maker's own program",
)
LAST_TRY: Final = (
    "只剩最后一次 PIN 机会，hub 不会用掉它：请用厂商工具输入一次正确的 PIN，次数即恢复",
    "one more wrong PIN would block it, so the hub gives none: enter the right one once with the maker's own program, "
    "which gives all tries back",
)


def gone(zh: str, en: str) -> DeviceGone:
    """The device is away: try again later."""
    return DeviceGone(Bilingual(zh, en))


def locked(zh: str, en: str) -> DeviceLocked:
    """The device gets no further PIN: a person must act."""
    return DeviceLocked(Bilingual(zh, en))


def refused(zh: str, en: str) -> DeviceRefused:
    """The device or its key cannot do this."""
    return DeviceRefused(Bilingual(zh, en))
