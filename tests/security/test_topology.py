"""What a portal or party can do on the broker: write its exchange, read its queue, and nothing else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError, ChannelClosedByBroker, ProbableAccessDeniedError, ProbableAuthenticationError
from services import RabbitMQ

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))

from queue_cases import OWNERS, RabbitRig, inbound, outgoing

from hub.testing.queue.play import parcels, send, take

A, B, C = OWNERS
OTHERS = ["in.portal-a", "in.bank-c", "out", "dead", "", "amq.direct", "amq.topic", "amq.fanout"]
NOT_READABLE = [inbound(B), inbound(A), outgoing(A), outgoing(C), inbound(C), "dead", "hub.checkpoint"]


@pytest.fixture(scope="module")
def rig(rabbitmq: RabbitMQ) -> Iterator[RabbitRig]:
    with closing(RabbitRig(rabbitmq)) as made:
        yield made


def refusal(rig: RabbitRig, act: Callable[[BlockingChannel], object]) -> str:
    """What the broker says when B tries; fails when it does not refuse."""
    channel = rig.channel(B)
    try:
        channel.confirm_delivery()
        act(channel)
    except ChannelClosedByBroker as error:
        return f"{error.reply_code} {error.reply_text}"
    pytest.fail("the broker let it pass")


@pytest.mark.parametrize("exchange", OTHERS)
def test_a_party_publishes_through_no_exchange_but_its_own(rig: RabbitRig, exchange: str) -> None:
    """The default exchange would reach every queue there is."""
    for key in (inbound(A), outgoing(A), outgoing(B), inbound(B), "hub.checkpoint"):
        publish = partial(
            BlockingChannel.basic_publish,
            exchange=exchange,
            routing_key=key,
            body=b"x",
            properties=pika.BasicProperties(user_id=B),
        )

        assert "403 ACCESS_REFUSED" in refusal(rig, publish)
    assert rig.depth(inbound(A)) == rig.depth(outgoing(A)) == rig.depth(outgoing(B)) == rig.depth("dead") == 0


@pytest.mark.parametrize("queue", NOT_READABLE)
@pytest.mark.parametrize(
    "act",
    [
        lambda channel, queue: channel.basic_get(queue),
        lambda channel, queue: channel.basic_consume(queue, lambda *_: None),
        lambda channel, queue: channel.queue_purge(queue),
    ],
    ids=["get", "consume", "purge"],
)
def test_a_party_reads_no_queue_but_its_own(
    rig: RabbitRig, queue: str, act: Callable[[BlockingChannel, str], object]
) -> None:
    """Not even what it sent itself."""
    assert "403 ACCESS_REFUSED" in refusal(rig, lambda channel: act(channel, queue))


@pytest.mark.parametrize(
    "act",
    [
        lambda channel: channel.queue_declare("mine", durable=True),
        lambda channel: channel.queue_declare("", exclusive=True),
        lambda channel: channel.queue_declare(inbound(B), durable=True, arguments={"x-queue-type": "quorum"}),
        lambda channel: channel.exchange_declare("mine", "fanout"),
        lambda channel: channel.queue_bind(outgoing(B), "out", outgoing(A)),
        lambda channel: channel.queue_bind(outgoing(A), "in.insurer-b", "x"),
        lambda channel: channel.exchange_bind("in.insurer-b", "out", outgoing(A)),
        lambda channel: channel.queue_unbind(inbound(A), "in.portal-a", inbound(A)),
        lambda channel: channel.queue_delete(outgoing(B)),
        lambda channel: channel.queue_delete(inbound(A)),
        lambda channel: channel.exchange_delete("in.insurer-b"),
    ],
    ids=[
        "queue",
        "temporary queue",
        "own queue again",
        "exchange",
        "listen in",
        "push into",
        "exchange to exchange",
        "unbind",
        "delete own queue",
        "delete a queue",
        "delete own exchange",
    ],
)
def test_a_party_declares_binds_and_deletes_nothing(rig: RabbitRig, act: Callable[[BlockingChannel], object]) -> None:
    """Its place is made by the hub's operators alone."""
    assert "403 ACCESS_REFUSED" in refusal(rig, act)


def test_a_party_cannot_reach_another_queue_through_its_own_exchange(rig: RabbitRig) -> None:
    """Whatever the key: one queue is bound to it, by one key."""
    for key in (inbound(A), outgoing(A), inbound(C), "dead", "hub.checkpoint", "#", "*", ""):
        with pytest.raises(pika.exceptions.UnroutableError), rig.channel(B) as channel:
            channel.confirm_delivery()
            channel.basic_publish("in.insurer-b", key, b"x", pika.BasicProperties(user_id=B), mandatory=True)


