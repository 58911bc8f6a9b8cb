"""A cluster of three nodes, one of which fails under load: nothing is lost, and nothing comes under two ids."""

import os
import re
import shlex
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, TypeVar

import pytest
from at_work import Hub
from cluster_place import TIMEOUT_S, ClusterPlace
from places import OWNERS, SECRET
from services import TEMPLATE, Postgres, RabbitCluster, RabbitMQ, start_cluster
from stage import Stage

from adapters.rabbitmq import Ailment, Management, Topology, ailments, apply, check
from adapters.store import open_store

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    # pika leaves sockets open of owners' connections to nodes that died
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SUBMIT, MESSAGES = "portal.national.submit", "party.ping-an.messages"
Result = TypeVar("Result")
Led = Literal["portal.national.submit", "party.ping-an.messages", "the hub's own connections"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[RabbitCluster]:
    """Three nodes of this module's own, for some will be killed."""
    made = start_cluster(3)
    yield made
    made.remove()


@pytest.fixture
def place(cluster: RabbitCluster) -> Iterator[ClusterPlace]:
    made = ClusterPlace(cluster)
    made.wait_until_whole()
    yield made
    made.close()


@pytest.fixture
def stage(place: ClusterPlace, postgres: Postgres, tmp_path: Path) -> Iterator[Stage]:
    url = postgres.create(TEMPLATE)
    store = open_store(url)
    yield Stage(store, url, place, tmp_path / "keys")
    store.close()


@pytest.fixture
def hub(stage: Stage, tmp_path: Path) -> Iterator[Hub]:
    at_work = Hub(stage, tmp_path / "aside")
    yield at_work
    at_work.end()


def _node(place: ClusterPlace, which: Led) -> RabbitMQ:
    """The node that leads a queue, or one that the hub is connected to."""
    cluster = place.cluster
    if which in (SUBMIT, MESSAGES):
        return cluster.node(cluster.leader(place.vhost, which))
    return cluster.node(_until(lambda: cluster.connected(place.vhost, "hub"))[0])


def _kill(node: RabbitMQ) -> Callable[[], None]:
    node.kill()
    return node.start


def _cut_off(node: RabbitMQ) -> Callable[[], None]:
    """Its connections stay, and nobody answers on them; it comes back believing that it still leads, and is restarted.

    A node that was suspended does not join the others again by itself, whatever `cluster_partition_handling` says.
    """

    def bring_back() -> None:
        node.thaw()
        node.stop()
        node.start()

    node.freeze()
    return bring_back


FAILURES = [(SUBMIT, _kill), (MESSAGES, _cut_off), ("the hub's own connections", _kill)]
if os.environ.get("HUB_WHOLE_LOADS"):
    FAILURES += [(SUBMIT, _cut_off), (MESSAGES, _kill), ("the hub's own connections", _cut_off)]


@pytest.mark.parametrize(("which", "fail"), FAILURES)
def test_a_node_that_fails_under_load_loses_and_doubles_nothing(
    hub: Hub, place: ClusterPlace, which: Led, fail: Callable[[RabbitMQ], Callable[[], None]]
) -> None:
    """The one that leads what portals write, the one that leads what a party reads, and the one the hub talks to."""
    hub.submit(5)
    hub.wait(TIMEOUT_S)
    hub.submit(60)
    bring_back = fail(_node(place, which))
    try:
        hub.submit(30)
        hub.wait(TIMEOUT_S)
    finally:
        bring_back()
    place.wait_until_whole()
    hub.submit(10)
    hub.wait(TIMEOUT_S)
    hub.end()
    hub.stage.assert_all()


# ---- what is told of queues ------------------------------------------------------------------


def _topology(place: ClusterPlace) -> Topology:
    return Topology(vhost=place.vhost, hub="hub", owners=OWNERS)


def _told(place: ClusterPlace) -> dict[str, Ailment]:
    names = [queue["name"] for queue in _topology(place).queues()]
    return {one.code: one for one in ailments(Management(place.cluster.management), place.vhost, names)}


def _differences(place: ClusterPlace) -> list[str]:
    topology = _topology(place)
    found = check(topology, dict.fromkeys(topology.users(), SECRET), Management(place.cluster.management))
    return [one.found.en for one in found]


def _made_on(place: ClusterPlace, members: int) -> None:
    """Make a queue again on so many nodes, as when the others were down."""
    (queue,) = [one for one in _topology(place).queues() if one["name"] == SUBMIT]
    path = f"queues/{place.vhost}/{SUBMIT}"
    place.cluster.api("DELETE", path)
    (name,) = [one.name for one in place.cluster.nodes if one.name == place.cluster.leader(place.vhost, MESSAGES)]
    place.cluster.api("PUT", path, {**queue, "node": name})
    topology = _topology(place)
    apply(topology, dict.fromkeys(topology.users(), SECRET), Management(place.cluster.management))  # its binding
    node = place.cluster.nodes[0]
    for other in [one.name for one in place.cluster.nodes if one.name != name][members - 1 :]:
        node.queues("delete_member", "--vhost", place.vhost, SUBMIT, other)
    place.wait_until(lambda: len(_members(place)) == members, f"the queue is not on {members} nodes")


def test_a_queue_on_one_node_is_reported_and_what_is_reported_mends_it(place: ClusterPlace) -> None:
    """By doctor, status and log as HUB-723, by `topology check` with the commands to run."""
    assert (_told(place), _differences(place)) == ({}, [])
    _made_on(place, 1)
    assert _told(place)["HUB-723"].queues == (SUBMIT,)
    (found,) = _differences(place)
    commands = set(re.findall(r"rabbitmq-queues (grow \S+ all --vhost-pattern '[^']*')", found))  # in both languages
    assert len(commands) == 2
    for command in commands:
        place.cluster.nodes[0].queues(*shlex.split(command))
    place.wait_until_whole()
    assert (_told(place), _differences(place)) == ({}, [])


def test_a_queue_that_lost_its_majority_is_reported_with_the_node_that_must_come_back(place: ClusterPlace) -> None:
    """Of two members one is down: the broker answers, this queue does not.

    The node is stopped in order: RabbitMQ 3.10 writes which files belong to a queue of this name only now and then, so
    that a member of a queue that was just made again would not find its own after a kill.
    """
    _made_on(place, 2)
    (away,) = {*_members(place)} - {place.cluster.leader(place.vhost, SUBMIT)}
    place.cluster.node(away).stop()
    try:
        _until(lambda: "HUB-724" in _told(place))
        found = _told(place)
        assert (found["HUB-724"].queues, found["HUB-724"].facts) == ((SUBMIT,), {"nodes": away})
        assert found["HUB-726"].facts == {"nodes": away}
    finally:
        place.cluster.node(away).start()
    place.wait_until_whole()
    assert set(_told(place)) == {"HUB-723"}


def test_a_queue_without_a_leader_is_reported_though_most_of_its_members_run(place: ClusterPlace) -> None:
    """Members that do not get as far as an election; told until one is elected."""
    away = place.cluster.leader(place.vhost, SUBMIT)
    others = place.cluster.others(away)
    process = f"'{place.vhost}_{SUBMIT}'"
    for node in others:
        node.control("eval", f"sys:suspend({process}).")
    place.cluster.node(away).kill()
    try:
        _until(lambda: "HUB-728" in _told(place))
        told = _told(place)["HUB-728"]
        assert told.facts == {"nodes": ", ".join(sorted(node.name for node in others))}
        assert SUBMIT in told.queues
    finally:
        for node in others:
            node.control("eval", f"sys:resume({process}).")
        _until(lambda: "HUB-728" not in _told(place))
        place.cluster.node(away).start()
    step = told.wording.text.en.split("rabbitmqctl eval '")[1].split("'")[0]
    assert others[0].control("eval", step).strip() == "[]"  # queues with a leader are left alone
    place.wait_until_whole()
    assert _told(place) == {}


def _members(place: ClusterPlace) -> list[str]:
    return list(place.cluster.api("GET", f"queues/{place.vhost}/{SUBMIT}")["members"])


def _until(found: Callable[[], Result]) -> Result:
    """What is found, once it is."""
    end = time.monotonic() + TIMEOUT_S
    while not (result := found()):
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.5)
    return result
