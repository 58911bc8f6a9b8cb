"""Find the signature in a message and check what it claims to cover. Nothing is verified here yet."""

from base64 import b64decode
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from adapters.signing.xmldsig.form import C14N, DS, SIGNATURE, TRANSFORMS
from adapters.signing.xmldsig.profiles import Pair, Profile, reading
from hub.errors import Code, rejected

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_CHAIN: Final = 10
_PARTS: Final = frozenset(DS + name for name in ("SignedInfo", "SignatureValue", "KeyInfo"))
OBJECT: Final = DS + "Object"


def only_signature(message: "_Element") -> "_Element":
    """Return the one signature of the message, a child of the root. Raises Rejected (HUB-404) for none or several.

    Text directly after the signature is not read as content, because white space may stand there.
    """
    found = list(message.iter(SIGNATURE))
    if len(found) != 1 or found[0].getparent() is not message or (found[0].tail or "").strip():
        raise rejected(Code.SIGNATURE_MISSING)
    return found[0]


def require_profile(signature: "_Element", agreed: Iterable[Profile]) -> tuple[Profile, Pair]:
    """The agreed profile of a signature, and the algorithms that it names.

    Refuses a signature that does not cover the whole root (HUB-404), or is of no agreed profile (HUB-405).

    A signature may carry an Object only where XAdES was agreed, whose properties it holds: an Object inside is removed
    together with the signature, so the reference to the root does not sign it.
    """
    profiles = list(agreed)
    parts = [element.tag for element in signature.iterchildren("*")]
    is_xades = OBJECT in parts and any(profile.form == "xades-b" for profile in profiles)
    if not set(parts) <= (_PARTS | {OBJECT} if is_xades else _PARTS):
        raise rejected(Code.SIGNATURE_INVALID)
    signed = one(signature, "SignedInfo")
    reference = _whole(signed) if is_xades else one(signed, "Reference")
    if reference.get("URI") != "":
        raise rejected(Code.SIGNATURE_MISSING)
    allowed = (
        algorithm(one(signed, "CanonicalizationMethod")) == C14N.value
        and [algorithm(transform) for transform in one(reference, "Transforms")] in TRANSFORMS
    )
    pair = Pair(algorithm(one(signed, "SignatureMethod")), algorithm(one(reference, "DigestMethod")))
    profile = reading(profiles, pair, "xades-b" if is_xades else "whole")
    if not allowed or profile is None:
        raise rejected(Code.SIGNATURE_INVALID)
    return profile, pair


def _whole(signed: "_Element") -> "_Element":
    """Of exactly two references, the one to the whole root."""
    found = signed.findall(f"{DS}Reference")
    whole = [reference for reference in found if reference.get("URI") == ""]
    if len(found) != 2 or len(whole) != 1:
        raise rejected(Code.SIGNATURE_MISSING)
    return whole[0]


def named_certificates(signature: "_Element") -> Iterator[bytes]:
    """The certificates (DER) that the signature names. Certificates that are not valid Base64 are skipped.

    Only the first ten are looked at.
    """
    for element in islice(signature.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate"), LONGEST_CHAIN):
        try:
            yield b64decode(element.text or "")
        except ValueError:
            continue


def named_certificate(message: "_Element") -> bytes:
    """The first certificate (DER) that a message's signature names; empty where it names none. Raises Rejected."""
    return next(named_certificates(only_signature(message)), b"")


def one(parent: "_Element", name: str) -> "_Element":
    """The one child of this name. Raises Rejected (HUB-404) for none or several."""
    found = parent.findall(DS + name)
    if len(found) != 1:
        raise rejected(Code.SIGNATURE_MISSING)
    return found[0]


def algorithm(element: "_Element") -> str:
    """The algorithm that an element names; empty when it has parameters, because no agreed algorithm has any."""
    return "" if len(element) else element.get("Algorithm", "")
