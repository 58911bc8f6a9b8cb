"""What RabbitMQ promises beyond the contract: who is vouched for, what is full, and what one queue's failure does."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace

import pika
import pytest
from queue_cases import OWNERS, RabbitRig, inbound, outgoing
from services import RabbitMQ
from structlog.testing import capture_logs

from adapters import rabbitmq
from adapters.rabbitmq import OWNER_SIDE, Broker, RabbitQueue, depths
from adapters.rabbitmq.consumer import Consumer
from hub.errors import QueueUnavailable
from hub.ports import Confirmation, Parcel
from hub.testing.queue import StandingClock
from hub.testing.queue.play import bodies, parcels, publish, send, take, told

A, B, C = OWNERS
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def rig(rabbitmq: RabbitMQ) -> Iterator[RabbitRig]:
    with closing(RabbitRig(rabbitmq)) as made:
        yield made


def publish_as(rig: RabbitRig, user: str, owner: str, body: bytes, **properties: object) -> None:
    with rig.channel(user) as channel:
        channel.confirm_delivery()
        channel.basic_publish(f"in.{owner}", inbound(owner), body, pika.BasicProperties(**properties), mandatory=True)


# ---- doubts ----------------------------------------------------------------------------------


def test_a_delivery_without_the_owners_validated_name_is_doubted(rig: RabbitRig) -> None:
    """It left the name out, or another user that may write there gave its own."""
    queue = rig.queue()
    publish_as(rig, A, A, b"unnamed")
    publish_as(rig, "hub", A, b"of the hub", user_id="hub")
    rig.drop(A, "1.json", b"named")

    assert [(d.owner, d.body, d.doubt) for d in take(queue, 3)] == [
        (A, b"unnamed", "HUB-117"),
        (A, b"of the hub", "HUB-117"),
        (A, b"named", ""),
    ]


def test_a_traceparent_comes_and_goes_among_the_headers(rig: RabbitRig) -> None:
    """What is none is ignored; a parcel without one has no header."""
    queue = rig.queue()
    for said in (TRACE, "nonsense", 7):
        publish_as(rig, A, A, b"x", user_id=A, headers={"traceparent": said, "other": "y"})
    assert [(d.trace, d.doubt) for d in take(queue, 3)] == [(TRACE, ""), ("", ""), ("", "")]
    plain, traced = parcels(A, [b"{}", b"{}"])
    assert set(send(queue, [replace(traced, trace=TRACE), plain]).values()) == {"confirmed"}
    with rig.channel(A) as channel:
        found = [channel.basic_get(outgoing(A), auto_ack=True) for _ in "12"]
    headers = [properties.headers or {} for _, properties, _ in found if properties]
    assert [one.get("traceparent") for one in headers] == [TRACE, None]  # the broker adds headers of its own


def bury(rig: RabbitRig, owner: str, *, requeue: bool) -> None:
    """Give the first message of an owner back, or away, until it is a dead letter."""
    with rig.channel("hub") as channel:
        until = time.monotonic() + 300
        while rig.depth("dead") == 0:
            assert time.monotonic() < until, "the broker does not let go of it"
            if (got := channel.basic_get(inbound(owner))[0]) is not None:
                channel.basic_nack(got.delivery_tag, requeue=requeue)


def test_what_was_delivered_too_often_comes_once_more_as_redelivered_and_undoubted(rig: RabbitRig) -> None:
    """The broker counts what a dead worker had in memory; which of it was the cause, the hub finds out itself."""
    rig.drop(B, "poison.xml", b"poison")
    bury(rig, B, requeue=True)

    queue = rig.queue()
    taken = take(queue, 1)
    queue.acknowledge(taken)

    assert [(d.owner, d.body, d.redelivered, d.doubt) for d in taken] == [(B, b"poison", True, "")]
    queue.close()
    assert rig.depth("dead") == 0


def test_what_was_delivered_too_often_is_vouched_for_as_ever(rig: RabbitRig) -> None:
    """By the user that the broker saw when it was sent."""
    publish_as(rig, B, B, b"unnamed")
    bury(rig, B, requeue=True)

    assert [(d.owner, d.body, d.doubt) for d in take(rig.queue(), 1)] == [(B, b"unnamed", "HUB-117")]


def test_a_dead_letter_of_any_other_cause_comes_with_a_doubt(rig: RabbitRig) -> None:
    """Somebody who is not the hub threw it away."""
    rig.drop(B, "1.xml", b"thrown away")
    bury(rig, B, requeue=False)

    assert [(d.owner, d.body, d.doubt) for d in take(rig.queue(), 1)] == [(B, b"thrown away", "HUB-118")]


def test_what_an_owner_says_of_its_dead_letters_counts_for_nothing(rig: RabbitRig) -> None:
    """The broker writes its own word before it."""
    headers = {"x-death": [{"reason": "delivery_limit", "queue": inbound(B), "count": 1, "exchange": "x"}]}
    publish_as(rig, B, B, b"1", user_id=B, headers=headers)
    bury(rig, B, requeue=False)

    assert [(d.body, d.doubt) for d in take(rig.queue(), 1)] == [(b"1", "HUB-118")]


def test_an_owner_takes_what_the_hub_sent_without_doubts(rig: RabbitRig) -> None:
    """From its own side, with the same class; what it sends goes through its own exchange."""
    queue = rig.queue()
    party = RabbitQueue(rig.url(B), {B: "party"}, StandingClock(), side=OWNER_SIDE, worker=B)
    rig.opened.append(party)

    assert send(party, parcels(B, [b"to the hub"])) == {"id-0": "confirmed"}
    assert send(party, parcels(A, [b"to another"])) == {"id-0": "returned"}
    assert send(queue, parcels(B, [b"to you"])) == {"id-0": "confirmed"}
    assert [(d.owner, d.body, d.doubt) for d in take(queue, 1)] == [(B, b"to the hub", "")]
    assert [(d.owner, d.body, d.doubt) for d in take(party, 1)] == [(B, b"to you", "")]


def test_who_only_publishes_touches_no_deliveries(rig: RabbitRig) -> None:
    """They are not even marked as delivered before: `hub submit` is no reader."""
    publish(rig.queue(), parcels(A, [b"1"]))
    portal = RabbitQueue(rig.url(A), {A: "portal"}, StandingClock(), side=OWNER_SIDE, worker=A)
    rig.opened.append(portal)
    send(portal, parcels(A, [b"x"]))
    portal.close()

    with rig.channel(A) as channel:
        got = channel.basic_get(outgoing(A), auto_ack=True)[0]
    assert not got.redelivered


# ---- parcels ---------------------------------------------------------------------------------


def test_a_message_shows_its_id_its_type_its_sender_and_survives_a_restart(rig: RabbitRig) -> None:
    """What partners see of a parcel."""
    queue = rig.queue()
    names = ["m-1.xml", "保函.json", "m-3"]
    send(queue, [Parcel(id=name, destination=A, name=name, body=b"x") for name in names])

    with rig.channel(A) as channel:
        found = [channel.basic_get(outgoing(A), auto_ack=True)[1] for _ in names]

    assert [p.message_id for p in found] == names
    assert [p.content_type for p in found] == ["application/xml", "application/json", "application/octet-stream"]
    assert {(p.user_id, p.delivery_mode) for p in found} == {("hub", 2)}


def test_a_name_that_amqp_cannot_carry_is_an_error_of_ours_and_nothing_is_sent(rig: RabbitRig) -> None:
    """255 bytes are the limit."""
    queue = rig.queue()
    sent = [*parcels(A, [b"1"]), Parcel(id="2", destination=A, name="保" * 86, body=b"")]

    with pytest.raises(ValueError, match="message id"):
        publish(queue, sent)
    assert queue.confirmations(0.3) == {}
    assert rig.pick_up(A) == []


def test_an_unroutable_parcel_is_returned_though_the_broker_confirms_it_too(rig: RabbitRig) -> None:
    """Also among others, and when the same one is there twice."""
    queue = rig.queue()
    rig.broker.api("DELETE", f"queues/{rig.vhost}/{outgoing(B)}")
    lost = [Parcel(id=f"lost-{n}", destination=B, name="same.xml", body=b"x") for n in range(2)]

    fates = send(queue, [*lost, *parcels(A, [b"1"] * 50), Parcel(id="l", destination=B, name="l.xml", body=b"")])

    assert {id_ for id_, fate in fates.items() if fate == "returned"} == {"lost-0", "lost-1", "l"}
    assert sum(fate == "confirmed" for fate in fates.values()) == 50


def test_a_full_queue_takes_no_more_until_somebody_reads_it(rig: RabbitRig) -> None:
    """Other queues go on."""
    queue = rig.queue()
    rig.limit(5)
    first, second = (
        send(queue, [Parcel(id=f"{n}-{m}", destination=A, name=f"{n}-{m}.xml", body=b"x") for m in range(20)])
        for n in range(2)
    )
    others = send(queue, parcels(B, [b"1"]))
    waiting = len(rig.pick_up(A))
    again = send(queue, parcels(A, [b"1"]))

    assert "confirmed" in first.values()  # the broker notices a little late that a queue is full
    assert set(second.values()) == {"full"}
    assert sum(fate == "confirmed" for fate in first.values()) == waiting
    assert others == again == {"id-0": "confirmed"}


def test_a_full_or_missing_queue_is_logged_once_by_its_code_and_once_when_it_takes_again(rig: RabbitRig) -> None:
    """Not for each parcel; by the queue's name."""
    queue = rig.queue()
    with capture_logs() as logged:
        rig.limit(5)
        for n in range(3):
            send(queue, [Parcel(id=f"{n}-{m}", destination=A, name=f"{n}-{m}.xml", body=b"x") for m in range(20)])
        rig.pick_up(A)
        send(queue, parcels(A, [b"1"]))
        rig.broker.api("DELETE", f"queues/{rig.vhost}/{outgoing(B)}")
        for _ in range(2):
            send(queue, parcels(B, [b"1"]))

    told = [(row["event"], row["queue"], row.get("code")) for row in logged if "queue" in row]
    assert told == [
        ("queue_takes_nothing", outgoing(A), "HUB-727"),
        ("queue_takes_again", outgoing(A), None),
        ("queue_takes_nothing", outgoing(B), "HUB-725"),
    ]


