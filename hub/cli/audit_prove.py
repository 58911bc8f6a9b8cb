"""`hub audit prove`: the evidence file of a document."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.files.durable import write_new
from hub.bootstrap.retention import with_archives_of
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.cli.audit_check import print_checked
from hub.cli.choice import the_one
from hub.cli.document_rows import listing
from hub.cli.screen import AsJson, home_of
from hub.cli.spoken import spoken
from hub.errors import Code, operator_error
from hub.model import Document
from hub.text.bilingual import Bilingual

HELP = spoken(
    zh="生成一份单证的证据文件：没有审计库的人也能核验。\n\n"
    "内容：申报原文、各方报文原文及签名、办理记录、证书、审计日志的证明，以及说明如何核验的 README。"
    "文件含业务数据，可能含个人信息。",
    en="Make the evidence file of a document, which others check without the store.\n\n"
    "It holds the submission and the messages exactly as they came and went, the trail, certificates, proofs from the "
    "log, and a README that says how to check it. It contains business data and may contain personal data.",
)
Name = Annotated[
    str,
    typer.Argument(metavar="ID"),
    Bilingual(
        "记录编号、单证编号（可只写开头）、申报编号，或业务编号。",
        "A record number, a document's id or its beginning, the submission's id, or a business number.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE"),
    Bilingual(
        "写入此文件；默认为当前目录下的“记录编号.asice”。已有的文件不会被覆盖。",
        "The file to write; <record number>.asice in the current directory by default. A file that is there stays.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("prove", cls=HELP)(prove)


def prove(context: typer.Context, name: Name, out: Out = None, as_json: AsJson = False) -> None:
    """Make, check and write the evidence file of a document."""
    from hub.bootstrap import evidence  # noqa: PLC0415 - slow to load; the other verbs need none of it

    home = home_of(context)
    store = with_archives_of(home, open_store(home))
    try:
        document = the_one(name, store.documents.find(name), listing(read_statuses(home)), as_json)
        trail = store.documents.trail(document.id)
        assert trail is not None
        made, checked = evidence.prove(home, store, trail)
    finally:
        store.close()
    file = _write(out or _default(document), made)
    print_checked(checked, str(file), as_json)


def _default(document: Document) -> Path:
    return Path(f"{document.record or document.id}.asice")


def _write(file: Path, content: bytes) -> Path:
    """Write a new file, which only its owner may read."""
    try:
        write_new(file, content, 0o600)
    except FileExistsError as error:
        raise operator_error(Code.SYSTEM_ERROR, path=file, reason=Bilingual("已存在", "it is there already")) from error
    return file