@pytest.mark.parametrize("name", [A, C, "hub", "admin", "insurer-b ", ""])
def test_a_message_in_anothers_name_is_refused_by_the_broker(rig: RabbitRig, name: str) -> None:
    """Also the empty name, and one like its own."""
    properties = pika.BasicProperties(user_id=name)

    said = refusal(rig, lambda c: c.basic_publish("in.insurer-b", inbound(B), b"x", properties, mandatory=True))

    assert "406 PRECONDITION_FAILED - user_id property set to" in said
    assert rig.depth(inbound(B)) == 0


def test_a_message_in_nobodys_name_arrives_with_a_doubt(rig: RabbitRig) -> None:
    """The broker accepts it; the hub does not."""
    with rig.channel(B) as channel:
        channel.basic_publish("in.insurer-b", inbound(B), b"x", pika.BasicProperties())
    with closing(rig.queue()) as queue:
        taken = take(queue, 1)
        queue.acknowledge(taken)

    assert [(d.owner, d.body, d.doubt) for d in taken] == [(B, b"x", "HUB-117")]


def test_a_reply_to_a_temporary_queue_of_its_own_is_nothing_that_the_hub_would_answer(rig: RabbitRig) -> None:
    """Direct reply-to needs no permission, and no parcel ever goes there."""
    with rig.channel(B) as channel:
        properties = pika.BasicProperties(user_id=B, reply_to="amq.rabbitmq.reply-to")
        channel.basic_consume("amq.rabbitmq.reply-to", lambda *_: None, auto_ack=True)
        channel.basic_publish("in.insurer-b", inbound(B), b"x", properties)
    with closing(rig.queue()) as queue:
        taken = take(queue, 1)
        queue.acknowledge(taken)
        assert send(queue, parcels(A, [b"1"])) == {"id-0": "confirmed"}
    assert (taken[0].doubt, rig.pick_up(B), len(rig.pick_up(A))) == ("", [], 1)


def test_dead_letters_cannot_be_forged(rig: RabbitRig) -> None:
    """Only the broker writes there; what an owner rejects is kept under its own name."""
    with closing(rig.queue("hub-1")) as queue:
        send(queue, parcels(B, [b"rejected"]))
        with rig.channel(B) as channel:
            got = channel.basic_get(outgoing(B))[0]
            channel.basic_reject(got.delivery_tag, requeue=False)
            taken = take(queue, 1)
        queue.acknowledge(taken)
    assert [(d.owner, d.doubt) for d in taken] == [(B, "HUB-118")]


def test_a_user_enters_no_other_virtual_host_and_not_with_anothers_password(rig: RabbitRig) -> None:
    """Nor as nobody."""
    elsewhere = rig.broker.create_vhost()
    for url, error in [
        (rig.broker.url(elsewhere, B, f"secret-of-{B}"), ProbableAccessDeniedError),
        (rig.broker.url(rig.vhost, A, f"secret-of-{B}"), ProbableAuthenticationError),
        (rig.broker.url(rig.vhost, B, ""), ProbableAuthenticationError),
        (rig.broker.url(rig.vhost, "guest", "guest"), ProbableAuthenticationError),
    ]:
        with pytest.raises(AMQPError) as failure:
            pika.BlockingConnection(pika.URLParameters(url)).close()
        assert isinstance(failure.value, error)


def test_what_gets_a_user_more_rights_is_found_and_taken_away(rig: RabbitRig) -> None:
    """A tag that lets it send as others, a wider permission; and a binding that lets it listen in is told."""
    rig.broker.api("PUT", f"permissions/{rig.vhost}/{B}", {"configure": "", "write": ".*", "read": ".*"})
    user = rig.broker.api("GET", f"users/{B}")
    rig.broker.api("PUT", f"users/{B}", {"password_hash": user["password_hash"], "tags": "impersonator"})
    rig.broker.api("POST", f"bindings/{rig.vhost}/e/out/q/{outgoing(B)}", {"routing_key": outgoing(A)})

    found = {difference.name: difference for difference in rig.apply()}
    left = {difference.name for difference in rig.apply()}

    listening = f"binding out → {outgoing(B)} ({outgoing(A)})"
    assert found.keys() == {f"user {B}", f"permission {B}", listening}
    assert left == {listening}
    rig.broker.api("DELETE", f"bindings/{rig.vhost}/e/out/q/{outgoing(B)}/{outgoing(A)}")
    assert rig.apply() == []
