"""Forgeries by name, with the code that each is refused with."""

import copy
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from elements import parent_of, the
from lxml import etree
from signing_cases import DS, NS, parse
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import SignatureReference


def edited(edit: Callable[[etree._Element, etree._Element], object]) -> Callable[[bytes], bytes]:
    """Change the tree of a signed message, given its root and its signature."""

    def attack(signed: bytes) -> bytes:
        root = parse(signed)
        edit(root, the(root, "ds:Signature", NS))
        return etree.tostring(root)

    return attack


def rebuilt(build: Callable[[etree._Element, etree._Element], etree._Element]) -> Callable[[bytes], bytes]:
    """Make another message of a signed one, given its root and its signature."""

    def attack(signed: bytes) -> bytes:
        root = parse(signed)
        return etree.tostring(build(root, the(root, "ds:Signature", NS)))

    return attack


def attribute(path: str, name: str, value: str) -> Callable[[bytes], bytes]:
    return edited(lambda _, signature: the(signature, path, NS).set(name, value))


def text(path: str, value: str) -> Callable[[bytes], bytes]:
    return edited(lambda _, signature: setattr(the(signature, path, NS), "text", value))


def without(path: str) -> Callable[[bytes], bytes]:
    def edit(root: etree._Element, _: etree._Element) -> None:
        element = the(root, path, NS)
        parent_of(element).remove(element)

    return edited(edit)


def evil(root: etree._Element) -> etree._Element:
    """A copy of the message without signature, saying something else."""
    other = copy.deepcopy(root)
    other.remove(the(other, "ds:Signature", NS))
    the(other, ".//{*}Amount").text = "999999.00"
    return other


def wrap_in_body(root: etree._Element, _: etree._Element) -> etree._Element:
    wrapped = evil(root)
    the(wrapped, "{*}Body").append(copy.deepcopy(root))
    return wrapped


def wrap_in_object(root: etree._Element, signature: etree._Element) -> etree._Element:
    wrapped, moved, original = evil(root), copy.deepcopy(signature), copy.deepcopy(root)
    original.remove(the(original, "ds:Signature", NS))
    etree.SubElement(moved, DS + "Object").append(original)
    wrapped.append(moved)
    return wrapped


def wrap_beside(root: etree._Element, signature: etree._Element) -> etree._Element:
    wrapped, original = evil(root), copy.deepcopy(root)
    original.remove(the(original, "ds:Signature", NS))
    wrapped.append(original)
    wrapped.append(copy.deepcopy(signature))
    return wrapped


def add_transform(algorithm: str) -> Callable[[bytes], bytes]:
    return edited(lambda _, s: etree.SubElement(the(s, ".//ds:Transforms", NS), DS + "Transform", Algorithm=algorithm))


