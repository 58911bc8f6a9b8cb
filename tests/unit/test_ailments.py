"""What keeps queues from working, by what the broker's management API says of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.rabbitmq import Ailment, AilmentWatch, ailments, missing
from adapters.rabbitmq.ailments import code_of
from hub.errors import Code, QueueUnavailable

THREE = ("a", "b", "c")
LIMITS = {"max-length": 100, "max-length-bytes": 1000}


class Management:
    """Says what a test tells it to."""

    def __init__(self, nodes: Mapping[str, bool], *queues: Mapping[str, Any]) -> None:
        self._said = {"nodes": [{"name": n, "running": r} for n, r in nodes.items()], "queues": list(queues)}

    def get(self, *path: str) -> Any:
        return self._said[path[0]]


def _queue(name: str = "q", members: Sequence[str] = THREE, online: Sequence[str] | None = None, **more: Any) -> Any:
    there = members if online is None else online
    return {"name": name, "members": members, "online": there, "leader": there[0] if there else None, **more}


def _found(nodes: Sequence[str], *queues: Mapping[str, Any], down: Sequence[str] = ()) -> list[Ailment]:
    management = Management({node: node not in down for node in nodes}, *queues)
    return ailments(management, "tr.ade", {"q", "r"})  # type: ignore[arg-type]  # a stand-in


def test_sound_queues_on_all_nodes_have_nothing() -> None:
    """Also where the broker has not counted yet, and on a single node."""
    assert _found(THREE, _queue(messages=99, message_bytes=900, effective_policy_definition=LIMITS)) == []
    assert _found(THREE, _queue(messages=None, effective_policy_definition=None)) == []
    assert _found(("a",), _queue(members=("a",))) == []
    assert _found(("a", "b", "c", "d", "e"), _queue()) == []


@pytest.mark.parametrize(
    "queue",
    [
        {"messages": 100, "effective_policy_definition": LIMITS},
        {"messages": 1, "message_bytes": 990, "effective_policy_definition": LIMITS},
        {"messages": 10, "arguments": {"x-max-length": 10}, "effective_policy_definition": LIMITS},
    ],
)
def test_a_queue_is_full_by_number_or_bytes(queue: Mapping[str, Any]) -> None:
    """Whichever limit is the least."""
    (one,) = _found(THREE, _queue(**queue))
    assert (one.code, one.queues, one.is_failure) == ("HUB-722", ("q",), True)
    assert one.wording.fixed.startswith("HUB-722 ")


def test_a_queue_on_one_node_of_three_is_reported_with_what_mends_it() -> None:
    """In the words of the broker's own tool, for each node that is to be added."""
    (one,) = _found(THREE, _queue(members=("b",)))
    assert (one.code, one.queues, one.is_failure) == ("HUB-723", ("q",), False)
    assert "rabbitmq-queues grow a all --vhost-pattern '^tr\\.ade$'" in one.wording.fixed
    assert "rabbitmq-queues grow c all" in one.wording.fixed
    assert "grow b" not in one.wording.fixed


@pytest.mark.parametrize(("members", "online"), [("abc", "a"), ("ab", "a"), ("abcd", "ab"), ("a", "")])
def test_a_queue_of_which_half_is_away_has_lost_its_majority(members: str, online: str) -> None:
    """It takes nothing and gives nothing; who must come back is told."""
    found = [one for one in _found((*members,), _queue(members=(*members,), online=(*online,))) if one.is_failure]
    assert [one.code for one in found] == ["HUB-724"]
    assert ", ".join(sorted({*members} - {*online})) in found[0].wording.fixed


def test_a_queue_whose_members_elect_nobody_is_reported_with_the_nodes_to_restart() -> None:
    """Whether it is for a moment is seen by looking again."""
    found = _found(THREE, _queue(online=("b", "c"), leader=None), down=("a",))
    assert [(one.code, one.queues, one.is_failure) for one in found if one.code != "HUB-726"] == [
        ("HUB-728", ("q",), True)
    ]
    assert "b, c" in found[0].wording.fixed


def test_a_node_that_is_down_is_reported_though_every_queue_works() -> None:
    """One more, and they would not."""
    (one,) = _found(THREE, _queue(online=("a", "b")), down=("c",))
    assert (one.code, one.is_failure) == ("HUB-726", False)


def test_only_our_own_queues_are_looked_at() -> None:
    """A virtual host may have others."""
    assert _found(THREE, _queue("theirs", members=("a",))) == []


def test_many_queues_are_one_line() -> None:
    """The first few by name, the others by number."""
    assert missing([]) == []
    (one,) = missing([f"queue-{n}" for n in range(9)])
    assert one.code == "HUB-725"
    assert "queue-2 (+6)" in one.wording.fixed
    assert "queue-3" not in one.wording.fixed


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("NOT_FOUND - no queue 'q' in vhost 'v'", "HUB-725"),
        ("the queue was deleted", "HUB-725"),
        ("NOT_FOUND - failed to perform operation on queue 'q' in vhost 'v' due to timeout", "HUB-724"),
        ("NOT_FOUND - queue 'q' in vhost 'v' process is stopped by supervisor, down or inaccessible", "HUB-724"),
        ("ACCESS_REFUSED - access to queue 'q' refused", ""),
    ],
)
def test_a_missing_queue_is_distinguished_from_one_that_does_not_answer(said: str, code: str) -> None:
    """The broker closes a channel for both by the same number."""
    assert code_of(said) == code


def test_a_watch_tells_of_each_ailment_when_it_begins_and_when_it_is_over() -> None:
    """Not at each look; a broker that does not answer changes nothing."""
    full, few = Ailment(Code.QUEUE_FULL, ("q",), {}), Ailment(Code.BROKER_NODE_DOWN, (), {"nodes": "c"})
    said: list[Sequence[Ailment] | QueueUnavailable] = [
        [full],
        [full],
        QueueUnavailable("gone"),
        QueueUnavailable("gone"),
        [full, few],
        [],
    ]

    def ask() -> Sequence[Ailment]:
        if isinstance(answer := said.pop(0), Exception):
            raise answer
        return answer

    watch = AilmentWatch(ask)
    with capture_logs() as told:
        while said:
            watch.ask()
    assert [(row["event"], row.get("code")) for row in told[:3]] == [
        ("queue_ailing", "HUB-722"),
        ("queues_not_watched", None),
        ("queue_ailing", "HUB-726"),
    ]
    assert sorted((row["event"], row["code"]) for row in told[3:]) == [
        ("queue_well_again", "HUB-722"),
        ("queue_well_again", "HUB-726"),
    ]
