"""Private keys on tokens and cards, for the code that signs: it hashes here, and the device signs the digest."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, Hash, HashAlgorithm

from adapters import sm2
from adapters.x509 import CertifiedKey, PublicKey, public_key
from hub.errors import DeviceRefused
from hub.ports import SignatureAlgorithm, SigningDevice
from hub.text.bilingual import Bilingual

_RSA: Final[dict[str, SignatureAlgorithm]] = {"sha1": "rsa-sha1", "sha256": "rsa-sha256"}


class RsaOnDevice:
    """Signs like an RSA key of the library `cryptography`."""

    def __init__(self, device: SigningDevice) -> None:
        self._device = device

    def sign(self, data: bytes, padding: AsymmetricPadding, algorithm: HashAlgorithm) -> bytes:  # noqa: ARG002 - PKCS#1
        """A signature by PKCS#1 v1.5. Raises what the device raises."""
        if algorithm.name not in _RSA:
            raise _refused(algorithm.name)
        return self._device.sign(_digest(data, algorithm), _RSA[algorithm.name])


class EcdsaOnDevice:
    """Signs like a P-256 key of the library `cryptography`."""

    key_size: Final = 256

    def __init__(self, device: SigningDevice) -> None:
        self._device = device

    def sign(self, data: bytes, signature_algorithm: ec.ECDSA) -> bytes:
        """A signature in DER. Raises what the device raises."""
        algorithm = signature_algorithm.algorithm
        if not isinstance(algorithm, SHA256):
            raise _refused(type(algorithm).__name__)
        value = self._device.sign(_digest(data, algorithm), "ecdsa-sha256")
        half = len(value) // 2
        return encode_dss_signature(int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))


class Sm2OnDevice:
    """Signs like `adapters.sm2.PrivateKey`."""

    def __init__(self, device: SigningDevice, public: sm2.PublicKey) -> None:
        self._device = device
        self._public = public

    def sign(self, data: bytes) -> bytes:
        """r and s over SM3 of the usual id, the key and the content. Raises what the device raises."""
        return self._device.sign(sm2.digest_to_sign(self._public.spki, data), "sm2-sm3")


KeyOnDevice = RsaOnDevice | EcdsaOnDevice | Sm2OnDevice


def key_on_device(key: CertifiedKey, device: SigningDevice) -> KeyOnDevice:
    """What signs by the private key that belongs to this certificate."""
    public: PublicKey = public_key(key.certificate)
    if isinstance(public, sm2.PublicKey):
        return Sm2OnDevice(device, public)
    return RsaOnDevice(device) if key.kind == "rsa" else EcdsaOnDevice(device)


def _digest(data: bytes, algorithm: HashAlgorithm) -> bytes:
    hashed = Hash(algorithm)
    hashed.update(data)
    return hashed.finalize()


def _refused(name: str) -> DeviceRefused:
    return DeviceRefused(Bilingual(f"设备密钥不用 {name} 签名", f"no signature with {name} by keys on devices"))
