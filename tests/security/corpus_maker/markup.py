"""DTDs, entities, inclusions, schemas and stylesheets, comments and instructions."""

from collections.abc import Iterator, Mapping

from corpus_maker.case import Case
from corpus_maker.documents import NAMESPACE, TOTAL, carried, decision
from corpus_maker.keyring import Pair
from corpus_maker.xmldsig import signed

DECLARATION = b"<?xml version='1.0' encoding='UTF-8'?>\n"
XI = "http://www.w3.org/2001/XInclude"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
SUBSETS = {
    "empty": "<!DOCTYPE QuotaDecision>",
    "entity": f'<!DOCTYPE QuotaDecision [<!ENTITY total "{TOTAL}">]>',
    "entity-of-a-file": '<!DOCTYPE QuotaDecision [<!ENTITY total SYSTEM "file:///etc/passwd">]>',
    "entity-of-the-web": '<!DOCTYPE QuotaDecision [<!ENTITY total SYSTEM "http://127.0.0.1:9/x">]>',
    "entity-of-a-device": '<!DOCTYPE QuotaDecision [<!ENTITY total SYSTEM "file:///dev/zero">]>',
    "entity-within-itself": '<!DOCTYPE QuotaDecision [<!ENTITY total "&total;">]>',
    "billion-laughs": f'<!DOCTYPE QuotaDecision [<!ENTITY a0 "ha">{LAUGHS}<!ENTITY total "&a9;">]>',
    "quadratic": f'<!DOCTYPE QuotaDecision [<!ENTITY a "{"a" * 50_000}"><!ENTITY total "{"&a;" * 1_000}">]>',
    "parameter-entity": '<!DOCTYPE QuotaDecision [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
    "parameter-entities-nested": "<!DOCTYPE a [<!ENTITY % a '<!ENTITY &#x25; b SYSTEM \"file:///x\">'> %a;]>",
    "of-a-file": '<!DOCTYPE QuotaDecision SYSTEM "file:///etc/passwd">',
    "of-the-web": '<!DOCTYPE QuotaDecision SYSTEM "http://127.0.0.1:9/x.dtd">',
    "public": '<!DOCTYPE QuotaDecision PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://127.0.0.1:9/x.dtd">',
    "default-attribute": '<!DOCTYPE QuotaDecision [<!ATTLIST Total currency CDATA "JPY">]>',
    "default-namespace": f'<!DOCTYPE QuotaDecision [<!ATTLIST Total xmlns CDATA #FIXED "{NAMESPACE}">]>',
    "id-attribute": "<!DOCTYPE QuotaDecision [<!ATTLIST Total name ID #IMPLIED>]>",
    "notation": '<!DOCTYPE QuotaDecision [<!NOTATION n SYSTEM "x"><!ENTITY total SYSTEM "file:///x" NDATA n>]>',
    "behind-a-comment": "<!-- a --><?b c?> <!DOCTYPE QuotaDecision>",
    "unfinished": "<!DOCTYPE QuotaDecision [<!ENTITY ",
}


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    good = signed(decision(), ring["ecdsa"])
    for name, subset in SUBSETS.items():
        what = f"a DTD: {name.replace('-', ' ')}"
        with_entity = good.replace(f"<Total>{TOTAL}".encode(), b"<Total>&total;") if "total" in subset else good
        yield Case(f"markup/dtd-{name}", "HUB-402", what, before(with_entity, subset))
    for encoding in ("gbk", "utf-16"):
        body = before(good, "<!DOCTYPE QuotaDecision>").decode().replace("UTF-8", encoding).encode(encoding)
        yield Case(f"markup/dtd-in-{encoding}", "HUB-402", f"a DTD in {encoding}", body)
    entity = good.replace(TOTAL.encode(), b"&total;")
    yield Case("markup/entity-undeclared", "HUB-401", "an entity that is nowhere", entity)
    yield from _signed_tricks(ring["ecdsa"])
    yield from _instructions(ring["ecdsa"], good)
    yield from _comments(ring["ecdsa"], good)


def before(body: bytes, text: str) -> bytes:
    """Put something between the declaration and the root."""
    assert body.startswith(DECLARATION)
    return DECLARATION + text.encode() + body.removeprefix(DECLARATION)


