"""Who said something of a document, and under which name a refusal of it is told."""

from dataclasses import dataclass
from typing import Protocol


class SaidBy(Protocol):
    """A party's message, or what an operator enters for the party."""

    @property
    def party(self) -> str:
        """The party."""

    @property
    def id(self) -> str:
        """The party's own id of the message; empty for what an operator enters."""


@dataclass(frozen=True)
class InWriting:
    """What a party has said in writing, beside its messages; an operator enters it."""

    party: str
    id: str = ""
