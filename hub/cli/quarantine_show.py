"""`hub quarantine show`: one delivery in full, or its bytes."""

from typing import Annotated, Final

import typer

from hub.bootstrap.store import open_store
from hub.cli.choice import the_one
from hub.cli.kept_apart import LISTING, print_one
from hub.cli.quarantine_chosen import SEVERAL, id_of, is_named, refuse_unknown
from hub.cli.quarantine_options import Owner
from hub.cli.screen import AsJson, home_of, print_json, write_bytes
from hub.cli.spoken import spoken
from hub.errors import Code, operator_error
from hub.model import Parked, Quarantined
from hub.text.bilingual import Bilingual
from hub.views.apart import (
    acts_on,
    view_apart,
)
from hub.views.view import json_of

HELP: Final = spoken(
    zh="查看一件的全部内容：原因、字段（用发送方自己的名称）、详情；或取其原始字节。",
    en="Show one in full: the reason, the field in the sender's own names, the cause; or its bytes.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("show", cls=HELP)(show)


def show(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="ID"),
        Bilingual("列表所示的编号，可只写开头。", "The id from the list, or its beginning."),
    ],
    owner: Owner = None,
    raw: Annotated[
        bool,
        typer.Option("--raw"),
        Bilingual("只输出库中原始字节。", "Write exactly the stored bytes, and nothing else."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show one delivery or receipt."""
    home = home_of(context)
    store = open_store(home)
    try:
        found: list[Quarantined | Parked] = [*store.quarantine.deliveries(SEVERAL, owner=owner, beginning=name)]
        found += store.quarantine.parked(SEVERAL, owner=owner, beginning=name)
        if not found:
            refuse_unknown(home, owner, None)
        row = the_one(name, [row for row in found if is_named(row, name)] or found, LISTING, as_json)
        body = store.archive.payload(row.payload)
        acts = acts_on(store.quarantine.settled([id_of(row)]), store.acts.about([id_of(row)]))
    finally:
        store.close()
    if body is None:
        raise operator_error(Code.NOT_FOUND, value=row.payload)
    if raw:
        write_bytes(body)
        return
    view = view_apart(row, acts, len(body))
    print_json(json_of(view)) if as_json else print_one(view)
