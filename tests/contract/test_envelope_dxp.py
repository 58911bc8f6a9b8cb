"""The customs platform's envelope: what goes out fits to the letter, and only what was signed as a whole comes in."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding
from elements import text_of, the
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm
from signxml.signer import SignatureReference, XMLSigner

from adapters import sm2
from adapters.envelope.contents import AddInfo, Enclosed, Refused, TransInfo
from adapters.envelope.dxp import DxpEnvelope
from adapters.signing import FileSigner, RegisteredVerifier
from adapters.signing.xmldsig.profiles import profile_for
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey, make_key
from hub.catalogue import Problems, Schema
from hub.catalogue.pages.codes import read_code_list
from hub.errors import Code, DoesNotFit, Rejected, fault
from hub.xml.parse import parse_xml

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = Schema(ROOT / "xsd" / "dxp.xsd")
MEANINGS = read_code_list([ROOT / "routes" / "codes" / "dxp-response.csv"], "dxp-response.csv", Problems()).from_wire
ENVELOPE = DxpEnvelope(SCHEMA, MEANINGS)

NOW = 1_795_219_200_000_000
"""2026-11-21 00:00 UTC, 08:00 in Beijing."""
DS = "{http://www.w3.org/2000/09/xmldsig#}"
DXP = "{http://www.chinaport.gov.cn/dxp}"
HEAD = TransInfo(
    message_id="01994c5e-0000-7000-8000-000000000001",
    sender="DXPENT0000000001",
    receivers=("DXPEDC0000000001",),
    created_at=NOW,
    kind="GUAR101",
)
BODY = "<Notice>关税保证保险</Notice>".encode()


class Now:
    """A clock that stands still."""

    def now(self) -> int:
        return NOW


@pytest.fixture(scope="module", params=["rsa", "ecdsa"])
def key(request: pytest.FixtureRequest) -> SigningKey:
    return make_key("hub", NOW, request.param)


@pytest.fixture(scope="module")
def signer(key: SigningKey) -> FileSigner:
    return FileSigner(key, Now())


@pytest.fixture(scope="module")
def verifier(key: SigningKey) -> RegisteredVerifier:
    return RegisteredVerifier(CertificateRegister({"customs": [key.certificate]}), Now())


def opened(body: bytes, verifier: RegisteredVerifier) -> Enclosed:
    found = ENVELOPE.open(verifier.verify(parse_xml(body), "customs"))
    assert isinstance(found, Enclosed)
    return found


def codes_of(refusal: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


# ---- round trips -----------------------------------------------------------------------------

lines = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="\ufffe\uffff"), min_size=1)
times = st.integers(min_value=0, max_value=4_000_000_000)


def line(longest: int) -> st.SearchStrategy[str]:
    return lines.map(lambda text: text[:longest])


@settings(deadline=None)
@given(
    head=st.builds(
        TransInfo,
        message_id=line(255),
        sender=line(16),
        receivers=line(16).map(lambda receiver: (receiver,)),
        created_at=times.map(lambda seconds: seconds * 1_000_000),
        kind=st.just("") | line(30),
    ),
    add_info=st.builds(
        AddInfo,
        file_name=st.just("") | line(255),
        ic_card=st.just("") | line(13),
        keys=st.lists(st.tuples(line(32), line(64)), max_size=5).map(tuple),
    ),
    body=st.binary(min_size=1, max_size=2_000),
)
def test_what_is_sealed_comes_out_as_it_went_in(head: TransInfo, add_info: AddInfo, body: bytes) -> None:
    """Ids, time, type, what is said beside, and every byte of the body; the schema admits it on the way."""
    sealed = ENVELOPE.seal(body, head, add_info)

    assert ENVELOPE.open(parse_xml(etree.tostring(sealed))) == Enclosed(head=head, body=body, add_info=add_info)


def test_a_signed_envelope_fits_verifies_and_opens(signer: FileSigner, verifier: RegisteredVerifier) -> None:
    """The signature is the last child, where the schema has its place."""
    body = signer.sign(ENVELOPE.seal(BODY, HEAD))

    assert SCHEMA.admits(parse_xml(body))
    assert opened(body, verifier) == Enclosed(head=HEAD, body=BODY, add_info=AddInfo())


def test_another_library_verifies_it_too(key: SigningKey, signer: FileSigner) -> None:
    """What the platform verifies with is not what we sign with."""
    root = parse_xml(signer.sign(ENVELOPE.seal(BODY, HEAD)))
    context = xmlsec.SignatureContext()
    certificate = key.certificate.public_bytes(Encoding.PEM)
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)

    context.verify(the(root, f"{DS}Signature"))


def test_the_message_inside_is_still_signed(signer: FileSigner, verifier: RegisteredVerifier) -> None:
    """Two signatures, one within the other, and each verifies: Base64 leaves no byte of the inner one in doubt."""
    inner = signer.sign(etree.fromstring(BODY))
    taken_out = opened(signer.sign(ENVELOPE.seal(inner, HEAD)), verifier).body

    assert taken_out == inner
    assert verifier.verify(parse_xml(taken_out), "customs").text == "关税保证保险"


def test_an_envelope_looks_as_the_platform_has_it() -> None:
    """Its one namespace, its order, its spelling; Beijing time without zone; nothing that is not known."""
    sealed = ENVELOPE.seal(b"<a/>", HEAD, AddInfo(ic_card="2100000000001", keys=(("LevyNo", "L1"),)))

    assert etree.tostring(sealed).decode() == (
        '<DxpMsg xmlns="http://www.chinaport.gov.cn/dxp" ver="1.0"><TransInfo>'
        "<CopMsgId>01994c5e-0000-7000-8000-000000000001</CopMsgId><SenderId>DXPENT0000000001</SenderId>"
        "<ReceiverIds><ReceiverId>DXPEDC0000000001</ReceiverId></ReceiverIds>"
        "<CreatTime>2026-11-21T08:00:00</CreatTime><MsgType>GUAR101</MsgType></TransInfo><Data>PGEvPg==</Data>"
        '<AddInfo><IcCard>2100000000001</IcCard><BizKey><Key name="LevyNo">L1</Key></BizKey></AddInfo></DxpMsg>'
    )


def test_a_time_loses_its_fraction_only() -> None:
    """The wire has whole seconds."""
    sealed = ENVELOPE.seal(BODY, replace(HEAD, created_at=NOW + 999_999))

    assert sealed.findtext(f"{DXP}TransInfo/{DXP}CreatTime") == "2026-11-21T08:00:00"


def test_the_largest_body_is_sealed_and_opened() -> None:
    """Its Base64 is as long as text may be in one element."""
    body = bytes(7_500_000)

    found = ENVELOPE.open(parse_xml(etree.tostring(ENVELOPE.seal(body, HEAD))))

    assert isinstance(found, Enclosed)
    assert found.body == body


# ---- strict in what we send ------------------------------------------------------------------

UNFIT: dict[str, tuple[str, TransInfo, AddInfo]] = {
    "a message id of 256 characters": ("CopMsgId", replace(HEAD, message_id="x" * 256), AddInfo()),
    "no message id": ("CopMsgId", replace(HEAD, message_id=""), AddInfo()),
    "a message id with a space behind it": ("CopMsgId", replace(HEAD, message_id="x "), AddInfo()),
    "a message id on two lines": ("CopMsgId", replace(HEAD, message_id="x\ny"), AddInfo()),
    "a sender of 17 characters": ("SenderId", replace(HEAD, sender="D" * 17), AddInfo()),
    "no sender": ("SenderId", replace(HEAD, sender=""), AddInfo()),
    "a receiver of 17 characters": ("ReceiverId", replace(HEAD, receivers=("D" * 17,)), AddInfo()),
    "no receiver": ("ReceiverId", replace(HEAD, receivers=()), AddInfo()),
    "two receivers": ("ReceiverId", replace(HEAD, receivers=("A", "B")), AddInfo()),
    "no time": ("time", replace(HEAD, created_at=None), AddInfo()),
    "a time after all years": ("year", replace(HEAD, created_at=10**18), AddInfo()),
    "a type of 31 characters": ("MsgType", replace(HEAD, kind="t" * 31), AddInfo()),
    "a control character": ("XML", replace(HEAD, message_id="a\x00b"), AddInfo()),
    "a file name of 256 characters": ("FileName", HEAD, AddInfo(file_name="f" * 256)),
    "a card of 14 characters": ("IcCard", HEAD, AddInfo(ic_card="1" * 14)),
    "six keys": ("BizKey", HEAD, AddInfo(keys=(("k", "v"),) * 6)),
    "a key without value": ("Key", HEAD, AddInfo(keys=(("k", ""),))),
    "a key without name": ("Key", HEAD, AddInfo(keys=(("", "v"),))),
    "a key of 65 characters": ("Key", HEAD, AddInfo(keys=(("k", "v" * 65),))),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_does_not_fit_is_refused_and_not_cut(name: str) -> None:
    """The failure says what it was; it is ours, and nothing has left."""
    what, head, add_info = UNFIT[name]

    with pytest.raises(DoesNotFit, match=what):
        ENVELOPE.seal(BODY, head, add_info)


@pytest.mark.parametrize("size", [0, 7_500_001])
def test_a_body_of_no_or_too_many_bytes_is_refused(size: int) -> None:
    """What others could not read is not sent; an empty envelope says nothing."""
    with pytest.raises(DoesNotFit, match="Data"):
        ENVELOPE.seal(bytes(size), HEAD)


# ---- what was tampered with ------------------------------------------------------------------


def _set(path: str, text: str) -> Callable[[etree._Element], None]:
    def edit(root: etree._Element) -> None:
        the(root, path).text = text

    return edit


def _evil(root: etree._Element) -> etree._Element:
    other = deepcopy(root)
    other.remove(the(other, f"{DS}Signature"))
    the(other, f"{DXP}Data").text = b64encode(b"<evil/>").decode()
    return other


def _wrap_in_data(root: etree._Element) -> etree._Element:
    outside = _evil(root)
    the(outside, f"{DXP}Data").append(deepcopy(root))
    return outside


def _wrap_in_signature(root: etree._Element) -> etree._Element:
    outside, signature = _evil(root), deepcopy(the(root, f"{DS}Signature"))
    etree.SubElement(signature, f"{DS}Object").append(_evil(root))
    outside.append(signature)
    return outside


TAMPERED = {
    "other Data": ("HUB-405", _set(f"{DXP}Data", b64encode(b"<Notice>x</Notice>").decode())),
    "Data in other lines": ("HUB-405", _set(f"{DXP}Data", b64encode(BODY).decode()[:8] + "\n")),
    "another sender": ("HUB-405", _set(f"{DXP}TransInfo/{DXP}SenderId", "DXPENT0000000002")),
    "another receiver": ("HUB-405", _set(f"{DXP}TransInfo/{DXP}ReceiverIds/{DXP}ReceiverId", "DXPEDC0000000002")),
    "another id": ("HUB-405", _set(f"{DXP}TransInfo/{DXP}CopMsgId", "another")),
    "a second Data": ("HUB-405", lambda root: root.insert(1, deepcopy(the(root, f"{DXP}Data")))),
    "something beside": ("HUB-405", lambda root: root.insert(2, etree.SubElement(root, f"{DXP}AddInfo"))),
    "an Id": ("HUB-405", lambda root: root.set("Id", "ID01")),
    "no signature": ("HUB-404", lambda root: root.remove(the(root, f"{DS}Signature"))),
    "two signatures": ("HUB-404", lambda root: root.append(deepcopy(the(root, f"{DS}Signature")))),
    "the signature first, where it covers the same": (None, lambda root: root.insert(0, the(root, f"{DS}Signature"))),
    "the signature in TransInfo": ("HUB-404", lambda root: root[0].append(the(root, f"{DS}Signature"))),
    "the signature in Data": ("HUB-404", lambda root: root[1].append(the(root, f"{DS}Signature"))),
    "wrapped in another's Data": ("HUB-404", _wrap_in_data),
    "wrapped in the signature": ("HUB-405", _wrap_in_signature),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_an_envelope_that_was_tampered_with_is_refused(
    name: str, signer: FileSigner, verifier: RegisteredVerifier
) -> None:
    """Each by its code. A signature moved among the root's children says the same of the same, and is let be."""
    code, attack = TAMPERED[name]
    root = parse_xml(signer.sign(ENVELOPE.seal(BODY, HEAD)))
    changed = attack(root)
    attacked = etree.tostring(changed if name.startswith("wrapped") else root)

    if code is None:
        assert opened(attacked, verifier).body == BODY
        return
    with pytest.raises(Rejected) as refusal:
        opened(attacked, verifier)
    assert codes_of(refusal) == [code]


