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

    The signature may carry no Object (HUB-405): an Object inside is removed together with the signature, so it is not
    signed.
    """
    if not {element.tag for element in signature.iterchildren("*")} <= _PARTS:
        raise rejected(Code.SIGNATURE_INVALID)
    signed = one(signature, "SignedInfo")
    reference = one(signed, "Reference")
    if reference.get("URI") != "":
        raise rejected(Code.SIGNATURE_MISSING)
    allowed = (
        _algorithm(one(signed, "CanonicalizationMethod")) == C14N.value
        and [_algorithm(transform) for transform in one(reference, "Transforms")] in TRANSFORMS
    )
    pair = Pair(_algorithm(one(signed, "SignatureMethod")), _algorithm(one(reference, "DigestMethod")))
    profile = reading(agreed, pair)
    if not allowed or profile is None:
        raise rejected(Code.SIGNATURE_INVALID)
    return profile, pair


def named_certificates(signature: "_Element") -> Iterator[bytes]:
    """The certificates (DER) that the signature names. Certificates that are not valid Base64 are skipped.

    Only the first ten are looked at.
    """
    for element in islice(signature.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate"), LONGEST_CHAIN):
        try:
            yield b64decode(element.text or "")
        except ValueError:
            continue


def one(parent: "_Element", name: str) -> "_Element":
    """The one child of this name. Raises Rejected (HUB-404) for none or several."""
    found = parent.findall(DS + name)
    if len(found) != 1:
        raise rejected(Code.SIGNATURE_MISSING)
    return found[0]


def _algorithm(element: "_Element") -> str:
    """The algorithm that an element names; empty when it has parameters, because no agreed algorithm has any."""
    return "" if len(element) else element.get("Algorithm", "")
