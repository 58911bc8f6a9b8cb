"""`hub settle`: what an operator found out about a dispute, or about a payment that its bank left open."""

from collections.abc import Sequence
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap.acts import open_settlement
from hub.bootstrap.statuses import read_statuses
from hub.cli.choice import the_one
from hub.cli.document_rows import list_status, listing
from hub.cli.options import Reason
from hub.cli.screen import AsJson, fail, home_of, plain, print_json, screen
from hub.errors import Code, Rejected, operator_error
from hub.exit_codes import ExitCode
from hub.flow.settlement import Proof, Settlement
from hub.model import Document, Statuses
from hub.stages.settle_part import Decision
from hub.views.documents import view_document
from hub.views.view import json_of

Numbers = list[str] | None
MOST = 20_000_000
"""Bytes of a proof: it is kept in the store."""


def command(  # noqa: PLR0913, PLR0917 - one option for each thing that may be said
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="A document, as in `hub show`.")],
    reason: Reason,
    paid: Annotated[Numbers, typer.Option(help="The number of an application that was paid; `all` for all.")] = None,
    failed: Annotated[Numbers, typer.Option(help="Of one that was not, and will not be; `all` for all.")] = None,
    value: Annotated[Numbers, typer.Option(metavar="NAME=TEXT", help="What the bank says of it.")] = None,
    proof: Annotated[
        Path | None, typer.Option(readable=False, help="A file with what the party says; it is kept.")
    ] = None,
    stands: Annotated[int | None, typer.Option(min=1, help="The row of the trail whose values stand.")] = None,
    as_json: AsJson = False,
) -> None:
    """Settle a dispute; nothing that parties said is removed, and a running hub sends what follows.

    Alone: what is recorded stands. --stands N: the values that row N of the trail brought. --paid and --failed, with
    the bank's --proof: what became of each application of a payment; the rest stays open.
    """
    home, statuses = home_of(context), read_statuses(home_of(context))
    if (paid or failed) and proof is None:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--paid, --failed", needed="--proof FILE")
    if value and not (paid or failed):
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--value", needed="--paid, --failed")
    if stands is not None and (paid or failed):
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--stands", needed="neither --paid nor --failed")
    said = _proof(reason, proof)
    with open_settlement(home) as settlement:
        found = settlement.ports.store.documents.find(name)
        document = the_one(name, found, listing(statuses), as_json)
        try:
            if paid or failed:
                settled = _decide(settlement, document, (paid or [], failed or [], value or []), said)
            elif stands is not None:
                settled = settlement.stand(document.id, stands, said)
            else:
                settled = settlement.close(document.id, said)
        except Rejected as refusal:
            fail("; ".join(f"{f.code} {f.zh} · {f.en}" for f in refusal.faults), ExitCode.REFUSED)
    _tell(settled, statuses, as_json)


def _proof(reason: str, file: Path | None) -> Proof:
    try:
        with file.open("rb") if file else nullcontext(BytesIO()) as opened:
            body = opened.read(MOST + 1)
    except OSError as error:
        raise operator_error(Code.FILE_UNREADABLE, path=file) from error
    if file and not 0 < len(body) <= MOST:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--proof", needed=f"a file of 1 to {MOST} bytes")
    return Proof(reason, body)


def _decide(
    settlement: Settlement,
    document: Document,
    said: tuple[Sequence[str], Sequence[str], Sequence[str]],
    proof: Proof,
) -> Document:
    paid, failed, values = said
    named = dict(value.partition("=")[::2] for value in values)
    return settlement.decide(document.id, Decision(paid, failed, named), proof)


def _tell(document: Document, statuses: Statuses, as_json: bool) -> None:
    view = view_document(document, statuses)
    if as_json:
        print_json(json_of(view))
        return
    left = f"[red]有争议 disputed[/] {plain(view.dispute)}" if view.dispute else ""
    screen.print(f"[green]settled[/] {view.document}  {plain(view.type)}", list_status(view), left)
