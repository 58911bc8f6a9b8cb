"""What falls due by time, and cannot be done: a worker tries each second, so that only what fails for good is left."""

from collections.abc import Collection, Iterator
from typing import Final

from hub.flow.attention import MINUTE, Item
from hub.model import Document, Timer
from hub.ports import StoreReader
from hub.text.bilingual import Bilingual

LONG: Final = 10 * MINUTE
"""What falls due is done within seconds; where a clock has jumped, or a hub begins again, within a minute."""
_READ: Final = 10_000
"""So many are read at most, the oldest."""


def failed(store: StoreReader, money: Collection[str], now: int) -> Iterator[Item]:
    """Timers that are long due, by what they are for, type and party."""
    due = store.schedule.timers(now - LONG, _READ)
    documents = {one.id: one for one in store.relations.of_ids({timer.document for timer in due})}
    groups: dict[tuple[str, str, str], list[Timer]] = {}
    for timer in due:
        document = documents[timer.document]
        groups.setdefault((timer.kind, document.party, document.type), []).append(timer)
    for (kind, party, type_), timers in sorted(groups.items()):
        yield _item((kind, party, type_), timers, documents[timers[0].document], is_money=type_ in money)


def _item(about: tuple[str, str, str], timers: list[Timer], oldest: Document, *, is_money: bool) -> Item:
    _, party, type_ = about
    return Item(
        kind="timer",
        about=about,
        text=Bilingual(
            f"{len(timers)} 份 {type_}（{party}）到期应办的事办不了：hub.log 的 deadline_failed 有代码；"
            "hub 是否在运行？",
            f"{type_} with {party} ({len(timers)}): what fell due cannot be done; `deadline_failed` in hub.log has the "
            "code; does the hub run?",
        ),
        next=("show", oldest.record or oldest.id),
        waits_for="administrator",
        count=len(timers),
        since=timers[0].due,
        newest=timers[-1].due,
        party=party,
        type=type_,
        example=oldest.record or oldest.id,
        is_money=is_money,
    )
