"""Sign notes and verify their signatures (C2SP signed-note, tlog-cosignature)."""

from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hub.model.checkpoint import COSIGNATURE, ED25519, Note, NoteKey, NoteSignature

_TIME = 8
"""Bytes of the time before a cosignature, seconds since 1970."""


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """Signs as a log (`sign`) or as a witness (`cosign`) of this name. Thread-safe."""

    name: str
    private: Ed25519PrivateKey

    def key(self, kind: int = ED25519) -> NoteKey:
        """The public key, for a log's signatures or for a witness'."""
        return NoteKey(self.name, kind, self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def named(self, name: str) -> "NoteSigner":
        """The same key under another name."""
        return replace(self, name=name)

    def sign(self, text: str) -> NoteSignature:
        """The log's signature."""
        return NoteSignature(self.name, self.key().id, self.private.sign(text.encode()))

    def has_signed(self, note: Note) -> bool:
        """Whether a note has the log's signature."""
        return is_signed_by(note, self.key())

    def cosign(self, text: str, at: int) -> NoteSignature:
        """The witness' signature; `at`: seconds since 1970."""
        signed = at.to_bytes(_TIME) + self.private.sign(_cosigned(text, at))
        return NoteSignature(self.name, self.key(COSIGNATURE).id, signed)


def is_signed_by(note: Note, key: NoteKey) -> bool:
    """Whether the note has a signature by this key, and none that only pretends to be by it."""
    made = [one.signature for one in note.signatures if (one.name, one.key_id) == (key.name, key.id)]
    return bool(made) and all(_is_valid(note.text, signature, key) for signature in made)


def _is_valid(text: str, signature: bytes, key: NoteKey) -> bool:
    signed = text.encode()
    if key.kind == COSIGNATURE:
        signed, signature = _cosigned(text, int.from_bytes(signature[:_TIME])), signature[_TIME:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
