"""Too much of everything; what is large is kept compressed."""

import random
from collections.abc import Iterator, Mapping

from corpus_maker.case import Case
from corpus_maker.documents import DIGEST, NAMESPACE, TOTAL, carried, decision, technical
from corpus_maker.edits import QUALIFIED, Root, at, crowd, edited
from corpus_maker.keyring import Pair
from corpus_maker.xmldsig import signed

MEGA = 1_000_000
MANY = 4_500
"""Elements, as many as are still read."""
FULL = 16 * 1024 * 1024
"""What is still read."""


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    for name, (code, what, body) in _unsigned().items():
        yield Case(f"sizes/{name}", code, what, body)
    for name, (code, what, document) in _signed().items():
        yield Case(f"sizes/{name}", code, what, signed(document, ring["ecdsa"]))
    yield from _signatures(ring["ecdsa"])


def many(count: int, form: str) -> str:
    """So many pieces, each with its number in the place of `#`."""
    return "".join(form.replace("#", str(n)) for n in range(count))


def padded(before: bytes, piece: bytes, behind: bytes = b"", size: int = FULL) -> bytes:
    """As many pieces as go into a size."""
    return before + piece * ((size - len(before) - len(behind)) // len(piece)) + behind


def _unsigned() -> dict[str, tuple[str, str, bytes]]:
    root = f'<QuotaDecision xmlns="{NAMESPACE}">'.encode()
    end = b"</QuotaDecision>"
    attributes = many(20_000, " a#='x'").encode()
    declared = many(1_000, " xmlns:n#='urn:#'").encode()
    nested = "".join("<a" + many(4, f" xmlns:n{level}x#='u'") + ">" for level in range(200))
    return {
        "bytes": ("HUB-107", "a byte more than is read", b" " * (FULL + 1)),
        "bytes-behind": ("HUB-107", "17 MB of white space behind the root", root + end + b" " * 17 * MEGA),
        "text": ("HUB-401", "a text of 11 million characters", root + b"A" * 11 * MEGA + end),
        "text-in-utf-16": (
            "HUB-401",
            "8 million characters in UTF-16, never closed",
            ('<?xml version="1.0" encoding="UTF-16"?><a>' + "关" * (8 * MEGA)).encode("utf-16"),
        ),
        "text-in-sections": ("HUB-401", "CDATA sections without end", padded(root, b"<![CDATA[x]]>", end)),
        "text-of-references": ("HUB-401", "2.7 million character references", padded(root, b"&#x41;", end)),
        "text-of-angle-brackets": ("HUB-401", "16 MB of closing angle brackets", padded(root, b">", end)),
        "text-of-namespace-words": ("HUB-401", "three million times xmlns, never closed", padded(root, b"xmlns")),
        "text-of-namespace-prefixes": ("HUB-401", "the same with prefixes", padded(root, b"xmlns:a")),
        "text-of-ampersands": ("HUB-401", "16 MB of ampersands", padded(root, b"&", end)),
        "text-of-section-ends": ("HUB-401", "5.6 million times ]]>", padded(root, b"]]>", end)),
        "text-of-control-characters": ("HUB-401", "16 MB of control characters", padded(root, b"\x01", end)),
        "text-of-invalid-bytes": ("HUB-401", "16 MB of bytes that are no UTF-8", padded(root, b"\xff", end)),
        "text-of-quotes-in-a-tag": ("HUB-401", "16 MB of quotes in a tag", padded(b"<a ", b"'", b"/>")),
        "attributes-without-value": ("HUB-401", "eight million attributes without value", padded(b"<a", b" b", b"/>")),
        "end-tag-that-fits-nothing": ("HUB-401", "an end tag of 9 MB", root + b"</" + b"x" * 9 * MEGA + b">"),
        "white-space": ("HUB-404", "9 MB of white space between elements", root + b" " * 9 * MEGA + end),
        "never-closed": ("HUB-401", "an element of 9 MB that is never closed", root + b"A" * 9 * MEGA),
        "depth": ("HUB-401", "257 levels", b"<a>" * 257 + b"</a>" * 257),
        "depth-of-a-message": ("HUB-401", "300 levels in a message", root + b"<a>" * 300 + b"</a>" * 300 + end),
        "depth-without-end": ("HUB-401", "five million opening tags", padded(b"", b"<a>")),
        "elements": ("HUB-401", "four million empty elements", padded(root, b"<a/>", end)),
        "elements-with-text": ("HUB-401", "two million elements", padded(root, b"<a>x</a>", end)),
        "elements-of-many-names": ("HUB-401", "100,000 names", root + many(100_000, "<a#/>").encode() + end),
        "angle-brackets": ("HUB-401", "16 MB of angle brackets", padded(b"", b"<")),
        "comments": ("HUB-401", "two million comments", padded(root, b"<!---->", end)),
        "comment": ("HUB-404", "a comment of 9 MB", root + b"<!--" + b"x" * 9 * MEGA + b"--><a/>" + end),
        "comment-never-closed": ("HUB-401", "a comment of 16 MB that is never closed", padded(b"<!--", b"<!-")),
        "comments-before-a-dtd": ("HUB-401", "comments before a DTD", padded(b"", b"<!--x-->", b"<!DOCTYPE a><a/>")),
        "long-comment-before-a-dtd": (
            "HUB-402",
            "a comment of 16 MB before a DTD",
            padded(b"<!--", b"x", b"--><!DOCTYPE a><a/>"),
        ),
        "instruction": ("HUB-418", "an instruction of 9 MB", root + b"<?x " + b"y" * 9 * MEGA + b"?><a/>" + end),
        "instructions": ("HUB-401", "three million instructions", padded(root, b"<?x?>", end)),
        "attributes": ("HUB-401", "20,000 attributes of one element", b"<a" + attributes + b"/>"),
        "attributes-without-end": ("HUB-401", "two million attributes", padded(b"<a", b" b='c'", b"/>")),
        "attributes-33": (
            "HUB-401",
            "33 attributes of one element",
            root + b"<a" + many(33, " a#='x'").encode() + b"/>" + end,
        ),
        "attributes-of-one-name": ("HUB-401", "the same attribute 10,000 times", b"<a" + b" b='c'" * 10_000 + b"/>"),
        "attribute": ("HUB-401", "an attribute of 9 MB", root + b"<a b='" + b"x" * 9 * MEGA + b"'/>" + end),
        "attribute-of-references": (
            "HUB-401",
            "an attribute of a million references",
            root + b"<a b='" + b"&#x41;" * MEGA + b"'/>" + end,
        ),
        "attribute-of-65537": (
            "HUB-401",
            "an attribute a character too long",
            root + b"<a b='" + b"x" * 65_537 + b"'/>" + end,
        ),
        "namespaces": ("HUB-401", "a thousand namespaces on the root", b"<a" + declared + b"/>"),
        "namespaces-nested": ("HUB-401", "800 namespaces on 200 levels", (nested + "</a>" * 200).encode()),
        "name": ("HUB-401", "a name of 60,000 characters", b"<" + b"a" * 60_000 + b"/>"),
        "name-of-9-mb": ("HUB-401", "a name of 9 MB", b"<" + b"a" * 9 * MEGA + b"/>"),
        "namespace-name": ("HUB-401", "a namespace of 9 MB", b"<a xmlns='" + b"u" * 9 * MEGA + b"'/>"),
        "instruction-name": (
            "HUB-401",
            "an instruction with a name of 9 MB",
            root + b"<?" + b"x" * 9 * MEGA + b"?>" + end,
        ),
        "declaration": ("HUB-401", "a declaration of 9 MB", b"<?xml version='1.0'" + b" " * 9 * MEGA + b"?><a/>"),
        "random": ("HUB-401", "a megabyte by chance", random.Random(5).randbytes(MEGA)),
    }


def _signed() -> dict[str, tuple[str, str, str]]:
    """What a registered party signed."""
    return {
        "signed-elements": ("HUB-202", f"{MANY:,} elements that nobody knows", decision(beside=many(MANY, "<X#/>"))),
        "signed-known-elements": ("HUB-211", f"{MANY:,} codes", decision(beside="<Code>S</Code>" * MANY)),
        "signed-faults": (
            "HUB-211",
            f"a receipt with {MANY // 2:,} faults",
            technical(1).replace("<Fault>", "<Fault><Code>1</Code></Fault>" * (MANY // 2) + "<Fault>"),
        ),
        "signed-id": ("HUB-205", "an id of 9 MB", decision(name="c" * 9 * MEGA)),
        "signed-amount": ("HUB-205", "an amount of 4 million digits", decision("9" * 4 * MEGA)),
        "signed-amount-of-zeros": ("HUB-204", "an amount with 15,000 zeros before it", decision("0" * 15_000 + TOTAL)),
        "signed-digest": ("HUB-205", "an echoed digest of 9 MB", decision().replace(DIGEST, "5f" * 4_500_000)),
        "signed-attributes": ("HUB-209", "30 attributes", decision(attributes=many(30, " a#='x'"))),
        "signed-quotes": (
            "HUB-401",
            "30 attributes of 60,000 quotes, each of which canonicalization writes as a reference",
            decision(attributes=many(30, " a#='" + '"' * 60_000 + "'")),
        ),
        "signed-strangers": ("HUB-202", "a hundred and one elements of one name", decision(beside="<X/>" * 101)),
        "signed-values": (
            "HUB-205",
            "100 texts of 50,000 characters",
            technical(100).replace("格式不正确", "长" * 50_000).replace("HUB-204", "1"),
        ),
        "signed-namespaces": (
            "HUB-202",
            f"5 namespaces above {MANY:,} elements",
            decision(attributes=many(4, " xmlns:n#='urn:#'"), beside=many(MANY, "<X#/>")),
        ),
        "signed-more-namespaces": (
            "HUB-401",
            f"15 namespaces above {MANY:,} elements",
            decision(attributes=many(14, " xmlns:n#='urn:#'"), beside=many(MANY, "<X#/>")),
        ),
        "signed-long-namespace": (
            "HUB-401",
            f"a namespace of 65,000 characters, and {MANY:,} elements in it",
            decision(attributes=f" xmlns:q='urn:{'a' * 65_000}'", beside="<q:b/>" * MANY),
        ),
        "signed-long-namespace-with-quotes": (
            "HUB-401",
            "the same with a quote in it",
            decision(attributes=f' xmlns:q="urn:{"a" * 1_000}\'{"a" * 64_000}"', beside="<q:b/>" * MANY),
        ),
        "signed-long-namespaces": (
            "HUB-401",
            "a thousand elements each with a namespace of its own, of 1,100 characters",
            decision(beside=many(1_000, f"<b xmlns='urn:{'a' * 1_100}#'/>")),
        ),
        "signed-body": (
            "HUB-403",
            f"a carrier with {MANY:,} elements that nobody knows",
            carried(f"<X>{many(MANY, '<X#/>')}</X>"),
        ),
        "signed-depth": ("HUB-202", "250 levels", decision(beside="<a>" * 250 + "</a>" * 250)),
    }


def _signatures(pair: Pair) -> Iterator[Case]:
    good = signed(decision(), pair)
    count = 5_000
    certificate = "X509Data/X509Certificate"
    cases = {
        "signatures": (
            "HUB-404",
            "5,000 empty signatures",
            lambda root, s: crowd(root, s.makeelement(s.tag), count, len(root)),
        ),
        "references": (
            "HUB-404",
            "500 references",
            lambda _, s: crowd(s[0], s[0][-1], 500, len(s[0])),
        ),
        "transforms": (
            "HUB-405",
            "5,000 transforms",
            lambda _, s: crowd(s[0][-1][0], s[0][-1][0][0], count, len(s[0][-1][0])),
        ),
        "certificates": (
            "HUB-406",
            "5,000 certificates before the good one",
            lambda _, s: crowd(at(s[2], "X509Data"), s.makeelement(f"{QUALIFIED}X509Certificate"), count, 0),
        ),
        "certificate": (
            "HUB-406",
            "a certificate of 9 MB",
            lambda _, s: setattr(at(s[2], certificate), "text", "A" * 9 * MEGA),
        ),
        "signature-value": ("HUB-405", "a value of 9 MB", lambda _, s: setattr(s[1], "text", "A" * 9 * MEGA)),
        "digest-value": ("HUB-405", "a digest of 9 MB", lambda _, s: setattr(s[0][-1][-1], "text", "A" * 9 * MEGA)),
        "key-name": (
            "HUB-405",
            "a KeyName of 9 MB, and another digest",
            _name_at_length,
        ),
    }
    for name, (code, what, edit) in cases.items():
        yield Case(f"sizes/{name}", code, what, edited(good, edit))


def _name_at_length(root: Root, signature: Root) -> None:
    root[3].set("x", "y")
    info = signature[2]
    info.insert(0, info.makeelement(f"{QUALIFIED}KeyName"))
    info[0].text = "A" * 9 * MEGA
