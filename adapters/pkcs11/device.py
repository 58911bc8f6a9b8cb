"""A signing device on a PKCS#11 token."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding

from adapters.devices import OF_THIS_PROCESS, Family, Pin, WrongPins, digest_info, gone, refused, require_digest
from adapters.pkcs11.failures import translated
from adapters.pkcs11.logins import Login, close, tried
from adapters.pkcs11.modules import Module, loaded
from adapters.pkcs11.place import Pkcs11Place
from adapters.x509 import read_first
from hub.errors import DeviceGone, DeviceLocked, DeviceRefused, OperatorError
from hub.ports import SignatureAlgorithm

if TYPE_CHECKING:
    from pkcs11 import Session


@dataclass
class _Opened:
    """What is held while the device is open."""

    module: Module
    session: "Session"
    login: Login
    key: Any
    """A private key of the package, which gives each key a class of its own."""
    kind: Family
    always_asks: bool
    """The token wants the PIN before each signature (CKA_ALWAYS_AUTHENTICATE)."""


class Pkcs11Device:
    """A key on a PKCS#11 token, as hub.ports.SigningDevice asks. Open it in the process that signs.

    RSA signs by CKM_RSA_PKCS, P-256 by CKM_ECDSA of the digest, which all modules have. The standard has no SM2.
    """

    def __init__(self, place: Pkcs11Place, pin: Pin, wrong_pins: WrongPins = OF_THIS_PROCESS) -> None:
        """`pin` is asked at each login."""
        self._place = place
        self._pin = pin
        self._wrong = wrong_pins
        self._opened: _Opened | None = None

    def open(self) -> bytes:
        """Load the module, log in, find the key; returns its certificate."""
        self.close()
        module = loaded(self._place.module)
        session, login = module.join(self._place, self._pin, self._wrong)
        try:
            with translated():
                key, kind, always_asks = self._find_key(session)
                certificate = self._read_certificate(session, key)
        except BaseException as error:
            close(session)
            module.leave(self._place.token, login, is_lost=isinstance(error, DeviceGone))
            raise
        self._opened = _Opened(module, session, login, key, kind, always_asks)
        return certificate

    def sign(self, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Sign by the mechanism of the key's kind; a device that is lost is closed."""
        opened = self._still_open()
        require_digest(digest, algorithm, opened.kind)
        try:
            with translated():
                return self._signature(opened, digest, algorithm)
        except DeviceGone:
            self._let_go(is_lost=True)
            raise
        except DeviceLocked:
            self.close()
            raise

    def close(self) -> None:
        """End the session, and log out unless another device in this process uses the token."""
        self._let_go(is_lost=False)

    def _signature(self, opened: _Opened, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
        from pkcs11 import Mechanism  # noqa: PLC0415 - of an extra

        content = digest_info(digest, algorithm) if opened.kind == "rsa" else digest
        mechanism = Mechanism.RSA_PKCS if opened.kind == "rsa" else Mechanism.ECDSA
        if not opened.always_asks:
            return bytes(opened.key.sign(content, mechanism=mechanism))
        with tried(self._pin, self._place.token_name, self._wrong) as pin:
            return bytes(opened.key.sign(content, mechanism=mechanism, pin=pin))

    def _still_open(self) -> _Opened:
        if self._opened is None or self._opened.module.process != os.getpid():
            raise gone("设备尚未在本进程中打开", "the device is not open in this process")
        return self._opened

    def _let_go(self, *, is_lost: bool) -> None:
        opened, self._opened = self._opened, None
        if opened is not None and opened.module.process == os.getpid():
            close(opened.session)
            opened.module.leave(self._place.token, opened.login, is_lost=is_lost)

    def _find_key(self, session: "Session") -> tuple[Any, Family, bool]:
        from pkcs11 import Attribute, KeyType, ObjectClass, PKCS11Error  # noqa: PLC0415 - of an extra

        marks = {Attribute.LABEL: self._place.label, Attribute.ID: self._place.id}
        wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY} | {name: mark for name, mark in marks.items() if mark}
        found: list[Any] = list(session.get_objects(wanted))
        if len(found) != 1:
            raise refused(f"介质上有 {len(found)} 个此名密钥", f"{len(found)} keys on the token have this name")
        kinds: dict[object, Family] = {KeyType.RSA: "rsa", KeyType.EC: "ec"}
        (key,) = found
        if (kind := kinds.get(key.key_type)) is None:
            raise refused("不支持此类密钥", f"keys of this kind are not supported: {key.key_type}")
        try:
            return key, kind, bool(key[Attribute.ALWAYS_AUTHENTICATE])
        except PKCS11Error:  # tokens older than the attribute
            return key, kind, False

    def _read_certificate(self, session: "Session", key: Any) -> bytes:
        from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415 - of an extra

        if self._place.certificate is not None:
            try:
                return read_first(self._place.certificate).public_bytes(Encoding.DER)
            except OperatorError as error:
                raise DeviceRefused(error.wording.text) from error
        wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.ID: key[Attribute.ID]}
        found: list[Any] = list(session.get_objects(wanted))
        if not found:
            raise refused("介质上没有密钥的证书", "the token has no certificate with the key's id")
        return bytes(found[0][Attribute.VALUE])
