"""What the library of certificates only warns of is refused, with the code of the place where it came in."""

from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from cards import CardMaker, header_of, jws
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from signing_cases import NOW

from adapters.cards import JwsCardVerifier, load_authorities
from adapters.cards.authorities import CardAuthorities
from adapters.cards.revocation import RevocationLists
from adapters.trust import read_certificates
from adapters.trust.admission import read_one
from adapters.x509 import strictly
from hub.catalogue import CardProfile
from hub.errors import OperatorError, Rejected

SERIAL = 0x4A5B6C7D8E9F


def odd(certificate: x509.Certificate) -> bytes:
    """The certificate with a serial number that is negative, which RFC 5280 (section 4.1.2.2) forbids; DER."""
    der, number = certificate.public_bytes(Encoding.DER), SERIAL.to_bytes(6, "big")
    assert der.count(number) == 1
    return der.replace(number, bytes([number[0] | 0x80]) + number[1:])


@pytest.fixture(scope="module")
def maker() -> CardMaker:
    return CardMaker(NOW)


@pytest.fixture(scope="module")
def der(maker: CardMaker) -> bytes:
    return odd(maker.authority("卡 CA", None, serial=SERIAL).certificate)


@pytest.fixture
def pem(der: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "odd.pem"
    path.write_bytes(b"-----BEGIN CERTIFICATE-----\n" + b64encode(der) + b"\n-----END CERTIFICATE-----\n")
    return path


def test_reading_strictly_is_refusing_what_is_only_warned_of(der: bytes) -> None:
    """As an error of the value, whatever filters of warnings are set."""
    with pytest.raises(ValueError, match="serial number"), strictly():
        x509.load_der_x509_certificate(der)


def test_a_card_with_a_serial_number_below_one_is_refused(maker: CardMaker, tmp_path: Path) -> None:
    """As a signature that is not of the agreed form."""
    card = maker.card("91310000MA0000001A", serial=SERIAL)
    header = header_of(card)
    header["x5c"] = [b64encode(odd(card.certificate)).decode(), *header["x5c"][1:]]
    assert b64decode(header["x5c"][0]) != card.certificate.public_bytes(Encoding.DER)
    authorities = CardAuthorities([maker.root.certificate])
    verifier = JwsCardVerifier(authorities, RevocationLists(tmp_path), CardProfile())
    with pytest.raises(Rejected) as caught:
        verifier.verify(jws(b"said", card, header), b"said", "national", NOW)
    assert caught.value.faults[0].code == "HUB-121"


def test_a_partys_certificate_with_such_a_number_is_not_registered(pem: Path) -> None:
    """Neither by the verb nor from its folder."""
    for read, code in ((read_one, "HUB-751"), (read_certificates, "HUB-707")):
        with pytest.raises(OperatorError) as caught:
            read(pem)
        assert caught.value.code == code


def test_a_card_ca_with_such_a_number_is_not_trusted(pem: Path) -> None:
    """It is told when the hub starts."""
    with pytest.raises(OperatorError) as caught:
        load_authorities(pem.parent)
    assert caught.value.code == "HUB-707"
