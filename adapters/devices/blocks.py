"""What an RSA key signs: the digest with the name of its hash, and the block as long as the key (RFC 8017, 9.2)."""

from typing import Final, Literal

from adapters.devices.failures import refused
from hub.ports import SignatureAlgorithm

Family = Literal["rsa", "ec", "sm2"]
"""What kind of key an algorithm needs."""

_HASHES: Final = {
    "rsa-sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
    "rsa-sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
}
"""DER of DigestInfo up to the digest itself (RFC 8017, 9.2, note 1)."""
_LENGTHS: Final = {"rsa-sha1": 20}
_OF_SHA256_AND_SM3: Final = 32
_SHORTEST_FILL: Final = 8


def family(algorithm: SignatureAlgorithm) -> Family:
    """The kind of key that signs by this algorithm."""
    families: dict[str, Family] = {"rsa": "rsa", "ecdsa": "ec", "sm2": "sm2"}
    return families[algorithm.split("-")[0]]


def require_digest(digest: bytes, algorithm: SignatureAlgorithm, kind: Family) -> None:
    """Raise DeviceRefused for an algorithm of another kind of key, and for what is no digest of the algorithm."""
    if family(algorithm) != kind:
        raise refused(f"密钥不支持 {algorithm}", f"the key does not sign by {algorithm}")
    if len(digest) != _LENGTHS.get(algorithm, _OF_SHA256_AND_SM3):
        raise refused(f"{algorithm} 的摘要长度不对", f"{len(digest)} bytes are no digest for {algorithm}")


def digest_info(digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
    """The DigestInfo of a digest by an algorithm of RSA."""
    return _HASHES[algorithm] + digest


def padded(content: bytes, length: int) -> bytes:
    """The block of EMSA-PKCS1-v1_5, `length` bytes, for devices that only compute with the key.

    Raises DeviceRefused when the key is too short.
    """
    fill = length - len(content) - 3
    if fill < _SHORTEST_FILL:
        raise refused("密钥太短", "the key is too short for this digest")
    return b"\x00\x01" + b"\xff" * fill + b"\x00" + content
