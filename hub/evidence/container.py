"""The container of an evidence file: a zip as ASiC-E has it (ETSI EN 319 162-1), written in one form, read strictly.

Only what is written here is read: `mimetype` first and not compressed, the other files by name, nothing before, between
or behind them. So every zip program sees the same files.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final, NoReturn

from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual

MIMETYPE: Final = b"application/vnd.etsi.asic-e+zip"
LARGEST: Final = 512 * 1024 * 1024
"""Bytes of all files together, and of the container."""
MOST: Final = 20_000
"""Files."""
_FIRST: Final = "mimetype"
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,9}")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The time of each file: the same files give the same bytes."""
_LOCAL: Final = struct.Struct("<4s5H3I2H")
"""A file's own header: signature, version, flags, method, time, date, checksum, sizes, lengths of name and extra."""
_END: Final = 22
"""Bytes of the end of a zip without a comment."""
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def write_container(files: Mapping[str, bytes]) -> bytes:
    """The bytes of a container with these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(_entry(_FIRST, zipfile.ZIP_STORED), MIMETYPE)
        for name in sorted(files):
            archive.writestr(_entry(name, zipfile.ZIP_DEFLATED), files[name])
    return written.getvalue()


def read_container(content: bytes) -> dict[str, bytes]:
    """The files of a container by name, without `mimetype`; raises OperatorError (HUB-931)."""
    if len(content) > LARGEST:
        _refuse("太大", "it is too large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _require_form(entries, content, archive.start_dir)
            files = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, RuntimeError) as error:
        raise _refusal("不是完好的 zip 文件", "it is no sound zip file") from error
    if files.pop(_FIRST) != MIMETYPE:
        _refuse("mimetype 不是 ASiC-E", "its mimetype is not that of ASiC-E")
    return files


def _entry(name: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type, entry.external_attr = method, 0o644 << 16
    return entry


def _require_form(entries: list[zipfile.ZipInfo], content: bytes, directory: int) -> None:
    """Refuse whatever two zip programs may read differently, and what grows beyond the limits."""
    names = [entry.filename for entry in entries]
    if len(names) > MOST or sum(entry.file_size for entry in entries) > LARGEST:
        _refuse("解压后太大", "what is in it is too large")
    if not names or names[0] != _FIRST or entries[0].compress_type != zipfile.ZIP_STORED:
        _refuse("mimetype 必须是第一个文件且不压缩", "mimetype must be its first file, and not compressed")
    if odd := [name for name in names if not _NAME.fullmatch(name)]:
        _refuse(f"文件名不允许：{odd[0][:100]!r}", f"a file's name is not allowed: {odd[0][:100]!r}")
    if names[1:] != sorted(set(names[1:]) - {_FIRST}):
        _refuse("文件重复，或次序不对", "files are there twice, or not in their order")
    at = 0
    for entry in entries:
        at = _end_of(entry, content, at)
    if at != directory or content[-_END:][:4] != b"PK\5\6" or _END + directory > len(content):
        _refuse("文件之间或之后另有内容", "there is something between or behind its files")


def _end_of(entry: zipfile.ZipInfo, content: bytes, at: int) -> int:
    """Where a file ends whose header must stand here, and say what the directory says."""
    header = _LOCAL.unpack_from(content, entry.header_offset)
    said = (entry.flag_bits, entry.compress_type, entry.CRC, entry.compress_size, entry.file_size)
    is_odd = entry.flag_bits or entry.compress_type not in _METHODS or entry.extra or entry.comment
    if (header[2], header[3], *header[6:9]) != said or is_odd or entry.header_offset != at or header[10]:
        _refuse(f"{entry.filename} 的目录项不符", f"the entry of {entry.filename} does not fit")
    name_length: int = header[9]
    return at + _LOCAL.size + name_length + entry.compress_size


def _refuse(zh: str, en: str) -> NoReturn:
    raise _refusal(zh, en)


def _refusal(zh: str, en: str) -> Exception:
    return operator_error(Code.NO_EVIDENCE_FILE, reason=Bilingual(zh, en))