def test_anothers_envelope_is_not_the_partys(verifier: RegisteredVerifier) -> None:
    """A sound signature by a key that nobody registered for it."""
    stranger = FileSigner(make_key("customs", NOW), Now())

    with pytest.raises(Rejected) as refusal:
        opened(stranger.sign(ENVELOPE.seal(BODY, HEAD)), verifier)
    assert codes_of(refusal) == ["HUB-406"]


class OtherSystem(XMLSigner):
    """Signs the whole by `URI=""` though the root has an Id, as the platform's rules say."""

    def _unpack(
        self, data: etree._Element, references: list[SignatureReference]
    ) -> tuple[etree._Element, etree._Element, list[etree._Element], list[SignatureReference]]:
        root, document, inputs, _ = super()._unpack(data, references)
        return root, document, inputs, [SignatureReference(URI="")]


def test_an_envelope_as_other_systems_write_it_verifies(key: SigningKey, verifier: RegisteredVerifier) -> None:
    """A prefix, an Id, the signature's namespace declared on the root, and white space that the signature covers."""
    written = (
        '<dxp:DxpMsg xmlns:dxp="http://www.chinaport.gov.cn/dxp" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ver="1.0" Id="ID01">\n  <dxp:TransInfo>\n'
        "    <dxp:CopMsgId>c-1</dxp:CopMsgId>\n    <dxp:SenderId>DXPEDC0000000001</dxp:SenderId>\n"
        "    <dxp:ReceiverIds><dxp:ReceiverId>DXPENT0000000001</dxp:ReceiverId></dxp:ReceiverIds>\n"
        "    <dxp:CreatTime>2026-11-21T08:00:00</dxp:CreatTime>\n    <dxp:MsgType>INV201</dxp:MsgType>\n"
        f"  </dxp:TransInfo>\n  <dxp:Data>{b64encode(BODY).decode()}</dxp:Data>\n</dxp:DxpMsg>"
    )
    other = OtherSystem(
        signature_algorithm=profile_for(key.kind).writes.method,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    )
    assert not isinstance(key.key, sm2.PrivateKey)
    signed = etree.tostring(other.sign(etree.fromstring(written), key=key.key, cert=[key.certificate]))

    found = opened(signed, verifier)

    assert found.body == BODY
    assert (found.head.message_id, found.head.kind, found.head.created_at) == ("c-1", "INV201", NOW)


