"""A change of keys or certificates, as an operator asks for it and as a second one approves it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal

from adapters.x509 import KeyKind, Purpose
from hub.errors import Code, rejected, unusable_file
from hub.model import digest
from hub.operate.keys.cutover import Cutover
from hub.text.bilingual import Bilingual

HUB: Final = "hub"
"""Stands for the hub itself where owners of certificates are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """What is to be done, in full: two changes that are equal do the same to the same keys."""

    does: Literal["import", "roll"]
    whose: str
    """A party, or the hub."""
    purpose: Purpose = "signing"
    cutover: Cutover | None = None
    only: str = ""
    """The beginning of the fingerprint of the certificate to end."""
    certificate: Path | None = None
    although_named: bool = False
    """Whether a certificate is registered although its subject is that of another party."""
    key: Path | None = None
    self_signed: bool = False
    days: int | None = None
    """How long a certificate that is made is valid."""
    kind: KeyKind | None = None
    """Of a key that is made."""
    subject: str = ""
    """RFC 4514; empty: that of the newest certificate."""

    @property
    def makes_key(self) -> bool:
        """Whether a key of ours is made, and none is taken."""
        return self.whose == HUB and self.key is None and self.certificate is None

    def arguments(self) -> dict[str, Any]:
        """What names this change in a request; a file by its path and the hex SHA-256 of its bytes.

        Raises OperatorError (HUB-705).
        """
        said = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "whose"}
        files = {name: path.absolute() for name, path in said.items() if isinstance(path, Path)}
        told = {name: str(value) for name, value in said.items() if value and name not in files}
        named = {"files": {name: str(path) for name, path in files.items()}} if files else {}
        return {**told, **{name: digest(_read(path)) for name, path in files.items()}, **named}


def change_of(whose: str, arguments: Mapping[str, Any]) -> KeyChange:
    """The change that these arguments name: what `KeyChange.arguments` has written."""
    files: Mapping[str, str] = arguments.get("files", {})
    told: dict[str, Any] = {one.name: arguments[one.name] for one in fields(KeyChange) if one.name in arguments}
    told |= {name: read(told[name]) for name, read in (("cutover", Cutover.of), ("days", int)) if name in told}
    told |= {name: Path(path) for name, path in files.items()}
    flags = {name: name in told for name in ("self_signed", "although_named")}
    return KeyChange(**{**told, **flags, "whose": whose})


def changed(what: Bilingual) -> Exception:
    """What differs from what an operator proposed or signed."""
    return rejected(Code.CHANGED_SINCE, what=what)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unusable_file(path, error) from error
