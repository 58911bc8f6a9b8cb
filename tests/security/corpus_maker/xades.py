"""XAdES signatures that are none: other properties, other references, and properties that stand elsewhere.

ETSI EN 319 132-1, level B-B; docs/decisions/0045 says in which form they are read.
"""

from collections.abc import Iterator, Mapping

from lxml import etree
from rig import START, HandClock
from xades_cases import MOVES, REWRITTEN, rewritten

from adapters.signing import FileSigner, named
from adapters.x509 import SigningKey
from corpus_maker.case import Case
from corpus_maker.documents import decision
from corpus_maker.keyring import XADES_PARTY, Pair
from corpus_maker.xmldsig import signed


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    pair = ring["xades"]
    good = _signed(pair)
    for what, (code, old, new) in REWRITTEN.items():
        if (body := rewritten(good, pair.key, old, new)) is not None:
            yield _of(what.replace(" ", "-").lower(), code, what, body)
    for move in MOVES:
        root = etree.fromstring(good)
        move(root)
        name = move.__name__.replace("_", "-")
        yield _of(name, "HUB-404", (move.__doc__ or move.__name__).replace("_", " ").rstrip("."), etree.tostring(root))
    plain = signed(decision(sender=XADES_PARTY), pair)
    yield _of("plain", "HUB-405", "a signature without properties, where XAdES alone was agreed", plain)
    elsewhere = _signed(ring["ecdsa"], "ping-an")
    yield Case("xades/where-it-was-not-agreed", "HUB-405", "a party that agreed on plain signatures", elsewhere)
    yield _of("sound", "", "as agreed", good)


def _signed(pair: Pair, sender: str = XADES_PARTY) -> bytes:
    profile = next(one for one in named("xades-b") if one.kind == "ecdsa")
    signer = FileSigner(SigningKey(pair.key, pair.certificate), HandClock(START), profile)
    return signer.sign(etree.fromstring(decision(sender=sender).encode()))


def _of(name: str, code: str, what: str, body: bytes) -> Case:
    return Case(f"xades/{name}", code, what, body, XADES_PARTY)
