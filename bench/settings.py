"""What a loop is told on its command line, and what loops and driver agree on."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

BATCH = 200
"""Deliveries taken at a time: what hub.toml's `work.batch` is by default."""
PREFETCH = 500
"""Deliveries that the broker hands out ahead: the hub's own figure."""
PORTAL, PARTY, HUB = "national", "ping-an", "hub"
OWNERS: Mapping[str, Literal["portal", "party"]] = {PORTAL: "portal", PARTY: "party"}
SUBMIT, STATUS = f"portal.{PORTAL}.submit", f"portal.{PORTAL}.status"
REPLIES, MESSAGES = f"party.{PARTY}.replies", f"party.{PARTY}.messages"
XSD = Path(__file__).resolve().parent.parent / "xsd" / "duty-guarantee.xsd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where everything of one run is."""

    amqp: str
    """The broker, as the hub's user."""
    store: str
    """SQLAlchemy URL of a database of the run's own."""
    keys: str
    """Folder with key.pem and certificate.pem of `hub` and of each party."""
    kind: str
    """Of the keys: `ecdsa` (P-256) or `rsa` (2048)."""
    batch: int = BATCH
    schema_anew: bool = False
    """The hand-rolled loop reads the schema for each message (`xmlschema.validate(message, file)`)."""
    seals: bool = False
    """The hub's worker seals what it records, once a second."""
    profile: str = ""
    """File for the time that the hub's worker spends in each stage; empty: nothing is timed."""

    def file(self, owner: str, name: str) -> Path:
        return Path(self.keys) / owner / name

    @property
    def is_rsa(self) -> bool:
        return self.kind == "rsa"

    def as_argument(self) -> str:
        return json.dumps(asdict(self))


def read_settings() -> Settings:
    """The settings that the driver gave this process."""
    return Settings(**json.loads(sys.argv[1]))


def tell_ready() -> None:
    """Let the driver know that this process waits for work."""
    print("ready", flush=True)
