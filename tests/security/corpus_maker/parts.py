"""What a signature is made of: missing, twice, elsewhere, carrying more, or about something else."""

import copy
from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from elements import the
from lxml import etree

from corpus_maker.case import Case
from corpus_maker.documents import decision, evil
from corpus_maker.edits import QUALIFIED, Edit, Root, another, at, crowd, edited, markup, take_out, written
from corpus_maker.keyring import Pair
from corpus_maker.xmldsig import AGREED, DS, Form, canonical, signed, signed_root

REFERENCE, INFO = "SignedInfo/Reference", "SignedInfo"


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    good = signed(decision(), ring["ecdsa"])
    for name, (code, what, edit) in EDITS.items():
        yield Case(f"signature/{name}", code, what, edited(good, edit))
    for name, (code, what, form) in REFERENCES.items():
        yield Case(f"signature/{name}", code, what, signed(decision(), ring["ecdsa"], form))
    yield from _more(ring, good)


def add(path: str, text: str) -> Edit:
    return lambda _, signature: (at(signature, path) if path else signature).append(markup(text))


def set_text(path: str, text: str) -> Edit:
    return lambda _, signature: setattr(at(signature, path), "text", text)


def drop(path: str) -> Edit:
    return lambda _, signature: take_out(at(signature, path))


def repeat(path: str, place: int | None = None) -> Edit:
    """Put a copy of a part beside it."""

    def edit(_: Root, signature: Root) -> None:
        part = at(signature, path)
        parent = part.getparent()
        assert parent is not None
        parent.insert(len(parent) if place is None else place, another(part))

    return edit


def move(root: Root, signature: Root, place: str) -> None:
    the(root, "{*}" + place).append(signature)


def forge_info(root: Root, signature: Root, *, first: bool) -> None:
    """A second SignedInfo, with the digest of a forged content; the first value still fits the other one."""
    forged = copy.deepcopy(signature[0])
    the(root, ".//{*}Total").text = "5000000000.00"
    take_out(signature)
    the(forged, f".//{QUALIFIED}DigestValue").text = _digest(canonical(root))
    signature.insert(0 if first else 1, forged)
    root.append(signature)


def _digest(content: bytes) -> str:
    return b64encode(sha256(content).digest()).decode()


def _change(path: str, text: str) -> Edit:
    return lambda root, _: setattr(the(root, ".//{*}" + path), "text", text)


def _swap(root: Root, _: Root) -> None:
    root.insert(0, root[3])


EDITS: dict[str, tuple[str, str, Edit]] = {
    "stripped": ("HUB-404", "the signature is gone", lambda _, s: take_out(s)),
    "empty": ("HUB-404", "an empty Signature", lambda _, s: [take_out(part) for part in list(s)]),
    "in-the-header": ("HUB-404", "the signature moved into Header", partial(move, place="Header")),
    "in-a-value": ("HUB-404", "the signature moved into a value", partial(move, place="Code")),
    "twice": ("HUB-404", "the same signature twice", lambda root, s: root.append(another(s))),
    "twice-one-within": ("HUB-404", "the signature once more in Result", lambda root, s: root[-2].append(another(s))),
    "twice-in-key-info": (
        "HUB-404",
        "the signature once more in its own KeyInfo",
        lambda _, s: s[2].append(another(s)),
    ),
    "text-behind": ("HUB-404", "text behind the signature", lambda _, s: setattr(s, "tail", "S")),
    "no-signed-info": ("HUB-404", "no SignedInfo", drop("SignedInfo")),
    "signed-info-twice": ("HUB-404", "the same SignedInfo twice", repeat("SignedInfo", 0)),
    "signed-info-forged-first": ("HUB-404", "a forged SignedInfo first", partial(forge_info, first=True)),
    "signed-info-forged-last": ("HUB-404", "a forged SignedInfo behind the good one", partial(forge_info, first=False)),
    "signed-info-in-object": (
        "HUB-405",
        "the good SignedInfo in ds:Object as well",
        lambda _, s: etree.SubElement(s, QUALIFIED + "Object").append(another(s[0])),
    ),
    "signed-info-of-another-namespace": (
        "HUB-405",
        "SignedInfo of a namespace that looks alike",
        lambda _, s: setattr(s[0], "tag", f"{{{DS.rstrip('#')}}}SignedInfo"),
    ),
    "no-value": ("HUB-404", "no SignatureValue", drop("SignatureValue")),
    "value-twice": ("HUB-404", "two SignatureValues", repeat("SignatureValue", 1)),
    "value-empty": ("HUB-405", "an empty SignatureValue", set_text("SignatureValue", "")),
    "value-no-base64": ("HUB-405", "a SignatureValue that is no Base64", set_text("SignatureValue", "é!")),
    "value-zero": ("HUB-405", "r and s are zero", set_text("SignatureValue", b64encode(bytes(64)).decode())),
    "value-short": ("HUB-405", "a value of three bytes", set_text("SignatureValue", "AAAA")),
    "value-long": ("HUB-405", "a value of 1,000 bytes", set_text("SignatureValue", b64encode(bytes(1000)).decode())),
    "value-of-ones": (
        "HUB-405",
        "r and s beyond the curve",
        set_text("SignatureValue", b64encode(b"\xff" * 64).decode()),
    ),
    "object-with-text": ("HUB-405", "ds:Object with text that nobody signed", add("", "<ds:Object>S</ds:Object>")),
    "object-with-a-message": (
        "HUB-405",
        "ds:Object with a forged message",
        lambda _, s: etree.SubElement(s, QUALIFIED + "Object").append(etree.fromstring(evil().encode())),
    ),
    "object-with-a-manifest": (
        "HUB-405",
        "ds:Object with a Manifest of another reference",
        lambda _, s: s.append(markup(f"<ds:Object><ds:Manifest>{_text(at(s, REFERENCE))}</ds:Manifest></ds:Object>")),
    ),
    "foreign-part": (
        "HUB-405",
        "an element of another namespace in the signature",
        lambda _, s: etree.SubElement(s, "X"),
    ),
    "no-reference": ("HUB-404", "no reference", drop(REFERENCE)),
    "reference-twice": ("HUB-404", "the same reference twice", repeat(REFERENCE)),
    "references-by-the-hundred": (
        "HUB-404",
        "a hundred references",
        lambda _, s: crowd(s[0], at(s, REFERENCE), 99, len(s[0])),
    ),
    "no-digest": ("HUB-404", "no DigestValue", drop(REFERENCE + "/DigestValue")),
    "digest-twice": ("HUB-404", "two DigestValues", repeat(REFERENCE + "/DigestValue")),
    "digest-empty": ("HUB-405", "an empty DigestValue", set_text(REFERENCE + "/DigestValue", "")),
    "no-digest-method": ("HUB-404", "no DigestMethod", drop(REFERENCE + "/DigestMethod")),
    "no-c14n-method": ("HUB-404", "no CanonicalizationMethod", drop(INFO + "/CanonicalizationMethod")),
    "no-signature-method": ("HUB-404", "no SignatureMethod", drop(INFO + "/SignatureMethod")),
    "value-changed": ("HUB-405", "an amount was changed", _change("Total", "9000000.00")),
    "code-changed": ("HUB-405", "the outcome was changed", _change("Code", "F")),
    "receiver-changed": ("HUB-405", "the receiver was changed", _change("Receiver", "hub2")),
    "element-added": ("HUB-405", "an element was added", lambda root, _: root.insert(0, markup("<Extra/>"))),
    "element-removed": ("HUB-405", "an element was taken out", lambda root, _: take_out(root[3])),
    "elements-swapped": ("HUB-405", "two elements changed places", _swap),
    "attribute-added": ("HUB-405", "an attribute was added", lambda root, _: root.set("version", "2")),
    "white-space-added": ("HUB-405", "a line feed was added", lambda root, _: setattr(root[0], "tail", "\n")),
}
"""What is done to a signed message."""

