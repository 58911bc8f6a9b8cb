"""All looks in turn."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from hub.errors import Wording
from hub.operate.doctor.finding import Finding, Look, Result, not_checked
from hub.text.bilingual import Bilingual

FIRST: Final = "home"
"""Without a home's settings there is no other look."""
_UNUSABLE: Final = Bilingual("主目录不可用", "the home is unusable")
_ORDER: Final[tuple[Result, ...]] = ("ok", "warning", "failure")


class Examined(NamedTuple):
    """What came of one look."""

    name: str
    result: Result
    """The worst that was found."""
    found: Sequence[Finding]
    """Everything that is not ok; where all is, everything."""

    @property
    def told(self) -> Sequence[Bilingual | Wording]:
        """The sentences."""
        return [finding.text for finding in self.found]

    @property
    def fixed(self) -> str:
        """What is told, in one line in both languages: for programs."""
        return _line(told.fixed for told in self.told)

    def __str__(self) -> str:
        """What is told, in one line, for people."""
        return _line(map(str, self.told))


def examine(looks: Mapping[str, Look], tell: Callable[[Exception], Wording]) -> Iterator[Examined]:
    """Make every look in turn. Raises nothing; without settings, the others say that they were not made.

    `tell` words whatever kept a look from looking further.
    """
    is_usable = True
    for name, look in looks.items():
        examined = _sum_up(name, _found(look, tell) if is_usable else [not_checked(_UNUSABLE)])
        is_usable = is_usable and (name != FIRST or examined.result != "failure")
        yield examined


def _found(look: Look, tell: Callable[[Exception], Wording]) -> list[Finding]:
    """What it found, up to what kept it from looking further."""
    found: list[Finding] = []
    try:
        found.extend(look())
    except Exception as error:
        found.append(Finding("failure", tell(error)))
    return found


def _sum_up(name: str, found: list[Finding]) -> Examined:
    worst = max((finding.result for finding in found), key=_ORDER.index)
    return Examined(name, worst, [finding for finding in found if finding.result != "ok"] or found)


def _line(texts: Iterable[str]) -> str:
    return " ".join("; ".join(texts).split())
