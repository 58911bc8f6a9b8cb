"""Print what would become of deliveries, without doing it."""

import typer

from hub.bootstrap.statuses import read_statuses
from hub.cli.quarantine_chosen import NOTHING, Apart, Meant, id_of, refuse_unknown
from hub.cli.screen import home_of, plain, print_json, say_empty, screen
from hub.errors import Code, Rejected, rejected
from hub.exit_codes import ExitCode
from hub.flow.foresight import Foreseen
from hub.flow.release import Release
from hub.model import Parked
from hub.text.bilingual import Bilingual
from hub.views.foreseen import LAYERS, ForeseenView, ReadView, SentView, steps_of, view_foreseen
from hub.views.view import json_of
from hub.views.words import MESSAGE_KINDS, OUTBOX_KINDS, label


def foresee_each(context: typer.Context, meant: Meant, as_json: bool) -> None:
    """Print a line for each delivery: what its release would do. Exit code 1 when one would stay."""
    from hub.bootstrap.explanation import open_foresight  # noqa: PLC0415 - who lists and shows needs no catalogue

    home, count, stays = home_of(context), 0, 0
    statuses = read_statuses(home)
    refuse_unknown(home, meant.owner, meant.code)
    meant.require_some()
    with open_foresight(home) as release:
        for row in meant.rows(release.ports.store.quarantine, as_json):
            view = view_foreseen(_of(release, row), statuses, id_of(row))
            count, stays = count + 1, stays + (view.outcome == "quarantined")
            print_json(json_of(view)) if as_json else _print_line(view)
    if not count:
        say_empty(NOTHING, as_json)
    elif not as_json:
        sum_up = Bilingual(
            f"共 {count} 件，其中 {stays} 件仍会隔离", f"{count} in all; {stays} would stay in quarantine"
        )
        screen.print(f"[dim]{sum_up}[/]")
    if stays:
        raise typer.Exit(ExitCode.REFUSED)


def foresee_one(context: typer.Context, name: str, as_json: bool) -> None:
    """Print in full what the release of one delivery would do. Exit code 1 when it would stay."""
    from hub.bootstrap.explanation import open_foresight  # noqa: PLC0415 - as above

    home = home_of(context)
    with open_foresight(home) as release:
        (row,) = Meant([name], None, None).rows(release.ports.store.quarantine, as_json)
        found = view_foreseen(_of(release, row), read_statuses(home), id_of(row))
    print_foreseen(found, as_json)


def print_foreseen(view: ForeseenView, as_json: bool) -> None:
    """Print in full what would become of a delivery. Exit code 1 when it would be refused or quarantined."""
    if as_json:
        print_json(json_of(view))
    else:
        _print_all(view)
    if view.faults:
        raise typer.Exit(ExitCode.REFUSED)


def _of(release: Release, row: Apart) -> Foreseen:
    if isinstance(row, Parked):
        waits: Rejected = rejected(Code.STILL_WAITS, names=row.names or row.answers)
        return Foreseen(owner=row.party, faults=waits.faults, is_quarantined=True)
    return release.foresee(row)


def _print_line(view: ForeseenView) -> None:
    """One line: the outcome, the delivery, and its moves or why it would stay."""
    said = "; ".join(f"{plain(about)} {plain(what)}" for about, what in steps_of(view))
    why = "; ".join(f"{fault.code} {plain(fault.field)} {plain(fault.text.both)}" for fault in view.faults)
    waits = ", ".join(plain(name) for name in view.waits_for)
    colour = "red" if view.faults else "green"
    told = "; ".join(part for part in (why, said, waits) if part)
    screen.print(f"[{colour}]{view.text}[/] {plain(view.id)} {plain(view.owner)}{f': {told}' if told else ''}")


def _print_all(view: ForeseenView) -> None:
    for message in view.messages:
        _print_read(view.owner, message)
    for fault in view.faults:
        screen.print(f"[red]{fault.code}[/] {plain(fault.field)}  {plain(fault.text.both)}")
    for about, what in steps_of(view):
        screen.print(f"  {plain(about)}  {plain(what)}")
    for doubted in sorted({one.document.document for one in view.moves if one.disputed}):
        screen.print(f"  [red]{Bilingual('会有争议', 'would be disputed')}[/] {plain(doubted)}")
    for claim in view.claims:
        does = Bilingual("占用", "holds") if claim.held else Bilingual("释放", "lets go")
        screen.print(f"  {does} {plain(claim.resource)} {plain(claim.key)} {plain(claim.amount or '')}".rstrip())
    for one in view.sends:
        screen.print(f"  {Bilingual('发往', 'to')} {plain(one.to)}: {_what(one)}")
    for name in view.waits_for:
        screen.print(f"  {Bilingual('等待', 'waits for')} {plain(name)}")
    screen.print(f"[bold]{view.text}[/]")


def _print_read(owner: str, message: ReadView) -> None:
    answers = Bilingual(f"答复 {message.answers}", f"answers {message.answers}") if message.answers else ""
    found = message.document
    about = (
        f"{found.type} {found.record or found.document}"
        if found is not None
        else Bilingual("未找到单证", "no document")
    )
    kind = label(message.layer, LAYERS)
    screen.print(f"[bold]{plain(message.element)}[/] {plain(message.message)} {plain(owner)}  {kind}  {plain(answers)}")
    screen.print(f"  {Bilingual('单证', 'document')} {plain(about)}")


def _what(one: SentView) -> str:
    kind = label(one.kind, {**MESSAGE_KINDS, **OUTBOX_KINDS})
    about = "" if one.document is None else f"{one.document.type} {one.document.record or one.document.document}"
    return " ".join(plain(part) for part in (kind, one.status or "", about) if part)
