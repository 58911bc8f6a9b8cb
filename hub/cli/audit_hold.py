"""`hub audit hold`: a document that must not leave the store, and the end of that."""

from typing import Annotated, Final

import typer

from hub.bootstrap.authority import open_authority
from hub.bootstrap.past import open_store_to_write
from hub.bootstrap.statuses import read_statuses
from hub.cli.authority import Card, authorized
from hub.cli.card_options import by_card
from hub.cli.choice import the_one
from hub.cli.document_rows import listing
from hub.cli.options import DocumentName, Reason
from hub.cli.screen import AsJson, fail, home_of, lines_of, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.errors import Rejected
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.model import Document, Request
from hub.operate.retention.holding import prove_changing, set_hold
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.views.retention import HoldView, view_hold
from hub.views.view import json_of

HELP: Final = spoken(
    zh="保全一份单证：在解除之前，不会归档移出。--lift 予以解除。",
    en="Put a document on hold: until the hold is lifted, it is not archived. --lift lifts it.",
)
Lift = Annotated[bool, typer.Option("--lift"), Bilingual("解除保全。", "Lift the hold.")]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("hold", cls=HELP)(hold)


@by_card
def hold(
    context: typer.Context,
    name: DocumentName,
    reason: Reason,
    lift: Lift = False,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Hold a document, or lift its hold."""
    home = home_of(context)
    store = open_store_to_write(home)
    try:
        document = the_one(name, store.documents.find(name), listing(read_statuses(home)), as_json)
        prove_changing(store, document.id, lift=lift)
        _hold(home, store, document, _request(document, reason, lift=lift), (card, as_json))
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
    finally:
        store.close()


def _request(document: Document, reason: str, *, lift: bool) -> Request:
    said = {"does": "lift" if lift else "hold", "type": document.type, "record": document.record or ""}
    return Request(verb="hold", about=document.id, reason=reason, arguments=said, heads={})


def _hold(home: Home, store: Store, document: Document, request: Request, how: tuple[Card, bool]) -> None:
    acting = authorized(open_authority(home, None, store), store, (request, [], {}), *how)
    if acting is not None:
        done = set_hold(store, acting, lift=request.arguments["does"] == "lift")
        _tell(view_hold(done, document.record), how[1])


def _tell(view: HoldView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(view))
        return
    done = Bilingual("已保全", "on hold") if view.held else Bilingual("已解除保全", "the hold is lifted")
    screen.print(f"[green]{done}[/] {plain(view.record or '—')} {plain(view.document)}")