ATTACKS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a value was changed": ("HUB-405", lambda b: b.replace(b"100.00", b"900.00")),
    "an attribute was changed": ("HUB-405", lambda b: b.replace(b'"CNY"', b'"USD"')),
    "an element was added": ("HUB-405", edited(lambda root, _: root.insert(0, etree.Element("Extra")))),
    "white space was added": ("HUB-405", lambda b: b.replace(b"<m:Body", b"\n<m:Body")),
    "text was put behind the signature": ("HUB-404", lambda b: b.replace(b"</ds:Signature>", b"</ds:Signature>x")),
    "the signature is gone": ("HUB-404", without("ds:Signature")),
    "the signature was moved down": ("HUB-404", edited(lambda root, s: the(root, "{*}Body").append(s))),
    "the signature is the root": ("HUB-404", rebuilt(lambda _, s: copy.deepcopy(s))),
    "there are two signatures": ("HUB-404", edited(lambda root, s: root.append(copy.deepcopy(s)))),
    "there is another signature inside": ("HUB-404", edited(lambda root, s: root[0].append(copy.deepcopy(s)))),
    "the message was wrapped in the body of another": ("HUB-404", rebuilt(wrap_in_body)),
    "the message was wrapped in the signature": ("HUB-405", rebuilt(wrap_in_object)),
    "the message was put beside another": ("HUB-405", rebuilt(wrap_beside)),
    "the signature's value was changed": ("HUB-405", text("ds:SignatureValue", b64encode(bytes(64)).decode())),
    "the signature's value is short": ("HUB-405", text("ds:SignatureValue", "AAAA")),
    "the signature's value is empty": ("HUB-405", text("ds:SignatureValue", "")),
    "the signature's value is no base64": ("HUB-405", text("ds:SignatureValue", "é!")),
    "the digest was changed": ("HUB-405", text(".//ds:DigestValue", b64encode(bytes(32)).decode())),
    "there is no SignedInfo": ("HUB-404", without("ds:Signature/ds:SignedInfo")),
    "there are two SignedInfos": ("HUB-404", edited(lambda _, s: s.insert(0, copy.deepcopy(s[0])))),
    "there is no reference": ("HUB-404", without(".//ds:Reference")),
    "there are two references": (
        "HUB-404",
        edited(lambda _, s: the(s, "ds:SignedInfo", NS).append(copy.deepcopy(the(s, ".//ds:Reference", NS)))),
    ),
    "the reference names no document": (
        "HUB-404",
        edited(lambda _, s: the(s, ".//ds:Reference", NS).attrib.pop("URI")),
    ),
    "the reference was turned to a part": ("HUB-404", attribute(".//ds:Reference", "URI", "#body")),
    "there are no transforms": ("HUB-404", without(".//ds:Transforms")),
    "an XPath transform was added": ("HUB-405", add_transform("http://www.w3.org/TR/1999/REC-xpath-19991116")),
    "a base64 transform was added": ("HUB-405", add_transform("http://www.w3.org/2000/09/xmldsig#base64")),
    "an XSLT transform was added": ("HUB-405", add_transform("http://www.w3.org/TR/1999/REC-xslt-19991116")),
    "the method is unknown": ("HUB-405", attribute(".//ds:SignatureMethod", "Algorithm", "urn:none")),
    "the method has parameters": (
        "HUB-405",
        edited(lambda _, s: etree.SubElement(the(s, ".//ds:SignatureMethod", NS), DS + "HMACOutputLength")),
    ),
    "the method is another kind of key's": (
        "HUB-405",
        attribute(".//ds:SignatureMethod", "Algorithm", SignatureMethod.RSA_SHA256.value),
    ),
    "the certificate is gone": ("HUB-406", without("ds:Signature/ds:KeyInfo")),
    "the certificate is no certificate": ("HUB-406", text(".//ds:X509Certificate", "AAAA")),
    "the certificate is no base64": ("HUB-406", text(".//ds:X509Certificate", "é")),
}
"""What is done to a signed message."""

METHODS: dict[str, tuple[str, dict[str, Any]]] = {
    "HMAC with the public key as its secret": ("HUB-405", {"method": SignatureMethod.HMAC_SHA256}),
    "SHA-1 in the signature": ("HUB-405", {"method": SignatureMethod.ECDSA_SHA1}),
    "SHA-1 in the digest": ("HUB-405", {"digest": DigestAlgorithm.SHA1}),
    "SHA-224": ("HUB-405", {"method": SignatureMethod.ECDSA_SHA224}),
    "exclusive C14N": ("HUB-405", {"c14n": CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0}),
    "C14N 1.1": ("HUB-405", {"c14n": CanonicalizationMethod.CANONICAL_XML_1_1}),
    "C14N with comments": ("HUB-405", {"c14n": CanonicalizationMethod.CANONICAL_XML_1_0_WITH_COMMENTS}),
    "a signature of a part": ("HUB-404", {"reference_uri": "body"}),
    "a signature of two parts": (
        "HUB-404",
        {"reference_uri": [SignatureReference("body"), SignatureReference("body")]},
    ),
    "a bare key without certificate": ("HUB-406", {"cert": None}),
}
"""What a message is signed with, instead of what was agreed on."""
