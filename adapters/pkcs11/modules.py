"""The modules that this process has loaded: one initialization and one login for all devices that share a token.

A module belongs to the process, not to an object: it is initialized once, it is dead after a fork until it is
initialized again, and the login of one session is that of all sessions with the token (PKCS #11 2.40, 5.6 and 5.7).
"""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Final

from adapters.devices import Pin, WrongPins, gone, refused
from adapters.pkcs11.failures import told, translated
from adapters.pkcs11.logins import Login, close, log_in
from adapters.pkcs11.place import Pkcs11Place
from hub.errors import Deferred

if TYPE_CHECKING:
    from pkcs11 import Session, Token
    from pkcs11._pkcs11 import lib as Library  # noqa: N812 - a class that the package names like a function

_REFUSALS: Final = ("MultipleTokensReturned",)
"""What a module that is initialized again would say again."""


@dataclass
class Module:
    """A loaded module. Thread-safe by its lock, which callers hold while they use a session."""

    library: "Library"
    process: int
    logins: dict[str, Login] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)

    def join(self, place: Pkcs11Place, pin: Pin, wrong: WrongPins) -> "tuple[Session, Login]":
        """A session with the token, which is logged in; give its login back by `leave`."""
        with self.lock:
            token = self._token(place.token)
            login = self.logins.get(place.token)
            if login is None:
                login = self.logins[place.token] = log_in(token, pin, place.token_name, wrong)
            else:
                login.require(pin)
            login.users += 1
            try:
                with translated():
                    return token.open(), login
            except Deferred:
                self.leave(place.token, login, is_lost=True)
                raise

    def leave(self, label: str, login: Login, *, is_lost: bool) -> None:
        """Log out when nobody uses the login any more, or when it is lost with its token: the next one is new."""
        with self.lock:
            login.users -= 1
            if login.users and not is_lost:
                return
            if self.logins.get(label) is login:
                del self.logins[label]
            close(login.session)

    def _token(self, label: str) -> "Token":
        """The token with this label. A module that lost its way is initialized again, if no device is open on it."""
        from pkcs11 import PKCS11Error  # noqa: PLC0415 - of an extra

        try:
            return self._found(label)
        except PKCS11Error as error:
            if self.logins or type(error).__name__ in _REFUSALS:
                raise _not_found(label, error) from error
        with suppress(PKCS11Error):  # it may be what is not initialized any more
            self.library.finalize()
        try:
            self.library.initialize()
            return self._found(label)
        except PKCS11Error as error:
            raise _not_found(label, error) from error

    def _found(self, label: str) -> "Token":
        token = self.library.get_token(token_label=label)
        token.open().close()  # a token that is gone may be listed still
        return token


def _not_found(label: str, error: Exception) -> Deferred:
    if type(error).__name__ == "NoSuchToken":
        return gone(f"没有名为 {label} 的介质", f"there is no token with the label {label}")
    return told(error)


_LOADED: Final[dict[str, Module]] = {}
_LOADING: Final = RLock()
os.register_at_fork(before=_LOADING.acquire, after_in_parent=_LOADING.release, after_in_child=_LOADING.release)


def loaded(path: str) -> Module:
    """The module of this process: loaded at the first call, and initialized again after a fork. May block.

    Raises DeviceRefused without the extra `pkcs11`, DeviceGone when the library cannot be loaded.
    """
    try:
        import pkcs11  # noqa: PLC0415 - an extra
    except ImportError as error:
        text = "python-pkcs11 is missing: install the hub with its extra pkcs11"
        raise refused("缺少软件包 python-pkcs11：请安装附加项 pkcs11", text) from error
    with _LOADING, translated():
        known = _LOADED.get(path)
        if known is None or known.process != os.getpid():
            library = pkcs11.lib(path)
            if known is not None:  # of the process that this one was forked from
                library.reinitialize()
            _LOADED[path] = known = Module(library, os.getpid())
        return known
