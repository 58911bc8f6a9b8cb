"""What a portal may write into `signer.signature` that is not of the agreed form."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cards import Holder, base64url, header_of, jws
from cryptography.hazmat.primitives.serialization import Encoding

Case = Callable[[bytes, Holder], str]


def _with(**members: Any) -> Case:
    """A signature that would hold, under another header; None takes a member away."""
    return lambda said, card: jws(said, card, header_of(card, **members))


def _raw(header: bytes) -> Case:
    return lambda said, card: jws(said, card, header)


def _twice(said: bytes, card: Holder) -> str:
    """A name that stands twice: the first is for those who read the first."""
    written = json.dumps(header_of(card))
    return jws(said, card, f'{{"alg": "none", {written[1:]}'.encode())


def _chain(*chain: Any) -> Case:
    return _with(x5c=list(chain))


def _first(card: Holder, encoding: Encoding = Encoding.DER) -> bytes:
    return card.certificate.public_bytes(encoding)


def _edited(edit: Callable[[str, str], str]) -> Case:
    """A sound signature, its header and its value put together otherwise."""
    return lambda said, card: edit(*jws(said, card).split(".."))


MALFORMED: dict[str, Case] = {
    "rubbish": lambda *_: "rubbish",
    "two dots": lambda *_: "..",
    "a header alone": _edited(lambda header, _: f"{header}.."),
    "a value alone": _edited(lambda _, value: f"..{value}"),
    "three dots": _edited(lambda header, value: f"{header}...{value}"),
    "four parts": _edited(lambda header, value: f"{header}..{value}.{value}"),
    "a content of its own": lambda said, card: jws(said, card).replace("..", f".{base64url(said)}."),
    "another content of its own": lambda said, card: jws(said, card).replace("..", ".e30."),
    "padding": _edited(lambda header, value: f"{header}..{value}=="),
    "Base64 of the ordinary kind": _edited(lambda header, value: f"{header}..{value[:-2]}+/"),
    "white space around it": _edited(lambda header, value: f" {header}..{value}"),
    "a line break at its end": _edited(lambda header, value: f"{header}..{value}\n"),
    "letters that are none of Base64": _edited(lambda header, value: f"{header}..签{value}"),
    "a lone surrogate": _edited(lambda header, value: f"{header}..\ud800{value}"),
    "a header of 40 KB": _with(typ="x" * 30_000),
    "a value of 2 KB": _edited(lambda header, value: f"{header}..{'A' * 2048}"),
    "a header that is no JSON": _raw(b"alg=ES256"),
    "an empty header": _raw(b"{}"),
    "a header that is a list": _raw(b'["ES256"]'),
    "a header that is a text": _raw(b'"alg b64 crit portal x5c"'),
    "a header in UTF-16": lambda said, card: jws(said, card, json.dumps(header_of(card)).encode("utf-16")),
    "a header with a byte order mark": lambda said, card: jws(
        said, card, b"\xef\xbb\xbf" + json.dumps(header_of(card)).encode()
    ),
    "a header nested too deep": _raw(b"[" * 20_000),
    "a name that stands twice": _twice,
    "no algorithm": _with(alg=None),
    "the algorithm none": _with(alg="none"),
    "the algorithm None": _with(alg="None"),
    "no signature under the algorithm none": lambda _, card: (
        base64url(json.dumps(header_of(card, alg="none")).encode()) + ".."
    ),
    "HMAC": _with(alg="HS256"),
    "EdDSA": _with(alg="EdDSA"),
    "a longer hash": _with(alg="ES384"),
    "a curve of other coins": _with(alg="ES256K"),
    "RSA with SHA-1": _with(alg="RS1"),
    "an algorithm in lower case": _with(alg="es256"),
    "an algorithm that is a list": _with(alg=["ES256"]),
    "an algorithm that is a number": _with(alg=256),
    "an algorithm of another key": _with(alg="RS256"),
    "a content in Base64": _with(b64=True),
    "nothing of Base64": _with(b64=None),
    "Base64 as a text": _with(b64="false"),
    "Base64 as a number": _with(b64=0),
    "nothing critical": _with(crit=None),
    "an empty list of what is critical": _with(crit=[]),
    "b64 critical twice": _with(crit=["b64", "b64"]),
    "something else that is critical": _with(crit=["b64", "exp"], exp=1),
    "something critical that is not there": _with(crit=["b64", "portal"]),
    "critical as a text": _with(crit="b64"),
    "a link to keys": _with(jku="https://keys.example/"),
    "a link to certificates": _with(x5u="https://keys.example/"),
    "a key of its own": _with(jwk={"kty": "EC", "crv": "P-256"}),
    "the name of a key": _with(kid="1"),
    "a thumbprint": _with(x5t="AAAA"),
    "a member that nobody knows": _with(role="legal-person"),
    "no portal": _with(portal=None),
    "several portals": _with(portal=["national"]),
    "no certificates": _with(x5c=None),
    "an empty chain": _chain(),
    "a chain that is a text": _with(x5c="AAAA"),
    "a chain of numbers": _chain(1),
    "a chain with nothing in it": _chain(None),
    "an empty certificate": _chain(""),
    "five certificates": lambda said, card: jws(
        said, card, header_of(replace(card, chain=(*card.chain, *card.chain, card.certificate)))
    ),
    "a certificate in base64url": lambda said, card: jws(said, card, header_of(card, x5c=["-_" + "A" * 40])),
    "a certificate with white space": lambda said, card: jws(
        said, card, header_of(card, x5c=[b64encode(_first(card)).decode() + "\n"])
    ),
    "a certificate in PEM": lambda said, card: jws(
        said, card, header_of(card, x5c=[_first(card, Encoding.PEM).decode()])
    ),
    "a certificate that is none": _chain("AAAA"),
    "a certificate cut off": lambda said, card: jws(
        said, card, header_of(card, x5c=[b64encode(_first(card)[:-9]).decode()])
    ),
    "a certificate with something behind it": lambda said, card: jws(
        said, card, header_of(card, x5c=[b64encode(_first(card) + b"0").decode()])
    ),
    "a second certificate that is none": lambda said, card: jws(
        said, card, header_of(card, x5c=[b64encode(_first(card)).decode(), "AAAA"])
    ),
}
