"""A document's messages as files: exact bytes, encrypted bytes, and which certificate signed each."""

from collections.abc import Iterator, Mapping, Sequence

from cryptography import x509
from lxml import etree

from adapters.signing import named_certificate
from adapters.x509 import der, kind_of, public_key
from hub.errors import Rejected
from hub.evidence import names
from hub.evidence.contents import AboutMessage
from hub.model import Message
from hub.ports import Archive, Trail
from hub.xml.parse import parse_xml


def message_files(
    trail: Trail, archive: Archive, certificates: Mapping[str, bytes]
) -> tuple[Sequence[AboutMessage], dict[str, bytes]]:
    """What is said of each message that the store has, oldest first, and their files."""
    known = {der(x509.load_pem_x509_certificate(pem)): name for name, pem in certificates.items() if _is_signers(name)}
    files: dict[str, bytes] = {}
    told: list[AboutMessage] = []
    for number, message in enumerate(sorted(trail.messages, key=lambda one: (one.at, one.id)), 1):
        body = archive.payload(message.digest)
        if body is not None:
            stem = f"messages/{number:03}-{message.direction}-{names.plain(message.party)}-{names.plain(message.id)}"
            travelled = archive.wire(message.digest, message.direction)
            wire = archive.payload(travelled) if travelled is not None else None
            files |= {f"{stem}.xml": body} | ({f"{stem}.wire": wire} if wire is not None else {})
            certificate = known.get(_named(body))
            told.append(_about(message, stem, certificate, has_wire=wire is not None))
    files[names.SIGNERS] = "".join(_lines(told, certificates)).encode()
    return told, files


def _is_signers(name: str) -> bool:
    return name.startswith(("hub/", "parties/"))


def _about(message: Message, stem: str, certificate: str | None, *, has_wire: bool) -> AboutMessage:
    return AboutMessage(
        file=f"{stem}.xml",
        id=message.id,
        direction=message.direction,
        party=message.party,
        kind=message.kind,
        answers=message.answers,
        at=message.at,
        sha256=message.digest,
        certificate=f"certificates/{certificate}" if certificate else None,
        wire=f"{stem}.wire" if has_wire else None,
    )


def _named(body: bytes) -> bytes:
    """The certificate that a message's own signature names."""
    try:
        return named_certificate(parse_xml(body))
    except (Rejected, etree.XMLSyntaxError):
        return b""


def _lines(told: Sequence[AboutMessage], certificates: Mapping[str, bytes]) -> Iterator[str]:
    """Each message with its certificate, as far as xmlsec1 knows the key."""
    for one in told:
        if one.certificate is not None:
            pem = certificates[one.certificate.removeprefix("certificates/")]
            if kind_of(public_key(x509.load_pem_x509_certificate(pem))) != "sm2":
                yield f"{one.file} {one.certificate}\n"
