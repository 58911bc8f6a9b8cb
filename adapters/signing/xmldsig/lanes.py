"""The lanes of the hub's keys: one for each key on a device, one for all keys in files."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from adapters.signing.xmldsig.device_key import key_on_device
from adapters.signing.xmldsig.profiles import Profile
from adapters.signing.xmldsig.signer import KeyPair, KeySigner, RingSigner, SelfCheckFailed
from adapters.x509 import DeviceKey, der
from hub.errors import Deferred, DeviceRefused, MessageRefused, OperatorError, SignerUnavailable
from hub.ports import Clock, LaneSigner, SigningDevice
from hub.text.bilingual import Bilingual

if TYPE_CHECKING:
    from lxml.etree import _Element

FILES: Final = ""
"""The lane of all keys in files: no folder of a key has this name."""


class DeviceNotes(Protocol):
    """What operators are told of devices, and whether they have acted. Thread-safe."""

    def may_try(self, device: str) -> bool: ...

    def tell(self, device: str, why: Deferred | None, ago_s: float = 0.0) -> None: ...

    def away(self) -> Sequence[str]: ...


class RingLanes:
    """Lanes by the hub's own keys. A device is opened by the first signature in its lane."""

    def __init__(
        self, signer: RingSigner, clock: Clock, devices: Callable[[str], SigningDevice], notes: DeviceNotes
    ) -> None:
        """`devices`: the device of the key in this folder of the register, not opened yet.

        It is asked again after each failure of a device, and raises OperatorError for a faulty file.
        """
        self._signer = signer
        self._clock = clock
        self._devices = devices
        self._notes = notes

    def lane_of(self, party: str) -> str | None:
        """The folder of the key that signs for this party now, if it is on a device."""
        try:
            pair, _ = self._signer.chosen(party)
        except SignerUnavailable:
            return None
        return pair.key.place if isinstance(pair.key, DeviceKey) else FILES

    def open(self, lane: str) -> LaneSigner:
        """A new signer by the key of this lane."""
        if lane == FILES:
            return FilesLaneSigner(self._signer)
        return DeviceSigner(self._signer, lane, partial(self._devices, lane), self._clock)

    def may_try(self, lane: str) -> bool:
        return lane == FILES or self._notes.may_try(lane)

    def tell(self, lane: str, why: Deferred | None, ago_s: float = 0.0) -> None:
        if lane != FILES:
            self._notes.tell(lane, why, ago_s)

    def away(self) -> Sequence[str]:
        return [place for place in self._notes.away() if self._signer.on_device(place) is not None]


class FilesLaneSigner:
    """Signs with keys in files what waited until one of them was valid."""

    def __init__(self, signer: RingSigner) -> None:
        self._signer = signer

    def sign(self, message: "_Element", receiver: str) -> bytes:
        """As RingSigner.sign."""
        return self._signer.sign(message, receiver)

    def seal_signed(self, signed: bytes, receiver: str) -> None:
        """Nothing is signed around a message."""

    def look(self) -> None:
        """Files are there."""

    def close(self) -> None:
        """Nothing was opened."""


class DeviceSigner:
    """Signs with one key on a device. Not thread-safe.

    A device that failed is made anew: what an operator has corrected in its file counts at the next signature.
    """

    def __init__(self, ring: RingSigner, place: str, device: Callable[[], SigningDevice], clock: Clock) -> None:
        """`device` reads the device's file. Raises OperatorError (HUB-796)."""
        self._ring = ring
        self._place = place
        self._make = device
        self._clock = clock
        self._device: SigningDevice | None = None
        """None while it is closed."""
        self._certificate = b""
        """Of the open device."""
        self._ready: tuple[KeyPair, Profile, KeySigner] | None = None

    def sign(self, message: "_Element", receiver: str) -> bytes:
        """As FileSigner.sign; also raises DeviceGone, DeviceLocked, DeviceRefused and MessageRefused.

        Raises SignerUnavailable when another key signs for the receiver now.
        """
        pair, profile = self._ring.chosen(receiver)
        if not isinstance(pair.key, DeviceKey) or pair.key.place != self._place:
            raise SignerUnavailable(Bilingual("由另一密钥签名", "another key signs"))
        try:
            device = self._open(pair.key)
            if self._ready is None or self._ready[0] is not pair or self._ready[1] is not profile:
                made_by = key_on_device(pair.key, device)
                self._ready = pair, profile, KeySigner(pair.key, made_by, self._clock, profile)
            return self._signed(self._ready[2], message)
        except Deferred:
            self.close()
            raise
        except SelfCheckFailed as error:
            if error.__cause__ is None:  # the message cannot be signed by whatever key
                raise
            self.close()
            raise DeviceRefused(
                Bilingual(
                    f"设备的签名与 {self._place} 登记的证书不符",
                    f"its signature does not verify with the certificate registered for {self._place}",
                )
            ) from error

    def seal_signed(self, signed: bytes, receiver: str) -> None:
        """Nothing is signed around a message."""

    def look(self) -> None:
        """Open the device anew. Raises DeviceGone, DeviceLocked and DeviceRefused; SignerUnavailable without its key.

        Opening proves the PIN, and so tells that the device signs.
        """
        self.close()
        if (key := self._ring.on_device(self._place)) is None:
            raise SignerUnavailable(Bilingual("密钥已撤下", "the key is not registered any more"))
        try:
            self._open(key)
        except Deferred:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the device. Idempotent."""
        device, self._device, self._ready = self._device, None, None
        if device is not None:
            device.close()

    def _open(self, key: DeviceKey) -> SigningDevice:
        """The open device. Raises DeviceRefused when it holds another key than the register says."""
        if self._device is None:
            self._device = self._made()
            self._certificate = self._device.open()
        if self._certificate != der(key.certificate):
            raise DeviceRefused(
                Bilingual(
                    f"设备上的证书不是 {self._place} 登记的证书",
                    f"the certificate on the device is not the one registered for {self._place}",
                )
            )
        return self._device

    def _signed(self, signer: KeySigner, message: "_Element") -> bytes:
        try:
            return signer.sign(message)
        except DeviceRefused as error:
            raise MessageRefused(error.reason) from error

    def _made(self) -> SigningDevice:
        try:
            return self._make()
        except OperatorError as error:
            raise DeviceRefused(error.wording.by_language) from error
