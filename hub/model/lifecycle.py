"""Statuses and the transitions between them, as a table."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import Literal

StatusKind = Literal["open", "rest", "final", "event"]
StatusResult = Literal["good", "bad", ""]
ACTIVE_KINDS = ("open", "rest")
REFUSED = "H001"
"""Status of a refused submission. Its portal was told the reason."""
QUARANTINED = "H002"
"""Status of a delivery that is kept and not used. Its portal was told so."""


@dataclass(frozen=True, slots=True)
class Status:
    """A status code with its labels for portals. `zh` and `en` are the labels in a row of a trail (状态描述)."""

    code: str
    zh: str
    en: str
    kind: StatusKind
    """open: undecided. rest: the round is over, and a portal may open the next. final: no receipt moves it."""
    list_zh: str = ""
    """Label in the status column of a list; empty if it is the label in a trail. `list_en` likewise."""
    list_en: str = ""
    result: StatusResult = ""
    """good: what the sender wanted. bad: refused, failed or not delivered. empty: neither."""
    own: Mapping[str, tuple[str, str]] = field(default_factory=dict, compare=False)
    """By document type: the labels in a list of these documents, if they differ from the others."""

    def listed(self, type_: str) -> tuple[str, str]:
        """The Chinese and the English label in a list of documents of this type."""
        return self.own.get(type_) or (self.list_zh or self.zh, self.list_en or self.en)


class Statuses(dict[str, Status]):
    """All statuses by code, and the end statuses of each document type."""

    def __init__(self, statuses: Mapping[str, Status], ends: Mapping[str, Collection[str]]) -> None:
        super().__init__(statuses)
        self.ends = ends
        """By type: the statuses after which its lifecycle allows no transition."""

    def is_over(self, type_: str, code: str) -> bool:
        """Whether nothing more is expected: the status is final for every type, or this type cannot leave it."""
        known = self.get(code)
        return (known is not None and known.kind == "final") or code in self.ends.get(type_, ())

    @property
    def final(self) -> list[str]:
        """The statuses that are final for every type."""
        return [status.code for status in self.values() if status.kind == "final"]

    @property
    def own_ends(self) -> list[tuple[str, str]]:
        """Type and status for each end status of a type."""
        return sorted((type_, code) for type_, codes in self.ends.items() for code in codes)

    @property
    def failing(self) -> list[str]:
        """The statuses that are bad news although nothing has ended: a dispatch has failed, and nothing moves on."""
        return [status.code for status in self.values() if (status.kind, status.result) == ("open", "bad")]


class Verdict(StrEnum):
    """What a code means for a document in its present status."""

    MOVES = "moves"
    OBSERVED = "observed"
    """Late, repeated or of lower rank: kept, and moves nothing."""
    CONTRADICTS = "contradicts"
    """An outcome that excludes the outcome recorded first: kept, and raises an alarm."""


@dataclass(frozen=True)
class Lifecycle:
    """The statuses of one document type in rank order, and the statuses that may follow each."""

    next: Mapping[str, frozenset[str]]
    """Keys in rank order."""
    outcomes: tuple[tuple[frozenset[str], ...], ...] = ()
    """Sets of exclusive outcomes: within a set, the outcome recorded first stays."""

    @cached_property
    def rank(self) -> Mapping[str, int]:
        return {code: position for position, code in enumerate(self.next)}

    @property
    def first(self) -> str:
        return next(iter(self.next))

    def judge(self, current: str, code: str) -> Verdict:
        """What a receipt with `code` does to a document in status `current`, within one round.

        Pure. Two receipts give the same result in both orders, if `hub check` found no fault (domain rule: a receipt of
        lower or equal rank moves nothing).
        """
        if self.excludes(current, code):
            return Verdict.CONTRADICTS
        if code in self.next.get(current, ()) and self.rank[code] > self.rank[current]:
            return Verdict.MOVES
        return Verdict.OBSERVED

    def allows(self, current: str, code: str) -> bool:
        """Whether an act of the hub, such as another document's payment, may move a document there. Ignores ranks."""
        return code in self.next.get(current, ())

    def may_come_to(self, current: str, codes: Collection[str]) -> bool:
        """Whether moves lead from a status to one of `codes`, over any number of others."""
        reached, new = {current}, {current}
        while new:
            new = {code for status in new for code in self.next.get(status, ())} - reached
            reached |= new
        return bool(reached & set(codes))

    def reopened(self, sources: Mapping[str, Collection[str]]) -> "Lifecycle":
        """The same lifecycle, in which the first status may follow these statuses: the next round begins there."""
        opened = {code for codes in sources.values() for code in codes} & set(self.next)
        return replace(self, next={c: after | {self.first} if c in opened else after for c, after in self.next.items()})

    def ends_at(self, code: str) -> bool:
        """Whether a status of this lifecycle allows no further transition."""
        return code in self.next and not self.next[code]

    def excludes(self, one: str, other: str) -> bool:
        """Whether the two are exclusive outcomes of one round."""
        return (one, other) in self._exclusive

    @cached_property
    def _exclusive(self) -> frozenset[tuple[str, str]]:
        """Every two exclusive outcomes, in both orders."""
        return frozenset(
            (one, other)
            for alternatives in self.outcomes
            for one, other in product({code for alternative in alternatives for code in alternative}, repeat=2)
            if other not in next(alternative for alternative in alternatives if one in alternative)
        )
