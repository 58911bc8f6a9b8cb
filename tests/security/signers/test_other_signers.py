"""What OpenSSL signs by hand, as the documentation tells portals to, is taken."""

import json
import subprocess
from pathlib import Path

import pytest
from cards import CardMaker, base64url, header_of, new_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from rig import START
from signer_rig import SAID, USCC

from adapters.cards import JwsCardVerifier

PSS = ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest")


def openssl(key: bytes, content: bytes, folder: Path, *options: str) -> bytes:
    """The value that `openssl dgst -sha256 -sign` makes."""
    (folder / "key.pem").write_bytes(key)
    done = subprocess.run(
        ["openssl", "dgst", "-sha256", "-sign", folder / "key.pem", *options],
        input=content,
        capture_output=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
def test_what_openssl_signs_is_taken(
    maker: CardMaker, verifier: JwsCardVerifier, tmp_path: Path, algorithm: str
) -> None:
    """Its ECDSA needs to be taken out of DER; nothing else is between."""
    card = maker.card(USCC, key=new_key(algorithm))
    key = card.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    header = base64url(json.dumps(header_of(card, alg=algorithm)).encode())
    made = openssl(key, f"{header}.".encode() + SAID, tmp_path, *(PSS if algorithm == "PS256" else ()))
    value = b"".join(n.to_bytes(32, "big") for n in decode_dss_signature(made)) if algorithm == "ES256" else made
    assert verifier.verify(f"{header}..{base64url(value)}", SAID, "national", START).enterprise == USCC
