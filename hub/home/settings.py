"""A hub's settings: `hub.toml` in its home, read once."""

import re
import secrets
import socket
import tomllib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from adapters.files.durable import is_there, write_new
from hub.errors import operator_error

FILE = "hub.toml"
_NAMED = "certfile|keyfile|sslrootcert|sslcert|sslkey|sslcrl|sslcrldir"
_FILES = re.compile(rf"([?&](?:{_NAMED})=)(?!system(?:&|$))([^&]+)")
"""The files that the URLs of broker and database name; `system` is no file, but the system's authorities."""


class Strict(BaseModel):
    """Settings are closed: a misspelt one is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _name_of_machine() -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", socket.gethostname())[:64] or "hub"


class WorkSettings(Strict):
    batch: int = Field(default=200, ge=1, le=5000)
    """Deliveries taken at most at a time."""
    wait_ms: int = Field(default=200, ge=1, le=10_000)
    """Milliseconds to wait for the first of them."""


class Settings(Strict):
    """What a home's hub.toml may say."""

    id: str = Field(default="hub", pattern=r"^[a-z0-9-]{1,16}$")
    """The hub's name on the wire."""
    name: str = Field(default_factory=_name_of_machine, pattern=r"^[A-Za-z0-9._-]{1,64}$")
    """What this home's workers are called among all that share a store; the machine's name unless it is said."""
    store: str = "sqlite:///store.sqlite"
    """SQLAlchemy URL, with libpq's own parameters for TLS; relative paths in it are the home's. PostgreSQL servers that
    stand in for each other are several hosts with commas between them: the one that takes writes is used."""
    queue: str = Field(default="folders", pattern=r"^(folders$|amqps?://.)")
    """`folders`, or the hub's own user, the broker and the virtual host: amqp(s)://user@host/vhost; the nodes of a
    cluster are several hosts with commas between them. A password that is not in it is in keys/broker/<user>.
    `?certfile=&keyfile=` is the certificate to show to the broker, and with `&auth_mechanism=external` the login;
    relative paths are the home's."""
    queue_ca: str = ""
    """Who must have signed the broker's certificates, a PEM file; empty means the system's authorities."""
    management: str = ""
    """The broker's management API for `hub topology`, http(s)://user:password@host:port; empty means the broker's
    host, the usual port and the hub's own user."""
    key: str = "keys/hub/key.pem"
    """The signing key, PEM or PKCS#12; a relative path is the home's. Others may be in folders of keys/hub."""
    certificate: str = "keys/hub/certificate.pem"
    """Empty where the key's own file holds it."""
    key_password_file: str = ""
    """What opens the hub's keys where they are encrypted, a line each; so does HUB_KEY_PASSWORD in the environment."""
    dxp_id: str = Field(default="", pattern=r"^[!-~]{0,16}$")
    """The hub's id on the customs platform, which gives it; nothing else stands for it."""
    clock_skew_s: int = Field(default=300, ge=0, le=3600)
    """Seconds by which others' clocks may differ from ours: a party's time further ahead than this is refused."""
    clock_ahead_until: AwareDatetime | None = None
    """The newest time that a clock which was ahead has left in the store: nothing up to then is compared with the
    hub's clock any more (HUB-781). It is said once the clock is right, and means nothing when that time has come."""
    work: WorkSettings = WorkSettings()

    @property
    def recorded_ahead_until(self) -> int:
        """That time in microseconds since 1970, UTC; 0 where no clock was ahead."""
        return int(self.clock_ahead_until.timestamp() * 1_000_000) if self.clock_ahead_until else 0

    def id_on_platform(self, parties: Collection[str]) -> str:
        """The hub's id on the customs platform, where these parties are; raises OperatorError (HUB-712).

        A message under an id that the platform did not give would be refused there, and stay so for ever: what is
        sent again is the same bytes.
        """
        if parties and not self.dxp_id:
            raise operator_error("HUB-712", party=min(parties))
        return self.dxp_id

    @property
    def names_own_key(self) -> bool:
        """Whether `key` or `certificate` differ from those of a new home."""
        return any(getattr(self, name) != type(self).model_fields[name].default for name in ("key", "certificate"))


class Home:
    """A hub's directory and the places in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def settings(self) -> Settings:
        """Read hub.toml; raises OperatorError (HUB-701, HUB-702)."""
        file = self.path / FILE
        if not is_there(file):
            raise operator_error("HUB-701", path=self.path)
        try:
            settings = Settings.model_validate(tomllib.loads(file.read_text("utf-8")))
            return settings.model_copy(update={"queue": self._with_own_files(settings.queue)})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise operator_error("HUB-702", reason=f"{file}: {error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            raise operator_error("HUB-702", reason=f"{file}: {place}: {first['msg']}") from error

    def store_url(self, settings: Settings) -> str:
        """The store's URL with the relative paths in it made the home's."""
        kind, separator, rest = settings.store.partition(":///")
        if kind == "sqlite" and separator and not Path(rest).is_absolute():
            return f"sqlite:///{(self.path / rest).absolute()}"
        return self._with_own_files(settings.store)

    def _with_own_files(self, url: str) -> str:
        """The URL with the relative paths in its parameters made the home's."""

        def absolute(found: re.Match[str]) -> str:
            return found[1] + quote(str((self.path / unquote(found[2])).absolute()))

        return _FILES.sub(absolute, url)

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
    def broker_passwords(self) -> Path:
        """The passwords of the broker's users, a file each."""
        return self.path / "keys" / "broker"

    @property
    def parties(self) -> Path:
        """The certificates registered for each party."""
        return self.path / "keys" / "parties"

    @property
    def simulate(self) -> Path:
        """Private keys of the parties that `hub simulate` plays; never in production."""
        return self.path / "simulate"
