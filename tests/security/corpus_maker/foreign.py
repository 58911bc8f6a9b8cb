"""Correct messages as other stacks sign them; the stacks have to be installed (`make stacks`)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from other_stacks import Program, Xmlsec1, stacks

from corpus_maker.case import Case
from corpus_maker.documents import decision
from corpus_maker.keyring import Pair
from corpus_maker.xmldsig import Form, signed

PREFIXES = {"ds": "ds", "none": ""}


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for stack in stacks():
            for kind in ("rsa", "ecdsa"):
                for prefix in PREFIXES:
                    body = _signed(stack, ring[kind], prefix, folder)
                    what = f"signed by {stack.name}, {kind}, prefix {prefix}"
                    yield Case(f"foreign/{stack.name}-{kind}-{prefix}", "", what, body)


def _signed(stack: Program, pair: Pair, prefix: str, folder: Path) -> bytes:
    document, done = folder / "document.xml", folder / "signed.xml"
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    key.write_bytes(pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certificate.write_bytes(pair.certificate.public_bytes(Encoding.PEM))
    document.write_bytes(_template(pair, prefix) if isinstance(stack, Xmlsec1) else decision().encode())
    stack.sign(PREFIXES[prefix], (key, certificate), document, done)
    return done.read_bytes()


def _template(pair: Pair, prefix: str) -> bytes:
    """A signature for xmlsec1 to fill in."""
    form = Form(prefix="ds:" if prefix == "ds" else "", key_info="<ds:X509Data/>")
    return signed(decision(), pair, form)
