"""What goes over the wire to RabbitMQ, without a broker: frames as pika makes them, few acknowledgements."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from pika import BasicProperties, frame, spec

from adapters.rabbitmq.frames import Address, Pattern
from adapters.rabbitmq.publish_channel import PublishChannel, Ready
from adapters.rabbitmq.source import Arrived, Source

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(NAMES, st.binary(max_size=300), st.integers(1, 2000), st.integers(20, 400), st.sampled_from(["", TRACE]))
def test_frames_are_those_that_pika_would_have_marshalled(
    name: str, body: bytes, channel: int, largest: int, trace: str
) -> None:
    """Byte for byte, whatever the id, the body and the size of frames."""
    address = Address("out", "portal.a.status", "application/xml", "hub")
    properties = BasicProperties(content_type="application/xml", delivery_mode=2, message_id=name, user_id="hub")
    properties.headers = {"traceparent": trace} if trace else None
    method = spec.Basic.Publish(exchange="out", routing_key="portal.a.status", mandatory=True)
    expected = frame.Method(channel, method).marshal() + frame.Header(channel, len(body), properties).marshal()
    for start in range(0, len(body), largest - 8):
        expected += frame.Body(channel, body[start : start + largest - 8]).marshal()

    assert b"".join(Pattern(channel, largest, address, bool(trace)).frames(name, body, trace)) == expected


@given(st.integers(1, 60), st.randoms(), st.integers(1, 20))
def test_whatever_is_acknowledged_in_whatever_order_the_broker_forgets_that_and_nothing_else(
    count: int, random: Random, step: int
) -> None:
    """As the broker reads it: `multiple` means this one and all before it."""
    source = Source("q", "a")
    source.held.extend(range(1, count + 1))
    source.arrived.append(Arrived(count + 1, False, None, "", b""))
    wanted = random.sample(range(1, count + 1), random.randint(0, count))
    broker, asked = set(range(1, count + 2)), set()
    for start in range(0, len(wanted), step):
        numbers = set(wanted[start : start + step])
        asked |= numbers
        for ack in source.settle(numbers | {count + 99}):
            assert ack.number in broker
            broker -= set(range(1, ack.number + 1)) if ack.multiple else {ack.number}
        assert broker == set(range(1, count + 2)) - asked
    assert list(source.held) == sorted(broker - {count + 1})


def test_what_was_taken_in_order_is_acknowledged_by_one_frame() -> None:
    """However many there were."""
    source = Source("q", "a")
    source.held.extend(range(1, 401))

    assert source.settle(set(range(1, 201))) == [(200, True)]
    assert source.settle(set(range(1, 201))) == []
    assert source.settle({350}) == [(350, False)]


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.booleans()), max_size=40), st.sets(st.integers(1, 30)))
def test_every_parcel_is_settled_once_however_the_broker_confirms(
    confirms: list[tuple[int, bool, bool]], returned: set[int]
) -> None:
    """One by one, many at a time, some of them twice."""
    publish_channel = PublishChannel(None, None)  # type: ignore[arg-type]  # nothing is sent, nobody is woken
    for number in range(1, 31):
        publish_channel.under_way[number] = Ready(f"{number}", ("q", f"{number}"), 1, [])
    publish_channel.bytes_under_way = 30
    for number in returned:
        publish_channel.returned["q", f"{number}"] += 1
    fates: dict[str, str] = {}
    for number, multiple, is_ack in [*confirms, (30, True, True)]:
        for ready, fate in publish_channel.settle(number, multiple, "confirmed" if is_ack else "full"):
            assert ready.id not in fates
            fates[ready.id] = fate

    assert fates.keys() == {f"{number}" for number in range(1, 31)}
    assert {id_ for id_, fate in fates.items() if fate == "returned"} == {f"{number}" for number in returned}
    assert publish_channel.bytes_under_way == 0 and not publish_channel.returned
