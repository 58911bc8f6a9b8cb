"""Signatures by SM2 that are none: of other numbers, encodings, ids, keys and pairs of algorithms than agreed.

GB/T 32918.2 section 7.1 (which numbers a signature has), GB/T 35276 (the usual id).
"""

from collections.abc import Callable, Iterator, Mapping

from adapters import sm2
from adapters.sm2.signatures import ORDER
from corpus_maker.case import Case
from corpus_maker.documents import decision
from corpus_maker.edits import edited
from corpus_maker.keyring import SM2_PARTY, Pair
from corpus_maker.sm2_numbers import by_ecdsa, without_id
from corpus_maker.xmldsig import DS, ECDSA_SHA256, SHA256, Form, Sign, signed, x509_data

CUSTOMS = "http://www.chinaport.gov.cn/2022/04/xmldsig#"
METHOD, DIGEST = CUSTOMS + "sm2-sm3", CUSTOMS + "sm3"
OLD_METHOD, OLD_DIGEST = DS + "sm2-sm3", DS + "sha1"
Change = Callable[[bytes], bytes]
"""Of a sound signature of 64 bytes."""


def _number(value: bytes) -> int:
    return int.from_bytes(value, "big")


def _raw(number: int) -> bytes:
    return number.to_bytes(32, "big")


VALUES: Mapping[str, tuple[str, Change]] = {
    "r-is-0": ("r is 0", lambda v: bytes(32) + v[32:]),
    "s-is-0": ("s is 0", lambda v: v[:32] + bytes(32)),
    "both-are-0": ("r and s are 0", lambda _: bytes(64)),
    "r-is-n": ("r is the curve's order", lambda v: _raw(ORDER) + v[32:]),
    "s-is-n": ("s is the curve's order", lambda v: v[:32] + _raw(ORDER)),
    "r-above-n": ("r is above the curve's order", lambda v: _raw(ORDER + 1) + v[32:]),
    "s-negated": ("s taken from n, which ECDSA admits", lambda v: v[:32] + _raw(ORDER - _number(v[32:]))),
    "r-negated": ("r taken from n", lambda v: _raw(ORDER - _number(v[:32])) + v[32:]),
    "sum-is-n": ("r and s give n", lambda v: v[:32] + _raw(ORDER - _number(v[:32]))),
    "changed-about": ("s before r", lambda v: v[32:] + v[:32]),
    "greatest": ("all bits set", lambda _: b"\xff" * 64),
    "short": ("one byte short", lambda v: v[:-1]),
    "long": ("one byte long", lambda v: v + b"\0"),
    "nought-before": ("a nought before r", lambda v: b"\0" + v),
    "half": ("r alone", lambda v: v[:32]),
    "twice": ("the value twice", lambda v: v * 2),
    "empty": ("no value", lambda _: b""),
    "der": ("in DER, as certificates have it", sm2.to_der),
    "hex": ("in hex", lambda v: v.hex().encode()),
    "one-bit": ("one bit of s changed", lambda v: v[:-1] + bytes([v[-1] ^ 1])),
}


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    pair = ring["sm2"]
    for name, (what, change) in VALUES.items():
        yield _case(f"value-{name}", what, pair, _agreed(sign=_changed(pair, change)))
    yield from _others(ring)
    yield from _pairs(ring)
    yield from _sound(ring)


