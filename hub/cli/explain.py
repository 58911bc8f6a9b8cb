"""`hub explain`: what the hub would do with a submission. Nothing is recorded."""

from typing import Annotated, Final

import typer
from lxml import etree

from hub.bootstrap.explanation import explain
from hub.cli.known import must_be_portal
from hub.cli.options import SubmissionFile
from hub.cli.screen import AsJson, home_of, plain, print_json, screen, write_text
from hub.cli.tables import Cell, Column, Table, styled
from hub.errors import Code, operator_error
from hub.exit_codes import ExitCode
from hub.text.bilingual import Bilingual
from hub.views.catalogue import ExplanationView, StepView, view_explanation
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "列出逐行映射、报文或拒收原因。按审计库当前内容判断，与运行中的 hub 走同样的步骤。会被拒收或隔离时，退出码为 1。",
    "It shows the mapping line by line, and the message or the reasons of a refusal. It takes the same steps as a "
    "running hub, on what the store holds now. "
    "The exit code is 1 when the submission would be refused or quarantined.",
)
_HEADINGS: Final = (
    Bilingual("报文", "message"),
    Bilingual("取自", "submission"),
    Bilingual("转换", "converter"),
    Bilingual("值", "value"),
)


def command(
    context: typer.Context,
    file: SubmissionFile,
    portal: Annotated[
        str,
        typer.Option(metavar="PORTAL"),
        Bilingual("由哪个渠道提交。", "The portal that would submit it."),
    ] = "national",
    as_json: AsJson = False,
) -> None:
    """Explain one submission."""
    home = home_of(context)
    _ = home.settings  # without a home nothing can be told: the answer depends on what its store holds
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
    screen.print(f"[bold]{type_ or Bilingual('无法读取', 'unreadable')}[/] {name} → {party}")
    Table(*(Column(heading) for heading in _HEADINGS), indent=2).show([_row(step) for step in found.mapping])
    for fault in found.faults:
        code, field, text = (plain(value) for value in (fault.code, fault.field, fault.text.both))
        screen.print(f"[red]{code}[/] {field}  {text}")
    screen.print(f"[bold]{plain(found.verdict_text)}[/]")
    for claim in found.claim_texts:
        screen.print(f"  {Bilingual('将占用', 'would claim')} {plain(claim)}")
    if found.message and not found.faults:
        etree.indent(root := etree.fromstring(found.message))
        write_text(etree.tostring(root, encoding="unicode"))


def _row(step: StepView) -> tuple[Cell, ...]:
    converter = "" if step.converter in ("", "text") else step.converter
    value = "—" if step.value is None else _short(step.value)
    return step.target, str(step.source_text), styled(converter, "dim"), value


def _short(value: str) -> str:
    if len(value) <= 60:
        return value
    return f"{value[:57]}… {Bilingual(f'（共 {len(value)} 个字符）', f'({len(value)} characters)')}"
