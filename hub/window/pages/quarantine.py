"""*Quarantine*: what could not be used, by groups; the members of one; and what waits for what it refers to."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.reader import Reader
from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual
from hub.views.apart import QuarantinedView, acts_on, view_apart
from hub.views.groups import HOUR, GroupView, view_groups
from hub.views.personal import Cover
from hub.views.view import ABSENT
from hub.window.asked import Asked
from hub.window.commands import command
from hub.window.page import Page, Painted
from hub.window.personal import cover_for, covered

TITLE: Final = Bilingual("隔离", "Quarantine")
FEW: Final = 100
"""Deliveries of a group, and parked messages, that are listed; the newest."""


def show(asked: Asked, reader: Reader) -> Painted:
    """All groups; with `group` the newest members of one. `settled` also lists what operators have settled."""
    now, is_open = SystemClock().now(), not asked.value("settled")
    groups = _groups(reader, now, is_open=is_open)
    name = asked.value("group").lower()
    values: Mapping[str, Any] = {
        "now": now,
        "few": FEW,
        "groups": groups,
        "listing": command(reader, "quarantine", "--groups"),
        "acts": lambda one: _acts(one, reader),
    }
    if not name:
        parked = [view_apart(row) for row in reader.store.quarantine.parked(FEW)]
        more: Mapping[str, Any] = {"title": TITLE, "parked": parked, "said": covered(reader).said}
        return Painted("quarantine.html", {**values, **more})
    if (group := next((one for one in groups if one.name == name), None)) is None:
        raise operator_error(Code.NOT_FOUND, value=name)
    cover = cover_for(asked, reader, group.name)
    members = list(_members(group, reader, cover, is_open=is_open))
    in_full = command(reader, "quarantine", "show", members[0].id if members else "ID")
    more = {"title": group.name, "group": group, "members": members, "in_full": in_full, "said": cover.said}
    return Painted("quarantine_group.html", {**values, **more})


def _groups(reader: Reader, now: int, *, is_open: bool) -> list[GroupView]:
    counted = reader.store.quarantine.groups(is_open=is_open, since=now - HOUR)
    return list(view_groups(counted, reader.store.acts.notes([one.item for one in counted])))


def _members(group: GroupView, reader: Reader, cover: Cover, *, is_open: bool) -> Iterator[QuarantinedView]:
    """The newest, with what operators did to them; what a sender wrote is in words that anybody may have chosen."""
    store = reader.store
    rows = store.quarantine.deliveries(FEW, owner=group.owner, code=group.code, is_open=is_open)
    ids = [row.id for row in rows]
    acts = acts_on(store.quarantine.settled(ids), store.acts.about(ids))
    for row in rows:
        view = view_apart(row, acts)
        assert isinstance(view, QuarantinedView)
        yield _covered(view, cover)


def _covered(view: QuarantinedView, cover: Cover) -> QuarantinedView:
    said, settled = cover.said, view.settled
    return replace(
        view,
        field=cover.place(view.field),
        zh=said(view.zh),
        en=said(view.en),
        answers=view.answers and said(view.answers),
        settled=settled if settled is ABSENT else replace(settled, reason=said(settled.reason)),
    )


def _acts(group: GroupView, reader: Reader) -> list[tuple[Bilingual, str]]:
    """What can be typed about a group: first what only looks."""
    of_group = ("--group", group.name)
    return [
        (Bilingual("列出各件", "list its deliveries"), command(reader, "quarantine", *of_group)),
        (
            Bilingual("先看放行后的结果，不作变更", "see what a release would do; nothing is changed"),
            command(reader, "quarantine", "release", *of_group, "--dry-run"),
        ),
        (
            Bilingual("记下由谁处理", "note who deals with it"),
            command(reader, "attention", "note", group.name, after="--text …"),
        ),
        (
            Bilingual("放行：按现在收到重新处理", "release: take them in as if they came now"),
            command(reader, "quarantine", "release", *of_group, after="--reason …"),
        ),
        (
            Bilingual("作废：字节仍保留", "discard: their bytes are kept"),
            command(reader, "quarantine", "discard", *of_group, after="--reason …"),
        ),
    ]


PAGE: Final = Page("quarantine", TITLE, show)
