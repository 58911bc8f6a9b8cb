"""What a log says of itself: a checkpoint (C2SP tlog-checkpoint) in a signed note (C2SP signed-note)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.model.tree import EMPTY_ROOT

ED25519: Final = 1
"""The signature type of a log's own Ed25519 signatures."""
COSIGNATURE: Final = 4
"""The signature type of a witness' Ed25519 signatures with a time (C2SP tlog-cosignature)."""
_NAME: Final = re.compile(r"[^\s+]+")
_SIGNATURE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_LONGEST: Final = 1_000_000
"""Characters of a note that are read."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: which log, how many entries, the root of the tree over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line under a note: who signed, with which key, and what."""

    name: str
    key_id: bytes
    """Four bytes that tell keys of one name apart."""
    signature: bytes

    def line(self) -> str:
        return f"— {self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with the signatures of its log and of witnesses."""

    text: str
    signatures: Sequence[NoteSignature]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(one.line() for one in self.signatures)}"


@dataclass(frozen=True, slots=True)
class NoteKey:
    """The public key of a log or a witness."""

    name: str
    kind: int
    """The signature type: ED25519 or COSIGNATURE."""
    public: bytes
    """32 bytes."""

    @property
    def id(self) -> bytes:
        hashed = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(hashed).digest()[:4]

    def __str__(self) -> str:
        """The verifier key (C2SP signed-note, vkey)."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


def parse_key(text: str) -> NoteKey:
    """Read a verifier key; raises ValueError."""
    name, _, rest = text.strip().partition("+")
    id_, _, encoded = rest.partition("+")
    public = _decoded(encoded)
    if not _NAME.fullmatch(name) or len(public) != 33 or public[0] not in (ED25519, COSIGNATURE):
        raise ValueError("not an Ed25519 verifier key: <name>+<id>+<key>")
    key = NoteKey(name, public[0], public[1:])
    if key.id.hex() != id_:
        raise ValueError("the id of the verifier key does not belong to its name and key")
    return key


def parse_note(text: str) -> Note:
    """Read a signed note; raises ValueError if it is none. Signatures are not verified."""
    body, separator, below = text.rpartition("\n\n")
    lines = below.split("\n")
    if len(text) > _LONGEST or not separator or lines.pop() or not lines:
        raise ValueError("not a signed note: a text, an empty line, lines of signatures")
    return Note(f"{body}\n", [_parse_signature(line) for line in lines])


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint; raises ValueError. Lines of extension after the third are allowed."""
    origin, size, root, *_ = [*text.split("\n"), "", "", ""]
    hash_ = _decoded(root)
    if not origin or not _SIZE.fullmatch(size) or len(hash_) != len(EMPTY_ROOT):
        raise ValueError("not a checkpoint: origin, size and root hash, a line each")
    if size == "0" and hash_ != EMPTY_ROOT:
        raise ValueError("not the root of an empty log")
    return Checkpoint(origin, int(size), hash_)


def _parse_signature(line: str) -> NoteSignature:
    found = _SIGNATURE.fullmatch(line)
    signed = _decoded(found[2]) if found else b""
    if not found or len(signed) < 5:
        raise ValueError("not a line of a signature: — <name> <base64>")
    return NoteSignature(found[1], signed[:4], signed[4:])


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
