"""A hub's home: a directory, the places in it, and its settings."""

import os
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from adapters.files.durable import is_there, write_new
from hub.home.linked_files import with_files_in
from hub.home.reading import FILE, read_settings
from hub.home.settings import Settings
from hub.text.bilingual import Bilingual
from hub.text.urls import to_read


class Home:
    """A hub's directory and the places in it. Nothing is read or made before it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def settings(self) -> Settings:
        """The settings, read once: later changes count for the next process. Raises OperatorError (HUB-701, HUB-702).

        The files that `queue` names are absolute.
        """
        found = read_settings(self.path)
        return found.model_copy(update={"queue": with_files_in(self.path, found.queue)})

    @property
    def verb(self) -> tuple[str, ...]:
        """What a command for this home begins with, so that it can be typed where this process was started."""
        given = str(self.path)
        return ("hub",) if given in {".", os.environ.get("HUB_HOME", ".")} else ("hub", "--home", given)

    @property
    def store_url(self) -> str:
        """The store's URL with the relative paths in it made the home's; raises as `settings`."""
        return self._with_own_files(self.settings.store)

    @property
    def to_read(self) -> "ReadersHome":
        """The same home for who only reads."""
        return ReadersHome(self.path)

    def _with_own_files(self, url: str) -> str:
        kind, separator, rest = url.partition(":///")
        if kind == "sqlite" and separator and not Path(rest).is_absolute():
            return f"sqlite:///{(self.path / rest).absolute()}"
        return with_files_in(self.path, url)

    @property
    def is_made(self) -> bool:
        """Whether the directory has settings: `hub init` makes them."""
        return is_there(self.path / FILE)

    @property
    def has_own_catalogue(self) -> bool:
        """Whether the directory adds routes or schemas to those that are packaged."""
        return any((self.path / name).is_dir() for name in ("routes", "xsd"))

    @property
    def log(self) -> Path:
        """Where events are written; nowhere in a directory that is no home."""
        return self.path / "hub.log" if (self.path / FILE).is_file() else Path(os.devnull)

    @property
    def has_mark(self) -> bool:
        """Whether a worker of this home was ever started: it makes the mark."""
        return is_there(self.path / ".mark")

    @property
    def mark(self) -> str:
        """What tells this home from others that have its name and share its store: made once, and kept."""
        file = self.path / ".mark"
        if not self.has_mark:
            with suppress(FileExistsError):  # another worker was faster
                write_new(file, secrets.token_hex(4).encode())
        return file.read_text("utf-8")

    @property
    def queues(self) -> Path:
        return self.path / "queues"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def devices(self) -> Path:
        """Where workers note which devices with keys do not sign."""
        return self.path / ".devices"

    @property
    def plans(self) -> Path:
        """Replay plans that operators began and that are not done yet."""
        return self.path / ".plans"

    @property
    def broker_passwords(self) -> Path:
        """The passwords of the broker's users, a file each."""
        return self.path / "keys" / "broker"

    @property
    def parties(self) -> Path:
        """The certificates registered for each party."""
        return self.path / "keys" / "parties"

    @property
    def encryption(self) -> Path:
        """Keys and certificates for encryption, in folders as those for signatures: `hub` and `parties`."""
        return self.path / "keys" / "encryption"

    def missing_to_encrypt(self, party: str) -> Bilingual | None:
        """What this home lacks for encryption with a party; None if all is there, as far as this user may see."""
        try:
            ours, theirs = self.encryption / "hub", self.encryption / "parties" / party
            if not any(path.is_file() for path in ours.rglob("*")):
                return Bilingual("keys/encryption/hub 中没有密钥", "there is no key in keys/encryption/hub")
            if not any(theirs.glob("*.pem")):
                return Bilingual(f"{theirs.name} 没有加密证书", "it has no certificate in keys/encryption/parties")
        except PermissionError:
            return None
        return None

    @property
    def cards(self) -> Path:
        """The certificates of the authorities of cards."""
        return self.path / "keys" / "cards"

    @property
    def audit_key(self) -> Path:
        """The key of the sealed log."""
        return self.path / "keys" / "audit" / "key.pem"

    @property
    def kept_checkpoint(self) -> Path:
        """The newest checkpoint of the log that this home knows, where restoring the store does not take it back."""
        return self.path / "audit" / "checkpoint"

    @property
    def verified(self) -> Path:
        """What `hub audit verify` has verified."""
        return self.path / "audit" / "verified.json"

    @property
    def archives(self) -> Path:
        """Where archives of closed months are."""
        return self.path / (self.settings.audit.archive or "audit/archive")

    @property
    def retention(self) -> Path:
        """The policy by which stored bytes are removed; without the file none are."""
        return self.path / "retention.yaml"

    @property
    def searches(self) -> Path:
        """Saved searches of `hub log`; a home may have none."""
        return self.path / "searches.toml"

    @property
    def witness_key(self) -> Path:
        """The key with which this home cosigns others' logs."""
        return self.path / "keys" / "audit" / "witness.pem"

    @property
    def witnessed(self) -> Path:
        """What this home has cosigned of others' logs, a file each."""
        return self.path / "audit" / "witness"

    @property
    def histories(self) -> Path:
        """Which witnesses know another history of this home's log, a file each."""
        return self.path / "audit" / "histories"

    @property
    def timestamp_authorities(self) -> Path:
        """The certificates of the CAs above the timestamp authority."""
        return self.path / "keys" / "timestamps"

    @property
    def operators(self) -> Path:
        """The certificates of operators' cards, with their authorities in `ca` and lists of revoked ones in `crl`."""
        return self.path / "keys" / "operators"

    @property
    def has_card_authorities(self) -> bool:
        """Whether there is any file of a card CA, as far as this user may see: who runs the hub will be told."""
        try:
            return any(name.endswith(".pem") for name in os.listdir(self.cards))  # noqa: PTH208 - glob hides errors
        except PermissionError:
            return True
        except OSError:
            return False

    @property
    def simulate(self) -> Path:
        """Private keys of the parties that `hub simulate` plays; never in production."""
        return self.path / "simulate"

    def simulated_encryption(self, party: str) -> Path:
        """The pair by which a party that `hub simulate` plays decrypts."""
        return self.simulate / party / "encryption"


class ReadersHome(Home):
    """A home for who only reads: the database refuses every write of whoever opens the store by it."""

    @property
    def store_url(self) -> str:
        """The URL of the reading role, or of the store, for connections that may only read; raises as `settings`."""
        settings = self.settings
        return to_read(self._with_own_files(settings.window.store or settings.store))
