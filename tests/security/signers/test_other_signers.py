"""What OpenSSL signs by hand, as the documentation tells portals to, is taken."""

import json
import subprocess
from pathlib import Path

import pytest
from cards import CardMaker, base64url, header_of, new_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from rig import ROOT, START, catalogue
from signer_rig import SAID, USCC, verified

from adapters import sm2
from adapters.cards import JwsCardVerifier, RevocationLists, load_authorities
from hub.model.canonical import canonical
from hub.ports import Delivery
from hub.reading.parse_submission import parse_submission

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
    assert not isinstance(card.key, sm2.PrivateKey)
    key = card.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    header = base64url(json.dumps(header_of(card, alg=algorithm)).encode())
    made = openssl(key, f"{header}.".encode() + SAID, tmp_path, *(PSS if algorithm == "PS256" else ()))
    value = b"".join(n.to_bytes(32, "big") for n in decode_dss_signature(made)) if algorithm == "ES256" else made
    assert verifier.verify(f"{header}..{base64url(value)}", SAID, "national", START).enterprise == USCC


PAGE = ROOT / "docs" / "examples" / "signed-submission.md"
FILES = PAGE.with_suffix("")


def test_the_worked_example_is_what_it_says(lists: Path) -> None:
    """The content that the page shows is what is signed, and the submission beside it verifies by the CA beside it."""
    body = (FILES / "submission.json").read_bytes()
    submission = parse_submission(Delivery(owner="liaoning", tag="t", body=body, taken_at=START)).submission
    authorities = load_authorities(FILES)
    verifier = JwsCardVerifier(authorities, RevocationLists(lists), catalogue().cards)
    submission, faults = verified(submission, catalogue(), verifier)

    assert canonical(submission.form).decode() in PAGE.read_text("utf-8")
    header, value = submission.signature.split("..")
    assert (header[:16], value[:12]) == ("eyJhbGciOiAiRVMy", "n3_tcvUruEv1")
    assert [fault.code for fault in faults] == ["HUB-127"]  # nobody keeps a list of revoked cards for an example
    assert submission.card is not None and submission.card.role == "operator"
