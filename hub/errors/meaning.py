"""What a code means: its sentence in Chinese and English, its kind, and the exit code of a verb that ends with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from hub.exit_codes import ExitCode
from hub.text.bilingual import Bilingual

NOTHING: Final = "—"
"""Stands where a value is empty: a sentence never has a gap."""


class Kind(Enum):
    """Whose fault it is, and so what happens; the value is what the documentation says of it."""

    REJECTED = "the sender's fault: answered with the reason"
    DEFERRED = "temporary: nothing is lost, and the hub tries again"
    QUARANTINED = "the hub's fault: kept in quarantine for an operator"
    OPERATOR = "the operator must correct the home, its settings, its keys or the command"
    REFUSED_ACT = "what the operator asked for is refused; nothing has changed"
    WARNING = "reported by a check: the hub works"
    FAILURE = "reported by a check: something does not work"

    @property
    def exit(self) -> ExitCode:
        """The exit code of a verb that ends with such a code, unless the code has one of its own."""
        return _EXITS.get(self, ExitCode.REFUSED)


_EXITS = {
    Kind.DEFERRED: ExitCode.GONE,
    Kind.OPERATOR: ExitCode.SETUP,
    Kind.WARNING: ExitCode.SETUP,
    Kind.FAILURE: ExitCode.SETUP,
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one code means."""

    zh: str
    """`{}` places are filled by name, in both languages."""
    en: str
    kind: Kind = Kind.REJECTED
    own_exit: ExitCode | None = None
    """Where it is not its kind's."""

    @property
    def exit(self) -> ExitCode:
        return self.kind.exit if self.own_exit is None else self.own_exit

    def filled(self, names: Mapping[str, object]) -> Bilingual:
        """Both sentences with these values in their places, of a `Bilingual` its own language's part.

        A value that is empty or missing is shown as a dash.
        """
        zh, en = _Dashes.of(names, lambda text: text.zh), _Dashes.of(names, lambda text: text.en)
        return Bilingual(self.zh.format_map(zh), self.en.format_map(en))


class _Dashes(dict[str, str]):
    """Names of places with their values, without those that are empty."""

    @classmethod
    def of(cls, names: Mapping[str, object], language: Callable[[Bilingual], str]) -> "_Dashes":
        told = {name: language(it) if isinstance(it, Bilingual) else str(it) for name, it in names.items()}
        return cls({name: text for name, text in told.items() if text.strip()})

    def __missing__(self, name: str) -> str:
        return NOTHING
