"""A private key that never leaves its token or card."""

from typing import Literal, Protocol

SignatureAlgorithm = Literal["rsa-sha1", "rsa-sha256", "ecdsa-sha256", "sm2-sm3"]
"""What a device signs by: the kind of key, and the hash that made the digest."""


class SigningDevice(Protocol):
    """One key on a token or card. One thread at a time; every call may block for seconds.

    Three failures are possible: DeviceGone (token, card, reader or their service is away: try again later),
    DeviceLocked (no further PIN is tried; a person must act), DeviceRefused (this key cannot do this).
    """

    def open(self) -> bytes:
        """Reach the device, and return the certificate of its key (DER). May be called again after any failure."""

    def sign(self, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
        """Sign a digest: a whole signature of RSA (PKCS#1 v1.5), or r and s of an elliptic curve, each at full length.

        For SM2 the digest is e = SM3(Z || message) of GB/T 32918.2, 6.1. The PIN state of the device is as before.
        """

    def close(self) -> None:
        """Let go of the device; does nothing if it is closed or gone."""