# ---- what we say of it -----------------------------------------------------------------------

REFUSED = Refused(sender="DXPEDC0000000001", receiver="DXPENT0000000001", digest="0f" * 32, at=NOW)
THEIR_HEAD = TransInfo(
    message_id="c-1", sender="DXPEDC0000000001", receivers=("DXPENT0000000001",), created_at=NOW, kind="INV201"
)
SAID = {
    "HUB-401": "0001",
    "HUB-402": "0001",
    "HUB-107": "0999",
    "HUB-203": "0002",
    "HUB-403": "0002",
    "HUB-404": "1001",
    "HUB-405": "1004",
    "HUB-406": "1999",
    "HUB-408": "2002",
    "HUB-412": "2001",
    "HUB-420": "0001",
    "HUB-421": "0001",
    "HUB-422": "0002",
    "HUB-409": "4409",
    "HUB-501": "4501",
}
NAMES = dict.fromkeys(["reason", "value", "name", "label", "expected", "limit"], "x")


@pytest.mark.parametrize("code", SAID)
def test_a_refusal_is_said_in_the_platforms_words(code: str, signer: FileSigner, verifier: RegisteredVerifier) -> None:
    """It fits with its signature too, and who gets it reads which message is meant, and why."""
    body = signer.sign(ENVELOPE.refuse([fault(Code(code), "Data", **NAMES)], replace(REFUSED, head=THEIR_HEAD)))

    assert SCHEMA.admits(parse_xml(body))
    reported = ENVELOPE.open(verifier.verify(parse_xml(body), "customs"))
    assert not isinstance(reported, Enclosed)
    (outcome,) = reported.outcomes
    assert (reported.receiver, outcome.answers, outcome.head, outcome.code) == (
        "DXPEDC0000000001",
        "c-1",
        THEIR_HEAD,
        SAID[code],
    )
    assert [(result.record, result.code, result.note) for result in outcome.results] == [("1", code, "Data")]
    assert outcome.notice == "2026-11-21"


