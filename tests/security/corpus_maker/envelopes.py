"""The customs platform's envelope, forged from outside and from inside."""

from collections.abc import Iterator, Mapping

from customs import DXP, a_report_of_the_platform, an_approval
from elements import the
from lxml import etree

from corpus_maker.case import Case
from corpus_maker.documents import NAMESPACE, base64, decision, header, sealed
from corpus_maker.edits import QUALIFIED, another, edited, take_out, written
from corpus_maker.keyring import Pair
from corpus_maker.xmldsig import Form, signed, signed_root

HEAD = {"name": "c-1", "sender": "customs"}
REMARK = "<rmk>同意</rmk>"


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    customs = ring["customs"]
    for name, (code, what, body) in {**_outside(ring), **_inside(ring)}.items():
        yield Case(f"envelopes/{name}", code, what, body, "customs")
    for name, (code, what, document) in _shapes().items():
        yield Case(f"envelopes/{name}", code, what, signed(document, customs), "customs")


def ours() -> str:
    """A message of our own form as customs would seal it."""
    return decision(**HEAD)


def _outside(ring: Mapping[str, Pair]) -> dict[str, tuple[str, str, bytes]]:
    """The envelope's own signature."""
    customs, approval = ring["customs"], an_approval("m-1")
    good = signed(sealed(approval), customs)
    forged = base64(an_approval("m-1", "6"))
    report = signed(a_report_of_the_platform("m-1", "0000"), customs)
    other = etree.fromstring(sealed(an_approval("m-1", "6")).encode())
    root = etree.fromstring(good)
    other.append(another(root[-1]))
    wrapped = etree.fromstring(sealed(an_approval("m-1", "6")).encode())
    wrapped.append(etree.fromstring(good))
    holds = etree.fromstring(good)
    take_out(the(holds, f"{{{DXP}}}Data"))
    signature = another(root[-1])
    etree.SubElement(signature, QUALIFIED + "Object").append(root[1])
    holds.append(signature)
    strip = edited(good, lambda _, s: take_out(s))
    return {
        "unsigned": ("HUB-404", "an envelope without signature", strip),
        "unsigned-around-signed": (
            "HUB-404",
            "a signed message in an unsigned envelope",
            sealed(signed(ours(), customs)).encode(),
        ),
        "of-an-insurer": (
            "HUB-406",
            "an envelope that an insurer signed",
            signed(sealed(approval), ring["another-insurer"]),
        ),
        "of-a-stranger": ("HUB-406", "an envelope that a stranger signed", signed(sealed(approval), ring["stranger"])),
        "data-replaced": ("HUB-405", "another Data under the signature", _replaced(good, forged)),
        "signature-of-another": ("HUB-405", "the signature of another envelope", written(other)),
        "wrapped": ("HUB-404", "a signed envelope within a forged one", written(wrapped)),
        "data-in-the-signature": ("HUB-404", "Data moved to ds:Object of a second signature", written(holds)),
        "comment-in-data": ("HUB-418", "a comment in Data", good.replace(b"<Data>", b"<Data><!-- -->")),
        "comment-in-the-sender": (
            "HUB-418",
            "a comment in SenderId",
            good.replace(b"</SenderId>", b"<!-- --></SenderId>"),
        ),
        "stylesheet": (
            "HUB-418",
            "a stylesheet before the envelope",
            good.replace(b"<DxpMsg", b"<?xml-stylesheet href='x'?><DxpMsg"),
        ),
        "dtd": ("HUB-402", "an envelope with a DTD", good.replace(b"<DxpMsg", b"<!DOCTYPE DxpMsg><DxpMsg")),
        "report-unsigned": ("HUB-404", "a report without signature", edited(report, lambda _, s: take_out(s))),
        "report-changed": ("HUB-405", "a report with another code", report.replace(b">0000<", b">0001<")),
        "report-of-an-insurer": (
            "HUB-406",
            "a report that an insurer signed",
            signed(a_report_of_the_platform("m-1", "0000"), ring["another-insurer"]),
        ),
        "no-envelope": ("HUB-403", "a signed message without envelope", signed(ours(), customs)),
    }


def _replaced(good: bytes, data: str) -> bytes:
    def edit(root: etree._Element, _: etree._Element) -> None:
        the(root, f"{{{DXP}}}Data").text = data

    return edited(good, edit)


