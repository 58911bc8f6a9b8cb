"""What is known of the log outside its store: its newest checkpoint, which a restore of the store leaves as it is."""

from collections.abc import Callable
from typing import Protocol

from hub.text.bilingual import Bilingual


class CheckpointPlace(Protocol):
    """A place outside the store that keeps one signed checkpoint. Thread-safe, also among processes."""

    @property
    def where(self) -> Bilingual:
        """What operators call this place."""

    def read(self) -> str | None:
        """The checkpoint that is kept, whatever it says; None if there is none. Blocks.

        Raises Deferred or OSError if the place cannot be read.
        """

    def keep(self, note: str, replaces: Callable[[str], bool]) -> None:
        """Keep this checkpoint, unless `replaces` says that the one that is kept stays. Idempotent.

        A place that is slow does it later, by itself. Raises OSError; what is kept stays as it was.
        """
