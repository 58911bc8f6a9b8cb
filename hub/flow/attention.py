"""One thing that needs a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from hub.text.bilingual import Bilingual

Kind = Literal[
    "overdue",
    "contradicted",
    "returned",
    "disputed",
    "not-sent",
    "quarantined",
    "parked",
    "timer",
    "proposal",
    "half-done",
    "to-sign",
    "device",
    "to-encrypt",
    "paused",
    "outbox",
    "worker",
    "queue",
    "store",
    "check",
]
Whom = Literal["portal", "party", "operator", "second-operator", "administrator"]
_STOPPING: Final = frozenset({"store", "queue", "worker"})
MINUTE: Final = 60_000_000
"""In microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that needs a person."""

    kind: Kind
    about: tuple[str, ...]
    """What it is about, in words that are the same at every call: a party and a type, an owner and a code, an id."""
    text: Bilingual
    """One sentence."""
    next: tuple[str, ...]
    """The next command, without `hub`."""
    waits_for: Whom
    whom: str = ""
    """The portal or party, where it is known."""
    count: int = 1
    since: int | None = None
    """Since when the oldest waits, in microseconds since 1970, UTC; None where nobody noted it."""
    newest: int = 0
    """Since when the newest waits; 0 where nobody noted it."""
    party: str = ""
    type: str = ""
    example: str = ""
    """Name of one of them, as verbs take it."""
    code: str = ""
    """HUB-nnn, where the sentence has one."""
    is_money: bool = False
    """Whether a document that moves money is among them."""
    alias: str = ""
    """Another name by which it can be noted, such as that of a group in quarantine; empty if it has none."""

    @property
    def name(self) -> str:
        """The same at every call: a note is about it."""
        return "/".join((self.kind, *self.about))


def in_order(items: Iterable[Item]) -> list[Item]:
    """Money first, then the oldest. Of what is found by looking at the present only, nobody knows the time.

    What keeps the hub from working comes before all that has a time; the rest comes last.
    """
    return sorted(items, key=lambda one: (not one.is_money, _is_last(one), one.since or 0, one.name))


def _is_last(item: Item) -> bool:
    return item.since is None and item.kind not in _STOPPING
