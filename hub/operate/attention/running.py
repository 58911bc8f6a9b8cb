"""Workers, queues, store, and what the doctor finds about now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from hub.errors import Code, Wording
from hub.flow.attention import Item, Kind
from hub.operate.doctor.examination import Examined
from hub.ports import WorkerRow
from hub.text.bilingual import Bilingual

_KEYS: Final = ("keys", "list")
_NEXT: Final[Mapping[str, tuple[str, ...]]] = {"key": _KEYS, "parties": _KEYS, "encryption": _KEYS}
"""The verb that tells more than the doctor, by the doctor's look."""
_NOT_ABOUT_NOW: Final = (Code.NOT_CHECKED, Code.NO_CERTIFICATE)
"""That something could not be looked at, and that a party which nobody may write to has no certificate."""


def idle(workers: Sequence[WorkerRow], silent: Sequence[tuple[str, Wording]]) -> Iterator[Item]:
    """That no worker runs; else each worker without a heartbeat, with what is wrong with it."""
    at = {row.id: row.at for row in workers}
    if len(silent) == len(workers):
        last = max(at.values(), default=None)
        yield Item(
            kind="worker",
            about=("none",),
            text=Bilingual("没有工作进程在运行，什么都不收也不发", "no worker runs: nothing is taken in or sent"),
            next=("run",),
            waits_for="administrator",
            since=last,
            newest=last or 0,
        )
        return
    for name, said in silent:
        yield Item(
            kind="worker",
            about=(name,),
            text=said.text,
            next=("doctor",),
            waits_for="administrator",
            since=at[name],
            newest=at[name],
            example=name,
            code=said.code,
        )


def faulty(kind: Kind, faults: Iterable[Wording]) -> Iterator[Item]:
    """What is wrong with queues or the store, by code."""
    by: dict[str, list[Wording]] = {}
    for fault in faults:
        by.setdefault(fault.code, []).append(fault)
    for code, said in by.items():
        yield _by_code(kind, (code,), said, ("doctor",))


def found(examined: Iterable[Examined]) -> Iterator[Item]:
    """What the doctor finds about now, by look and code."""
    for one in examined:
        by: dict[str, list[Wording]] = {}
        for said in one.told:
            if isinstance(said, Wording) and said.code not in _NOT_ABOUT_NOW:
                by.setdefault(said.code, []).append(said)
        for code, told in by.items():
            yield _by_code("check", (one.name, code), told, _NEXT.get(one.name, ("doctor",)))


def _by_code(kind: Kind, about: tuple[str, ...], said: Sequence[Wording], next_: tuple[str, ...]) -> Item:
    first = said[0]
    detail = Bilingual.same(f": {first.detail}" if first.detail else "")
    more = Bilingual(f"（共 {len(said)} 处）", f" ({len(said)} in all)") if len(said) > 1 else Bilingual("", "")
    return Item(
        kind=kind,
        about=about,
        text=Bilingual(f"{first.text.zh}{detail.zh}{more.zh}", f"{first.text.en}{detail.en}{more.en}"),
        next=next_,
        waits_for="administrator",
        count=len(said),
        code=first.code,
    )
