"""What waits to be signed, encrypted or sent for longer than is usual."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from adapters.x509.validity import in_minutes
from hub.errors import Code, OperatorError, Wording, operator_error
from hub.flow.attention import MINUTE, Item
from hub.operate.doctor.devices import LONG as LONG_TO_SIGN
from hub.ports import StoreReader, WaitingGroup
from hub.text.bilingual import Bilingual

LONG: Final = 5 * MINUTE
"""An outbox row is usually gone within a second, and where a queue is full or away as soon as it is there."""


def unsigned(store: StoreReader, now: int) -> Iterator[Item]:
    """Messages that have waited for their signatures for more than a minute, by party and kind."""
    for group in store.totals.to_sign():
        if now - group.oldest < LONG_TO_SIGN:
            continue
        since = in_minutes(group.oldest)
        said = operator_error(Code.WAITS_FOR_SIGNATURE, party=group.where, count=group.count, since=since).wording
        yield Item(
            kind="to-sign",
            about=(group.where, group.what),
            text=said.text,
            next=("keys", "list"),
            waits_for="administrator",
            count=group.count,
            since=group.oldest,
            newest=group.newest,
            party=group.where,
            code=said.code,
        )


def silent(devices: Iterable[tuple[str, int, Wording]]) -> Iterator[Item]:
    """Tokens and cards that do not sign: name, since when, why."""
    for name, since, said in devices:
        yield Item(
            kind="device",
            about=(name,),
            text=said.text.about(name),
            next=("keys", "list"),
            waits_for="administrator",
            since=since,
            newest=since,
            example=name,
            code=said.code,
        )


def not_encrypted(party: str, times: Sequence[int]) -> OperatorError:
    """What is said of messages to a party that wait to be encrypted since these times, the oldest first (HUB-815)."""
    return operator_error(Code.WAITS_TO_BE_ENCRYPTED, party=party, count=len(times), since=in_minutes(times[0]))


def plain(waiting: Iterable[tuple[str, Sequence[int]]]) -> Iterator[Item]:
    """Messages that cannot be encrypted: for each party since when each waits, the oldest first."""
    for party, times in waiting:
        said = not_encrypted(party, times).wording
        yield Item(
            kind="to-encrypt",
            about=(party,),
            text=said.text,
            next=("keys", "list"),
            waits_for="administrator",
            count=len(times),
            since=times[0],
            newest=times[-1],
            party=party,
            code=said.code,
        )


def paused(store: StoreReader, portals: Collection[str], why: Mapping[str, Bilingual]) -> Iterator[Item]:
    """Parties and portals to which nothing more is sent. A note on one holds until it takes something again."""
    waiting: dict[str, int] = {}
    for group in store.totals.promised():
        waiting[group.where] = waiting.get(group.where, 0) + group.count
    for circuit in store.circuits.open():
        where = circuit.destination
        said = operator_error(
            Code.DESTINATION_PAUSED, destination=where, why=why[circuit.why], count=waiting.get(where, 0)
        ).wording
        yield Item(
            kind="paused",
            about=(where, circuit.trouble),
            text=said.text,
            next=("log", "--party", where) if circuit.trouble == "refuses" else ("status",),
            waits_for="portal" if where in portals else "party",
            whom=where,
            since=circuit.opened_at,
            newest=circuit.opened_at,
            party=where,
            code=said.code,
        )


def unsent(store: StoreReader, portals: Collection[str], now: int) -> Iterator[Item]:
    """Outbox rows that are older than is usual, by destination; without those whose destination is paused."""
    known = {circuit.destination for circuit in store.circuits.open()}
    by: dict[str, list[WaitingGroup]] = {}
    for group in store.totals.promised():
        by.setdefault(group.where, []).append(group)
    for where, groups in sorted(by.items()):
        oldest, count = min(one.oldest for one in groups), sum(one.count for one in groups)
        if now - oldest < LONG or where in known:
            continue
        yield Item(
            kind="outbox",
            about=(where,),
            text=Bilingual(
                f"{count} 件发往 {where} 的内容一直没有发出：其队列是否已满？hub 是否在运行？",
                f"not sent to {where} ({count}): is its queue full, does the hub run?",
            ),
            next=("status",),
            waits_for="portal" if where in portals else "party",
            whom=where,
            count=count,
            since=oldest,
            newest=max(one.newest for one in groups),
            party=where,
        )
