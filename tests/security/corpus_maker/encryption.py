"""Encrypted messages that are none: other algorithms, keys and places than agreed, and what they hold once decrypted.

XML Encryption 1.1; docs/decisions/0046 says in which form they are read.
"""

import os
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from encryption_cases import XENC, Sealed
from encryption_tricks import hostile
from lxml import etree

from adapters.x509 import SigningKey
from corpus_maker.case import Case
from corpus_maker.documents import technical
from corpus_maker.keyring import ENCRYPTED_PARTY, Pair
from corpus_maker.xmldsig import signed, signed_root

PLAIN = Sealed().content
"""What a form holds that says nothing of its content."""
Change = Callable[[bytes], bytes]


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    def keys(name: str) -> SigningKey:
        pair = ring["hub-decrypts" if name == "hub" else "party-decrypts"]
        return SigningKey(pair.key, pair.certificate)

    said = _said(ring)
    for what, form in hostile(keys).items():
        content = said if form.content == PLAIN else form.content
        yield _of(what, "HUB-811", what, replace(form, keys=keys, content=content).written())
    good = Sealed(keys=keys, content=said)
    for name, (what, form) in _forms(good).items():
        yield _of(name, "HUB-811", what, form.written())
    for name, (what, change) in CHANGES.items():
        yield _of(name, "HUB-811", what, change(good.written()))
    for name, (code, what, content) in _contents(ring, said).items():
        yield _of(name, code, what, replace(good, content=content).written())
    yield from _around(ring, good)
    yield _of("sound", "", "as agreed", good.written())
    unhinted = replace(good, hint="<d:KeyInfo><d:KeyName>another-party</d:KeyName></d:KeyInfo>")
    yield _of("sound-name-of-another", "", "a KeyName of another's: a hint that decides nothing", unhinted.written())


def _said(ring: Mapping[str, Pair]) -> bytes:
    """A sound message of the party, as an element."""
    return etree.tostring(signed_root(technical(sender=ENCRYPTED_PARTY), ring["bank-encrypts"]), encoding="UTF-8")


def _forms(good: Sealed) -> dict[str, tuple[str, Sealed]]:
    """References that lead out of the message, and a real padding of CBC, which would answer an oracle."""
    padded = good.content + bytes(15) + b"\x10" if len(good.content) % 16 == 0 else good.content
    padded += bytes(-len(padded) % 16)
    vector = os.urandom(16)
    encryptor = Cipher(algorithms.AES256(good.key), modes.CBC(vector)).encryptor()
    method = f'<e:EncryptionMethod Algorithm="{XENC}aes256-cbc"/>'
    xpath = (
        '<e:CipherReference URI=""><e:Transforms><d:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">'
        "<d:XPath>//*</d:XPath></d:Transform></e:Transforms></e:CipherReference>"
    )
    return {
        "cbc-for-an-oracle": (
            "AES-CBC, whose padding an oracle would tell",
            replace(good, value=vector + encryptor.update(padded), method=method),
        ),
        "content-in-a-file": ("a CipherReference to a file", replace(good, data=_reference("file:///etc/passwd"))),
        "content-by-xpath": (
            "a CipherReference with a transform by XPath",
            replace(good, data=f"<e:CipherData>{xpath}</e:CipherData>"),
        ),
        "key-in-a-file": (
            "an EncryptedKey's value in a file",
            replace(good, key_data=_reference("file:///etc/passwd")),
        ),
        "key-retrieved-from-a-file": (
            "a RetrievalMethod to a file",
            replace(good, beside_key='<d:RetrievalMethod URI="file:///etc/passwd"/>'),
        ),
    }


def _reference(uri: str) -> str:
    return f'<e:CipherData><e:CipherReference URI="{uri}"/></e:CipherData>'


def _bit(place: int) -> Change:
    """One bit changed of the last byte of the first or last value."""

    def change(body: bytes) -> bytes:
        root = etree.fromstring(body)
        value = list(root.iter(f"{{{XENC}}}CipherValue"))[place]
        text = value.text or ""
        value.text = text[:8] + ("A" if text[8] != "A" else "B") + text[9:]
        return etree.tostring(root)

    return change


