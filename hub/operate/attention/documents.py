"""Documents that need a person: overdue, disputed, or open although their dispatch has failed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from hub.flow.attention import Item, Kind
from hub.model import SETTLED, Document, Statuses, Transition
from hub.ports import Filter, StandingGroup, StoreReader
from hub.text.bilingual import Bilingual

_CONTRADICTED: Final = frozenset({"contradicts", "superseded-decision"})
_ALARM: Final = "alarm"
_READ: Final = 50
"""Trails that are read to tell since when documents of a group are disputed; the rest is newer or as old."""


def overdue(store: StoreReader, money: Collection[str]) -> Iterator[Item]:
    """Documents whose answers are overdue, by type and the party that was asked."""
    for group, oldest in overdue_by_asked(store):
        type_, asked = group.type, group.party
        yield _of_group(
            "overdue",
            group,
            oldest,
            Bilingual(
                f"{group.count} 份 {type_} 超时未得到 {asked} 答复，最早的停在 {oldest.status}",
                f"no answer from {asked} to {type_} ({group.count}); the oldest stands at {oldest.status}",
            ),
            (asked, money),
        )


def overdue_by_asked(store: StoreReader) -> Iterator[tuple[StandingGroup, Document]]:
    """Groups of overdue documents with their oldest, by type and the party that was asked: in a second leg another one.

    Documents of one status are in the same leg: the oldest tells who was asked.
    """
    legs: dict[tuple[str, str], list[tuple[StandingGroup, Document]]] = {}
    for group in store.totals.overdue():
        if (longest := store.totals.longest(group)) is not None:
            legs.setdefault((group.type, _asked(store, longest)), []).append((group, longest))
    for (_, asked), found in sorted(legs.items()):
        yield _together([group for group, _ in found], asked), min(found, key=lambda one: one[0].oldest)[1]


def _together(groups: Sequence[StandingGroup], asked: str) -> StandingGroup:
    """All of them as one group of the party that was asked, whatever their status."""
    return StandingGroup(
        status="",
        type=groups[0].type,
        party=asked,
        count=sum(one.count for one in groups),
        oldest=min(one.oldest for one in groups),
        newest=max(one.newest for one in groups),
        is_overdue=True,
    )


def not_sent(store: StoreReader, statuses: Statuses, money: Collection[str]) -> Iterator[Item]:
    """Open documents in a status that is bad news by itself: their dispatch has failed, and nothing moves them."""
    failing = set(statuses.failing)
    for group in store.totals.standing(statuses.keys() - failing, statuses.own_ends):
        if group.status not in failing or (oldest := store.totals.longest(group)) is None:
            continue
        zh, en = statuses[group.status].listed(group.type)
        yield _of_group(
            "not-sent",
            group,
            oldest,
            Bilingual(
                f"{group.count} 份 {group.type} {zh}（{group.party}）；队列恢复后用 hub replay 重发",
                f"{en}: {group.type} to {group.party} ({group.count}); mend its queue, then hub replay",
            ),
            ("", money),
        )


def _of_group(
    kind: Kind, group: StandingGroup, oldest: Document, text: Bilingual, whom: tuple[str, Collection[str]]
) -> Item:
    asked, money = whom
    about = (group.party, group.type, *([group.status] if group.status else []))
    return Item(
        kind=kind,
        about=about,
        text=text,
        next=("show", _name(oldest)),
        waits_for="party" if asked else "operator",
        whom=asked,
        count=group.count,
        since=group.oldest,
        newest=group.newest,
        party=group.party,
        type=group.type,
        example=_name(oldest),
        is_money=group.type in money,
    )


def _asked(store: StoreReader, document: Document) -> str:
    """Who has to answer: whoever got its newest message; its party where it sent none."""
    with store.transactions.snapshot() as unit:
        sent = sorted(unit.sent_for([document.id]), key=lambda message: (message.at, message.id))
    return sent[-1].party if sent else document.party


# ---- disputes ------------------------------------------------------------------------------------


def disputed(store: StoreReader, labels: Mapping[str, Bilingual], money: Collection[str]) -> Iterator[Item]:
    """Documents that an operator has to settle, by kind, type and party; not those that another one's dispute marks."""
    groups: dict[tuple[Kind, str, str], list[Document]] = {}
    for document in store.documents.log(Filter(disputed_itself=True)):
        kind = _kind(document.own_disputes)
        groups.setdefault((kind, document.party, document.type), []).append(document)
    for (kind, party, type_), documents in sorted(groups.items()):
        read = sorted(documents, key=lambda one: one.moved_at)[:_READ]
        since = _since(store, read)
        oldest = min(read, key=lambda one: since[one.id])
        said = sorted({word for one in documents for word in one.own_disputes})
        why = [labels.get(word, Bilingual.same(word)) for word in said]
        yield Item(
            kind=kind,
            about=(party, type_),
            text=Bilingual(
                f"{len(documents)} 份 {type_}（{party}）：{'、'.join(one.zh for one in why)}",
                f"{', '.join(one.en for one in why)}: {type_} with {party} ({len(documents)})",
            ),
            next=("show", _name(oldest)),
            waits_for="operator",
            count=len(documents),
            since=since[oldest.id],
            newest=max(one.updated_at for one in documents),
            party=party,
            type=type_,
            example=_name(oldest),
            is_money=type_ in money,
        )


def _kind(words: Collection[str]) -> Kind:
    if _CONTRADICTED & set(words):
        return "contradicted"
    return "returned" if _ALARM in words else "disputed"


def _since(store: StoreReader, documents: Sequence[Document]) -> dict[str, int]:
    """Since when each of these documents is disputed."""
    trails: dict[str, list[Transition]] = {}
    with store.transactions.snapshot() as unit:
        for row in unit.transitions([one.id for one in documents]):
            trails.setdefault(row.document, []).append(row)
    return {one.id: _begun(one, trails.get(one.id, ())) for one in documents}


def _begun(document: Document, rows: Iterable[Transition]) -> int:
    """The first row since the last settlement that says one of its words; else when it reached its status."""
    words, found = document.own_disputes, None
    for row in rows:
        if row.detail.get("event") == SETTLED or row.detail.get("observed") == "settled":
            found = None
        elif found is None and row.detail.get("observed") in words:
            found = row.at
    return found or document.moved_at


def _name(document: Document) -> str:
    return document.record or document.id
