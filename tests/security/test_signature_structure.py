"""What a signature claims to be, before anything is verified: its place, its parts, its methods, its certificates."""

from base64 import b64encode

import pytest
from lxml import etree

from adapters.signing.xmldsig.form import DS
from adapters.signing.xmldsig.profiles import USUAL
from adapters.signing.xmldsig.structure import LONGEST_CHAIN, named_certificates, only_signature, require_profile
from hub.errors import Rejected

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
PARTS = {
    "canonicalization": C14N,
    "method": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "digest": "http://www.w3.org/2001/04/xmlenc#sha256",
    "transform": ENVELOPED,
    "inside": "",
    "uri": 'URI=""',
    "more": "",
}


def a_signature(**parts: str) -> etree._Element:
    """A signature of the agreed form, but for what is given."""
    told = PARTS | parts
    return etree.fromstring(
        f"""<Signature xmlns="{DS[1:-1]}"><SignedInfo>
        <CanonicalizationMethod Algorithm="{told["canonicalization"]}">{told["inside"]}</CanonicalizationMethod>
        <SignatureMethod Algorithm="{told["method"]}"/>
        <Reference {told["uri"]}><Transforms><Transform Algorithm="{told["transform"]}"/>
        <Transform Algorithm="{C14N}"/></Transforms>
        <DigestMethod Algorithm="{told["digest"]}"/><DigestValue/></Reference>
        </SignedInfo><SignatureValue/><KeyInfo/>{told["more"]}</Signature>"""
    )


def refusal(signature: etree._Element) -> str:
    with pytest.raises(Rejected) as caught:
        require_profile(signature, USUAL)
    return caught.value.faults[0].code


# ---- methods -------------------------------------------------------------------------------------


def test_the_agreed_form_is_taken() -> None:
    """As all others here are refused."""
    require_profile(a_signature(), USUAL)


@pytest.mark.parametrize("part", ["canonicalization", "method", "digest", "transform"])
@pytest.mark.parametrize("instead", ["", "{}#WithComments", "a:{}", "z:{}", "http://www.w3.org/2006/12/xml-c14n11"])
def test_another_method_in_any_place_is_refused(part: str, instead: str) -> None:
    """Whether its name sorts before or behind the agreed one, or only begins like it."""
    assert refusal(a_signature(**{part: instead.format(PARTS[part])})) == "HUB-405"


def test_a_method_with_parameters_is_refused() -> None:
    """No agreed one has any."""
    assert refusal(a_signature(inside="<InclusiveNamespaces/>")) == "HUB-405"


@pytest.mark.parametrize("more", ["<Object/>", "<Object><SignedInfo/></Object>", '<Other xmlns="urn:other"/>'])
def test_a_part_that_is_not_signed_is_refused(more: str) -> None:
    """It is removed together with the signature, so nobody signs it."""
    assert refusal(a_signature(more=more)) == "HUB-405"


@pytest.mark.parametrize("uri", ["", 'URI="#body"', 'URI=" "', 'URI="#xpointer(/)"'])
def test_a_part_of_the_message_is_not_the_whole(uri: str) -> None:
    """Also where no URI says what is signed."""
    assert refusal(a_signature(uri=uri)) == "HUB-404"


@pytest.mark.parametrize(
    "name", ["SignedInfo", "Reference", "CanonicalizationMethod", "SignatureMethod", "DigestMethod", "Transforms"]
)
@pytest.mark.parametrize("copies", [0, 2])
def test_each_part_stands_once(name: str, copies: int) -> None:
    """Which of two was verified, nobody could tell."""
    signature = a_signature()
    (part,) = signature.iter(DS + name)
    parent = part.getparent()
    assert parent is not None
    if copies:
        parent.append(etree.fromstring(etree.tostring(part)))
    else:
        parent.remove(part)
    assert refusal(signature) == "HUB-404"


# ---- place ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        "<m><v/></m>",
        "<m><inner>{}</inner></m>",
        "<m>{0}{0}</m>",
        "<m>{0}<inner>{0}</inner></m>",
        "<m><inner>{0}</inner>{0}</m>",
        "<m>{}text</m>",
    ],
)
def test_one_signature_stands_right_inside_the_root(message: str) -> None:
    """None, another place, two of them, or text behind it: refused alike."""
    written = message.format(f'<Signature xmlns="{DS[1:-1]}"/>')
    with pytest.raises(Rejected, match="HUB-404"):
        only_signature(etree.fromstring(written))


@pytest.mark.parametrize("behind", ["", " ", "\n  "])
def test_white_space_may_stand_behind_it(behind: str) -> None:
    """Writers indent."""
    root = etree.fromstring(f'<m><v/><Signature xmlns="{DS[1:-1]}"/>{behind}</m>')
    assert only_signature(root) is root[1]


# ---- certificates --------------------------------------------------------------------------------


def naming(*texts: str) -> etree._Element:
    """A signature that names these certificates."""
    told = "".join(f"<X509Certificate>{text}</X509Certificate>" for text in texts)
    return etree.fromstring(f'<Signature xmlns="{DS[1:-1]}"><KeyInfo><X509Data>{told}</X509Data></KeyInfo></Signature>')


def test_the_first_ten_certificates_are_looked_at() -> None:
    """A chain is shorter, and a longer one is somebody's try."""
    texts = [b64encode(b"%d" % number).decode() for number in range(12)]
    assert list(named_certificates(naming(*texts))) == [b"%d" % number for number in range(10)]
    assert LONGEST_CHAIN == 10


def test_a_certificate_that_is_no_base64_is_passed_over() -> None:
    """Those behind it count."""
    assert list(named_certificates(naming("YQ==", "Y", "", "Yg=="))) == [b"a", b"", b"b"]
