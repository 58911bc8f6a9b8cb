"""Keys on devices, for tests: a device over a key in a file, that can be away, locked, or hold another key."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from rig import signing_key

from adapters.signing import RingLanes, RingSigner
from adapters.trust import DeviceNotes, KeyPlace, KeyRing, Pair
from adapters.x509 import DeviceKey, Registered, SigningKey, ValidityLimits, der
from hub.errors import Deferred, DeviceGone, DeviceLocked
from hub.ports import Lanes, SignatureAlgorithm, Signer


class SlowKey:
    """A SigningDevice over a key in a file. A test says when it is away or locked; it counts what it is asked."""

    def __init__(self, key: SigningKey) -> None:
        self.key = key
        self.failure: Deferred | None = None
        """What it raises instead of signing."""
        self.before_signing: Callable[[], None] = lambda: None
        self.signed = 0
        self.tried = 0
        self.threads: set[str] = set()
        self._is_open = False

    def open(self) -> bytes:
        """As SigningDevice.open."""
        self._try()
        self._is_open = True
        return der(self.key.certificate)

    def sign(self, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """As SigningDevice.sign."""
        self._try()
        if not self._is_open:
            raise DeviceGone("not open")
        self.before_signing()
        self._try()
        self.signed += 1
        return signature_of(self.key.key, digest, algorithm)

    def close(self) -> None:
        self._is_open = False

    def pull(self) -> None:
        """Take the device away, until `put_back`."""
        self.failure = DeviceGone("pulled")
        self._is_open = False

    def lock(self) -> None:
        """As after a wrong PIN."""
        self.failure = DeviceLocked("wrong PIN")

    def put_back(self) -> None:
        self.failure = None

    def _try(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.tried += 1
        if self.failure is not None:
            raise self.failure


def signature_of(key: Any, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
    """The value that a device with this key returns."""
    hashed = Prehashed(SHA1() if algorithm == "rsa-sha1" else SHA256())
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(digest, PKCS1v15(), hashed)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(key.sign(digest, ec.ECDSA(hashed)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class OneRing:
    """The hub's keys in the memory of a test: one in a file, and some on devices, each for its parties."""

    def __init__(
        self, devices: Mapping[str, SlowKey], parties: Mapping[str, Sequence[str]], limits: Any = None
    ) -> None:
        file, limits = signing_key("hub"), limits or {}
        pairs = [_pair("", file, file, limits)]
        for name, device in devices.items():
            key = DeviceKey(name, device.key.certificate)
            pairs.append(_pair(name, device.key, key, limits, parties[name]))
        self.ring = KeyRing(tuple(pairs), tuple(pair.known for pair in pairs))

    def now(self) -> KeyRing:
        return self.ring


def _pair(name: str, file: SigningKey, key: Any, limits: Any, parties: Sequence[str] = ()) -> Pair:
    known = Registered.of(file.certificate, limits.get(name, ValidityLimits()))
    return Pair(KeyPlace(name, None, None), known, key, frozenset(parties))


def with_devices(
    folder: Path, devices: Mapping[str, SlowKey], parties: Mapping[str, Sequence[str]], limits: Any = None
) -> Callable[[Any], tuple[Signer, Lanes]]:
    """What signs for a rig: its usual key in a file, and these devices, each for its parties.

    An operator acts by writing `<folder>/<device>.pin`. `limits`: when keys sign, by name; empty for the key in a file.
    """

    def made(clock: Any) -> tuple[Signer, Lanes]:
        signer = RingSigner(OneRing(devices, parties, limits), clock)
        notes = DeviceNotes(folder, lambda name: [folder / f"{name}.pin"], clock.now)
        return signer, RingLanes(signer, clock, lambda name: devices[name], notes)

    return made
