"""Statuses and the moves between them: a table, never a setter."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

StatusKind = Literal["open", "rest", "final", "event"]
StatusResult = Literal["good", "bad", ""]
ACTIVE_KINDS = ("open", "rest")
REFUSED = "H001"
"""Where a submission stands that is no document's beginning: its portal was told why."""


@dataclass(frozen=True, slots=True)
class Status:
    """A code with its labels, as a portal shows it: `zh` and `en` in the row of a trail (状态描述)."""

    code: str
    zh: str
    en: str
    kind: StatusKind
    """open; rest: this round is over, a portal action may open the next; final: no receipt moves it."""
    list_zh: str = ""
    """How the column of a list says it; empty where it says the same as the row of a trail. So `list_en`."""
    list_en: str = ""
    result: StatusResult = ""
    """good: what the sender wanted; bad: refused, failed or not delivered; empty: neither."""
    own: Mapping[str, tuple[str, str]] = field(default_factory=dict, compare=False)
    """By document type: how the list of these documents says it, where that is different again."""

    def listed(self, type_: str) -> tuple[str, str]:
        """The Chinese and the English label in a list of documents of this type."""
        return self.own.get(type_) or (self.list_zh or self.zh, self.list_en or self.en)


class Statuses(dict[str, Status]):
    """All statuses by their code, and where documents of each type are at their end."""

    def __init__(self, statuses: Mapping[str, Status], ends: Mapping[str, Collection[str]]) -> None:
        super().__init__(statuses)
        self.ends = ends
        """By type the statuses from which its lifecycle has no way on."""

    def is_over(self, type_: str, code: str) -> bool:
        """Whether nothing is waited for: the status is final for every type, or this type has no way on from it."""
        known = self.get(code)
        return (known is not None and known.kind == "final") or code in self.ends.get(type_, ())

    @property
    def final(self) -> list[str]:
        """The statuses that are final for every type."""
        return [status.code for status in self.values() if status.kind == "final"]

    @property
    def own_ends(self) -> list[tuple[str, str]]:
        """Type and status of each end that not every type has."""
        return sorted((type_, code) for type_, codes in self.ends.items() for code in codes)


class Verdict(StrEnum):
    """What a code means for a document that stands where it stands."""

    MOVES = "moves"
    OBSERVED = "observed"
    """Late, repeated or of lower rank: kept, and moves nothing."""
    CONTRADICTS = "contradicts"
    """An outcome that excludes the one recorded first: kept, and an alarm is raised."""


@dataclass(frozen=True)
class Lifecycle:
    """The statuses of one document type in rank order, and what may follow each."""

    next: Mapping[str, frozenset[str]]
    """Keys in rank order."""
    outcomes: tuple[tuple[frozenset[str], ...], ...] = ()
    """Sets of alternatives: of one set the first recorded stands."""

    @cached_property
    def rank(self) -> Mapping[str, int]:
        return {code: position for position, code in enumerate(self.next)}

    @property
    def first(self) -> str:
        return next(iter(self.next))

    def judge(self, current: str, code: str) -> Verdict:
        """Say what a receipt with `code` does to a document in `current`, within one round.

        Pure; both orders of two receipts meet wherever `hub check` found no fault (domain rule:
        a receipt of lower or equal rank moves nothing).
        """
        if self.excludes(current, code):
            return Verdict.CONTRADICTS
        if code in self.next.get(current, ()) and self.rank[code] > self.rank[current]:
            return Verdict.MOVES
        return Verdict.OBSERVED

    def allows(self, current: str, code: str) -> bool:
        """Whether an act of the hub may move a document there, as another document's payment does: ranks aside."""
        return code in self.next.get(current, ())

    def ends_at(self, code: str) -> bool:
        """Whether there is no way on from a status of this lifecycle."""
        return code in self.next and not self.next[code]

    def excludes(self, one: str, other: str) -> bool:
        """True when the two are exclusive outcomes of one round."""
        for alternatives in self.outcomes:
            mine = next((a for a in alternatives if one in a), None)
            if mine is not None and other not in mine and any(other in a for a in alternatives):
                return True
        return False
