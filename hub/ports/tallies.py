"""What a store has counted."""

from typing import Protocol

from hub.model.tally import Counted


class TallyReader(Protocol):
    """Reads what all writers of a store have counted together. Thread-safe.

    Rows are counted in the transaction that writes them; durations of stages with a worker's heartbeat. A count only
    grows: what leaves the store was counted when it came.
    """

    def counted(self) -> Counted:
        """The sums over all writers."""
