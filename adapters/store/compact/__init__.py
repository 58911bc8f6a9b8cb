"""Carries a store of text ids and digests over to compact rows: migration 0030, which never changes any more.

The tables that only grow (payloads, messages, transitions) are copied ahead, a part at a time, each part in a
transaction of its own. The old tables stay as they are, so a process may be killed at any moment: the next one goes on
behind the last part. The migration itself copies what is missing and puts the new tables in the place of the old ones,
all in one transaction.
"""

from adapters.store.compact.ahead import carry_ahead
from adapters.store.compact.finish import finish

__all__ = ["carry_ahead", "finish"]
