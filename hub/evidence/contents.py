"""`contents.json`: what the hub says of the files in an evidence file."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from hub.errors import Code, operator_error
from hub.evidence.names import CONTENTS
from hub.text.bilingual import Bilingual

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)


class AboutDocument(BaseModel):
    """The document that is proved."""

    model_config = _STRICT
    id: str
    record: str | None
    type: str
    portal: str | None
    party: str
    enterprise: str
    status: str
    submission: str | None
    """The file with the bytes as they came; null for a document that no portal submitted."""


class AboutMessage(BaseModel):
    """A message, by its file."""

    model_config = _STRICT
    file: str
    id: str
    direction: Literal["in", "out"]
    party: str
    kind: Literal["business", "receipt", "inquiry", "copy"]
    answers: str | None
    at: int
    """Microseconds since 1970, UTC."""
    sha256: str
    certificate: str | None
    """The file with the certificate of the signer that the message names; null where it is not there."""
    wire: str | None
    """The file with the encrypted bytes that travelled in its place."""


class AboutTimestamp(BaseModel):
    """What a timestamp authority said."""

    model_config = _STRICT
    at: int
    """The authority's time, in microseconds since 1970, UTC."""
    by: str
    """The subject of its certificate."""
    transitions: int
    """How many transitions, from the first on, existed then."""


class Contents(BaseModel):
    """What is in the file, and what is not."""

    model_config = _STRICT
    version: Literal[1] = 1
    made_at: int
    document: AboutDocument
    messages: list[AboutMessage]
    absent: dict[str, str]
    """SHA-256 of bytes that the hub had no more when it made the file, with what they are."""
    removals: list[str] = []
    """The removals by policy whose lists, signed by the log's key, name the document and bytes that are absent."""
    catalogues: dict[str, bool]
    """Digests of the catalogues by which transitions were made, and whether their files are here."""
    has_card: bool
    """Whether what a card signed is here, with its signature."""
    timestamp: AboutTimestamp | None = None
    """Null where no timestamp is here."""
    signed_by: str | None
    """SHA-256 of the certificate that signs the container; null if it has no signature."""

    def written(self) -> bytes:
        return (json.dumps(self.model_dump(), ensure_ascii=False, indent=2) + "\n").encode()


def read_contents(files: Mapping[str, bytes]) -> Contents:
    """Read them; raises OperatorError (HUB-931, HUB-932) unless they name exactly the messages that are there."""
    try:
        read: Any = json.loads(files[CONTENTS])
        contents = Contents.model_validate(read)
    except (KeyError, ValueError, ValidationError, RecursionError) as error:
        raise operator_error(
            Code.NO_EVIDENCE_FILE, reason=Bilingual("contents.json 无法读取", "contents.json cannot be read")
        ) from error
    _require_files(contents.messages, files)
    return contents


def _require_files(messages: Sequence[AboutMessage], files: Mapping[str, bytes]) -> None:
    named = [one.file for one in messages]
    there = [name for name in files if name.startswith("messages/") and name.endswith(".xml")]
    if odd := sorted(set(named) ^ set(there)):
        reason = Bilingual("与 contents.json 不符", "contents.json says otherwise")
        raise operator_error(Code.EVIDENCE_ALTERED, name=odd[0], reason=reason)
