"""The value of a signature: made with a private key, and checked with the public key, over exact bytes."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from adapters import sm2
from adapters.signing.xmldsig.deterministic import DeterministicEcdsa
from adapters.signing.xmldsig.device_key import KeyOnDevice, RsaOnDevice, Sm2OnDevice
from adapters.signing.xmldsig.profiles import Pair
from adapters.x509 import PrivateKey, PublicKey

MakesValues = PrivateKey | DeterministicEcdsa | KeyOnDevice
_OCTET: Final = 8
"""Bits."""


def made_value(key: MakesValues, signed: bytes, pair: Pair) -> bytes:
    """The value of a signature over these bytes, as XML signatures have it: of ECDSA and SM2, r and s in full width."""
    if isinstance(key, sm2.PrivateKey | Sm2OnDevice):
        return key.sign(signed)
    if isinstance(key, rsa.RSAPrivateKey | RsaOnDevice):
        return key.sign(signed, PKCS1v15(), pair.hash)
    numbers = decode_dss_signature(key.sign(signed, ec.ECDSA(pair.hash)))
    return b"".join(number.to_bytes(_width(key.key_size), "big") for number in numbers)


def require_value(key: PublicKey, value: bytes, signed: bytes, pair: Pair) -> None:
    """Raise InvalidSignature or ValueError unless the key made this value over exactly these bytes."""
    if isinstance(key, sm2.PublicKey):
        key.verify(value, signed)
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(value, signed, PKCS1v15(), pair.hash)
    else:
        width = _width(key.key_size)
        if len(value) != 2 * width:
            raise InvalidSignature
        r, s = (int.from_bytes(half, "big") for half in (value[:width], value[width:]))
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(pair.hash))


def _width(bits: int) -> int:
    """Bytes of each half of a value."""
    return (bits + _OCTET - 1) // _OCTET