def _others(ring: Mapping[str, Pair]) -> Iterator[Case]:
    """Signatures that hold for another id, key or content."""
    pair, other = ring["sm2"], ring["sm2-stranger"]
    for name, id_ in {"another": b"ALICE123@YAHOO.COM", "no": b"", "shorter": sm2.DEFAULT_ID[:-1]}.items():
        form = _agreed(sign=lambda data, id_=id_: pair.key.sign(data, id_))
        yield _case(f"id-{name}", f"made with {name} id", pair, form)
    yield _case("id-left-out", "SM3 of the content alone: no id, no key", pair, _agreed(sign=without_id(pair.key)))
    yield _case("made-by-ecdsa", "ECDSA on the curve of SM2, with SM3", pair, _agreed(sign=by_ecdsa(pair.key)))
    borrowed = _agreed(sign=other.key.sign, key_info=x509_data(pair))
    yield _case("key-of-a-stranger", "another key's, beside the registered certificate", pair, borrowed)
    yield _case("certificate-of-a-stranger", "a certificate that nobody registered", other, _agreed(), "HUB-406")
    yield _case("certificate-expired", "a certificate that ended", ring["sm2-expired"], _agreed(), "HUB-407")
    content = edited(_signed(pair, _agreed()), lambda root, _: root.set("Id", "x"))
    yield _of("content-changed", "HUB-405", "an attribute added afterwards", content)
    yield _case("digest-of-other-content", "a signed digest of other content", pair, _agreed(covered=b"other"))


def _pairs(ring: Mapping[str, Pair]) -> Iterator[Case]:
    """Methods and digests that do not stand together, or not for this key or party."""
    pair, beside = ring["sm2"], ring["sm2-party-ecdsa"]
    for name, method, digest in (
        ("new-method-old-digest", METHOD, OLD_DIGEST),
        ("old-method-new-digest", OLD_METHOD, DIGEST),
        ("old-pair", OLD_METHOD, OLD_DIGEST),
        ("sha256-digest", METHOD, SHA256),
        ("ecdsa-named", ECDSA_SHA256, DIGEST),
        ("ecdsa-pair-named", ECDSA_SHA256, SHA256),
        ("in-capitals", METHOD.upper(), DIGEST),
    ):
        yield _case(f"pair-{name}", f"{method} with {digest}", pair, Form(method=method, digest=digest))
    yield _case("ecdsa-key", "SM2 named, a registered ECDSA key used", beside, _agreed())
    plain = Form(method=ECDSA_SHA256, digest=SHA256)
    yield _case("ecdsa-of-the-party", "ECDSA by a registered key, where SM2 alone was agreed", beside, plain)
    yield Case(
        "sm2/where-it-was-not-agreed",
        "HUB-405",
        "a party that agreed on RSA and ECDSA",
        signed(decision(), pair, _agreed()),
    )


def _sound(ring: Mapping[str, Pair]) -> Iterator[Case]:
    """What is taken: a KeyName is a hint that nobody signed, and the certificate beside it decides."""
    pair = ring["sm2"]
    for name, what, key_name in (
        ("sound", "as agreed", f"{pair.certificate.serial_number:x}"),
        ("name-of-another", "the KeyName of another certificate", f"{ring['sm2-expired'].certificate.serial_number:x}"),
    ):
        info = f"<ds:KeyName>{key_name}</ds:KeyName>{x509_data(pair)}"
        yield _case(name, what, pair, _agreed(key_info=info), "")
    named = f"<ds:KeyName>{pair.certificate.serial_number:x}</ds:KeyName>"
    info = named + x509_data(ring["sm2-stranger"])
    yield _case(
        "name-beside-a-stranger",
        "our KeyName, a stranger's certificate",
        ring["sm2-stranger"],
        _agreed(key_info=info),
        "HUB-406",
    )


def _agreed(**more: object) -> Form:
    return Form(method=METHOD, digest=DIGEST, **more)  # type: ignore[arg-type]  # fields of Form


def _changed(pair: Pair, change: Change) -> Sign:
    return lambda data: change(pair.key.sign(data))


def _signed(pair: Pair, form: Form) -> bytes:
    return signed(decision(sender=SM2_PARTY), pair, form)


def _case(name: str, what: str, pair: Pair, form: Form, code: str = "HUB-405") -> Case:
    return _of(name, code, what, _signed(pair, form))


def _of(name: str, code: str, what: str, body: bytes) -> Case:
    return Case(f"sm2/{name}", code, what, body, SM2_PARTY)