REFERENCES: dict[str, tuple[str, str, Form]] = {
    "uri-missing": ("HUB-404", "a reference without URI", Form(uri=None)),
    "uri-of-a-file": ("HUB-404", "a reference to a file", Form(uri="file:///etc/passwd")),
    "uri-of-the-web": ("HUB-404", "a reference to an address", Form(uri="http://127.0.0.1:9/x")),
    "uri-relative": ("HUB-404", "a reference to something beside it", Form(uri="other.xml")),
    "uri-of-an-id": ("HUB-404", "a reference to an Id that is nowhere", Form(uri="#m1")),
    "uri-xpointer-root": ("HUB-404", "an XPointer to the root", Form(uri="#xpointer(/)")),
    "uri-xpointer-id": ("HUB-404", "an XPointer to an Id", Form(uri="#xpointer(id('m1'))")),
    "uri-empty-fragment": ("HUB-404", "a reference to an empty fragment", Form(uri="#")),
    "uri-white-space": ("HUB-404", "a reference to a blank", Form(uri=" ")),
}


def _more(ring: Mapping[str, Pair], good: bytes) -> Iterator[Case]:
    root = etree.fromstring(good)
    yield Case("signature/as-root", "HUB-404", "the signature is the root", written(another(root[-1])))
    enveloping = another(root[-1])
    etree.SubElement(enveloping, QUALIFIED + "Object").append(etree.fromstring(decision().encode()))
    yield Case(
        "signature/enveloping", "HUB-404", "the message in ds:Object, the signature the root", written(enveloping)
    )
    both = signed_root(decision(), ring["stranger"])
    both.append(another(root[-1]))
    yield Case("signature/of-a-stranger-too", "HUB-404", "a stranger's signature before the good one", written(both))
    partly = signed_root(decision(beside=' <X Id="m1"/>'), ring["ecdsa"], Form(uri="#m1"))
    yield Case("signature/of-a-part", "HUB-404", "a reference to an element that means nothing", written(partly))
    other = signed_root(evil(), ring["ecdsa"])
    take_out(other[-1])
    other.append(another(root[-1]))
    yield Case("signature/of-another-message", "HUB-405", "a genuine signature of another message", written(other))
    der = Form(sign=lambda data: ring["ecdsa"].key.sign(data, ECDSA(SHA256())))
    yield Case("signature/value-der", "HUB-405", "an ECDSA value in DER", signed(decision(), ring["ecdsa"], der))
    unsaid = signed(decision(), ring["ecdsa"], AGREED).replace(b'URI=""', b'Uri=""')
    yield Case("signature/uri-misspelt", "HUB-404", "URI in other letters", unsaid)


def _text(element: Root) -> str:
    return etree.tostring(another(element), encoding="unicode")
