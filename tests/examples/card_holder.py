"""Whoever holds the hub's card in a story: a card in software, in a card service of the demo's own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from portals import StoryBroken
from services.pcsc import CardService, wait_for, what_is_missing
from services.virtual_card import PivCard, VirtualCard

from adapters.x509 import make_key
from adapters.x509.making import certificate_pem
from hub.bootstrap.clock import SystemClock

PIN = b"135790"


@contextmanager
def a_card(home: Path, parties: Sequence[str]) -> Iterator[VirtualCard]:
    """The card, inserted, with which the hub signs for these parties; the service ends with the story."""
    if reason := what_is_missing():
        raise StoryBroken(f"{reason} (`make demo STORY=card` installs it on Debian, as root)")
    service = CardService()
    try:
        service.start()
        key = make_key("hub card", SystemClock().now())
        card = VirtualCard(PivCard(key, PIN), service.port)
        card.insert()
        wait_for(service.has_card)
        _register(home / "keys" / "hub" / "card", certificate_pem(key.certificate), parties)
        yield card
        card.pull()
    finally:
        service.remove()


def _register(folder: Path, certificate: bytes, parties: Sequence[str]) -> None:
    """Tell the hub of its card, as docs/cards.md says."""
    folder.mkdir(parents=True)
    (folder / "certificate.pem").write_bytes(certificate)
    (folder / "pin").touch(0o600)
    (folder / "pin").write_bytes(PIN)
    said = f"provider: card\nreader: Hub Test *\npin: {{file: pin}}\nparties: [{', '.join(parties)}]\n"
    (folder / "device.yaml").write_text(said, "utf-8")
