"""What a program may ask the code of a failure, so that none compares codes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Self

from hub.errors.meaning import Kind, Meaning
from hub.errors.meanings import MEANINGS
from hub.exit_codes import ExitCode
from hub.text.bilingual import Bilingual

_ABOUT_A_VALUE: Final = frozenset({"HUB-201", "HUB-204", "HUB-205", "HUB-206", "HUB-207"})
_ABOUT_A_CERTIFICATE: Final = frozenset({"HUB-406", "HUB-407"})
_UNVERIFIED: Final = frozenset({"HUB-117", "HUB-810"})
_MENDED_HERE: Final = frozenset(
    {"HUB-118", "HUB-403", "HUB-405", "HUB-406", "HUB-407", "HUB-408", "HUB-412", "HUB-415", "HUB-811"}
)
_PERHAPS_UNREAD: Final = frozenset({"HUB-117", "HUB-118", "HUB-501"})
_UNKNOWN_NAMES: Final = frozenset({"HUB-704"})
_FORBIDS_RESENDING: Final = frozenset({"HUB-743", "HUB-744", "HUB-746", "HUB-747", "HUB-829"})
_FORBIDS_A_NEW_ROUND: Final = frozenset({"HUB-757", "HUB-758", "HUB-759"})


class AskedCode(StrEnum):
    """A string `HUB-nnn` with its meaning; it has no members of its own."""

    meaning: Meaning

    def __new__(cls, text: str) -> Self:
        """A code without a meaning cannot be declared (KeyError)."""
        code = str.__new__(cls, text)
        code._value_ = text
        code.meaning = MEANINGS[text]
        return code

    @classmethod
    def of(cls, text: str) -> Self | None:
        """The code that a text is; None for the code of a newer hub."""
        return cls(text) if text in MEANINGS else None

    def filled(self, names: Mapping[str, object]) -> Bilingual:
        """Its sentence in both languages with these values in their places."""
        return self.meaning.filled(names)

    @property
    def number(self) -> str:
        """Its three digits, of which the first names its section."""
        return self.value[-3:]

    @property
    def exit(self) -> ExitCode:
        """The exit code of a verb that ends with it."""
        return self.meaning.exit

    @property
    def is_failure(self) -> bool:
        """Whether a check that reports it has failed; else it is a warning."""
        return self.meaning.kind is Kind.FAILURE

    @property
    def is_about_a_form(self) -> bool:
        """Whether it is one of 2xx: the content cannot become, or is not, a valid message."""
        return self.number.startswith("2")

    @property
    def is_missing_value(self) -> bool:
        """Whether a value is required and there is none."""
        return self.value == "HUB-201"

    @property
    def is_about_a_value(self) -> bool:
        """Whether one value is missing or wrong, in a way that is the same under any name of its field."""
        return self.value in _ABOUT_A_VALUE

    @property
    def is_about_a_certificate(self) -> bool:
        """Whether no certificate was found that was valid at that time: at another time there may be one."""
        return self.value in _ABOUT_A_CERTIFICATE

    @property
    def is_about_an_unknown_name(self) -> bool:
        """Whether nothing of the wanted kind has the name that was given."""
        return self.value in _UNKNOWN_NAMES

    @property
    def is_about_queue_members(self) -> bool:
        """Whether queues have fewer members than their cluster can give."""
        return self.value == "HUB-723"

    @property
    def is_unverified_sender(self) -> bool:
        """Whether nobody vouches for who sent a delivery, or all could read it on its way: nobody may release it."""
        return self.value in _UNVERIFIED

    @property
    def is_delivery_limit(self) -> bool:
        """Whether a delivery was given up after too many attempts."""
        return self.value == "HUB-118"

    @property
    def is_perhaps_good(self) -> bool:
        """Whether a delivery with it may be a good one: what is mended at the hub lets the same bytes be taken in."""
        return self.meaning.kind is Kind.QUARANTINED or self.value in _MENDED_HERE

    @property
    def is_perhaps_unread(self) -> bool:
        """Whether a delivery with it may lie in quarantine without having been decrypted, or found to be plain."""
        return self.value in _PERHAPS_UNREAD

    @property
    def forbids_resending(self) -> bool:
        """Whether a message must not be sent again because of it."""
        return self.value in _FORBIDS_RESENDING

    @property
    def forbids_a_new_round(self) -> bool:
        """Whether a document must not be declared again because of it."""
        return self.value in _FORBIDS_A_NEW_ROUND
