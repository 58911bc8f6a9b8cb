"""海关十位: for which enterprise a customs code stands, as customs and card-signed submissions have named it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

CONCERNS: Final = "concerns"
"""Kind of the references that hold the units that a document concerns."""


@dataclass(frozen=True, slots=True)
class Registration:
    """One naming of a customs code together with a USCC."""

    code: str
    """海关十位, ten characters."""
    uscc: str
    source: Literal["customs", "card"]
    """customs: a message of customs has both. card: an accepted submission that its enterprise's card signed."""
    at: int
    """Customs' own time of the message, in microseconds since 1970, UTC; 0 for a card."""


def owner_of(code: str, namings: Iterable[Registration]) -> str:
    """The USCC for which a code stands; empty if nobody named one, or if the namings that count disagree.

    Customs' newest naming counts. Without any, the cards' namings count, and they must all be the same.
    """
    known = [naming for naming in namings if naming.code == code]
    by_customs = [naming for naming in known if naming.source == "customs"]
    newest = max((naming.at for naming in by_customs), default=0)
    counts = {naming.uscc for naming in by_customs if naming.at == newest} or {naming.uscc for naming in known}
    return counts.pop() if len(counts) == 1 else ""


@dataclass(frozen=True, slots=True)
class CustomsUnit:
    """An enterprise as customs names it: by its code, and by its USCC where given."""

    code: str
    uscc: str

    @classmethod
    def read(cls, text: str) -> "CustomsUnit":
        """A unit as a reference holds it."""
        code, _, uscc = text.partition(":")
        return cls(code, uscc)

    @property
    def text(self) -> str:
        return f"{self.code}:{self.uscc}"

    def owner(self, namings: Iterable[Registration]) -> str:
        """Its USCC: as given, or the one for which its code stands; empty if neither says one."""
        return self.uscc or owner_of(self.code, namings)

    def is_same(self, other: "CustomsUnit") -> bool:
        """Whether both name one enterprise: by USCC if both have one, otherwise by code."""
        if self.uscc and other.uscc:
            return self.uscc == other.uscc
        return bool(self.code) and self.code == other.code
