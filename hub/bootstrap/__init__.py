"""The one place where a hub's objects are wired; a verb asks for what it needs and loads no more."""

from hub.bootstrap.catalogue import (
    packaged,
    party_names,
    portal_names,
    read_catalogue,
    read_statuses,
    returned_labels,
    sound_catalogue,
    type_names,
)
from hub.bootstrap.flow import (
    died_of_a_delivery,
    explain,
    open_release,
    open_replay,
    open_settlement,
    open_worker,
    prove_open_documents,
)
from hub.bootstrap.home import alone, make_home
from hub.bootstrap.links import queue_key, store_key
from hub.bootstrap.ports import SystemClock, on_platform, open_store, wire
from hub.bootstrap.queues import (
    CONFIRM_TIMEOUT_S,
    Depth,
    open_queue,
    open_side_of,
    queue_depths,
    queue_faults,
    run_simulator,
    submit,
)

__all__ = [
    "CONFIRM_TIMEOUT_S",
    "Depth",
    "SystemClock",
    "alone",
    "died_of_a_delivery",
    "explain",
    "make_home",
    "on_platform",
    "open_queue",
    "open_release",
    "open_replay",
    "open_settlement",
    "open_side_of",
    "open_store",
    "open_worker",
    "packaged",
    "party_names",
    "portal_names",
    "prove_open_documents",
    "queue_depths",
    "queue_faults",
    "queue_key",
    "read_catalogue",
    "read_statuses",
    "returned_labels",
    "run_simulator",
    "sound_catalogue",
    "store_key",
    "submit",
    "type_names",
    "wire",
]
