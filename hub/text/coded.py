"""Codes and values of ours inside a sentence, which a portal may write or call in another way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from hub.text.bilingual import Bilingual

Kind = Literal["card", "status", "type"]


@dataclass(frozen=True, slots=True)
class Coded(Bilingual):
    """Codes of one kind, with what is said of them to whoever writes them as the hub does."""

    kind: Kind
    codes: tuple[str, ...]

    @classmethod
    def one(cls, kind: Kind, code: str) -> "Coded":
        """A code that stands for itself."""
        return cls(code, code, kind, (code,))

    def said(self, theirs: Callable[[str], str]) -> Bilingual:
        """The same with somebody else's codes; unchanged if these are equal. Chinese words stay beside the codes."""
        codes = tuple(theirs(code) for code in self.codes)
        if codes == self.codes:
            return self
        if self.zh == self.en:
            return Bilingual.same(" | ".join(codes))
        return Bilingual(f"{self.zh}（{'、'.join(codes)}）", " or ".join(codes))


@dataclass(frozen=True, slots=True)
class Elsewhere(Bilingual):
    """A value of another document, with what it is called to whoever writes as the hub does."""

    document: str
    """The type of that document."""
    path: str
    """The value's path in its form; `returned.name` of what came back, `track.name` of a status beside its own."""

    def said(self, theirs: str | None) -> Bilingual:
        """The same with somebody else's name for the value; None if he has none. A label stays."""
        label = self.zh if self.zh != self.en else ""
        return Bilingual(label or theirs or "内容", theirs or "content")
