"""Text for people, in Chinese and in English. The language is chosen when the text is shown: by the reader's
environment, or by whoever writes for one of many readers."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Language = Literal["zh", "en"]
_VARIABLES: Final = ("HUB_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""The first one that is set and not empty decides."""
_readers: ContextVar[Language | None] = ContextVar("readers_language", default=None)


def language(environment: Mapping[str, str] = os.environ) -> Language:
    """`zh` where the deciding variable names Chinese (`zh`, `zh_CN.UTF-8`, `zh-Hans`); otherwise `en`."""
    chosen = next((value for name in _VARIABLES if (value := environment.get(name))), "")
    return "zh" if chosen[:2].lower() == "zh" and not chosen[2:3].isalnum() else "en"


@contextmanager
def read_in(chosen: Language) -> Iterator[None]:
    """Show texts in this language, whatever the environment says: for a server, which has many readers."""
    before = _readers.set(chosen)
    try:
        yield
    finally:
        _readers.reset(before)


def readers_language() -> Language:
    """The language of whoever reads now."""
    return _readers.get() or language()


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in both languages. `str()` and f-strings give the reader's language at that moment.

    A value inside the text is written into both: `Bilingual(f"共 {n} 条", f"{n} in all")`.
    """

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if readers_language() == "zh" else self.en

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __rich__(self) -> str:
        return str(self)

    @classmethod
    def same(cls, text: str) -> "Bilingual":
        """A name, a number or a foreign text: the same in both languages."""
        return cls(text, text)

    def about(self, place: "Bilingual | Path | str") -> "Bilingual":
        """Behind the place that it is about, such as a file."""
        where = place if isinstance(place, Bilingual) else Bilingual.same(str(place))
        return Bilingual(f"{where.zh}：{self.zh}", f"{where.en}: {self.en}")

    @property
    def both(self) -> str:
        """Both languages, the reader's first: for texts that people pass on, such as errors."""
        return self.fixed if readers_language() == "zh" else Bilingual(self.en, self.zh).fixed

    @property
    def fixed(self) -> str:
        """Both languages, Chinese first whoever reads: for programs and logs."""
        return self.zh if self.zh == self.en else f"{self.zh} · {self.en}"


def listed(names: Iterable[Bilingual | str]) -> Bilingual:
    """Names behind each other, as each language separates them."""
    known = [name if isinstance(name, Bilingual) else Bilingual.same(name) for name in names]
    return Bilingual("、".join(name.zh for name in known), ", ".join(name.en for name in known))


def joined(texts: Sequence[Bilingual]) -> Bilingual:
    """Texts behind each other, with commas."""
    return Bilingual("，".join(text.zh for text in texts), ", ".join(text.en for text in texts))
