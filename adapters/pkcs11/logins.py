"""Logging in to a token, without ever blocking its PIN."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from adapters.devices import LAST_TRY, PIN_BLOCKED, Pin, WrongPins, locked
from adapters.pkcs11.failures import translated

if TYPE_CHECKING:
    from pkcs11 import Session, Token

_SALT: Final = 16
"""Bytes."""


@dataclass
class Login:
    """A session that is logged in, for all devices on one token."""

    session: "Session"
    pin: bytes
    """A salted hash of the PIN that opened it, behind its salt."""
    users: int = 0

    def require(self, pin: Pin) -> None:
        """Raise DeviceLocked for another PIN: a module does not look at it while somebody is logged in."""
        if not compare_digest(self.pin, _hashed(pin(), self.pin[:_SALT])):
            raise locked("与已登录介质的 PIN 不同", "the token is open with another PIN")


def log_in(token: "Token", pin: Pin, name: str, wrong: WrongPins) -> Login:
    """Log in, for all sessions of this process. Raises DeviceLocked where the token took no PIN, or must get none."""
    from pkcs11 import UserAlreadyLoggedIn  # noqa: PLC0415 - of an extra

    _require_a_try(token, name, wrong)
    with translated(), tried(pin, name, wrong) as secret:
        try:
            session = token.open(user_pin=secret)
        except UserAlreadyLoggedIn:  # by others in this process: their login holds for every session
            session = token.open()
        else:
            wrong.forget(name)
    return Login(session, _hashed(secret.encode("utf-8"), secrets.token_bytes(_SALT)))


@contextmanager
def tried(pin: Pin, name: str, wrong: WrongPins) -> Iterator[str]:
    """A PIN to try once: one that was wrong is not tried, and one that turns out to be wrong is remembered."""
    from pkcs11 import PinIncorrect  # noqa: PLC0415 - of an extra

    secret = pin()
    wrong.require_a_try(name, secret)
    text = _text(secret)
    try:
        yield text
    except PinIncorrect:
        wrong.add(name, secret)
        raise


def _hashed(pin: bytes, salt: bytes) -> bytes:
    return salt + hashlib.sha256(salt + pin).digest()


def _text(secret: bytes) -> str:
    try:
        text = secret.decode("utf-8")
    except UnicodeDecodeError as error:
        raise locked("PIN 不是 UTF-8 文字", "the PIN is no text in UTF-8") from error
    if not text:
        raise locked("PIN 为空", "the PIN is empty")
    return text


def close(session: "Session") -> None:
    """End a session, as far as it is still there."""
    from pkcs11 import PKCS11Error  # noqa: PLC0415 - of an extra

    with suppress(PKCS11Error):
        session.close()


def _require_a_try(token: "Token", name: str, wrong: WrongPins) -> None:
    """By what the token shows of its counter (PKCS #11 2.40, 4.6.3).

    A token need not show how low its counter is: where somebody gave a wrong PIN before this process did, nobody knows
    how many more the token takes.
    """
    from pkcs11 import TokenFlag  # noqa: PLC0415 - of an extra

    if token.flags & TokenFlag.USER_PIN_LOCKED:
        raise locked(*PIN_BLOCKED)
    if token.flags & TokenFlag.USER_PIN_FINAL_TRY:
        raise locked(*LAST_TRY)
    if token.flags & TokenFlag.USER_PIN_COUNT_LOW and not wrong.count(name):
        told = "somebody gave the token a wrong PIN: log in once with the right one, by the token's own program"
        raise locked("此前有人输错 PIN：请先用介质自带程序以正确 PIN 登录一次", told)