def test_a_channel_on_which_a_queue_goes_on_refusing_is_opened_anew_and_loses_nothing(
    rig: RabbitRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits is told as lost, for it was never sent; what was under way is told as it became."""
    monkeypatch.setattr("adapters.rabbitmq.publisher.REFUSING_AFTER_S", 0.0)
    monkeypatch.setattr("adapters.rabbitmq.publisher.CHECK_INTERVAL_S", 0.1)
    queue = rig.queue()
    rig.limit(1)
    fates: Counter[str] = Counter()
    with capture_logs() as logged:
        until = time.monotonic() + 300
        while not any(row["event"] == "queue_channel_lost" for row in logged):
            assert time.monotonic() < until, "the channel stays"
            name = f"{fates.total()}.xml"
            with suppress(QueueUnavailable):
                fates.update(send(queue, [Parcel(id=name, destination=A, name=name, body=b"x")]).values())

    rig.limit(None)
    assert send(queue, parcels(B, [b"1"])) == {"id-0": "confirmed"}
    assert len(rig.pick_up(A)) == fates["confirmed"]
    assert set(fates) <= {"confirmed", "full", "lost"}


def test_a_full_queue_is_what_the_management_api_says_of_it(rig: RabbitRig) -> None:
    """As doctor, status and a running hub's log ask."""
    names = [queue["name"] for queue in rig.topology.queues()]
    management = rabbitmq.Management(rig.broker.management)
    assert rabbitmq.ailments(management, rig.vhost, names) == []
    rig.limit(5)
    rig.drop_all(A, [(f"{n}.json", b"x") for n in range(5)])

    until = time.monotonic() + 300  # the broker counts now and then
    while not (found := rabbitmq.ailments(management, rig.vhost, names)):
        assert time.monotonic() < until, "the broker does not say that its queue is full"
        time.sleep(0.2)

    assert [(one.code, one.queues) for one in found] == [("HUB-722", (inbound(A),))]


def test_more_than_memory_should_hold_is_published_piece_by_piece(
    rig: RabbitRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishing blocks until there is room again."""
    monkeypatch.setattr("adapters.rabbitmq.publisher.UNCONFIRMED_LIMIT_BYTES", 3_000_000)
    monkeypatch.setattr("adapters.rabbitmq.publish_channel.CONFIRM_WINDOW_BYTES", 1_000_000)
    queue = rig.queue()
    fates: dict[str, Confirmation] = {}
    for n in range(20):
        publish(queue, [Parcel(id=f"{n}", destination=A, name=f"{n}.xml", body=bytes(700_000))])
    fates |= told(queue, {f"{n}" for n in range(20)})

    assert set(fates.values()) == {"confirmed"}
    assert [name for name, _ in rig.pick_up(A)] == [f"{n}.xml" for n in range(20)]


# ---- queues that fail ------------------------------------------------------------------------


def comes(queue: RabbitQueue, body: bytes) -> None:
    """Take until it is there; what came before a channel was lost comes again."""
    end = time.monotonic() + 300
    found: list[bytes] = []
    while body not in found:
        assert time.monotonic() < end, found
        taken = take(queue, 1, 0.2)
        queue.acknowledge(taken)
        found += bodies(taken)


def test_a_missing_queue_stops_nobody_else_and_is_read_as_soon_as_it_is_there(rig: RabbitRig) -> None:
    """At the start, or when it is deleted later."""
    rig.broker.api("DELETE", f"queues/{rig.vhost}/{inbound(B)}")
    queue = rig.queue()
    rig.drop(A, "1.json", b"1")
    comes(queue, b"1")

    rig.apply()
    rig.drop(B, "2.xml", b"2")
    comes(queue, b"2")

    rig.broker.api("DELETE", f"queues/{rig.vhost}/{inbound(B)}")
    rig.drop(A, "3.json", b"3")
    comes(queue, b"3")

    rig.apply()
    rig.drop(B, "4.xml", b"4")
    comes(queue, b"4")


def test_a_queue_that_is_made_again_at_once_is_read_though_the_broker_forgot_who_reads_it(
    rig: RabbitRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The consumer is neither told that its queue is gone nor given anything."""
    monkeypatch.setattr("adapters.rabbitmq.consumer.SILENCE_TIMEOUT_S", 0.5)
    (made,) = [queue for queue in rig.topology.queues() if queue["name"] == inbound(B)]
    queue, path = rig.queue(), f"queues/{rig.vhost}/{inbound(B)}"
    for n in range(4):
        rig.broker.api("DELETE", path)
        rig.broker.api("PUT", path, made)
        rig.apply()  # its binding
        rig.drop(B, f"{n}.xml", f"{n}".encode())
        comes(queue, f"{n}".encode())


def test_consuming_anew_after_silence_loses_nothing_and_keeps_the_order(
    rig: RabbitRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of what comes in that moment, or is held meanwhile."""
    monkeypatch.setattr("adapters.rabbitmq.consumer.SILENCE_TIMEOUT_S", 0.005)
    queue = rig.queue()
    found: list[bytes] = []
    until = time.monotonic() + 300
    for n in range(60):
        rig.drop(A, f"{n}.json", f"{n}".encode())
        while f"{n}".encode() not in found:
            assert time.monotonic() < until, found
            taken = take(queue, 10, 0.01)
            time.sleep(0.01 * (n % 3))
            queue.acknowledge(taken)
            found += [body for body in bodies(taken) if body not in found]
    assert found == [f"{n}".encode() for n in range(60)]


def test_a_queue_that_was_missing_for_days_is_read_as_soon_as_it_is_there(rig: RabbitRig) -> None:
    """However often it was tried in vain."""
    rig.broker.api("DELETE", f"queues/{rig.vhost}/{inbound(B)}")
    queue = rig.queue()
    queue._sources[inbound(B)].attempts = 5000
    rig.drop(A, "1.json", b"1")
    assert bodies(take(queue, 1)) == [b"1"]

    rig.apply()
    rig.drop(B, "2.xml", b"2")
    assert bodies(take(queue, 1, 20)) == [b"2"]


def test_without_its_exchange_the_hub_publishes_nothing_until_it_is_there(
    rig: RabbitRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As before the topology is applied."""
    monkeypatch.setattr("adapters.rabbitmq.publisher.PUBLISH_TIMEOUT_S", 0.5)
    rig.broker.api("DELETE", f"exchanges/{rig.vhost}/out")
    queue = rig.queue()

    why, until = "", time.monotonic() + 300
    while "no exchange 'out'" not in why:
        assert time.monotonic() < until, why
        with pytest.raises(QueueUnavailable) as caught:
            queue.publish(parcels(A, [b"1"]))
        why = str(caught.value)
    rig.apply()
    assert send(queue, parcels(A, [b"1"])) == {"id-0": "confirmed"}


def test_an_exchange_that_is_deleted_meanwhile_loses_nothing(rig: RabbitRig) -> None:
    """The channel is lost with it, and told so; publishing again works once it is back."""
    queue = rig.queue()
    send(queue, parcels(A, [b"1"]))
    rig.broker.api("DELETE", f"exchanges/{rig.vhost}/out")

    assert send(queue, parcels(A, [b"2"])) == {"id-0": "lost"}
    rig.apply()
    assert send(queue, parcels(A, [b"2"])) == {"id-0": "confirmed"}
    assert [body for _, body in rig.pick_up(A)] == [b"1", b"2"]


# ---- connections that fail -------------------------------------------------------------------


def test_a_cut_connection_comes_back_and_what_was_not_acknowledged_too(rig: RabbitRig) -> None:
    """Tags of the old connection let go of nothing on the new one."""
    queue = rig.queue()
    rig.drop_all(A, [(f"{n}.json", b"%d" % n) for n in range(10)])
    before = take(queue, 10)
    queue.acknowledge(before[:4])
    rig.broker.cut(rig.vhost)

    again = take(queue, 6)
    queue.acknowledge(before)
    queue.acknowledge(before[5:])
    queue.close()

    assert [(d.body, d.redelivered) for d in again] == [(b"%d" % n, True) for n in range(4, 10)]
    assert not {d.tag for d in before} & {d.tag for d in again}
    assert bodies(take(rig.queue("w-2"), 6)) == [b"%d" % n for n in range(4, 10)]


def test_parcels_under_way_on_a_cut_connection_are_reported_as_lost_or_confirmed_each_once(rig: RabbitRig) -> None:
    """Confirmed ones are there; publishing the others again brings them all."""
    rig.broker.require_private()  # here, where it can skip the test
    queue = rig.queue()
    send(queue, parcels(A, [b"first"]))
    cutting = threading.Thread(target=rig.broker.cut, args=[rig.vhost])
    cutting.start()
    published: list[Parcel] = []
    while cutting.is_alive():
        start = len(published)
        some = [Parcel(id=f"{n}", destination=A, name=f"{n}.xml", body=b"x") for n in range(start, start + 40)]
        with suppress(QueueUnavailable):
            queue.publish(some)
            published += some
        time.sleep(0.01)
    cutting.join()

    fates = told(queue, {parcel.id for parcel in published})
    missing = [parcel for parcel in published if fates[parcel.id] != "confirmed"]
    assert set(fates.values()) <= {"confirmed", "lost"}
    if missing:
        assert set(send(queue, missing).values()) == {"confirmed"}
    assert queue.confirmations(0.3) == {}
    assert {name for name, _ in rig.pick_up(A)} >= {parcel.name for parcel in published}


def test_a_thread_that_fails_leaves_no_connection_behind(rig: RabbitRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was delivered on it would be nobody's until the broker misses its heartbeats."""
    rig.drop(B, "1.xml", b"1")
    queue = rig.queue()
    (held,) = take(queue, 1)
    before = rig.broker.connections(rig.vhost)

    with monkeypatch.context() as patched:
        patched.setattr(Consumer, "_send", lambda *_: 1 / 0)
        queue.acknowledge([held])
        again = take(queue, 1)

    assert [(d.body, d.redelivered) for d in again] == [(b"1", True)]
    assert len(rig.broker.connections(rig.vhost)) == len(before)


def test_no_broker_is_deferred_and_the_queue_object_goes_on_when_there_is_one(
    rig: RabbitRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing blocks for longer than it was asked to."""
    monkeypatch.setattr("adapters.rabbitmq.publisher.PUBLISH_TIMEOUT_S", 0.2)
    queue = RabbitQueue("amqp://hub:x@127.0.0.1:1/nowhere", {A: "portal"}, StandingClock())
    rig.opened.append(queue)
    began = time.monotonic()

    with pytest.raises(QueueUnavailable, match="HUB-506"):
        while time.monotonic() < began + 300:
            queue.take(1, 0.1)
    with pytest.raises(QueueUnavailable):
        queue.publish(parcels(A, [b"1"]))


def test_wrong_passwords_are_reported_in_the_brokers_words(rig: RabbitRig) -> None:
    """And never with the password."""
    queue = rig.open(rig.url().replace("secret-of-hub", "wrong-one"))

    with pytest.raises(QueueUnavailable, match="ACCESS_REFUSED") as failure:
        for _ in range(50):
            queue.take(1, 0.1)
    assert "wrong-one" not in str(failure.value)


def test_tls_works_with_the_authority_that_is_named_and_with_no_other(rig: RabbitRig) -> None:
    """Large bodies too; the broker's certificate must be signed, and for its name."""
    url = rig.broker.tls_url(rig.vhost, "hub", "secret-of-hub")
    queue = RabbitQueue(Broker(url, rig.broker.ca), {A: "portal"}, StandingClock())
    rig.opened.append(queue)
    strangers = [Broker(url), Broker(url.replace("localhost", "127.0.0.1"), rig.broker.ca)]
    refused = [RabbitQueue(broker, {A: "portal"}, StandingClock(), worker="stranger") for broker in strangers]
    rig.opened += refused
    body = random.Random(1).randbytes(3_000_000)

    assert set(send(queue, parcels(A, [body] + [b"x"] * 300)).values()) == {"confirmed"}
    assert rig.pick_up(A)[0][1] == body
    rig.drop(A, "1.json", body)
    assert bodies(take(queue, 1)) == [body]
    for other in refused:
        with pytest.raises(QueueUnavailable, match="CERTIFICATE_VERIFY_FAILED"):
            for _ in range(50):
                other.take(1, 0.1)


def test_depths_count_what_waits_and_show_what_is_missing(rig: RabbitRig) -> None:
    """Without the management plugin."""
    rig.drop_all(A, [("1.json", b"1"), ("2.json", b"2")])
    rig.broker.api("DELETE", f"queues/{rig.vhost}/{inbound(B)}")

    found = depths(Broker(rig.url()), {A: "portal", B: "party"})

    assert found == {inbound(A): 2, outgoing(A): 0, inbound(B): None, outgoing(B): 0, "dead": 0}
    with pytest.raises(QueueUnavailable, match="HUB-506"):
        depths(Broker("amqp://hub:x@127.0.0.1:1/nowhere"), {})


@pytest.mark.slow
def test_heartbeats_are_answered_while_a_batch_takes_long(rig: RabbitRig) -> None:
    """The worker computes for more than three times as long as the broker waits."""
    queue = rig.open(rig.url(query="?heartbeat=1"))
    rig.drop_all(A, [(f"{n}.json", b"%d" % n) for n in range(3)])
    taken = take(queue, 3)
    before = rig.broker.connections(rig.vhost)

    until = time.thread_time() + 5
    while time.thread_time() < until:
        sum(range(10_000))
    queue.acknowledge(taken)

    assert send(queue, parcels(A, [b"on the same connection"])) == {"id-0": "confirmed"}
    assert before <= rig.broker.connections(rig.vhost)
    queue.close()
    assert rig.depth(inbound(A)) == 0


def test_a_queue_that_does_not_answer_holds_back_no_other(rig: RabbitRig, rabbitmq: RabbitMQ) -> None:
    """The broker would stop the whole connection after some two hundred parcels for it."""
    queue = rig.queue()
    send(queue, [*parcels(A, [b"<first/>"]), replace(parcels(B, [b"<first/>"])[0], id="first")])
    member = f"'{rig.vhost}_{outgoing(A)}'"
    rabbitmq.control("eval", f"sys:suspend({member}).")
    try:
        queue.publish([replace(parcel, id=f"silent-{parcel.id}") for parcel in parcels(A, [b"<a/>"] * 1_000)])
        for _ in range(3):
            others = parcels(B, [b"<b/>"] * 500)
            found = send(queue, others)
            assert Counter(found[parcel.id] for parcel in others) == {"confirmed": 500}
    finally:
        rabbitmq.control("eval", f"sys:resume({member}).")
