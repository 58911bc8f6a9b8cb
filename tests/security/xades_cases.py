"""What others may have written in place of our XAdES form: consistent in itself, or wrapped."""

import copy
from base64 import b64encode
from hashlib import sha256
from typing import Any

from lxml import etree
from signing_cases import DS, NS, canonical

from adapters.signing.xmldsig.form import alone
from adapters.signing.xmldsig.profiles import XMLDSIG_ECDSA
from adapters.signing.xmldsig.values import made_value

XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
SPACES = {**NS, "xades": XADES[1:-1]}
SIGNED = "</xades:SignedSignatureProperties>"


def the(root: etree._Element, path: str) -> etree._Element:
    """The one element at a path."""
    (found,) = root.iterfind(path, SPACES)
    return found


def resigned(key: Any, root: etree._Element) -> bytes:
    """The digests and the value made again by an ECDSA key: consistent in itself."""
    signature = the(root, "ds:Signature")
    whole, other = signature.findall("ds:SignedInfo/ds:Reference", NS)[:2]
    properties = next(root.iter(XADES + "SignedProperties"), None)
    if properties is not None and len(other):
        made = sha256(canonical(alone(properties, is_mixed=True))).digest()
        the(other, "ds:DigestValue").text = b64encode(made).decode()
    content = copy.deepcopy(root)
    content.remove(the(content, "ds:Signature"))
    the(whole, "ds:DigestValue").text = b64encode(sha256(canonical(content)).digest()).decode()
    value = made_value(key, canonical(alone(signature[0])), XMLDSIG_ECDSA.writes)
    the(signature, "ds:SignatureValue").text = b64encode(value).decode()
    return etree.tostring(root)


def rewritten(body: bytes, key: Any, old: str, new: str) -> bytes | None:
    """A signed message in other words, signed again; None where it does not have the old ones."""
    text = body.decode().partition("?>")[2]
    root = etree.fromstring(text)
    digest = the(root, "ds:Signature/ds:SignedInfo/ds:Reference[2]/ds:DigestValue").text or ""
    time = (the(root, ".//xades:SigningTime").text or "").rstrip("Z")
    old, new = (said.replace("{properties}", digest).replace("{time}", time) for said in (old, new))
    if old not in text:
        return None
    return resigned(key, etree.fromstring(text.replace(old, new, -1 if old.endswith(":Cert>") else 1)))


