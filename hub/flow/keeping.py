"""Keep the newest checkpoint outside the store, where restoring the store does not take it back."""

from collections.abc import Sequence

from hub.errors import of_the_system
from hub.flow.log_lives import LogOwner
from hub.flow.past import kept_in, known_among, prove_past, replaces
from hub.ports import CheckpointPlace, LogReader
from hub.text.log import Log

log = Log()


class CheckpointKeeper:
    """Keeps checkpoints in all places. No failure of a place stops a worker; `hub doctor` tells of it."""

    def __init__(self, places: Sequence[CheckpointPlace], owner: LogOwner) -> None:
        """`places`: the first is fast, and read often."""
        self._places = places
        self._owner = owner

    def prove(self, reader: LogReader) -> None:
        """Prove that the log holds what the first place keeps; raises as `prove_past`."""
        known, _ = known_among(kept_in(self._places[:1]), self._owner)
        prove_past(reader, known, self._owner)

    def keep(self, note: str) -> None:
        """Keep this checkpoint of the log's wherever an older one is kept."""
        for place in self._places:
            try:
                place.keep(note, lambda kept: replaces(note, kept, self._owner))
            except OSError as error:
                log.warning("checkpoint_not_kept", where=place.where.en, reason=str(of_the_system(error)))
