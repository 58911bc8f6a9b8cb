"""A failure in words, for screens, programs and logs."""

from dataclasses import dataclass, field

from hub.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Wording:
    """One line about a failure. It travels further than the terminal, so it has both languages."""

    code: str
    """HUB-nnn."""
    text: Bilingual
    detail: str = ""
    """What a library or a server said, where there is more to say than the text."""
    place: str = field(default="", compare=False)
    """The party, file or queue that it names, the same at every call; empty if it names none."""

    @property
    def fixed(self) -> str:
        """Chinese first whoever reads: for programs and logs."""
        return self._line(self.text.fixed)

    def __str__(self) -> str:
        """The reader's language first."""
        return self._line(self.text.both)

    @property
    def by_language(self) -> Bilingual:
        """The whole line in each language, to be a part of another text."""
        return Bilingual(self._line(self.text.zh), self._line(self.text.en))

    def _line(self, text: str) -> str:
        return f"{self.code} {text}" + (f": {self.detail}" if self.detail else "")
