"""Carries PostgreSQL's transitions over to partitions by month: migration 0035, which never changes any more.

A large table is copied ahead, a part at a time, each part in a transaction of its own. The old table stays as it is, so
a process may be killed at any moment: the next one goes on behind the last part. The migration itself copies what is
missing and puts the new table in the place of the old one, all in one transaction.
"""

from adapters.store.monthly.ahead import carry_ahead
from adapters.store.monthly.finish import finish
from adapters.store.monthly.shadow import server_time

__all__ = ["carry_ahead", "finish", "server_time"]
