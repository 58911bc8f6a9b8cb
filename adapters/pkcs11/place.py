"""Where a key is, among the tokens that a PKCS#11 module shows."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Pkcs11Place:
    """A key on a token. Name it by label, by id, or by both."""

    module: str
    """Path of the module, a shared library of the token's maker."""
    token: str
    """The token's label (CKA_LABEL of the token, without the spaces at its end)."""
    label: str = ""
    """CKA_LABEL of the private key; empty: any."""
    id: bytes = b""
    """CKA_ID of the private key; empty: any."""
    certificate: Path | None = None
    """A file with the key's certificate, PEM or DER. Without one, the certificate on the token with the key's id."""

    @property
    def token_name(self) -> str:
        """What distinguishes the token from all others that this process knows."""
        return f"{self.module} {self.token}"