@pytest.mark.parametrize(
    "head",
    [
        None,
        replace(THEIR_HEAD, sender="D" * 17),
        replace(THEIR_HEAD, kind="t" * 31),
        replace(THEIR_HEAD, receivers=("R" * 40,)),
    ],
)
def test_what_has_no_head_to_echo_is_named_by_its_digest(head: TransInfo | None) -> None:
    """Unread, or longer than the platform allows: it is answered all the same, and its sender can find it."""
    reported = ENVELOPE.open(ENVELOPE.refuse([fault(Code.NOT_XML, reason="line 1")], replace(REFUSED, head=head)))

    assert not isinstance(reported, Enclosed)
    (outcome,) = reported.outcomes
    assert outcome.answers == "sha256:" + "0f" * 32
    assert outcome.note == outcome.answers


def test_many_and_long_faults_are_reported_as_far_as_there_is_room() -> None:
    """A hundred of them, each text cut to its place: it is for people to read."""
    faults = [fault(Code.UNKNOWN_MESSAGE, "x" * 1_000, name="n" * 1_000)] * 150

    report = ENVELOPE.refuse(faults, REFUSED)

    assert len(report.findall(f".//{DXP}Result")) == 100
    assert len(text_of(report, f".//{DXP}Info")) == 300


def test_what_has_no_receiver_that_fits_cannot_be_answered() -> None:
    """A failure of ours: the party's file names an id that the platform cannot have given."""
    with pytest.raises(DoesNotFit, match="RecevierId"):
        ENVELOPE.refuse([fault(Code.NOT_XML, reason="x")], replace(REFUSED, sender="D" * 17))


def test_data_is_plain_base64() -> None:
    """Without line breaks, which some stacks would not take."""
    data = text_of(ENVELOPE.seal(bytes(range(256)), HEAD), f"{DXP}Data")

    assert b64decode(data, validate=True) == bytes(range(256))