REWRITTEN: dict[str, tuple[str, str, str]] = {
    # what is stated
    "no time zone": ("HUB-405", "{time}Z", "{time}"),
    "no time": ("HUB-405", "{time}Z", ""),
    "no SigningTime": ("HUB-405", "<xades:SigningTime>{time}Z</xades:SigningTime>", ""),
    "a policy": ("HUB-405", SIGNED, f"<xades:SignaturePolicyIdentifier/>{SIGNED}"),
    "a second certificate": ("HUB-405", "</xades:Cert>", "</xades:Cert><xades:Cert/>"),
    "a certificate elsewhere": ("HUB-405", "<xades:Cert>", '<xades:Cert URI="http://127.0.0.1:9/c">'),
    "SHA-1 of the certificate": (
        "HUB-405",
        '<xades:CertDigest><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"',
        '<xades:CertDigest><ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"',
    ),
    "no certificate": ("HUB-405", "xades:Cert>", "xades:Other>"),
    "the type of something else": (
        "HUB-405",
        'ObjectReference="#hub-signed-content"',
        'ObjectReference="#hub-signature"',
    ),
    "properties of another version": ("HUB-404", "01903/v1.3.2#", "01903/v1.2.2#"),
    "unsigned properties": (
        "HUB-404",
        "</xades:SignedProperties>",
        "</xades:SignedProperties><xades:UnsignedProperties/>",
    ),
    # what is referred to
    "a third reference": (
        "HUB-404",
        "</ds:SignedInfo>",
        '<ds:Reference URI="#x"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        "<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo>",
    ),
    "the whole twice": ("HUB-404", 'URI="#hub-signed-properties"', 'URI=""'),
    "a part for the whole": ("HUB-404", 'Id="hub-signed-content" URI=""', 'Id="hub-signed-content" URI="#body"'),
    "a reference of no type": ("HUB-404", 'Type="http://uri.etsi.org/01903#SignedProperties" ', ""),
    "another Id": (
        "HUB-404",
        '<xades:SignedProperties Id="hub-signed-properties"',
        '<xades:SignedProperties Id="other"',
    ),
    "no Id": ("HUB-404", '<xades:SignedProperties Id="hub-signed-properties"', "<xades:SignedProperties"),
    "another target": ("HUB-404", 'Target="#hub-signature"', 'Target="#hub-signed-content"'),
    "an Id that the content bears too": ("HUB-404", 'id="body"', 'id="hub-signed-properties"'),
    "another canonicalization": (
        "HUB-405",
        'URI="#hub-signed-properties"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
        'URI="#hub-signed-properties"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
    ),
    "another digest of the properties": (
        "HUB-405",
        '</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>{properties}',
        '</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/><ds:DigestValue>{properties}',
    ),
    # where things stand
    "an Object before it": ("HUB-404", "<ds:Object>", "<ds:Object/><ds:Object>"),
    "an Id of an Object": ("HUB-404", "<ds:Object>", '<ds:Object Id="o">'),
    "two QualifyingProperties": (
        "HUB-404",
        "</xades:QualifyingProperties>",
        '</xades:QualifyingProperties><x:QualifyingProperties xmlns:x="http://uri.etsi.org/01903/v1.3.2#"/>',
    ),
    "SignedProperties in the content too": (
        "HUB-404",
        "<m:Head>",
        f'<m:Head><xades:SignedProperties xmlns:xades="{XADES[1:-1]}" Id="p"/>',
    ),
}


def move_properties(root: etree._Element) -> None:
    """SignedProperties into the content, where its Id still finds it."""
    root[0].append(the(root, ".//xades:SignedProperties"))


def move_object(root: etree._Element) -> None:
    root[0].append(the(root, ".//ds:Object"))


def forge_beside(root: etree._Element) -> None:
    """The signed properties in the content, forged ones in their place."""
    good = the(root, ".//xades:SignedProperties")
    forged = copy.deepcopy(good)
    the(forged, ".//xades:SigningTime").text = "2020-01-01T00:00:00Z"
    the(root, ".//xades:QualifyingProperties").append(forged)
    root[0].append(good)


def two_properties(root: etree._Element) -> None:
    good = the(root, ".//xades:SignedProperties")
    the(root, ".//xades:QualifyingProperties").append(copy.deepcopy(good))


def no_object(root: etree._Element) -> None:
    the(root, "ds:Signature").remove(the(root, ".//ds:Object"))


def no_properties(root: etree._Element) -> None:
    the(root, ".//xades:QualifyingProperties").remove(the(root, ".//xades:SignedProperties"))


def object_in_an_object(root: etree._Element) -> None:
    inner = the(root, ".//ds:Object")
    outer = etree.SubElement(the(root, "ds:Signature"), DS + "Object")
    outer.append(inner)


def object_in_key_info(root: etree._Element) -> None:
    the(root, ".//ds:KeyInfo").append(the(root, ".//ds:Object"))


def another_root(root: etree._Element) -> None:
    """The signed message within the Object of its own signature, beside the properties."""
    good = copy.deepcopy(root)
    good.remove(the(good, "ds:Signature"))
    root[0].append(etree.Element("forged"))
    the(root, ".//ds:Object").append(good)


MOVES = (
    move_properties,
    forge_beside,
    two_properties,
    no_properties,
    object_in_an_object,
    another_root,
    move_object,
    no_object,
    object_in_key_info,
)
