"""Signatures by SM2, written and read: signxml knows a closed list of algorithms, and SM2 is not on it."""

from base64 import b64decode, b64encode
from copy import deepcopy
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from signxml.verifier import XMLVerifier

from adapters.signing.xmldsig.device_key import Sm2OnDevice
from adapters.signing.xmldsig.form import DS, alone, canonical, read_again, template
from adapters.signing.xmldsig.profiles import Pair
from adapters.signing.xmldsig.structure import one, only_signature
from adapters.sm2 import PrivateKey, PublicKey
from adapters.x509 import CertifiedKey

if TYPE_CHECKING:
    from lxml.etree import _Element


class Sm2FormSigner:
    """Fills in a signature template. Keeps no state of a call."""

    def __init__(self, key: CertifiedKey, pair: Pair) -> None:
        self._pair = pair
        self._form = template(key, pair)

    def sign(self, data: "_Element", *, key: PrivateKey | Sm2OnDevice) -> "_Element":
        """A copy of the message with the signature as the root's last child."""
        signature, root = deepcopy(self._form), deepcopy(data)
        signed_info, value = signature[0], signature[1]
        signed_info[-1][-1].text = b64encode(self._pair.digest_of(canonical(data))).decode()
        root.append(signature)
        value.text = b64encode(key.sign(canonical(signed_info))).decode()
        return root


def content_signed_by(key: PublicKey, message: "_Element", pair: Pair) -> "_Element":
    """What a signature of the agreed form covers, parsed again from the signed bytes, without comments.

    Raises InvalidSignature where key or content are others, ValueError and LxmlError where the signature is malformed.
    """
    root = deepcopy(message)
    signature = only_signature(root)
    require_schema(signature)
    signed_info = one(signature, "SignedInfo")
    key.verify(decoded(signature, "SignatureValue"), canonical(alone(signed_info)))
    stated = decoded(signed_info, f"Reference/{DS}DigestValue")
    take_out(signature)
    content = canonical(root)
    if pair.digest_of(content) != stated:
        raise InvalidSignature
    return read_again(content)


def require_schema(signature: "_Element") -> None:
    """Raise LxmlError for a Signature that the schema of XML Signature does not allow."""
    XMLVerifier().validate_schema(signature)  # type: ignore[no-untyped-call]  # signxml's


def decoded(parent: "_Element", path: str) -> bytes:
    """The bytes at a place. White space may stand in Base64 (XMLDSig section 4.3); nothing else may."""
    return b64decode("".join((parent.findtext(DS + path) or "").split()), validate=True)


def take_out(signature: "_Element") -> None:
    """Remove the signature; text after it is content (XMLDSig section 6.6.4)."""
    parent, before, tail = signature.getparent(), signature.getprevious(), signature.tail or ""
    if parent is None:
        raise ValueError("the signature is the root")
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(signature)
