"""Where a card is."""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class CardPlace:
    """A card with a key, in a reader of this machine."""

    reader: str = "*"
    """The reader's name, with `*` and `?` as in file names; upper and lower case count."""
    card: str = ""
    """The certificate's serial number in hex, or the SHA-256 of the certificate in hex; empty: the only card there."""
    profile: str = "piv"
    """`piv`, or the path of a file that describes the card's commands (docs/card-profiles.md)."""

    def is_in(self, reader: str) -> bool:
        """Whether a reader may hold the card. Brackets are themselves: readers have them in their names."""
        return fnmatchcase(reader, self.reader.replace("[", "[[]"))
