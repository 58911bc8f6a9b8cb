"""A home with documents whose trails ended years ago, and what two operators do in it, for tests of verbs."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from archives import ended
from cards import Holder
from cryptography.hazmat.primitives.serialization import Encoding
from operators_home import AGREED, by_card, refusal
from rig import Rig, signing_key
from verbs import hub_json

from adapters.store import open_store
from adapters.trust import write_key
from hub.bootstrap.home import make_home
from hub.bootstrap.sealing import open_sealer
from hub.flow.sealing import SealingLine
from hub.home.place import Home
from hub.home.reading import FILE
from hub.ports import Store
from hub.testing.rows import write

KIND: dict[str, Any] = {"type": "credit-authorization", "party": "ping-an", "sender": "national", "portal": "national"}
WHY = ("--reason", "two years are over")


class Clock:
    """A time at which a checkpoint is due."""

    def now(self) -> int:
        return 1_800_000_000_000_000


def home_with(folder: Path, statuses: Mapping[str, str]) -> Path:
    """A home with a sealed store of such documents, by the portal's reference; the folder of the home."""
    home = Home(folder)
    make_home(home, ["ping-an"], ["national"])
    with closing(open_store(home.store_url)) as store:
        write(store, *(ended(ref, status=status, **KIND)[0].changes() for ref, status in statuses.items()))
        _seal(home, store)
    return home.path


@contextmanager
def lived_home(folder: Path) -> Iterator[tuple[Home, Rig]]:
    """A home, and the hub that works on its store in September 2026; in the end its log is sealed by the home's key."""
    home = Home(folder)
    make_home(home, ["ping-an"], ["national"])
    if not (certificate := home.parties / "ping-an" / "rig.pem").exists():
        certificate.write_bytes(signing_key("ping-an").certificate.public_bytes(Encoding.PEM))
        write_key(signing_key("hub"), home.keys / "hub" / "rig")
    with closing(open_store(home.store_url)) as store, closing(Rig(store, folder.parent / "places")) as rig:
        rig.log_signer = open_sealer(home)
        yield home, rig
        _seal(home, store)


def _seal(home: Home, store: Store) -> None:
    signer = open_sealer(home)
    assert signer is not None
    SealingLine(store.log, signer, Clock()).run()


def require(home: Path, verb: str, need: str) -> None:
    """Let the home's settings say what an act needs."""
    settings = home / FILE
    settings.write_text(settings.read_text("utf-8") + f'\n[acts]\n{verb} = "{need}"\n', "utf-8")


def proposed_by(home: Path, cards: Mapping[str, Holder], *words: str) -> str:
    """What the first operator proposes, by her card; nobody approves it without one."""
    proposed = hub_json(home, *by_card(home, home / "carried", cards["li"], *words, *WHY))
    assert refusal(home, ("approve", proposed["proposal"], *AGREED)) == "HUB-807"
    return str(proposed["proposal"])


def approval_of(home: Path, cards: Mapping[str, Holder], proposal: str) -> tuple[str, ...]:
    """The words by which the second operator approves it with his card."""
    return by_card(home, home / "carried", cards["wang"], "approve", proposal, *AGREED)