def _tag(body: bytes) -> bytes:
    root = etree.fromstring(body)
    value = list(root.iter(f"{{{XENC}}}CipherValue"))[-1]
    value.text = (value.text or "")[:-24] + b64encode(bytes(18)).decode()
    return etree.tostring(root)


def _stray(body: bytes) -> bytes:
    """Characters that a lax decoder passes over, in the last value."""
    head, _, tail = body.rpartition(b"</e:CipherValue>")
    return head[:-30] + b"*-_!" + head[-30:] + b"</e:CipherValue>" + tail


def _signature_beside(body: bytes) -> bytes:
    return re.sub(b"</e:EncryptedData>$", b"<d:Signature/></e:EncryptedData>", body)


CHANGES: Mapping[str, tuple[str, Change]] = {
    "altered-key": ("a character of the encrypted key changed", _bit(0)),
    "altered-content": ("a character of the encrypted content changed", _bit(-1)),
    "altered-tag": ("the tag replaced", _tag),
    "stray-characters": ("characters that are no Base64, which lax decoders pass over", _stray),
    "signature-beside": ("a Signature within EncryptedData, over what is encrypted", _signature_beside),
}


def _contents(ring: Mapping[str, Pair], said: bytes) -> dict[str, tuple[str, str, bytes]]:
    """What is decrypted, and must not be taken."""
    unsigned = technical(sender=ENCRYPTED_PARTY).encode()
    return {
        "inside-unsigned": ("HUB-404", "a message without signature", unsigned),
        "inside-changed": (
            "HUB-405",
            "a message changed after it was signed",
            said.replace(b">accepted<", b">refused<"),
        ),
        "inside-of-a-stranger": (
            "HUB-406",
            "a message that a stranger signed",
            signed(unsigned.decode(), ring["stranger"]),
        ),
        "inside-of-another-sender": (
            "HUB-408",
            "a message that names another sender",
            signed(technical(), ring["bank-encrypts"]),
        ),
        "inside-encrypted-again": (
            "HUB-404",
            "EncryptedData within EncryptedData",
            Sealed(keys=_hub(ring), content=said).written(),
        ),
        "inside-dtd": ("HUB-402", "a DTD", b"<!DOCTYPE a>" + said),
        "inside-laughs": ("HUB-402", "entities", b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>'),
        "inside-external-entity": (
            "HUB-402",
            "an entity in a file",
            b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>',
        ),
        "inside-no-xml": ("HUB-401", "no XML", b"PK\x03\x04 and so on"),
        "inside-elements": ("HUB-401", "11,000 elements", b"<a>" + b"<b/>" * 11_000 + b"</a>"),
        "inside-depth": ("HUB-401", "300 levels", b"<a>" * 300 + b"</a>" * 300),
    }


def _hub(ring: Mapping[str, Pair]) -> Callable[[str], SigningKey]:
    return lambda _: SigningKey(ring["hub-decrypts"].key, ring["hub-decrypts"].certificate)


def _around(ring: Mapping[str, Pair], good: Sealed) -> Iterator[Case]:
    """Encrypted data that is not the whole of what came: the message is plain."""
    said, inner = _said(ring), good.written().decode()
    yield _of("plain", "HUB-810", "a plain message where encryption was agreed", said)
    holding = technical(sender=ENCRYPTED_PARTY).replace("</TechnicalReceipt>", f"{inner}</TechnicalReceipt>")
    yield _of(
        "within-a-message", "HUB-810", "EncryptedData in a signed plain message", signed(holding, ring["bank-encrypts"])
    )
    yield _of(
        "signed-outside",
        "HUB-810",
        "a signed element around EncryptedData",
        signed(f"<m>{inner}</m>", ring["bank-encrypts"]),
    )
    over = signed(inner, ring["bank-encrypts"])
    yield _of("signed-as-encrypted", "HUB-811", "a signature over the encrypted form alone", over)
    dtd = b"<!DOCTYPE x>" + good.written()
    yield _of("dtd-outside", "HUB-402", "a DTD around EncryptedData", dtd)


def _of(name: str, code: str, what: str, body: bytes) -> Case:
    file = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
    return Case(f"encryption/{file}", code, what, body, ENCRYPTED_PARTY)
