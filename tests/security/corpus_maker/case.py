"""One file of the corpus."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """What comes from whom, and what becomes of it."""

    name: str
    """Path in the corpus, without ending."""
    code: str
    """The code that it is refused with; empty for what is taken."""
    what: str
    body: bytes
    party: str = "ping-an"
    """Whose queue it comes from."""
