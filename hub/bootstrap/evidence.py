"""Evidence files of a home's documents."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.signing import can_sign_files
from adapters.trust.own_keys import KeyRing
from adapters.x509 import SigningKey, fingerprint
from hub.bootstrap.catalogue import folders_of, read_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.keys import read_register, read_ring
from hub.bootstrap.retention import left_by, pruned_of
from hub.bootstrap.sealing import open_sealer
from hub.bootstrap.timestamps import timestamp_authorities
from hub.catalogue import digest_of
from hub.errors import Code, Rejected, operator_error
from hub.evidence import names
from hub.evidence.check import Checked
from hub.evidence.gather import Beside
from hub.evidence.make import make_evidence
from hub.home.place import Home
from hub.model.canonical import canonical
from hub.model.checkpoint import parse_checkpoint, parse_note
from hub.ports import Archive, Delivery, Store, Trail
from hub.reading.parse_submission import parse_submission

SHOWN = ("lifecycles.yaml", "codes/statuses.csv")
"""Files of routes that say what a status means, whatever the document."""


def prove(home: Home, store: Store, trail: Trail) -> tuple[bytes, Checked]:
    """The bytes of a document's evidence file; raises OperatorError (HUB-901, HUB-93x, and those of bad keys)."""
    if (sealer := open_sealer(home)) is None:
        raise operator_error(Code.LOG_KEY_MISSING)
    ring, now, (routes, schemas) = read_ring(home), SystemClock().now(), folders_of(home)
    has_card = "signed_by" in trail.transitions[0].detail
    beside = Beside(
        certificates=dict(_certificates(home, ring, trail, has_card=has_card)),
        catalogue=dict(_catalogue(routes, schemas, trail.document.type)),
        catalogue_digest=digest_of(routes, schemas),
        log_key=sealer.named(_log_name(store, sealer.name)).key(),
        signer=_signer(ring, now),
        authorities=timestamp_authorities(home),
        card=_card(home, trail, store.archive) if has_card else {},
        at=now,
        left=left_by(home, store, trail),
        removed=pruned_of(store, trail.document.id),
    )
    return make_evidence(store, trail, beside)


def _log_name(store: Store, first: str) -> str:
    """The name under which the newest checkpoint was signed: an accepted restore gives the log another one."""
    with store.log.read() as log:
        newest = log.sealed()
    return parse_checkpoint(parse_note(newest.note).text).origin if newest else first


def _signer(ring: KeyRing, now: int) -> SigningKey | None:
    """The newest key that signs now for everybody, and can sign containers."""
    able = (pair.key for pair in ring.able("") if pair.known.is_valid(now) and can_sign_files(pair.key))
    return next((key for key in able if isinstance(key, SigningKey)), None)


def _certificates(home: Home, ring: KeyRing, trail: Trail, *, has_card: bool) -> Iterator[tuple[str, bytes]]:
    """The hub's own, those of the parties in the trail, and of cards where one signed."""
    for own in ring.certificates:
        yield f"hub/{_file(own.certificate)}", _pem(own.certificate)
    register = read_register(home)
    for party in sorted({message.party for message in trail.messages}):
        for known in register.of(party):
            yield f"parties/{names.plain(party)}/{_file(known.certificate)}", _pem(known.certificate)
    for folder, path in (("cards", home.cards), ("crl", home.keys / "crl")) if has_card else ():
        for number, file in enumerate(sorted(path.glob("*")) if path.is_dir() else (), 1):
            if file.suffix in (".pem", ".crl"):
                yield f"{folder}/{number:02}-{names.plain(file.stem)}{file.suffix}", file.read_bytes()


def _file(certificate: x509.Certificate) -> str:
    return f"{fingerprint(certificate)[:16]}.pem"


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _catalogue(routes: Sequence[Path], schemas: Sequence[Path], type_: str) -> Iterator[tuple[str, bytes]]:
    """The route of a type, what its statuses mean, and all schemas; a home's own stand beside the packaged ones."""
    for number, folder in enumerate(routes):
        for file in (*sorted(folder.glob(f"*/{type_}.yaml")), *(folder / name for name in SHOWN)):
            if file.is_file():
                path = "/".join(map(names.plain, file.relative_to(folder).parts))
                yield f"routes-{number + 1}/{path}", file.read_bytes()
    for number, folder in enumerate(schemas):
        for file in sorted(folder.glob("*.xsd")):
            yield f"xsd-{number + 1}/{names.plain(file.name)}", file.read_bytes()


def _card(home: Home, trail: Trail, archive: Archive) -> dict[str, bytes]:
    """What the card signed and its signature, if the submission is still read as it was accepted."""
    document = trail.document
    body = archive.payload(document.payload)
    if body is None:
        return {}
    delivery = Delivery(owner=document.sender, tag="", body=body, taken_at=document.created_at)
    try:
        said = parse_submission(delivery, read_catalogue(home)).submission
    except Rejected:
        return {}
    if said.content != document.content:
        return {}
    return {names.CARD_SIGNED: canonical(said.written), names.CARD_SIGNATURE: said.signature.encode()}
