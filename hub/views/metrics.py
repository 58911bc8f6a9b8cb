"""What `hub metrics` shows: a store's counts and what waits in it, as metrics."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hub.flow.attention import Kind
from hub.model import Circuit
from hub.model.circuit import TROUBLES
from hub.model.moments import SECOND
from hub.model.tally import BOUNDS, MESSAGES, RECEIPTS, Counted
from hub.ports import Backlog, Overview, Sealed, StandingGroup
from hub.ports.metrics import Buckets, Metric
from hub.views import metric_names as names

_EXCHANGED: Final = (("out", "business"), ("in", "receipt"), ("in", "business"), ("out", "receipt"))
_LAYERS: Final = ("transport", "technical", "business")
_OUTCOMES: Final = ("moved", "observed", "disputed")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsView:
    """The exporter has begun to listen."""

    listen: str
    """Host and port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read from a store, at about one time."""

    counted: Counted
    overview: Overview
    overdue: Sequence[StandingGroup]
    attention: Mapping[Kind, int]
    """How many items of each kind need a person; without kinds that could not be looked at."""
    failed: Mapping[str, bool]
    """By source of these items, whether it could not be looked at."""
    sealed: Sealed | None
    """The newest checkpoint."""
    size: int
    """How many transitions have a position in the log."""
    backlog: Backlog


def view_metrics(
    seen: Seen | None, certificates: Mapping[tuple[str, str], int], version: str, parties: Sequence[str]
) -> list[Metric]:
    """All metrics that have values; `seen` is None where the store could not be read.

    `certificates`: by owner and purpose, until when they cover the time ahead (microseconds since 1970, UTC).
    What can happen between the hub and one of `parties` is 0 from the beginning: a rate needs a value before the first.
    """
    found = [
        _of(names.BUILD, {(version,): 1.0}),
        _of(names.STORE_UP, {(): float(seen is not None)}),
        _of(names.CERTIFICATE_END, {key: at / SECOND for key, at in certificates.items()}),
    ]
    if seen is not None:
        found += [
            *_counted(_from_zero(seen.counted, parties)),
            *_waiting(seen),
            *_paused(seen, parties),
            *_workers(seen),
            *_log(seen),
        ]
    return [metric for metric in found if metric.values]


def _of(metric: Metric, values: Mapping[tuple[str, ...], float | Buckets]) -> Metric:
    return replace(metric, values=sorted(values.items(), key=lambda one: one[0]))


def _from_zero(counted: Counted, parties: Sequence[str]) -> Counted:
    exchanged = ((MESSAGES, party, *what) for party in parties for what in _EXCHANGED)
    received = ((RECEIPTS, party, layer, outcome) for party in parties for layer in _LAYERS for outcome in _OUTCOMES)
    return {**dict.fromkeys((*exchanged, *received), (0, 0)), **counted}


def _counted(counted: Counted) -> Iterator[Metric]:
    for name, metric in names.COUNTED.items():
        own = {key[1:]: value for key, value in counted.items() if key[0] == name}
        if metric.kind == "histogram":
            yield _of(metric, _histograms(BOUNDS[name], own))
        else:
            yield _of(metric, {labels: float(number) for labels, (number, _) in own.items()})


def _histograms(bounds: Sequence[int], counted: Counted) -> dict[tuple[str, ...], float | Buckets]:
    """By labels; the last part of each key is its bucket. Buckets of an older hub's bounds count in the next larger."""
    numbers: dict[tuple[str, ...], list[int]] = {}
    totals: dict[tuple[str, ...], int] = {}
    for (*labels, bound), (number, total) in counted.items():
        key = tuple(labels)
        place = sum(one < int(bound) for one in bounds) if bound else len(bounds)
        numbers.setdefault(key, [0] * (len(bounds) + 1))[place] += number
        totals[key] = totals.get(key, 0) + total
    upper = [*(bound / SECOND for bound in bounds), math.inf]
    return {key: Buckets(list(zip(upper, own, strict=True)), totals[key] / SECOND) for key, own in numbers.items()}


def _waiting(seen: Seen) -> Iterator[Metric]:
    overview = seen.overview
    for count, oldest, groups in (
        (names.OUTBOX, names.OUTBOX_OLDEST, overview.promised),
        (names.TO_SIGN, names.TO_SIGN_OLDEST, overview.to_sign),
        (names.OPEN, names.OPEN_OLDEST, overview.open),
        (names.QUARANTINE, names.QUARANTINE_OLDEST, [one.waiting for one in overview.quarantine]),
        (names.PARKED, names.PARKED_OLDEST, overview.waiting),
    ):
        yield _of(count, {(one.where, one.what): float(one.count) for one in groups})
        yield _of(oldest, {(one.where, one.what): one.oldest / SECOND for one in groups})
    yield from _overdue(seen.overdue)
    yield _of(names.ATTENTION, {(kind,): float(number) for kind, number in seen.attention.items()})
    yield _of(names.ATTENTION_FAILED, {(source,): float(failed) for source, failed in seen.failed.items()})
    yield _of(names.DISPUTED, {(one.where, one.what): float(one.count) for one in overview.disputed})


def _overdue(groups: Sequence[StandingGroup]) -> Iterator[Metric]:
    """By the party that was asked and type, whatever the status."""
    yield _of(names.OVERDUE, {(one.party, one.type): float(one.count) for one in groups})
    yield _of(names.OVERDUE_OLDEST, {(one.party, one.type): one.oldest / SECOND for one in groups})


def _paused(seen: Seen, parties: Sequence[str]) -> Iterator[Metric]:
    """0 for every party that is sent to; a portal is named while it is paused."""
    known: dict[tuple[str, ...], Circuit] = {(row.destination, row.trouble): row for row in seen.overview.paused}
    told: dict[tuple[str, ...], float] = {(party, trouble): 0.0 for party in parties for trouble in TROUBLES}
    yield _of(names.CIRCUIT, told | dict.fromkeys(known, 1.0))
    yield _of(names.CIRCUIT_OPENED, {key: circuit.opened_at / SECOND for key, circuit in known.items()})


def _workers(seen: Seen) -> Iterator[Metric]:
    yield _of(names.HEARTBEATS, {(one.id,): float(one.beat) for one in seen.overview.workers})
    yield _of(names.HEARTBEAT_AT, {(one.id,): one.at / SECOND for one in seen.overview.workers})


def _log(seen: Seen) -> Iterator[Metric]:
    yield _of(names.SEALED, {(): float(seen.size)})
    yield _of(names.UNSEALED, {(): float(seen.backlog.count)})
    if seen.backlog.oldest is not None:
        yield _of(names.UNSEALED_OLDEST, {(): seen.backlog.oldest / SECOND})
    if seen.sealed is not None:
        yield _of(names.CHECKPOINT, {(): seen.sealed.at / SECOND})
