"""How long a message is under way when the hub has half of what it can do."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

import pika
from child import Child
from documents import submissions
from settings import MESSAGES, PARTY
from trial import Trial

TICK = 0.002
"""Seconds between two looks at what is due to be sent."""
OF_EACH = (
    "SELECT m.id, d.sender_ref FROM message m JOIN document d ON d.id = m.document"
    " WHERE m.direction = 'out' AND m.kind = 'business'"
)


@dataclass(frozen=True, slots=True)
class Latency:
    """From the portal's publish to the arrival at the party's queue's consumer, in milliseconds."""

    rate: float
    documents: int
    p50: float
    p99: float
    most: float

    @property
    def ratio(self) -> float:
        return self.p99 / self.p50


def half_load(trial: Trial, child: Child, rate: float, seconds: float) -> Latency:
    """Feed at an even rate for a while; the party takes what arrives at once."""
    bodies = submissions(int(rate * seconds))
    names = [submission_id(body) for body in bodies]
    sent: dict[str, float] = {}
    feeder = threading.Thread(target=_feed, args=(trial, names, bodies, rate, sent))
    feeder.start()
    arrived = _take(trial.place.amqp[PARTY], len(bodies), child)
    feeder.join()
    submission_of = dict(trial.watch.rows(OF_EACH))
    waits = [1000 * (at - sent[submission_of[message]]) for message, at in arrived.items()]
    cuts = quantiles(waits, n=100)
    return Latency(rate, len(bodies), cuts[49], cuts[98], max(waits))


def submission_id(body: bytes) -> str:
    """Without parsing all of it while the clock runs."""
    return body.partition(b'"id": "')[2].partition(b'"')[0].decode()


def _feed(trial: Trial, names: Sequence[str], bodies: Sequence[bytes], rate: float, sent: dict[str, float]) -> None:
    begun, done = time.perf_counter(), 0
    while done < len(bodies):
        now = time.perf_counter()
        due = min(len(bodies), int((now - begun) * rate) + 1)
        if due > done:
            sent.update(dict.fromkeys(names[done:due], now))
            trial.portal.hand_over(bodies[done:due], done)
            trial.portal.forget_confirms()
            done = due
        time.sleep(TICK)


def _take(url: str, number: int, child: Child) -> dict[str, float]:
    """When each message arrived, by its id."""
    found: dict[str, float] = {}
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.basic_qos(prefetch_count=1000)
    for method, properties, _ in channel.consume(MESSAGES, inactivity_timeout=30):
        if method is None:
            child.require_alive()
            raise RuntimeError(f"{len(found)} of {number} messages have arrived, and no more come")
        found[properties.message_id.removesuffix(".xml")] = time.perf_counter()
        channel.basic_ack(method.delivery_tag)
        if len(found) == number:
            break
    connection.close()
    return found
