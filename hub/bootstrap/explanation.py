"""What the hub would do with a submission, with a party's message, or with a delivery in quarantine.

The store is read and not written. Private keys are not opened, unless something encrypted is to be read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hub.bootstrap.cards import open_cards
from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.encryption import DecryptsAtNeed
from hub.bootstrap.platform import on_platform
from hub.bootstrap.signing import VerifierAtNeed, agreed_profiles
from hub.bootstrap.store import open_store
from hub.catalogue import Catalogue
from hub.flow.explanation import Unsigned
from hub.flow.explanation import explain as tell
from hub.flow.foresight import Foreseen
from hub.flow.foresight import foresee as look_ahead
from hub.flow.release import NoQueue, Release
from hub.flow.reply import ReplyLine
from hub.flow.submission import SubmissionLine
from hub.home.place import Home
from hub.model.moments import SECOND
from hub.ports import Delivery, Ports


def explain(home: Home, portal: str, body: bytes) -> dict[str, Any]:
    """What the hub would do with a submission."""
    with _looking(home) as (catalogue, ports):
        return tell(SubmissionLine(home.settings.id, catalogue, ports), portal, body)


def foresee(home: Home, party: str, body: bytes) -> Foreseen:
    """What the hub would do with a message of a party."""
    with _looking(home) as (catalogue, ports):
        delivery = Delivery(owner=party, tag="", body=body, taken_at=ports.clock.now())
        return look_ahead(ReplyLine(home.settings.id, catalogue, ports), delivery)


@contextmanager
def open_foresight(home: Home) -> Iterator[Release]:
    """What foresees releases from quarantine. It can release nothing: it has no keys."""
    with _looking(home) as (catalogue, ports):
        yield Release(home.settings.id, catalogue, ports)


@contextmanager
def _looking(home: Home) -> Iterator[tuple[Catalogue, Ports]]:
    """Ports that read, verify and sign nothing."""
    settings, catalogue, clock = home.settings, sound_catalogue(home), SystemClock()
    store = open_store(home)
    try:
        bare = Ports(
            queue=NoQueue(),
            store=store,
            signer=Unsigned(),
            verifier=VerifierAtNeed(home, clock, agreed_profiles(catalogue)),
            clock=clock,
            clock_skew=settings.clock_skew_s * SECOND,
            cards=open_cards(home, catalogue),
            confidentiality=DecryptsAtNeed(home, clock, catalogue),
        )
        yield catalogue, on_platform(settings, catalogue, bare)
    finally:
        store.close()
