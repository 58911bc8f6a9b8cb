"""Removals by a home's policy."""

from hub.bootstrap.archiving import closing_of, signer_of
from hub.bootstrap.catalogue import read_policy_of, sound_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.retention import open_archives
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.operate.retention.pruning import Pruning
from hub.ports import Store


def open_pruning(home: Home, store: Store) -> Pruning:
    """Removes what is due in a home's store.

    Raises OperatorError: HUB-960 without a policy, HUB-901 without a key of the log; CatalogueFaulty (HUB-703).
    """
    policy, _ = read_policy_of(home, sound_catalogue(home))
    if policy is None:
        raise operator_error(Code.POLICY_MISSING, path=home.retention)
    return Pruning(
        store=store,
        policy=policy,
        files=open_archives(home),
        signer=signer_of(home),
        closing=closing_of(home, store),
        clock=SystemClock(),
    )
