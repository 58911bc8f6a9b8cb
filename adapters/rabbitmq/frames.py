"""Make the frames of a parcel from a pattern that pika marshals once for each destination."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

from pika import BasicProperties, frame, spec

from hub.model.trace import TRACEPARENT

_SIZE = Struct(">Q")
_BODY = Struct(">BHL")
_MARK = "message-id-goes-here"
_LONGEST = 255
_NO_TRACE = "00-" + "0" * 32 + "-" + "0" * 16 + "-00"
"""Has the length of every traceparent."""


@dataclass(frozen=True, slots=True)
class Address:
    """Address of all parcels with one destination and content type."""

    exchange: str
    key: str
    content_type: str
    user: str
    """The publishing user. The broker refuses any other name than the connection's own."""


class Pattern:
    """Makes the frames of persistent, mandatory messages that differ only in id and body.

    Marshalling each message with pika would take three times as long as the rest of publishing.
    """

    def __init__(self, channel: int, largest: int, address: Address, is_traced: bool = False) -> None:
        """`largest`: maximum bytes of a frame, as broker and client agreed. `is_traced`: with a traceparent each."""
        method = spec.Basic.Publish(exchange=address.exchange, routing_key=address.key, mandatory=True)
        properties = BasicProperties(
            content_type=address.content_type,
            headers={TRACEPARENT: _NO_TRACE} if is_traced else None,
            delivery_mode=2,
            message_id=_MARK,
            user_id=address.user,
        )
        header = frame.Header(channel, 0, properties).marshal()
        before, after = header[7:-1].split(bytes([len(_MARK)]) + _MARK.encode())
        self._channel = channel
        self._room = largest - 8
        self._start = frame.Method(channel, method).marshal()
        self._class, self._before, self._after = before[:4], before[12:], after

    def frames(self, id_: str, body: bytes, trace: str = "") -> Iterator[bytes | memoryview]:
        """Raises ValueError when the id is too long for AMQP. `trace`: the traceparent of a traced message."""
        name = id_.encode()
        if len(name) > _LONGEST:
            raise ValueError(f"a message id has at most {_LONGEST} bytes: {id_[:40]}…")
        before = self._before.replace(_NO_TRACE.encode(), trace.encode()) if trace else self._before
        header = b"".join((self._class, _SIZE.pack(len(body)), before, bytes((len(name),)), name, self._after, b"\xce"))
        yield self._start + _BODY.pack(2, self._channel, len(header) - 1) + header
        if len(body) <= self._room:
            if body:
                yield _BODY.pack(3, self._channel, len(body))
                yield body
                yield b"\xce"
            return
        whole = memoryview(body)
        for start in range(0, len(body), self._room):
            part = whole[start : start + self._room]
            yield _BODY.pack(3, self._channel, len(part))
            yield part
            yield b"\xce"
