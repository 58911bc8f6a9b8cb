"""What keeps queues from working though the broker answers: full, missing, on one node, without majority or leader."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from adapters.rabbitmq.management import Management
from hub.errors import Code, operator_error

COPIES: Final = 3
"""Members that a queue must have in a cluster of so many nodes or more: one node may then fail."""
NEARLY: Final = 0.98
"""Share of its bytes at which a queue counts as full: the next message may be the one too many."""
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Ailment:
    """One thing that is wrong, with the queues that it is about."""

    code: Code
    queues: tuple[str, ...]
    facts: Mapping[str, object]
    """What the code's sentence says besides."""

    @property
    def text(self) -> str:
        """One line that begins with the code, in both languages."""
        more = len(self.queues) - _SHOWN
        shown = ", ".join(self.queues[:_SHOWN]) + (f" (+{more})" if more > 0 else "")
        return str(operator_error(self.code, queues=shown, **self.facts))

    @property
    def is_failure(self) -> bool:
        """Whether something stands still by it now; else something would if one more node failed."""
        return self.code.is_failure


def code_of(reason: str) -> Code | Literal[""]:
    """The code for what the broker said when it closed a queue's channel; empty where it is none of these."""
    if "no queue '" in reason or "was deleted" in reason:
        return Code.QUEUE_MISSING
    return Code.QUEUE_LOST_MAJORITY if "due to timeout" in reason or "down or inaccessible" in reason else ""


def missing(names: Collection[str]) -> list[Ailment]:
    """Queues that are not there."""
    return [Ailment(Code.QUEUE_MISSING, tuple(names), {})] if names else []


def ailments(management: Management, vhost: str, names: Collection[str]) -> list[Ailment]:
    """What is wrong with these queues and the nodes they are on; missing ones are not told.

    Raises QueueUnavailable, OperatorError (HUB-721).
    """
    nodes = {str(node["name"]): bool(node.get("running")) for node in management.get("nodes") or []}
    queues = [queue for queue in management.get("queues", vhost) or [] if queue["name"] in names]
    return [*_full(queues), *_lost(queues), *_unled(queues), *_few(queues, nodes, vhost), *_down(nodes)]


def _full(queues: Sequence[Mapping[str, Any]]) -> Iterator[Ailment]:
    full = tuple(str(queue["name"]) for queue in queues if _is_full(queue))
    if full:
        yield Ailment(Code.QUEUE_FULL, full, {})


def _is_full(queue: Mapping[str, Any]) -> bool:
    """By the limits that are in force: the policy's or the queue's own, whichever is less."""
    limits = [queue.get("effective_policy_definition") or {}, _plain(queue.get("arguments") or {})]
    most = min((int(said["max-length"]) for said in limits if "max-length" in said), default=None)
    most_bytes = min((int(said["max-length-bytes"]) for said in limits if "max-length-bytes" in said), default=None)
    count, size = int(queue.get("messages") or 0), int(queue.get("message_bytes") or 0)
    return (most is not None and count >= most) or (most_bytes is not None and size >= most_bytes * NEARLY)


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("x-"): value for name, value in arguments.items()}


def _lost(queues: Sequence[Mapping[str, Any]]) -> Iterator[Ailment]:
    """Half of a queue's members or more are away: it takes nothing and gives nothing."""
    lost = [queue for queue in queues if _members(queue) and not _has_majority(queue)]
    if lost:
        away = sorted({node for queue in lost for node in _members(queue) - _online(queue)})
        yield Ailment(Code.QUEUE_LOST_MAJORITY, _names(lost), {"nodes": ", ".join(away)})


def _unled(queues: Sequence[Mapping[str, Any]]) -> Iterator[Ailment]:
    """Enough members are there to elect a leader, and have not: for a moment, or until somebody helps."""
    unled = [queue for queue in queues if _members(queue) and _has_majority(queue) and not queue.get("leader")]
    if unled:
        online = sorted({node for queue in unled for node in _online(queue)})
        yield Ailment(Code.QUEUE_HAS_NO_LEADER, _names(unled), {"nodes": ", ".join(online)})


def _few(queues: Sequence[Mapping[str, Any]], nodes: Mapping[str, bool], vhost: str) -> Iterator[Ailment]:
    """Fewer members than a cluster of this size can give; each missing node could be one."""
    wanted = min(COPIES, len(nodes))
    few = [queue for queue in queues if (members := _members(queue)) and len(members) < wanted]
    if few:
        fewest = min(len(_members(queue)) for queue in few)
        spare = sorted({node for queue in few for node in nodes.keys() - _members(queue)})
        pattern = "^" + re.escape(vhost).replace(r"\-", "-") + "$"
        grow = "; ".join(f"rabbitmq-queues grow {node} all --vhost-pattern '{pattern}'" for node in spare[: wanted - 1])
        yield Ailment(Code.QUEUE_HAS_FEW_MEMBERS, _names(few), {"count": fewest, "nodes": len(nodes), "grow": grow})


def _down(nodes: Mapping[str, bool]) -> Iterator[Ailment]:
    if down := sorted(node for node, is_running in nodes.items() if not is_running):
        yield Ailment(Code.BROKER_NODE_DOWN, (), {"nodes": ", ".join(down)})


def _names(queues: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(str(queue["name"]) for queue in queues)


def _members(queue: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(map(str, queue.get("members") or ()))


def _has_majority(queue: Mapping[str, Any]) -> bool:
    return 2 * len(_online(queue)) > len(_members(queue))


def _online(queue: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(map(str, queue.get("online") or ())) & _members(queue)
