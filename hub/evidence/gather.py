"""Gather everything that proves a document: from the store, and from its home what the store does not have."""

import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography import x509

from adapters.x509 import SigningKey, fingerprint
from hub.evidence import names
from hub.evidence.contents import AboutDocument, AboutTimestamp, Contents
from hub.evidence.message_files import message_files
from hub.evidence.proofs import Proved
from hub.evidence.readme import readmes
from hub.evidence.removed import removal_files
from hub.evidence.stamped import Stamped
from hub.model import Document, Transition, digest
from hub.model.checkpoint import NoteKey
from hub.ports import Archive, Taken, Trail

_PEM: Final = "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n"
_PREFIX: Final = b64decode("MCowBQYDK2VwAyEA")
"""What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410)."""
_ANOTHERS: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9]+")
"""How a cause names a transition of another document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a home gives beside its store."""

    certificates: Mapping[str, bytes]
    """Files in `certificates/`: `hub/…`, `parties/<party>/…`, `cards/…` and `crl/…`."""
    catalogue: Mapping[str, bytes]
    """Files in `catalogue/`, of the catalogue that the home has now."""
    catalogue_digest: str
    log_key: NoteKey
    signer: SigningKey | None
    """Signs the container; None where the home has no key that can."""
    card: Mapping[str, bytes] = field(default_factory=dict)
    """What the card signed, and its signature; empty where no card signed, or it cannot be read any more."""
    authorities: Sequence[x509.Certificate] = ()
    """The CAs above the timestamp authority; without them no timestamp is in the file."""
    at: int
    """When the file is made, in microseconds since 1970, UTC."""
    left: Mapping[str, str] = field(default_factory=dict)
    """By digest of bytes that left the store on purpose: how, in English."""
    removed: Sequence[Taken] = ()
    """The removals by policy that list the document."""


def gather(trail: Trail, archive: Archive, proved: Proved, stamped: Stamped | None, beside: Beside) -> dict[str, bytes]:
    """The files by name, README and contents included."""
    messages, files = message_files(trail, archive, beside.certificates)
    known = {one.sha256 for one in messages}
    submission = _submission(trail.document, archive, known)
    files |= {**submission, **beside.card, **proved.files(), **(stamped.files() if stamped else {})}
    files |= {names.row(one.seq): one.hashed() for one in trail.transitions}
    files |= dict([*_key_files(beside.log_key), *_causes(trail.transitions, archive, known | _digests(submission))])
    files |= {f"certificates/{name}": content for name, content in beside.certificates.items()}
    used = {one.catalogue for one in trail.transitions}
    if beside.catalogue_digest in used:
        files |= {f"catalogue/{name}": content for name, content in beside.catalogue.items()}
    absent = dict(_absent(trail, files))
    files |= dict(removal_files(beside.removed, trail.document.id, absent, archive, beside.log_key))
    contents = Contents(
        made_at=beside.at,
        document=_about(trail.document, next(iter(submission), None)),
        messages=list(messages),
        absent={one: " ".join((what, beside.left.get(one, ""))).strip() for one, what in absent.items()},
        removals=sorted({name.split("/")[1] for name in files if name.startswith(names.REMOVALS)}),
        catalogues={one: one == beside.catalogue_digest for one in sorted(used)},
        has_card=names.CARD_SIGNED in files,
        timestamp=_told(stamped) if stamped else None,
        signed_by=fingerprint(beside.signer.certificate) if beside.signer else None,
    )
    return {**files, **readmes(contents, beside.log_key), names.CONTENTS: contents.written()}


def _told(stamped: Stamped) -> AboutTimestamp:
    vouched = stamped.vouched
    return AboutTimestamp(at=vouched.at, by=vouched.by, transitions=len(stamped.proofs))


def _digests(files: Mapping[str, bytes]) -> set[str]:
    return {digest(content) for content in files.values()}


def _about(document: Document, submission: str | None) -> AboutDocument:
    return AboutDocument(
        id=document.id,
        record=document.record,
        type=document.type,
        portal=document.portal,
        party=document.party,
        enterprise=document.enterprise,
        status=document.status,
        submission=submission,
    )


def _submission(document: Document, archive: Archive, known: Collection[str]) -> dict[str, bytes]:
    """The bytes as they came, unless they are a message or another document's, and the form that the hub read."""
    came = None if document.maker or document.payload in known else archive.payload(document.payload)
    if came is None:
        return {}
    kind = "xml" if came.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else "json"
    found = {f"submission/received.{kind}": came}
    if document.form is not None and document.form != document.payload:
        form = archive.payload(document.form)
        found |= {"submission/form.json": form} if form is not None else {}
    return found


def _causes(transitions: Sequence[Transition], archive: Archive, known: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """What operators gave (proof or reason, challenge and signature), and messages about several documents."""
    for row in transitions:
        given = [] if row.cause.kind in ("document", "clock") or row.cause.digest in known else [row.cause.digest]
        for who in row.detail.get("operators", ()):
            given += [who[name] for name in ("challenge", "signature") if name in who]
        for one in given:
            if (content := archive.payload(one)) is not None:
                yield f"causes/{row.seq:03}-{one[:16]}.bin", content


def _absent(trail: Trail, files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Bytes that belong here and that the store does not have, with what they are."""
    there = _digests(files)
    for row in trail.transitions:
        if row.cause.digest not in there and needs_its_cause(row):
            yield row.cause.digest, f"cause of transition {row.seq}"
    for message in trail.messages:
        if message.digest not in there:
            yield message.digest, f"message {message.id}"
    first = trail.transitions[0]
    if "signed_by" in first.detail and names.CARD_SIGNED not in files:
        yield first.detail["signed_by"]["sha256"], "card signature"


def needs_its_cause(row: Transition) -> bool:
    """Whether the bytes that caused a transition belong into its document's file.

    Another document's stay with it: later transitions, and a first one that names the transition it follows from.
    An operator's reason is in the transition itself.
    """
    if row.cause.kind == "document":
        return row.seq == 1 and _ANOTHERS.fullmatch(row.cause.ref) is None
    reason = row.detail.get("reason")
    return not (
        row.cause.kind == "operator" and isinstance(reason, str) and digest(reason.encode()) == row.cause.digest
    )


def _key_files(key: NoteKey) -> Iterator[tuple[str, bytes]]:
    yield names.LOG_KEY, f"{key}\n".encode()
    yield names.LOG_KEY_PEM, _PEM.format(b64encode(_PREFIX + key.public).decode()).encode()
