"""A signing device on a PKCS#11 token."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.devices import OF_THIS_PROCESS, Pin, WrongPins, digest_info, gone, require_digest
from adapters.pkcs11.failures import translated
from adapters.pkcs11.keys import TokenKey, find_key, read_certificate
from adapters.pkcs11.logins import Login, close, tried
from adapters.pkcs11.modules import Module, loaded
from adapters.pkcs11.place import Pkcs11Place
from hub.errors import DeviceGone, DeviceLocked
from hub.ports import SignatureAlgorithm

if TYPE_CHECKING:
    from pkcs11 import Session


@dataclass(frozen=True)
class _Opened:
    """What is held while the device is open."""

    module: Module
    session: "Session"
    login: Login
    key: TokenKey


class Pkcs11Device:
    """A key on a PKCS#11 token, as hub.ports.SigningDevice asks. Open it in the process that signs.

    RSA signs by CKM_RSA_PKCS, P-256 by CKM_ECDSA of the digest, which all modules have. The standard has no SM2.
    Devices on one module wait for each other: the package initializes modules for one thread at a time.
    """

    def __init__(self, place: Pkcs11Place, pin: Pin, wrong_pins: WrongPins = OF_THIS_PROCESS) -> None:
        """`pin` is asked at each login, and at each signature where the token wants it."""
        self._place = place
        self._pin = pin
        self._wrong = wrong_pins
        self._opened: _Opened | None = None

    def open(self) -> bytes:
        """Load the module, log in, find the key; returns its certificate."""
        self.close()
        module = loaded(self._place.module)
        with module.lock:
            session, login = module.join(self._place, self._pin, self._wrong)
            try:
                with translated():
                    key = find_key(session, self._place)
                    certificate = read_certificate(session, self._place, key)
            except BaseException as error:
                close(session)
                module.leave(self._place.token, login, is_lost=isinstance(error, DeviceGone))
                raise
        self._opened = _Opened(module, session, login, key)
        return certificate

    def sign(self, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Sign by the mechanism of the key's kind; a device that is lost, or took no PIN, is closed."""
        opened = self._opened
        if opened is None or opened.module.process != os.getpid():
            raise gone("设备尚未在本进程中打开", "the device is not open in this process")
        require_digest(digest, algorithm, opened.key.kind)
        content = digest_info(digest, algorithm) if opened.key.kind == "rsa" else digest
        try:
            with opened.module.lock, translated():
                return self._signature(opened.key, content)
        except (DeviceGone, DeviceLocked) as error:
            self._let_go(is_lost=isinstance(error, DeviceGone))
            raise

    def close(self) -> None:
        """End the session, and log out unless another device in this process uses the token."""
        self._let_go(is_lost=False)

    def _signature(self, found: TokenKey, content: bytes) -> bytes:
        from pkcs11 import Mechanism  # noqa: PLC0415 - of an extra

        mechanism = Mechanism.RSA_PKCS if found.kind == "rsa" else Mechanism.ECDSA
        if not found.always_asks:
            return bytes(found.key.sign(content, mechanism=mechanism))
        with tried(self._pin, self._place.token_name, self._wrong) as pin:
            return bytes(found.key.sign(content, mechanism=mechanism, pin=pin))

    def _let_go(self, *, is_lost: bool) -> None:
        opened, self._opened = self._opened, None
        if opened is not None and opened.module.process == os.getpid():
            with opened.module.lock:
                close(opened.session)
                opened.module.leave(self._place.token, opened.login, is_lost=is_lost)
