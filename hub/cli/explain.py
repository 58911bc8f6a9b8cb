"""`hub explain`: what the hub would do with a submission, line by line, doing nothing."""

from pathlib import Path
from typing import Annotated, Final

import typer
from lxml import etree

from hub.bootstrap.explanation import explain
from hub.cli.known import must_be_portal
from hub.cli.screen import AsJson, home_of, plain, print_json, screen, write_text
from hub.cli.tables import Cell, Column, Table, styled
from hub.errors import Code, operator_error
from hub.exit_codes import ExitCode
from hub.views.catalogue import ExplanationView, StepView, view_explanation
from hub.views.view import json_of

_HEADINGS: Final = ("报文 message", "来自 submission", "转换 converter", "值 value")


def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, help="The submission (JSON).")],
    portal: Annotated[str, typer.Option(help="The portal that would submit it.")] = "national",
    as_json: AsJson = False,
) -> None:
    """Say what the hub would do with a submission: mapping line by line, message, refusals. Nothing is recorded."""
    home = home_of(context)
    _ = home.settings  # a home it must be: what the line does depends on what its store holds
    try:
        body = file.read_bytes()
    except OSError as error:
        raise operator_error(Code.FILE_UNREADABLE, path=file) from error
    must_be_portal(home, portal)
    found = view_explanation(explain(home, portal, body))
    if as_json:
        print_json(json_of(found))
    else:
        _print(found)
    if found.faults:
        raise typer.Exit(ExitCode.REFUSED)


def _print(found: ExplanationView) -> None:
    type_, name, party = (plain(value or "") for value in (found.type, found.submission, found.party))
    screen.print(f"[bold]{type_ or 'unreadable'}[/] {name} → {party}")
    Table(*(Column(heading) for heading in _HEADINGS), indent=2).show([_row(step) for step in found.mapping])
    for fault in found.faults:
        code, field, zh, en = (plain(value) for value in (fault.code, fault.field, fault.zh, fault.en))
        screen.print(f"[red]{code}[/] {field}  {zh}  [dim]{en}[/]")
    screen.print(f"[bold]{plain(found.verdict)}[/]")
    for claim in found.claims:
        screen.print(f"  would claim {plain(claim)}")
    if found.message and not found.faults:
        etree.indent(root := etree.fromstring(found.message))
        write_text(etree.tostring(root, encoding="unicode"))


def _row(step: StepView) -> tuple[Cell, ...]:
    converter = "" if step.converter in ("", "text") else step.converter
    value = "—" if step.value is None else _short(step.value)
    return step.target, step.source, styled(converter, "dim"), value


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:57]}… ({len(value)} characters)"
