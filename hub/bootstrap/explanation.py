"""What the hub would do with a submission."""

from typing import Any

from hub.bootstrap.cards import open_cards
from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.platform import on_platform
from hub.bootstrap.signing import VerifierAtNeed
from hub.bootstrap.store import open_store
from hub.flow.explanation import Unsigned
from hub.flow.explanation import explain as tell
from hub.flow.release import NoQueue
from hub.flow.submission import SubmissionLine
from hub.home.place import Home
from hub.ports import Ports


def explain(home: Home, portal: str, body: bytes) -> dict[str, Any]:
    """What the hub would do with a submission; the store is read and not written, private keys are not opened."""
    settings, catalogue, store = home.settings, sound_catalogue(home), open_store(home)
    try:
        bare = Ports(
            queue=NoQueue(),
            store=store,
            signer=Unsigned(),
            verifier=VerifierAtNeed(home, SystemClock()),
            clock=SystemClock(),
            cards=open_cards(home, catalogue),
        )
        return tell(SubmissionLine(settings.id, catalogue, on_platform(settings, catalogue, bare)), portal, body)
    finally:
        store.close()
