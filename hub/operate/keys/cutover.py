"""When a change of keys takes effect, as an operator says it."""

from dataclasses import dataclass
from typing import Final

from hub.model.moments import SECOND

NOW: Final = "now"


@dataclass(frozen=True, slots=True)
class Cutover:
    """A time, or the moment at which the change is made: an operator signs the word, whatever the clock says then."""

    at: int | None
    """Whole seconds, in microseconds since 1970; None means the moment of the change."""

    def __str__(self) -> str:
        """The word of a request, which `of` reads."""
        return NOW if self.at is None else str(self.at)

    @classmethod
    def of(cls, word: str) -> "Cutover":
        """What a request says."""
        return cls(None if word == NOW else int(word))

    def resolved(self, now: int) -> int:
        """The time that is meant where the change is made at `now`."""
        return now // SECOND * SECOND if self.at is None else self.at
