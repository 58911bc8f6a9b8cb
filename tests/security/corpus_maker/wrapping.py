"""Signature wrapping: the signed message is still there, and another stands where it is read (XSW 1 to 8).

Each in four forms: the reference names the whole document or an Id, canonicalized inclusively or exclusively.
"""

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from corpus_maker.case import Case
from corpus_maker.documents import decision, evil
from corpus_maker.edits import QUALIFIED, Root, another, take_out, written
from corpus_maker.keyring import Pair
from corpus_maker.xmldsig import C14N, ENVELOPED, EXCLUSIVE, Form, signed_root

Wrap = Callable[[Root, Root, Root], Root]
"""Makes a root of the forged message, the signed one (both without signature) and the signature."""


def xsw1(forged: Root, good: Root, signature: Root) -> Root:
    signature.append(good)
    forged.append(signature)
    return forged


def xsw2(forged: Root, good: Root, signature: Root) -> Root:
    forged.append(good)
    forged.append(signature)
    return forged


def xsw3(forged: Root, good: Root, signature: Root) -> Root:
    good.insert(0, forged)
    good.append(signature)
    return good


def xsw4(forged: Root, good: Root, signature: Root) -> Root:
    good.append(signature)
    forged.append(good)
    return forged


def xsw5(forged: Root, good: Root, signature: Root) -> Root:
    forged.append(signature)
    forged.append(good)
    return forged


def xsw6(forged: Root, good: Root, signature: Root) -> Root:
    signature[-1].append(good)
    forged.append(signature)
    return forged


def xsw7(forged: Root, good: Root, signature: Root) -> Root:
    etree.SubElement(good, "{urn:single-window-hub:1}Extensions").append(forged)
    good.append(signature)
    return good


def xsw8(forged: Root, good: Root, signature: Root) -> Root:
    etree.SubElement(signature, QUALIFIED + "Object").append(good)
    forged.append(signature)
    return forged


WRAPS: tuple[tuple[Wrap, str, str, str], ...] = (
    (xsw1, "the signed message within the signature of a forged one", "HUB-405", "HUB-405"),
    (xsw2, "the signed message and its signature beside each other in a forged one", "HUB-405", "HUB-404"),
    (xsw3, "a forged message put before everything in the signed one", "HUB-405", "HUB-404"),
    (xsw4, "the signed message, signature and all, in a forged one", "HUB-404", "HUB-404"),
    (xsw5, "the signature moved to a forged message, the signed one behind it", "HUB-405", "HUB-404"),
    (xsw6, "the signed message within KeyInfo of the signature of a forged one", "HUB-405", "HUB-404"),
    (xsw7, "a forged message in an extension of the signed one", "HUB-405", "HUB-404"),
    (xsw8, "the signed message in ds:Object of the signature of a forged one", "HUB-405", "HUB-405"),
)
"""How each is made, what it is, and the codes where the whole document is named and where an Id is."""
KINDS = (("inclusive", C14N), ("exclusive", EXCLUSIVE))


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    for wrap, what, whole, by_id in WRAPS:
        for kind, c14n in KINDS:
            for named, code, uri, attributes in (("document", whole, "", ""), ("id", by_id, "#m1", ' Id="m1"')):
                form = Form(c14n=c14n, transforms=(ENVELOPED, c14n), uri=uri)
                body = _wrapped(wrap, ring, form, attributes)
                name = f"wrapping/{wrap.__name__}-{named}-{kind}"
                yield Case(name, code, f"{what}; by {named}, {kind} C14N", body)
    for place, what in (("before", "first"), ("behind", "last")):
        body = _twice(ring, first=place == "before")
        yield Case(f"wrapping/duplicate-id-{place}", "HUB-404", f"two elements of one Id, the forged one {what}", body)


def _wrapped(wrap: Wrap, ring: Mapping[str, Pair], form: Form, attributes: str = "") -> bytes:
    good = signed_root(decision(attributes=attributes), ring["ecdsa"], form)
    signature = take_out(good[-1])
    return written(wrap(etree.fromstring(evil(attributes).encode()), good, signature))


def _twice(ring: Mapping[str, Pair], *, first: bool) -> bytes:
    """The document's own element and another under the same Id."""
    root = signed_root(decision(attributes=' Id="m1"'), ring["ecdsa"], Form(uri="#m1"))
    forged = another(etree.fromstring(evil(' Id="m1"').encode()))
    root.insert(0 if first else len(root) - 1, forged)
    return written(root)
