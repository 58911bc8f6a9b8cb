"""Correct messages in every shape that is taken."""

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping

from customs import a_report_of_the_platform, a_technical_answer, an_approval
from lxml import etree

from corpus_maker.case import Case
from corpus_maker.documents import BANK, TOTAL, decision, policy, report, sealed, technical
from corpus_maker.edits import edited
from corpus_maker.envelopes import ours
from corpus_maker.keyring import Pair
from corpus_maker.xmldsig import ENVELOPED, MORE, SHA256, Form, canonical, signed, x509_data

SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    for name, (what, body) in {**_keys(ring), **_forms(ring), **_texts(ring)}.items():
        yield Case(f"sound/{name}", "", what, body)
    yield Case("sound/report-on-100-payments", "", "a bank's, in ISO 20022", signed(report(100), ring["bank"]), BANK)
    for name, (what, body) in _envelopes(ring).items():
        yield Case(f"sound/{name}", "", what, body, "customs")


def _keys(ring: Mapping[str, Pair]) -> dict[str, tuple[str, bytes]]:
    methods = {"p-384": MORE + "ecdsa-sha384", "p-521": MORE + "ecdsa-sha512", "rsa-3072": MORE + "rsa-sha512"}
    return {
        f"key-{name}": (f"signed by {name}", signed(decision(), ring[name], Form(method=methods.get(name))))
        for name in ("ecdsa", "rsa", "rsa-3072", "p-384", "p-521")
    }


def _forms(ring: Mapping[str, Pair]) -> dict[str, tuple[str, bytes]]:
    pair = ring["ecdsa"]
    named = f"<ds:KeyName>{pair.certificate.serial_number:x}</ds:KeyName>{x509_data(pair)}"
    forms = {
        "enveloped-alone": ("without the second transform", Form(transforms=(ENVELOPED,))),
        "digest-sha384": ("SHA-384 of the content", Form(digest=MORE + "sha384")),
        "digest-sha512": ("SHA-512 of the content", Form(digest=SHA512)),
        "digest-sha256": ("SHA-256 of the content", Form(digest=SHA256)),
        "method-ecdsa-sha384": ("ECDSA P-256 with SHA-384", Form(method=MORE + "ecdsa-sha384")),
        "prefix-none": ("the signature without prefix", Form(prefix="")),
        "prefix-of-its-own": ("the signature under another prefix", Form(prefix="sig:")),
        "signature-first": ("the signature before everything else", Form(first=True)),
        "named": ("the serial number beside the certificate", Form(key_info=named)),
        "chain": ("two certificates, the registered one last", Form(key_info=x509_data(ring["hub"], pair))),
    }
    return {name: (what, signed(decision(), pair, form)) for name, (what, form) in forms.items()}


def _texts(ring: Mapping[str, Pair]) -> dict[str, tuple[str, bytes]]:
    pair = ring["ecdsa"]
    good = signed(decision(), pair)
    text = good.decode().partition("\n")[2]
    indented = decision().replace("><", ">\n  <")

    def declared(encoding: str, codec: str) -> bytes:
        return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(codec)

    return {
        "technical-receipt": ("a technical receipt", signed(technical(), pair)),
        "technical-receipt-100": ("one with a hundred faults", signed(technical(100), pair)),
        "policy": ("a policy with an e-policy of 5 MB", signed(policy(5 * 1024 * 1024), pair)),
        "indented": ("line feeds and blanks between elements", signed(indented, pair)),
        "undeclared": ("UTF-8 without declaration", text.encode()),
        "utf-8-marked": ("UTF-8 with its mark", BOM_UTF8 + good),
        "gbk": ("GBK, declared", declared("GBK", "gbk")),
        "gb2312": ("GB2312, declared", declared("gb2312", "gb2312")),
        "gb18030": ("GB18030, declared", declared("GB18030", "gb18030")),
        "utf-16": ("UTF-16 with mark and declaration", declared("UTF-16", "utf-16")),
        "utf-16-be": ("the same the other way round", b"\xfe\xff" + declared("UTF-16", "utf-16-be")),
        "standalone": ("said to stand alone", good.replace(b"?>", b" standalone='yes'?>", 1)),
        "cdata": ("an amount in a CDATA section", good.replace(TOTAL.encode(), f"<![CDATA[{TOTAL}]]>".encode(), 1)),
        "references": ("an amount with character references", good.replace(TOTAL.encode(), b"&#53;000000.00", 1)),
        "comment-between": ("a comment between two elements", good.replace(b"<Code>", b"<!-- granted --><Code>")),
        "comments-around": (
            "comments before and behind the root",
            good.replace(b"<Quota", b"<!-- a --><Quota", 1) + b"<!-- b -->",
        ),
        "comment-about-a-dtd": (
            "a comment that speaks of a <!DOCTYPE",
            good.replace(b"<Quota", b"<!-- no <!DOCTYPE a> --><Quota", 1),
        ),
        "white-space-in-the-signature": ("a signature on several lines", _broken_lines(good)),
        "attributes-in-any-order": (
            "other quotes, and blanks in tags",
            good.replace(b"<Code>", b"<Code >").replace(b"'", b'"'),
        ),
    }


def _broken_lines(good: bytes) -> bytes:
    """Line feeds in the Base64 of value and certificate, which are not signed."""

    def edit(_: etree._Element, signature: etree._Element) -> None:
        for element in (signature[1], signature[2][0][0]):
            text = element.text or ""
            element.text = "\n" + "\n".join(text[i : i + 64] for i in range(0, len(text), 64)) + "\n"

    made = edited(good, edit)
    assert canonical(etree.fromstring(made)) != canonical(etree.fromstring(good))
    return made


def _envelopes(ring: Mapping[str, Pair]) -> dict[str, tuple[str, bytes]]:
    customs = ring["customs"]
    documents = {
        "envelope-approval": ("customs' approval in an envelope", sealed(an_approval("m-1"))),
        "envelope-approval-gb2312": ("the same in GB2312", sealed(an_approval("m-1", encoding="GB2312"))),
        "envelope-technical": ("the import client's answer in an envelope", sealed(a_technical_answer("m-1", "0"))),
        "envelope-ours": ("our own form, on the envelope's signature", sealed(ours().encode())),
        "envelope-ours-signed": ("our own form, signed as well", sealed(signed(ours(), customs))),
        "envelope-report": ("the platform's report", a_report_of_the_platform("m-1", "0000")),
    }
    return {name: (what, signed(document, customs)) for name, (what, document) in documents.items()}
