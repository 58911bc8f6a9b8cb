"""`hub quarantine list`: what is kept apart, by groups."""

from collections.abc import Iterator, Sequence
from typing import Final

import typer

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.store import open_store
from hub.cli.kept_apart import list_all
from hub.cli.quarantine_chosen import NOTHING, refuse_unknown
from hub.cli.quarantine_groups import FEW, Chosen, is_many, place_of, say_more
from hub.cli.quarantine_options import Cause, Groups, Limit, OfGroup, Owner, Settled
from hub.cli.screen import AsJson, home_of, print_json, say_empty
from hub.cli.spoken import spoken
from hub.model import Quarantined
from hub.ports import Store
from hub.views.apart import (
    NONE,
    Acts,
    ParkedView,
    QuarantinedView,
    acts_on,
    view_apart,
)
from hub.views.groups import HOUR, view_groups
from hub.views.view import json_of

HELP: Final = spoken(
    zh="按组列出隔离件（来源与原因相同的为一组），并列出待匹配的回执，新的在前。\n\n"
    "超过 100 件时只列出各组；--group 列出一组的各件，--limit N 列出各组最新的 N 件。\n\n"
    "加 --json 时每行一个对象：每件一个；加 --groups 时每组一个。",
    en="List deliveries in quarantine by groups (one owner, one code), and parked receipts, newest first.\n\n"
    "Of more than 100 deliveries only the groups are listed. --group lists the deliveries of one group, --limit N "
    "the newest N of all.\n\n"
    "With --json one object a line: each delivery, or with --groups each group.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("list", cls=HELP)(list_apart)


def list_apart(  # noqa: PLR0913, PLR0917 - one option for each thing to filter by
    context: typer.Context,
    owner: Owner = None,
    code: Cause = None,
    group: OfGroup = None,
    limit: Limit = None,
    groups: Groups = False,
    settled: Settled = False,
    as_json: AsJson = False,
) -> None:
    """List what is kept apart. A code leaves parked receipts out: they have none."""
    home = home_of(context)
    store = open_store(home)
    since = SystemClock().now() - HOUR
    try:
        counted = store.quarantine.groups(owner=owner, code=code, is_open=not settled, since=since)
        numbered = list(view_groups(counted, store.acts.notes([one.item for one in counted])))
        if group is not None:
            numbered = [numbered[place_of(counted, group)]]
            owner, code = numbered[0].owner, numbered[0].code
        chosen = Chosen(owner, code, limit or FEW, is_open=not settled)
        is_short = groups or (limit is None and not as_json and group is None and is_many(counted))
        found = [] if is_short else list(_deliveries(store, chosen))
        parked = [] if groups else list(_parked(store, chosen))
    finally:
        store.close()
    if not (counted or parked):
        refuse_unknown(home, owner, code)
        say_empty(NOTHING, as_json)
    elif as_json:
        for told in numbered if groups else [*found, *parked]:
            print_json(json_of(told))
    else:
        list_all(numbered, [*found, *parked])
        if is_short and not groups:
            say_more()


def _deliveries(store: Store, chosen: Chosen) -> Iterator[QuarantinedView | ParkedView]:
    rows = store.quarantine.deliveries(chosen.limit, owner=chosen.owner, code=chosen.code, is_open=chosen.is_open)
    acts = NONE if chosen.is_open else _acts_on(store, rows)
    return (view_apart(row, acts) for row in rows)


def _parked(store: Store, chosen: Chosen) -> Iterator[QuarantinedView | ParkedView]:
    rows = store.quarantine.parked(chosen.limit, owner=chosen.owner) if chosen.code is None else []
    return (view_apart(row) for row in rows)


def _acts_on(store: Store, rows: Sequence[Quarantined]) -> Acts:
    """What operators did to these deliveries."""
    ids = [row.id for row in rows]
    return acts_on(store.quarantine.settled(ids), store.acts.about(ids))
