"""A hub's settings: a frozen value, whatever they were read from (`hub.home.reading`)."""

import re
import socket
from collections.abc import Collection
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from hub.errors import Code, operator_error
from hub.model.checkpoint import COSIGNATURE, ED25519, NoteKey, parse_key

Need = Literal["", "card", "two", "two-cards"]
_LIKE = {"unarchive": "archive"}
"""Acts that need what another one needs."""


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


class ActSettings(Strict):
    """What operators' acts need.

    `card`: an operator's card signs. `two`: a second operator approves. `two-cards`: both, and both cards sign.
    A file of a party may ask for more. The environment says nothing of it: whoever acts sets his own variables.
    """

    settle: Need = ""
    """What `hub settle` needs: `card`: an operator's card; `two`: another operator approves; `two-cards`: both."""
    replay: Need = ""
    """What `hub replay` needs; of `replay apply` the whole plan."""
    release: Need = ""
    """What `hub quarantine release` needs."""
    discard: Need = ""
    """What `hub quarantine discard` needs."""
    keys: Need = ""
    """What `hub keys import` and `hub keys roll` need."""
    restore: Need = ""
    """What `hub audit accept-restore` needs."""
    archive: Need = ""
    """What `hub audit archive` and `hub audit unarchive` need."""
    hold: Need = ""
    """What `hub audit hold` needs, also to lift a hold."""
    prune: Need = ""
    """What `hub audit prune --remove` needs."""
    note: Literal["", "card"] = ""
    """What `hub attention note` needs."""

    def of(self, verb: str) -> str:
        """The word for an act; empty: nothing is needed."""
        return str(getattr(self, _LIKE.get(verb, verb)))

    def words(self) -> list[tuple[str, str]]:
        """The acts that need something, with their words."""
        return [(verb, word) for verb in type(self).model_fields if (word := self.of(verb))]


class WitnessSettings(Strict):
    """Another who sees every checkpoint of the log."""

    key: str
    """Its verifier key."""
    url: str = Field(pattern=r"^https?://[!-.0-?A-~]+([/?#][!-~]*)?$")
    """Its submission prefix: `/add-checkpoint` follows."""

    @field_validator("key")
    @classmethod
    def _is_of_a_witness(cls, key: str) -> str:
        if parse_key(key).kind != COSIGNATURE:
            raise ValueError("not the key of a witness, which is of type 4")
        return key

    @property
    def note_key(self) -> NoteKey:
        return parse_key(self.key)


class WitnessedLog(Strict):
    """Another's log, for which this home is a witness."""

    key: str
    """Its verifier key; the name in it is the log's name."""

    @field_validator("key")
    @classmethod
    def _is_of_a_log(cls, key: str) -> str:
        if parse_key(key).kind != ED25519:
            raise ValueError("not the key of a log, which is of type 1")
        return key


class AuditSettings(Strict):
    """How the store proves itself."""

    origin: str = Field(default="", pattern=r"^[!-*,-~]{0,128}$")
    """The name of the sealed log, which no other log in the world has, such as `example.com/hub/audit`; empty: the
    hub's `id` with `/audit`. It does not change while there is a log."""
    witnesses: tuple[WitnessSettings, ...] = ()
    """The witnesses that `hub audit cosign` asks: `[[audit.witnesses]]`, each with `key`, its verifier key (C2SP
    tlog-cosignature), and `url`, its submission prefix (C2SP tlog-witness)."""
    timestamp_url: str = Field(default="", pattern=r"^(https?://[!-.0-?A-~]+([/?#][!-~]*)?)?$")
    """The timestamp authority (RFC 3161 over HTTP, no password in it) that gives a checkpoint a day a timestamp; empty:
    none does. The certificates of the CA above it are in keys/timestamps."""
    witness: str = Field(default="", pattern=r"^[!-*,-~]{0,128}$")
    """The name under which this home cosigns others' logs (`hub audit witness`), which no other witness has; empty: the
    hub's `id` with `/witness`."""
    logs: tuple[WitnessedLog, ...] = ()
    """The logs that this home cosigns: `[[audit.logs]]`, each with `key`, its verifier key (C2SP signed-note)."""
    archive: str = ""
    """The folder for archives of closed months (`hub audit archive`); a relative path is the home's. Empty:
    `audit/archive` in the home."""

    @field_validator("witnesses")
    @classmethod
    def _have_names_of_their_own(cls, witnesses: tuple[WitnessSettings, ...]) -> tuple[WitnessSettings, ...]:
        if len({one.note_key.name for one in witnesses}) < len(witnesses):
            raise ValueError("two witnesses of one name")
        return witnesses


class WindowSettings(Strict):
    """How the window reads."""

    store: str = ""
    """The URL by which the window reads the store: that of a PostgreSQL role which may only SELECT. Empty: that of
    `store`. In both cases its connections only read."""


class Settings(Strict):
    """What a home's hub.toml may say.

    The environment goes before it: HUB_ID says `id`, HUB_WORK__BATCH says `batch` in `work`.
    """

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
    acts: ActSettings = ActSettings()
    audit: AuditSettings = AuditSettings()
    window: WindowSettings = WindowSettings()

    @property
    def uses_broker(self) -> bool:
        """Whether the queues are on a broker; otherwise they are folders."""
        return self.queue != "folders"

    @property
    def origin(self) -> str:
        """The name of the sealed log."""
        return self.audit.origin or f"{self.id}/audit"

    @property
    def witness_name(self) -> str:
        """The name under which this home cosigns others' logs."""
        return self.audit.witness or f"{self.id}/witness"

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
            raise operator_error(Code.DXP_ID_MISSING, party=min(parties))
        return self.dxp_id

    @property
    def names_own_key(self) -> bool:
        """Whether `key` or `certificate` differ from those of a new home."""
        return any(getattr(self, name) != type(self).model_fields[name].default for name in ("key", "certificate"))