def _inside(ring: Mapping[str, Pair]) -> dict[str, tuple[str, str, bytes]]:
    """What a sound envelope holds."""
    customs = ring["customs"]
    inner = signed(ours(), customs)
    twice = edited(inner, lambda root, s: root.append(another(s)))
    part = written(signed_root(ours().replace('1">', '1" Id="m1">', 1), customs, Form(uri="#m1")))
    platform = f'<TransportReceipt xmlns="{NAMESPACE}">{header(**HEAD)}<Code>success</Code><Fault/></TransportReceipt>'
    bodies: dict[str, tuple[str, str, bytes]] = {
        "inside-changed": ("HUB-405", "a message inside that was changed", inner.replace(b"<Code>S", b"<Code>F")),
        "inside-of-an-insurer": (
            "HUB-406",
            "a message inside that an insurer signed",
            signed(ours(), ring["another-insurer"]),
        ),
        "inside-of-a-stranger": (
            "HUB-406",
            "a message inside that a stranger signed",
            signed(ours(), ring["stranger"]),
        ),
        "inside-signed-twice": ("HUB-404", "a message inside with two signatures", twice),
        "inside-signed-in-part": ("HUB-404", "a message inside that is signed by Id", part),
        "inside-signature-in-a-value": (
            "HUB-404",
            "a signature further inside",
            edited(inner, lambda root, s: root[0].append(s)),
        ),
        "inside-comment-in-a-value": (
            "HUB-418",
            "a value inside in two pieces",
            ours().replace("c-1<", "c<!-- -->-1<").encode(),
        ),
        "inside-instruction": ("HUB-418", "an instruction inside", ours().replace("<Code>", "<?x y?><Code>").encode()),
        "inside-schema-location": ("HUB-424", "a schema named inside", _located()),
        "inside-dtd": ("HUB-402", "a DTD inside", b"<!DOCTYPE Package>" + an_approval("m-1").partition(b"?>")[2]),
        "inside-laughs": (
            "HUB-402",
            "entities inside",
            b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><a>&b;</a>',
        ),
        "inside-utf-7": ("HUB-401", "UTF-7 inside", an_approval("m-1").replace(b"UTF-8", b"UTF-7")),
        "inside-utf-16-unmarked": (
            "HUB-401",
            "UTF-16 without mark inside",
            an_approval("m-1").decode().encode("utf-16-le"),
        ),
        "inside-depth": ("HUB-401", "300 levels inside", b"<a>" * 300 + b"</a>" * 300),
        "inside-elements": ("HUB-401", "100,000 elements inside", b"<a>" + b"<b/>" * 100_001 + b"</a>"),
        "inside-no-xml": ("HUB-401", "no XML inside", b"PK\x03\x04"),
        "inside-an-envelope": (
            "HUB-422",
            "an envelope within an envelope",
            signed(sealed(an_approval("m-1")), customs),
        ),
        "inside-two-codes": (
            "HUB-422",
            "two answers in one",
            an_approval("m-1").replace(REMARK.encode(), b"<manageResult>6</manageResult>"),
        ),
        "inside-two-packages": (
            "HUB-422",
            "two packages",
            b"<a>" + an_approval("m-1").partition(b"?>")[2] * 2 + b"</a>",
        ),
        "inside-answers-in-one-another": (
            "HUB-422",
            "240 answers in one another",
            b"<a>" + b"<a><manageResult>5</manageResult>" * 240 + b"</a>" * 241,
        ),
        "inside-long-names": (
            "HUB-422",
            "values 100 levels down, by names of 10,000 letters",
            _deep(100, 10_000),
        ),
        "inside-nothing-known": ("HUB-422", "an answer of no form that is known", b"<Package><Nothing/></Package>"),
        "inside-of-the-platform": ("HUB-403", "what only the platform says", platform.encode()),
        "inside-unechoed": ("HUB-411", "a digest that stands for none", ours().replace("5f" * 32, "0" * 64).encode()),
        "inside-of-another-sender": ("HUB-408", "another sender inside", decision(sender="ping-an").encode()),
        "inside-to-another-hub": ("HUB-412", "another receiver inside", decision(**HEAD, receiver="hub2").encode()),
    }
    return {name: (code, what, signed(sealed(body), customs)) for name, (code, what, body) in bodies.items()}


def _deep(levels: int, letters: int) -> bytes:
    names = [f"{n:a>{letters}}" for n in range(levels)]
    ends = "".join(f"</{name}>" for name in reversed(names))
    return ("".join(f"<{name}>" for name in names) + "<v>1</v>" * 3_000 + ends).encode()


def _located() -> bytes:
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    return ours().replace('1">', f'1" xmlns:x="{xsi}" x:schemaLocation="a b">', 1).encode()


def _shapes() -> dict[str, tuple[str, str, str]]:
    """Envelopes that customs signed, and that cannot be read for certain."""
    good = sealed(an_approval("m-1"))
    data = good[good.index("<Data>") : good.index("</DxpMsg>")]
    head = good[good.index("<TransInfo>") : good.index("<Data>")]
    return {
        "sender-of-another": ("HUB-408", "another sender on it", sealed(an_approval("m-1"), sender="SOMEBODYELSE")),
        "receiver-of-another": (
            "HUB-412",
            "another receiver on it",
            sealed(an_approval("m-1"), receiver="SOMEBODYELSE"),
        ),
        "data-twice": ("HUB-420", "two Data", good.replace("</DxpMsg>", data + "</DxpMsg>")),
        "data-of-another-namespace-too": (
            "HUB-420",
            "Data of another namespace as well",
            good.replace("</DxpMsg>", '<x:Data xmlns:x="urn:x">AAAA</x:Data></DxpMsg>'),
        ),
        "head-twice": ("HUB-420", "two heads", good.replace("<Data>", head + "<Data>")),
        "no-head": ("HUB-420", "no head", good.replace(head, "")),
        "no-data": ("HUB-420", "no Data", good.replace(data, "")),
        "data-empty": ("HUB-421", "an empty Data", good.replace(data, "<Data/>")),
        "data-no-base64": ("HUB-421", "Data that is no Base64", good.replace(data, "<Data>é!</Data>")),
        "data-with-an-element": ("HUB-421", "an element in Data", good.replace("<Data>", "<Data><a/>")),
        "version-2": ("HUB-420", "another version", good.replace('ver="1.0"', 'ver="2.0"')),
        "id-of-256": ("HUB-420", "an id of 256 characters", good.replace(">C-1<", f">{'C' * 256}<")),
        "receivers-by-the-hundred": (
            "HUB-420",
            "a hundred receivers",
            good.replace("<ReceiverIds>", "<ReceiverIds>" + "<ReceiverId>X</ReceiverId>" * 100),
        ),
        "report-that-contradicts-itself": (
            "HUB-422",
            "a report of two minds",
            a_report_of_the_platform("m-1", "0000", "0001"),
        ),
        "report-without-response": ("HUB-420", "a report without response", f'<DxpRep xmlns="{DXP}" ver="1.0"/>'),
    }
