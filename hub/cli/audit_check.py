"""`hub audit check`: check an evidence file, anywhere."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli.misuse import Unusable
from hub.cli.screen import AsJson, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.errors import unusable_file
from hub.model.checkpoint import NoteKey, parse_key
from hub.text.bilingual import Bilingual
from hub.views.evidence import EvidenceView
from hub.views.view import Moment, json_of

if TYPE_CHECKING:
    from hub.evidence.check import Checked

HELP = spoken(
    zh="核验一份证据文件，指出第一处不符；不需要主目录和审计库。",
    en="Check an evidence file, and name the first thing that is wrong. It needs no home and no store.",
)
File = Annotated[Path, typer.Argument(metavar="FILE"), Bilingual("证据文件（.asice）。", "The evidence file (.asice).")]
Key = Annotated[
    str | None,
    typer.Option(metavar="KEY"),
    Bilingual(
        "审计日志的核验密钥（hub audit checkpoint --json 的 key），或内含该密钥的文件。"
        "不给时用文件自带的密钥，只能说明文件前后一致。",
        "The log's verifier key (`key` of `hub audit checkpoint --json`), or a file with it. Without it the file's own "
        "key counts, which shows only that the file agrees with itself.",
    ),
]

Authorities = Annotated[
    Path | None,
    typer.Option("--timestamp-ca", metavar="FILE"),
    Bilingual(
        "时间戳机构上级 CA 的证书（PEM）。不给时用文件自带的证书。",
        "The certificates of the CA above the timestamp authority (PEM). Without them the file's own count.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("check", cls=HELP)(check)


def check(file: File, key: Key = None, timestamp_ca: Authorities = None, as_json: AsJson = False) -> None:
    """Check one file."""
    from adapters.x509 import read_pem  # noqa: PLC0415 - as below
    from hub.evidence.check import check_evidence  # noqa: PLC0415 - slow to load; the other verbs need none of it
    from hub.evidence.container import LARGEST  # noqa: PLC0415

    trusted = _key(key) if key is not None else None
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise unusable_file(file, error) from error
    authorities = read_pem(timestamp_ca) if timestamp_ca is not None else ()
    print_checked(check_evidence(content, trusted, authorities), str(file), as_json)


def _key(text: str) -> NoteKey:
    try:
        path = Path(text)
        return parse_key(path.read_text("utf-8") if "+" not in text or path.is_file() else text)
    except (OSError, ValueError) as error:
        raise Unusable(Bilingual(f"不是核验密钥：{text}", f"no verifier key: {text}")) from error


def print_checked(checked: "Checked", file: str, as_json: bool) -> None:
    """Print what an evidence file proves, and what it leaves open."""
    view = _view(checked, file)
    if as_json:
        print_json(json_of(view))
        return
    log = f"{view.origin} ({view.size})"
    said = Bilingual(
        f"成立：{view.type}，办理记录 {view.transitions} 条，报文 {view.messages} 份，日志 {log}",
        f"holds: {view.type}, {view.transitions} transitions, {view.messages} messages, log {log}",
    )
    screen.print(f"[green]✓[/] [bold]{plain(view.record or view.document)}[/] {plain(said)}")
    screen.print(f"  [dim]{plain(file)}[/]")
    if view.stamped_at is not None:
        screen.print(f"  {plain(_stamped(view))}")
    for name, count in sorted(Counter(view.removed.values()).items()):
        screen.print(f"  {plain(_removed(name, count))}")
    for warning in _warnings(view):
        screen.print(f"  [yellow]![/] {plain(warning)}")


def _stamped(view: EvidenceView) -> Bilingual:
    return Bilingual(
        f"时间戳：前 {view.stamped} 条最迟在 {view.stamped_at} 已经存在（{view.stamped_by}）",
        f"timestamp: the first {view.stamped} existed at {view.stamped_at} ({view.stamped_by})",
    )


def _removed(name: str, count: int) -> Bilingual:
    return Bilingual(
        f"移出 {name}：所缺原文 {count} 件在日志密钥签名的清单中",
        f"removal {name}: the log's key signed that it took {count} of what is missing",
    )


def _warnings(view: EvidenceView) -> list[Bilingual]:
    found = []
    if not view.key_given:
        found.append(
            Bilingual(
                f"核验用的是文件自带的密钥 {view.key}：请与 hub 公布的密钥核对，或用 --key 给出",
                f"checked by the key in the file itself, {view.key}: compare it with the hub's, or give it by --key",
            )
        )
    if view.stamped_at is not None and not view.authority_given:
        found.append(
            Bilingual(
                "时间戳是按文件自带的 CA 证书核验的：请与时间戳机构公布的核对，或用 --timestamp-ca 给出",
                "the timestamp was checked by the CA certificates in the file itself: compare them with those that the "
                "authority published, or give them by --timestamp-ca",
            )
        )
    if view.signed_by is None:
        found.append(Bilingual("文件整体没有签名", "the file as a whole is not signed"))
    if view.elsewhere:
        told = ", ".join(map(str, view.elsewhere))
        found.append(
            Bilingual(f"第 {told} 条的起因原文不在文件中", f"what caused transition {told} is not in the file")
        )
    for what in view.absent.values():
        found.append(Bilingual(f"文件中缺少：{what}", f"not in the file: {what}"))
    return found


def _view(checked: "Checked", file: str) -> EvidenceView:
    contents, stamp = checked.contents, checked.contents.timestamp
    return EvidenceView(
        file=file,
        document=contents.document.id,
        record=contents.document.record,
        type=contents.document.type,
        status=contents.document.status,
        made_at=Moment(contents.made_at),
        transitions=checked.transitions,
        messages=len(contents.messages),
        card=checked.has_card,
        origin=checked.checkpoint.origin,
        size=checked.checkpoint.size,
        key=checked.key,
        key_given=checked.is_key_given,
        stamped_at=Moment(stamp.at) if stamp else None,
        stamped_by=stamp.by if stamp else None,
        stamped=stamp.transitions if stamp else 0,
        authority_given=checked.is_authority_given and stamp is not None,
        signed_by=contents.signed_by,
        elsewhere=list(checked.elsewhere),
        absent=dict(contents.absent),
        removed=dict(checked.removed),
    )