def _signed_tricks(pair: Pair) -> Iterator[Case]:
    """What the party itself signed, and means nothing here."""
    include = f'<i:include xmlns:i="{XI}" href="file:///etc/passwd" parse="text"/>'
    named = ' xmlns:x="{}" x:schemaLocation="urn:single-window-hub:1 {}"'
    unnamed = f' xmlns:x="{XSI}" x:noNamespaceSchemaLocation="http://127.0.0.1:9/x.xsd"'
    tricks = {
        "xinclude": ("HUB-202", "an inclusion between the parts", decision(beside=include)),
        "xinclude-in-a-value": ("HUB-209", "an inclusion for a value", decision(total=include)),
        "xinclude-carried": ("HUB-403", "an inclusion for the body of a carrier", carried(include)),
        "schema-location": (
            "HUB-424",
            "a schema on the web",
            decision(attributes=named.format(XSI, "http://127.0.0.1:9/x")),
        ),
        "schema-location-of-a-file": (
            "HUB-424",
            "a schema in a file",
            decision(attributes=named.format(XSI, "/dev/zero")),
        ),
        "schema-location-without-namespace": ("HUB-424", "a schema for no namespace", decision(attributes=unnamed)),
        "schema-location-within": (
            "HUB-424",
            "a schema named further inside",
            decision().replace("<Figures>", f"<Figures{named.format(XSI, 'x.xsd')}>"),
        ),
        "schema-location-disguised": (
            "HUB-424",
            "a schema, its namespace written with a character reference",
            decision(attributes=named.format(XSI.replace("-", "&#45;"), "x.xsd")),
        ),
        "xsi-type": (
            "HUB-209",
            "a value under another type",
            decision(attributes=f' xmlns:x="{XSI}"').replace("<Total>", '<Total x:type="Remark">'),
        ),
        "xsi-nil": (
            "HUB-209",
            "a value that is said to be none",
            decision(attributes=f' xmlns:x="{XSI}"').replace("<Total>", '<Total x:nil="true">'),
        ),
        "xml-base": (
            "HUB-405",
            "a base address that SignedInfo does not inherit where it was signed",
            decision(attributes=' xml:base="file:///etc/"'),
        ),
        "xml-id": (
            "HUB-405",
            "an xml:id that SignedInfo does not inherit where it was signed",
            decision(attributes=' xml:id="m1"'),
        ),
    }
    for name, (code, what, document) in tricks.items():
        yield Case(f"markup/{name}", code, what, signed(document, pair))


def _instructions(pair: Pair, good: bytes) -> Iterator[Case]:
    sheet = '<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>'
    places = {
        "stylesheet": ("a stylesheet before the root", before(good, sheet)),
        "stylesheet-of-a-file": (
            "a stylesheet in a file",
            before(good, sheet.replace("http://127.0.0.1:9", "file://")),
        ),
        "instruction-behind": ("an instruction behind the root", good + b"<?x y?>"),
        "instruction-inside": ("an instruction between two elements", good.replace(b"<Code>", b"<?x y?><Code>")),
        "instruction-in-the-signature": (
            "an instruction in SignedInfo",
            good.replace(b"<ds:Reference", b"<?x?><ds:Reference"),
        ),
        "instruction-in-a-value": ("an instruction in a value", good.replace(TOTAL.encode(), b"5<?x y?>000000.00")),
        "instruction-signed": ("an instruction that is signed", signed(decision(beside="<?x y?>"), pair)),
        "instruction-signed-in-a-value": ("one in a value that is signed", signed(decision("5<?x y?>000000.00"), pair)),
    }
    for name, (what, body) in places.items():
        yield Case(f"markup/{name}", "HUB-418", what, body)


def _comments(pair: Pair, good: bytes) -> Iterator[Case]:
    """A comment is not in what is signed, so anybody can put one in."""
    places = {
        "comment-in-an-amount": ("5000000.00", "5<!-- -->000000.00"),
        "comment-before-an-amount": ("<Total>", "<Total><!-- -->"),
        "comment-behind-an-amount": ("5000000.00</Total>", "5000000.00<!-- --></Total>"),
        "comment-in-an-id": ("c-1<", "c<!-- -->-1<"),
        "comment-in-the-sender": ("ping-an<", "ping-an<!-- --><"),
        "comment-in-the-code": ("<Code>S", "<Code><!-- F -->S"),
        "comment-in-the-digest-echoed": ("5f5f<", "5f<!-- -->5f<"),
        "comment-in-the-digest": ("<ds:DigestValue>", "<ds:DigestValue><!-- AAAA -->"),
        "comment-in-the-signature-value": ("<ds:SignatureValue>", "<ds:SignatureValue><!-- -->"),
        "comment-in-the-certificate": ("<ds:X509Certificate>M", "<ds:X509Certificate>M<!-- -->"),
        "comment-in-an-empty-element": ("<ds:Transforms>", "<ds:Transforms><!-- -->x"),
        "comment-in-a-transform": ('-signature"/>', '-signature"><!-- --></ds:Transform>'),
    }
    for name, (old, new) in places.items():
        assert old.encode() in good, name
        yield Case(f"markup/{name}", "HUB-418", name.replace("-", " "), good.replace(old.encode(), new.encode(), 1))
    truncating = signed(decision("5000000000.00"), pair).replace(b"5000000000.00", b"5000000<!-- -->000.00")
    yield Case("markup/comment-that-cuts", "HUB-418", "an amount that is a thousandth up to the comment", truncating)
