"""What a file is that somebody takes for a submission, and why the hub could only put it into quarantine."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from hub.catalogue import PortalShape, follow
from hub.errors import Code, Rejected, rejected
from hub.operate.other_kinds import OtherKind
from hub.reading.parse_submission import is_xml, read_written
from hub.text.bilingual import Bilingual
from hub.xml.build import NAMESPACE, local_name, text_at
from hub.xml.parse import parse_xml

Shapes = Mapping[str, PortalShape]
"""The shapes of the portals that have one of their own."""
_EVIDENCE: Final = b"mimetypeapplication/vnd.etsi.asic-e+zip"
_BEGINNINGS: Final[tuple[tuple[bytes, Bilingual], ...]] = (
    (b"PK\x03\x04", Bilingual("ZIP 压缩包，请先解压", "a ZIP file: unpack it first")),
    (
        b"%PDF-",
        Bilingual(
            "PDF 文件；附件以 Base64 写在申报的字段中", "a PDF file; attachments stand in a submission as Base64"
        ),
    ),
    (b"\x89PNG", Bilingual("图片", "a picture")),
    (b"\xff\xd8\xff", Bilingual("图片", "a picture")),
    (b"\x1f\x8b", Bilingual("gzip 压缩文件，请先解压", "a gzip file: unpack it first")),
    (b"\xd0\xcf\x11\xe0", Bilingual("Office 文件", "an Office file")),
    (b"SQLite format 3\x00", Bilingual("SQLite 数据库，如审计库", "an SQLite database, such as a store")),
    (
        b"-----BEGIN ",
        Bilingual(
            "密钥或证书（PEM）；证书用 hub keys import 登记",
            "a key or certificate (PEM): `hub keys import` registers certificates",
        ),
    ),
)
_SCRIPT: Final = re.compile(rb"^(answers|parties):", re.MULTILINE)


def refuse_unreadable(body: bytes, own: PortalShape | None, plain: PortalShape) -> None:
    """Raise Rejected where the hub could make no document of a submission, as it would say to its portal.

    The shapes are those of `read_written`, the hub's own reading. What is wrong with the content of a form is left to
    the hub.
    """
    values = read_written(body, own, plain).values
    if not is_xml(body) and (_is_an_event(values) or _is_a_plan(values)):  # which have an id too
        raise rejected(Code.UNKNOWN_TYPE, value=str(values.get("type", "")))


@dataclass(frozen=True, slots=True)
class Around:
    """What a file is compared with."""

    file: str
    """Its name, to be typed."""
    parties: Collection[str]
    shapes: Callable[[], Shapes]


def kind_of_file(body: bytes, around: Around) -> OtherKind | None:
    """What the file is, and the command that takes it; None if nobody knows."""
    for beginning, what in _BEGINNINGS:
        if body.startswith(beginning):
            is_evidence = _EVIDENCE in body[:200]
            return OtherKind(_A_PROOF, ("audit", "check", around.file)) if is_evidence else OtherKind(what, ())
    if is_xml(body):
        return _kind_of_xml(body, around)
    if _SCRIPT.search(body):
        return OtherKind(Bilingual("hub simulate 的脚本", "a script of `hub simulate`"), ("simulate", around.file))
    try:
        values = json.loads(body.removeprefix(BOM_UTF8))
    except (ValueError, RecursionError):
        return _kind_of_text(body)
    return _kind_of_json(values, around)


_A_PROOF: Final = Bilingual("证据文件", "an evidence file")
_SEVERAL: Final = Bilingual("多份单证，请每份一个文件", "several documents: put each into a file of its own")


def _kind_of_xml(body: bytes, around: Around) -> OtherKind | None:
    try:
        root = parse_xml(body)
    except Rejected:
        return None
    name, space = local_name(root), etree.QName(root).namespace or ""
    if space == NAMESPACE:
        sender, receiver = text_at(root, "Header/Sender") or "?", text_at(root, "Header/Receiver") or "?"
        kind = Bilingual("回执", "a receipt") if name.endswith("Receipt") else Bilingual("报文", "a message")
        what = Bilingual(
            f"{sender} 发给 {receiver} 的{kind.zh} {name}", f"{kind.en} ({name}) from {sender} to {receiver}"
        )
        return OtherKind(what, ("explain", around.file, "--party", sender) if sender in around.parties else ())
    if space:
        what = Bilingual(f"别处的报文（{name}，{space}）", f"a message of another system ({name}, {space})")
        return OtherKind(what, ("explain", around.file, "--party", "PARTY"))
    return _in_shape_of(
        next((portal for portal, one in around.shapes().items() if one.root == name), None), around.file
    )


def _kind_of_json(values: Any, around: Around) -> OtherKind | None:
    if isinstance(values, list):
        return OtherKind(_SEVERAL, ())
    if not isinstance(values, dict):
        return None
    if _is_an_event(values):
        return OtherKind(Bilingual("hub 发给渠道的事件", "an event that the hub told a portal"), ())
    if _is_a_plan(values):
        return OtherKind(Bilingual("重发计划", "a replay plan"), ("replay", "apply", around.file))
    written = (
        portal
        for portal, one in around.shapes().items()
        if one.is_written_in(values) and follow(values, one.at("id")) is not None
    )
    return _in_shape_of(next(written, None), around.file)


def _is_an_event(values: Mapping[str, Any]) -> bool:
    return "specversion" in values


def _is_a_plan(values: Mapping[str, Any]) -> bool:
    return "entries" in values and "filters" in values


def _in_shape_of(portal: str | None, file: str) -> OtherKind | None:
    if portal is None:
        return None
    what = Bilingual(f"渠道 {portal} 格式的申报", f"a submission as portal {portal} writes it")
    return OtherKind(what, ("submit", file, "--portal", portal))


def _kind_of_text(body: bytes) -> OtherKind | None:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _kind_of_bytes(body)
    try:
        _, end = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return None
    return OtherKind(_SEVERAL, ()) if text.lstrip()[end:].lstrip().startswith("{") else None


def _kind_of_bytes(body: bytes) -> OtherKind | None:
    try:
        json.loads(body.decode("gb18030"))
    except (ValueError, RecursionError):
        return None
    return OtherKind(Bilingual("以 GBK 保存的 JSON，请改存为 UTF-8", "JSON in GBK: save it in UTF-8"), ())
