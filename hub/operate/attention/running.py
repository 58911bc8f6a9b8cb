"""Workers, queues, store, and what the doctor finds about now."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from hub.errors import Code, Wording
from hub.flow.attention import Item, Kind
from hub.operate.doctor.examination import Examined
from hub.ports import WorkerRow
from hub.text.bilingual import Bilingual

_KEYS: Final = ("key", "parties", "encryption")
"""The doctor's looks at keys and certificates."""
_LISTED: Final = (
    Code.CERTIFICATE_EXPIRES_SOON,
    Code.NO_VALID_CERTIFICATE,
    Code.NO_CERTIFICATE,
    Code.OWN_CERTIFICATE_NOT_VALID,
)
"""What the list of keys and certificates shows."""
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
    """What is wrong with queues, devices or the store, by code and place."""
    by: dict[tuple[str, ...], list[Wording]] = {}
    for fault in faults:
        by.setdefault(_about(fault), []).append(fault)
    for about, said in by.items():
        yield _together(kind, about, said, ("doctor",))


def unread(failed: Iterable[tuple[str, Wording]]) -> Iterator[Item]:
    """What of the store could not be looked at, by source: nobody knows whether something waits there."""
    for source, said in failed:
        why = said.by_language
        yield Item(
            kind="store",
            about=(said.code, source),
            text=Bilingual(f"未能查看 {source}：{why.zh}", f"not looked at: {source}: {why.en}"),
            next=("doctor",),
            waits_for="administrator",
            code=said.code,
        )


def found(examined: Iterable[Examined]) -> Iterator[Item]:
    """What the doctor finds about now, by look, code and place; failures apart from warnings."""
    all_looks = list(examined)
    keys = _about_keys(all_looks)
    for one in all_looks:
        by: dict[tuple[str, ...], list[Wording]] = {}
        times: dict[tuple[str, ...], list[int]] = {}
        for result, said, since in one.found:
            if isinstance(said, Wording) and said.code not in _NOT_ABOUT_NOW:
                worse = ("failure",) if result == "failure" else ()
                about = (one.name, *_about(said), *worse)
                by.setdefault(about, []).append(said)
                times.setdefault(about, []).extend([] if since is None else [since])
        for about, told in by.items():
            item = _together("check", about, told, keys if one.name in _KEYS else ("doctor",))
            yield replace(item, since=min(times[about], default=None), newest=max(times[about], default=0))


def _about_keys(examined: Iterable[Examined]) -> tuple[str, ...]:
    """The verb that tells more of keys than the doctor; where one cannot be read, none can be listed."""
    found = (said for one in examined if one.name in _KEYS for _, said, _ in one.found if isinstance(said, Wording))
    is_listed = all(said.code in _LISTED for said in found)
    return ("keys", "list") if is_listed else ("keys", "check")


def _about(said: Wording) -> tuple[str, ...]:
    """The code and the place, in one word each: an operator types them."""
    return (said.code, "-".join(said.place.split())) if said.place else (said.code,)


def _together(kind: Kind, about: tuple[str, ...], said: Sequence[Wording], next_: tuple[str, ...]) -> Item:
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
