"""Deliveries in quarantine, and messages that have long waited for what they refer to."""

from collections.abc import Iterable, Iterator
from typing import Final

from hub.flow.attention import MINUTE, Item
from hub.ports import QuarantineGroup, StoreReader
from hub.text.bilingual import Bilingual

LONG: Final = 60 * MINUTE
"""What a parked message refers to has usually come within seconds."""


def quarantined(store: StoreReader, known: Iterable[QuarantineGroup] | None = None) -> Iterator[Item]:
    """Deliveries that nobody has settled, by owner and code, with the reason of the newest.

    `known`: these groups, where they are read already.
    """
    for group in store.quarantine.groups(is_open=True) if known is None else known:
        newest = store.quarantine.deliveries(1, owner=group.owner, code=group.code, is_open=True)
        if not newest:
            continue
        yield Item(
            kind="quarantined",
            about=(group.owner, group.code),
            text=Bilingual(
                f"{group.owner} 的来件有 {group.count} 件隔离，最近一件：{newest[0].zh}",
                f"in quarantine: {group.count} from {group.owner}; the newest: {newest[0].en}",
            ),
            next=("quarantine", "list", "--group", group.name),
            waits_for="operator",
            count=group.count,
            since=group.first,
            newest=group.last,
            party=group.owner,
            example=newest[0].id,
            code=group.code,
            alias=group.name,
        )


def parked(store: StoreReader, now: int) -> Iterator[Item]:
    """Receipts and notices that have waited for an hour, by party and type."""
    for group in store.totals.parked():
        if now - group.oldest < LONG:
            continue
        what = Bilingual(group.what, group.what) if group.what else Bilingual("回执", "receipts")
        yield Item(
            kind="parked",
            about=(group.where, group.what or "receipt"),
            text=Bilingual(
                f"{group.where} 的 {group.count} 件{what.zh}所指的报文或单证一直未到",
                f"{what.en} from {group.where} ({group.count}): what they refer to does not come",
            ),
            next=("quarantine", "list", "--owner", group.where),
            waits_for="party",
            whom=group.where,
            count=group.count,
            since=group.oldest,
            newest=group.newest,
            party=group.where,
            type=group.what,
        )
