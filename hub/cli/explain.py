"""`hub explain`: what the hub would do with a submission or with a party's message. Nothing is recorded."""

from pathlib import Path
from typing import Annotated, Final

import typer
from lxml import etree

from hub.bootstrap.explanation import explain, foresee
from hub.bootstrap.known import by_itself, must_be_known, must_be_portal
from hub.bootstrap.names import party_names
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.submitting import what_it_is
from hub.cli.foreseen import foresee_one, print_foreseen
from hub.cli.screen import AsJson, home_of, plain, print_json, screen, write_text
from hub.cli.tables import Cell, Column, Table, styled
from hub.errors import Code, operator_error, unusable_file
from hub.exit_codes import ExitCode
from hub.operate.other_kinds import OtherKind
from hub.text.bilingual import Bilingual
from hub.views.catalogue import ExplanationView, StepView, view_explanation
from hub.views.foreseen import view_foreseen
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "申报：列出逐行映射、报文或拒收原因。--party：文件是此对方发来的报文，说明它会找到哪份单证、属于哪一层、"
    "会引起哪些变化，或因哪个代码被隔离。--quarantined：同样说明一件隔离件放行后的结果。\n\n"
    "按审计库当前内容判断，与运行中的 hub 走同样的步骤。会被拒收或隔离时，退出码为 1。",
    "Of a submission it shows the mapping line by line, and the message or the reasons of a refusal. With --party the "
    "file is a message of that party: it shows which document the message finds, in which layer, what it moves and "
    "what follows, or which code refuses it. With --quarantined it shows the same of a delivery in quarantine, as if "
    "it were released.\n\n"
    "It takes the same steps as a running hub, on what the store holds now. The exit code is 1 when the submission or "
    "the message would be refused or quarantined.",
)
_NATIONAL: Final = "national"
_WAYS: Final = "FILE [--portal PORTAL | --party PARTY] / --quarantined ID"
_HEADINGS: Final = (
    Bilingual("报文", "message"),
    Bilingual("取自", "submission"),
    Bilingual("转换", "converter"),
    Bilingual("值", "value"),
)


SubmissionOrMessage = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", readable=False),
    Bilingual("申报文件（JSON），或对方的报文文件。", "The submission (JSON), or the file with a party's message."),
]
ByPortal = Annotated[
    str | None,
    typer.Option(metavar="PORTAL"),
    Bilingual("由哪个渠道提交，默认 national。", "The portal that would submit it. The default is national."),
]
ByParty = Annotated[
    str | None,
    typer.Option(metavar="PARTY"),
    Bilingual("文件是此对方发来的报文。", "The file is a message that this party would send."),
]
OfQuarantine = Annotated[
    str | None,
    typer.Option(metavar="ID"),
    Bilingual(
        "不取文件，取此隔离件：说明放行后的结果。",
        "Instead of a file, this delivery in quarantine: what would its release do?",
    ),
]


def command(
    context: typer.Context,
    file: SubmissionOrMessage = None,
    portal: ByPortal = None,
    party: ByParty = None,
    quarantined: OfQuarantine = None,
    as_json: AsJson = False,
) -> None:
    """Explain one submission, one message of a party, or one delivery in quarantine."""
    home = home_of(context)
    _ = home.settings  # without a home nothing can be told: the answer depends on what its store holds
    if quarantined is not None and file is None:
        foresee_one(context, quarantined, as_json)
        return
    if file is None or quarantined is not None or (portal is not None and party is not None):
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="explain", needed=_WAYS)
    body = _bytes_of(file)
    if party is not None:
        must_be_known("--party", party, by_itself(party_names(home)))
        print_foreseen(view_foreseen(foresee(home, party, body), read_statuses(home)), as_json)
        return
    must_be_portal(home, portal)
    found = view_explanation(explain(home, portal or _NATIONAL, body))
    _tell(found, what_it_is(home, body, file) if found.type is None else None, as_json)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise unusable_file(file, error) from error


def _tell(found: ExplanationView, other: OtherKind | None, as_json: bool) -> None:
    """`other`: what the file is where it is no submission."""
    if as_json:
        print_json(json_of(found))
    else:
        _print(found)
    if other is not None and not as_json:
        screen.print(plain(Bilingual(f"看来是：{other.what.zh}", f"it looks like {other.what.en}")))
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
