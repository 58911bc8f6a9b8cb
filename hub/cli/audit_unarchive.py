"""`hub audit unarchive`: archived documents come back into the store."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Final

import typer

from hub.bootstrap.archiving import open_unarchiving
from hub.bootstrap.authority import open_authority
from hub.bootstrap.past import open_store_to_write
from hub.bootstrap.statuses import read_statuses
from hub.cli.authority import Card, authorized
from hub.cli.card_options import by_card
from hub.cli.choice import the_one
from hub.cli.document_rows import listing
from hub.cli.options import Reason
from hub.cli.screen import AsJson, fail, home_of, lines_of, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.errors import Rejected
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.model import Document, Request
from hub.operate.retention.unarchiving import Came
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.views.retention import UnarchivedView, UnarchivingView
from hub.views.view import json_of

HELP: Final = spoken(
    zh="将已归档的单证调回审计库：办理记录和原文重新入库，此后即可继续办理，如放行因 HUB-951 隔离的回执。\n\n"
    "写入前先核对归档：清单的签名、文件的散列值、每条记录的散列值及其在日志中的位置。归档须在手（HUB-954），"
    "本身不变。中断后再次运行即可继续；已在库中的单证不受影响。此后再次归档时，已办结的单证又会移出。",
    en="Bring archived documents back into the store: their trails and bytes are there again, so that they can go on, "
    "for instance so that a receipt in quarantine with HUB-951 can be released.\n\n"
    "The archive is checked first: the manifest's signature, the sums of the files, the hash of each transition and "
    "its place in the log. It must be at hand (HUB-954), and stays as it is. A run that was cut off is gone on with by "
    "the next one; nothing happens to a document that is whole in the store. The next archive takes out again what is "
    "closed.",
)
DocumentNames = Annotated[
    list[str],
    typer.Argument(metavar="ID…"),
    Bilingual("单证，写法同 hub show。", "The documents, named as in `hub show`."),
]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("unarchive", cls=HELP)(unarchive)


@by_card
def unarchive(
    context: typer.Context, names: DocumentNames, reason: Reason, as_json: AsJson = False, *, card: Card
) -> None:
    """Bring archived documents back."""
    home = home_of(context)
    store = open_store_to_write(home)
    try:
        statuses = listing(read_statuses(home))
        documents = [the_one(name, store.documents.find(name), statuses, as_json) for name in names]
        _unarchive(home, store, request_for(documents, reason), (card, as_json))
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
    finally:
        store.close()


def request_for(documents: Sequence[Document], reason: str) -> Request:
    """What an operator asks for; it is about the first document, and names all."""
    said = {
        "documents": [one.id for one in documents],
        "words": ", ".join(f"{one.type} {one.record or one.id}" for one in documents),
    }
    return Request(verb="unarchive", about=documents[0].id, reason=reason, arguments=said, heads={})


def _unarchive(home: Home, store: Store, request: Request, how: tuple[Card, bool]) -> None:
    acting = authorized(open_authority(home, None, store), store, (request, [], {}), *how)
    if acting is not None:
        _tell(view_came(open_unarchiving(home, store).run(request.arguments["documents"], acting)), how[1])


def view_came(came: Iterable[Came]) -> UnarchivingView:
    """Bring all back; what came."""
    return UnarchivingView(
        documents=[
            UnarchivedView(
                document=one.trail.document.id,
                record=one.trail.document.record,
                type=one.trail.document.type,
                status=one.trail.document.status,
                transitions=one.transitions,
                payloads=one.payloads,
                archives=list(one.archives),
            )
            for one in came
        ]
    )


def _tell(view: UnarchivingView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(view))
    else:
        tell_unarchived(view)


def tell_unarchived(view: UnarchivingView) -> None:
    """Print what was done."""
    for one in view.documents:
        is_new = bool(one.transitions or one.payloads)
        done = Bilingual("已调回", "back in the store") if is_new else Bilingual("本在库中", "in the store already")
        told = Bilingual(
            f"办理记录 {one.transitions} 条，原文 {one.payloads} 份",
            f"{one.transitions} transitions, {one.payloads} stored bytes",
        )
        archives = ", ".join(one.archives)
        screen.print(f"[green]{done}[/] {plain(one.record or one.document)}  {plain(str(told))}  {plain(archives)}")
