"""What the functions of a module return, told as the three failures of a device."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from adapters.devices import gone, locked, refused
from hub.errors import Deferred

_LOCKED: Final = {
    "PinExpired": ("PIN 已过期", "the PIN has expired"),
    "PinIncorrect": ("PIN 错误", "the PIN is wrong"),
    "PinInvalid": ("PIN 含有不允许的字符", "the PIN has characters that the token does not take"),
    "PinLenRange": ("PIN 长度不对", "the PIN has the wrong length"),
    "PinLocked": ("PIN 已锁死", "the PIN is blocked"),
    "UserPinNotInitialized": ("尚未设置 PIN", "the token has no PIN yet"),
}
_REFUSED: Final = frozenset(
    {
        "AttributeTypeInvalid",
        "DataInvalid",
        "DataLenRange",
        "FunctionNotSupported",
        "KeySizeRange",
        "KeyTypeInconsistent",
        "MechanismInvalid",
        "MechanismParamInvalid",
        "MultipleObjectsReturned",
        "MultipleTokensReturned",
    }
)
"""By the names of the package's exceptions, which are those of the standard's return values. All others: gone."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise DeviceGone, DeviceLocked or DeviceRefused for what the package raises."""
    from pkcs11 import PKCS11Error  # noqa: PLC0415 - of an extra: only who opens a token needs it

    try:
        yield
    except PKCS11Error as error:
        raise told(error) from error


def told(error: Exception) -> Deferred:
    """The failure that an exception of the package stands for."""
    name = type(error).__name__
    if texts := _LOCKED.get(name):
        return locked(*texts)
    text = f"{name}: {error}" if str(error) else name
    return refused(text, text) if name in _REFUSED else gone(text, text)
