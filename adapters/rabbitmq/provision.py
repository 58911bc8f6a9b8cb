"""Make a broker match its topology, and find where it does not. Nothing is ever deleted."""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from secrets import token_bytes
from typing import Final

from adapters.rabbitmq.ailments import ailments
from adapters.rabbitmq.management import Management
from adapters.rabbitmq.topology import Definition, Topology
from hub.text.bilingual import Bilingual, listed

MISSING: Final = Bilingual("缺少", "missing")
_HASHING: Final = "rabbit_password_hashing_sha256"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between the broker and the topology."""

    section: str
    """The section of RabbitMQ's definitions that has the object."""
    definition: Definition
    found: Bilingual
    """“missing”, or what is different, in one line."""
    can_be_mended: bool = True
    """False for changes that would delete something or move it between nodes. Operators must make these."""
    is_of_members: bool = False
    """True for a difference in the nodes that a queue is on."""

    @property
    def name(self) -> str:
        """For example “queue portal.x.submit”."""
        kind = {"policies": "policy"}.get(self.section, self.section.removesuffix("s"))
        shown = self.definition
        if self.section == "bindings":
            return f"{kind} {shown['source']} → {shown['destination']} ({shown['routing_key']})"
        return f"{kind} {shown.get('name') or shown['user']}"


def definitions(topology: Topology, passwords: Mapping[str, str]) -> dict[str, list[Definition]]:
    """RabbitMQ's definitions in the form of its own export; passwords are hashed."""
    return {
        "vhosts": [{"name": topology.vhost}],
        "users": [_user(name, passwords[name], []) for name in topology.users()],
        "permissions": topology.permissions(),
        "policies": topology.policies(),
        "exchanges": topology.exchanges(),
        "queues": topology.queues(),
        "bindings": topology.bindings(),
    }


def apply(topology: Topology, passwords: Mapping[str, str], management: Management) -> list[Difference]:
    """Make the changes that are possible, and return all differences found. Idempotent."""
    found = check(topology, passwords, management)
    wanted: dict[str, list[Definition]] = {}
    for difference in found:
        if difference.can_be_mended:
            wanted.setdefault(difference.section, []).append(difference.definition)
    if wanted:
        management.post(wanted, "definitions")
    return found


def check(topology: Topology, passwords: Mapping[str, str], management: Management) -> list[Difference]:
    """The differences. The broker is only read."""
    vhost = topology.vhost
    found: list[Difference] = []
    if management.get("vhosts", vhost) is None:
        found.append(Difference("vhosts", {"name": vhost}, MISSING))
    for user in topology.users():
        found += _compare_user(user, passwords[user], management.get("users", user), user == topology.hub)
    for wanted in topology.permissions():
        there = management.get("permissions", vhost, wanted["user"])
        found += _compare("permissions", wanted, there, ("configure", "write", "read"))
    for wanted in topology.policies():
        there = management.get("policies", vhost, wanted["name"])
        found += _compare("policies", wanted, there, ("pattern", "definition", "apply-to", "priority"))
    for section, keys in (("exchanges", ("type", "durable", "arguments")), ("queues", ("durable", "arguments"))):
        for wanted in topology.exchanges() if section == "exchanges" else topology.queues():
            there = management.get(section, vhost, wanted["name"])
            found += _compare(section, wanted, there, keys, is_fixed=True)
    found += _compare_bindings(topology, management.get("bindings", vhost) or [])
    return [*found, *_compare_members(topology, management)]


def _compare_members(topology: Topology, management: Management) -> Iterator[Difference]:
    """Queues must be on as many nodes as the cluster can give; only the broker's own tool can change that."""
    queues = {queue["name"]: queue for queue in topology.queues()}
    for ailment in ailments(management, topology.vhost, queues):
        if ailment.code.is_about_queue_members:
            found = ailment.wording.by_language
            yield Difference("queues", queues[ailment.queues[0]], found, can_be_mended=False, is_of_members=True)


def _compare(
    section: str, wanted: Definition, there: Definition | None, keys: tuple[str, ...], *, is_fixed: bool = False
) -> Iterator[Difference]:
    """`is_fixed`: an existing object cannot be changed."""
    if there is None:
        yield Difference(section, wanted, MISSING)
    elif wrong := [one for key in keys for one in _told(key, there.get(key), wanted[key])]:
        yield Difference(section, wanted, listed(wrong), can_be_mended=not is_fixed)


def _told(key: str, found: object, wanted: object) -> Iterator[Bilingual]:
    """What differs, a text each."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        for name in sorted(found.keys() | wanted.keys()):
            yield from _told(name, found.get(name), wanted.get(name))
    elif found != wanted:
        yield Bilingual(f"{key} 为 {found!r}，应为 {wanted!r}", f"{key} is {found!r}, not {wanted!r}")


def _compare_user(name: str, password: str, there: Definition | None, is_hub: bool) -> Iterator[Difference]:
    """Owners must have no tags, because a tag could let a user send as another user.

    The hub's tags are the operators' choice.
    """
    if there is None:
        yield Difference("users", _user(name, password, []), MISSING)
        return
    tags = _tags(there)
    if not _is_password(password, there):
        yield Difference(
            "users", _user(name, password, tags if is_hub else []), Bilingual("口令不同", "another password")
        )
    elif tags and not is_hub:
        yield Difference(
            "users", _user(name, password, []), Bilingual(f"标签为 {tags!r}，应为 []", f"tags are {tags!r}, not []")
        )


def _compare_bindings(topology: Topology, there: list[Definition]) -> Iterator[Difference]:
    """No binding is missing, and the hub's exchanges have no others."""
    wanted = {_way(binding): binding for binding in topology.bindings()}
    found = {_way(binding): binding for binding in there}
    ours = {exchange["name"] for exchange in topology.exchanges()}
    for way in wanted.keys() - found.keys():
        yield Difference("bindings", wanted[way], MISSING)
    for way in found.keys() - wanted.keys():
        if way[0] in ours:
            yield Difference("bindings", found[way], Bilingual("不应存在", "must not be there"), can_be_mended=False)


def _way(binding: Definition) -> tuple[str, str, str, str]:
    return binding["source"], binding["destination_type"], binding["destination"], binding["routing_key"]


def _user(name: str, password: str, tags: list[str]) -> Definition:
    salt = token_bytes(4)
    return {
        "name": name,
        "password_hash": base64.b64encode(salt + _hash(salt, password)).decode(),
        "hashing_algorithm": _HASHING,
        "tags": tags,
    }


def _tags(user: Definition) -> list[str]:
    """A list since RabbitMQ 3.9; before, a text with commas."""
    tags = user.get("tags") or []
    return tags.split(",") if isinstance(tags, str) else list(tags)


def _is_password(password: str, user: Definition) -> bool:
    kept = base64.b64decode(user.get("password_hash") or "")
    return user.get("hashing_algorithm") == _HASHING and hmac.compare_digest(kept[4:], _hash(kept[:4], password))


def _hash(salt: bytes, password: str) -> bytes:
    """As RabbitMQ hashes it: salted SHA-256. The passwords are random, so no slower hash is needed."""
    return hashlib.sha256(salt + password.encode()).digest()
