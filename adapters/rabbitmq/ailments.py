"""Find queues that cannot work although the broker answers: full, missing, on one node, without majority or leader."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from adapters.rabbitmq.management import Management
from hub.errors import Code, Wording, operator_error

COPIES: Final = 3
"""Members that a queue must have in a cluster with this many nodes or more. One node may then fail."""
NEARLY: Final = 0.98
"""Share of its byte limit at which a queue counts as full: the next message may exceed the limit."""
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Ailment:
    """One problem, with the queues that have it."""

    code: Code
    queues: tuple[str, ...]
    facts: Mapping[str, object]
    """Further values for the code's sentence."""

    @property
    def wording(self) -> Wording:
        """One line that begins with the code."""
        more = len(self.queues) - _SHOWN
        shown = ", ".join(self.queues[:_SHOWN]) + (f" (+{more})" if more > 0 else "")
        return operator_error(self.code, queues=shown, **self.facts).wording

    @property
    def is_failure(self) -> bool:
        """Whether queues do not work now. Otherwise they would stop if one more node failed."""
        return self.code.is_failure


def code_of(reason: str) -> Code | Literal[""]:
    """The code for the reason that the broker gave when it closed a queue's channel; empty for other reasons."""
    if "no queue '" in reason or "was deleted" in reason:
        return Code.QUEUE_MISSING
    return Code.QUEUE_LOST_MAJORITY if "due to timeout" in reason or "down or inaccessible" in reason else ""


def missing(names: Collection[str]) -> list[Ailment]:
    """The problem of queues that do not exist."""
    return [Ailment(Code.QUEUE_MISSING, tuple(names), {})] if names else []


def ailments(management: Management, vhost: str, names: Collection[str]) -> list[Ailment]:
    """The problems of these queues and their nodes; missing queues are left out.

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
    """By the limits in force: the policy's or the queue's own, whichever is lower."""
    limits = [queue.get("effective_policy_definition") or {}, _plain(queue.get("arguments") or {})]
    most = min((int(said["max-length"]) for said in limits if "max-length" in said), default=None)
    most_bytes = min((int(said["max-length-bytes"]) for said in limits if "max-length-bytes" in said), default=None)
    count, size = int(queue.get("messages") or 0), int(queue.get("message_bytes") or 0)
    return (most is not None and count >= most) or (most_bytes is not None and size >= most_bytes * NEARLY)


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("x-"): value for name, value in arguments.items()}


def _lost(queues: Sequence[Mapping[str, Any]]) -> Iterator[Ailment]:
    """Queues without a majority: half of their members or more are away, so they accept and deliver nothing."""
    lost = [queue for queue in queues if _members(queue) and not _has_majority(queue)]
    if lost:
        away = sorted({node for queue in lost for node in _members(queue) - _online(queue)})
        yield Ailment(Code.QUEUE_LOST_MAJORITY, _names(lost), {"nodes": ", ".join(away)})


def _unled(queues: Sequence[Mapping[str, Any]]) -> Iterator[Ailment]:
    """Queues without a leader although enough members are running.

    This may last a moment, or until an operator helps.
    """
    unled = [queue for queue in queues if _members(queue) and _has_majority(queue) and not queue.get("leader")]
    if unled:
        online = sorted({node for queue in unled for node in _online(queue)})
        yield Ailment(Code.QUEUE_HAS_NO_LEADER, _names(unled), {"nodes": ", ".join(online)})


def _few(queues: Sequence[Mapping[str, Any]], nodes: Mapping[str, bool], vhost: str) -> Iterator[Ailment]:
    """Queues with fewer members than a cluster of this size can give."""
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
