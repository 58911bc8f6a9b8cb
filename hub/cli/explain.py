"""`hub explain`: what the hub would do with a submission, line by line, doing nothing."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hub import bootstrap
from hub.cli.known import must_be_portal
from hub.cli.screen import AsJson, Failure, home_of, plain, print_json, screen, write_text
from hub.errors import operator_error


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
        raise operator_error("HUB-705", path=file) from error
    must_be_portal(home, portal)
    found = bootstrap.explain(home, portal, body)
    if as_json:
        print_json(found)
    else:
        _print(found)
    if found["faults"]:
        raise typer.Exit(Failure.REFUSED)


def _print(found: dict[str, Any]) -> None:
    type_, name, party = (plain(found[key] or "") for key in ("type", "submission", "party"))
    screen.print(f"[bold]{type_ or 'unreadable'}[/] {name} → {party}")
    width = max((len(step["target"]) for step in found["mapping"]), default=0)
    for step in found["mapping"]:
        value = "[dim]—[/]" if step["value"] is None else plain(_short(step["value"]))
        converter = f" | {plain(step['converter'])}" if step["converter"] not in ("", "text") else ""
        screen.print(f"  {plain(step['target']):<{width}} ← {plain(step['source'])}[dim]{converter}[/]  {value}")
    for fault in found["faults"]:
        code, field, zh, en = (plain(fault[key]) for key in ("code", "field", "zh", "en"))
        screen.print(f"[red]{code}[/] {field}  {zh}  [dim]{en}[/]")
    screen.print(f"[bold]{plain(found['verdict'])}[/]")
    for claim in found["claims"]:
        screen.print(f"  would claim {plain(claim)}")
    if found["message"] and not found["faults"]:
        from lxml import etree  # noqa: PLC0415 - no other verb needs it

        etree.indent(root := etree.fromstring(found["message"]))
        write_text(etree.tostring(root, encoding="unicode"))


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:57]}… ({len(value)} characters)"
