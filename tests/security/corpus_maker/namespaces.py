"""Namespaces that are bound otherwise than they look."""

from collections.abc import Iterator, Mapping

from corpus_maker.case import Case
from corpus_maker.documents import NAMESPACE, decision
from corpus_maker.keyring import Pair
from corpus_maker.xmldsig import DS, signed

ROOT = f'<QuotaDecision xmlns="{NAMESPACE}">'


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    for name, (code, what, document) in SIGNED.items():
        yield Case(f"namespaces/{name}", code, what, signed(document, ring["ecdsa"]))
    good = signed(decision(), ring["ecdsa"])
    for name, (code, what, old, new) in ALTERED.items():
        assert old.encode() in good, name
        yield Case(f"namespaces/{name}", code, what, good.replace(old.encode(), new.encode()))


def rooted(root: str, end: str = "QuotaDecision") -> str:
    """The decision with another start tag."""
    return decision().replace(ROOT, root).replace("</QuotaDecision>", f"</{end}>")


SIGNED: dict[str, tuple[str, str, str]] = {
    "root-of-none": ("HUB-209", "a root without namespace", rooted("<QuotaDecision>")),
    "root-of-another": ("HUB-209", "a root of another namespace", rooted('<QuotaDecision xmlns="urn:example:1">')),
    "root-that-looks-alike": ("HUB-209", "ours with a slash", rooted(f'<QuotaDecision xmlns="{NAMESPACE}/">')),
    "root-in-capitals": ("HUB-209", "ours in capitals", rooted(f'<QuotaDecision xmlns="{NAMESPACE.upper()}">')),
    "root-alone": (
        "HUB-201",
        "ours on the root, none within",
        rooted(f'<h:QuotaDecision xmlns:h="{NAMESPACE}">', "h:QuotaDecision"),
    ),
    "header-of-none": ("HUB-201", "a header without namespace", decision().replace("<Header>", '<Header xmlns="">')),
    "header-of-another": (
        "HUB-201",
        "a header of another namespace",
        decision().replace("<Header>", '<Header xmlns="urn:example:1">'),
    ),
    "value-of-none": ("HUB-201", "an amount without namespace", decision().replace("<Total>", '<Total xmlns="">')),
    "value-by-a-rebound-prefix": (
        "HUB-201",
        "a prefix that means something else further in",
        decision(attributes=f' xmlns:h="{NAMESPACE}"')
        .replace("<Figures>", '<Figures xmlns:h="urn:example:1">')
        .replace("<Total>", "<h:Total>")
        .replace("</Total>", "</h:Total>"),
    ),
    "two-headers": (
        "HUB-201",
        "a header of another namespace before ours",
        decision().replace("<Header>", '<h:Header xmlns:h="urn:example:1"/><Header>'),
    ),
    "attribute-of-ours": (
        "HUB-209",
        "an attribute of our namespace",
        decision(attributes=f' xmlns:h="{NAMESPACE}" h:a="b"'),
    ),
}
"""What the party signed."""

ALTERED: dict[str, tuple[str, str, str, str]] = {
    "signature-of-another": ("HUB-404", "the signature in a namespace that looks alike", DS, DS.rstrip("#")),
    "signature-of-xades": (
        "HUB-404",
        "the signature in another standard's namespace",
        DS,
        "http://uri.etsi.org/01903/v1.3.2#",
    ),
    "signature-of-none": (
        "HUB-404",
        "a Signature without namespace",
        "ds:Signature",
        "Signature",
    ),
    "signature-prefix-rebound": (
        "HUB-405",
        "SignedInfo under a prefix that means something else there",
        "<ds:SignedInfo>",
        '<ds:SignedInfo xmlns:ds="urn:example:1">',
    ),
    "signature-prefix-undeclared": ("HUB-401", "a prefix that is never declared", f'xmlns:ds="{DS}"', 'a="b"'),
    "root-declared-more": ("HUB-405", "one more namespace on the root", ROOT, ROOT.replace(">", ' xmlns:x="urn:x">')),
    "root-with-a-blank": ("HUB-401", "ours with a blank", f'"{NAMESPACE}"', f'"{NAMESPACE} "'),
    "root-rebound": ("HUB-405", "the root's namespace changed", NAMESPACE, "urn:example:1"),
    "prefix-renamed": (
        "HUB-401",
        "the root under a prefix, its end tag not",
        ROOT,
        f'<h:QuotaDecision xmlns:h="{NAMESPACE}" xmlns="{NAMESPACE}">',
    ),
    "default-taken-back": ("HUB-405", "no namespace on a value", "<Total>", '<Total xmlns="">'),
    "prefix-xml-rebound": (
        "HUB-401",
        "the prefix xml bound to something else",
        ROOT,
        ROOT.replace(">", ' xmlns:xml="urn:x">'),
    ),
    "prefix-xmlns-bound": ("HUB-401", "the prefix xmlns declared", ROOT, ROOT.replace(">", ' xmlns:xmlns="urn:x">')),
    "prefix-taken-back": ("HUB-401", "a prefix bound to nothing", ROOT, ROOT.replace(">", ' xmlns:h="">')),
    "attribute-twice": (
        "HUB-401",
        "one attribute under two prefixes",
        ROOT,
        ROOT.replace(">", ' xmlns:a="urn:x" xmlns:b="urn:x" a:c="1" b:c="2">'),
    ),
    "name-with-two-colons": ("HUB-401", "a name with two colons", "<Total>", "<a:b:Total>"),
}
"""What was changed afterwards."""
