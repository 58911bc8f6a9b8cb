"""The container of an evidence file is read only as it is written, so that every zip program sees the same files."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hub.errors import OperatorError
from hub.evidence.container import MIMETYPE, read_container, write_container
from hub.model.tlog_proof import TlogProof, parse_tlog_proof

FILES = {"a.txt": b"a" * 1000, "b/c.json": b"{}"}
NAMES = some.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}", fullmatch=True)


@given(some.dictionaries(NAMES, some.binary(max_size=200), max_size=5))
def test_what_was_written_is_read(files: dict[str, bytes]) -> None:
    assert read_container(write_container(files)) == files


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_STORED, first: bool = True) -> bytes:
    """A container as another program could write it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE)
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return written.getvalue()


def with_size(content: bytes, size: int) -> bytes:
    """The directory says that a file is as large as this."""
    at = content.index(b"PK\1\2", content.index(b"PK\1\2") + 4)
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


SOUND = write_container(FILES)
TRICKS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no zip": lambda: b"x" * 500,
    "no mimetype": lambda: zipped(("a", b"1"), first=False),
    "mimetype not first": lambda: zipped(("a", b"1"), ("mimetype", MIMETYPE), first=False),
    "another mimetype": lambda: zipped(("mimetype", b"text/plain"), first=False),
    "mimetype twice": lambda: zipped(("mimetype", MIMETYPE)),
    "out of order": lambda: zipped(("b", b"1"), ("a", b"1")),
    "up and out": lambda: zipped(("../a", b"1")),
    "up inside": lambda: zipped(("a/../b", b"1")),
    "absolute": lambda: zipped(("/etc/a", b"1")),
    "backslash": lambda: zipped(("a\\b", b"1")),
    "a folder": lambda: zipped(("a/", b"")),
    "a hidden file": lambda: zipped((".a", b"1")),
    "an unusual name": lambda: zipped(("证据", b"1")),
    "something before": lambda: b"#!/bin/sh\n" + SOUND,
    "something behind": lambda: SOUND + b"x",
    "cut off": lambda: SOUND[:-30],
    "another compression": lambda: zipped(("a", b"1" * 500), method=zipfile.ZIP_LZMA),
    "a bomb": lambda: with_size(SOUND, 2**32 - 2),
    "another size": lambda: with_size(SOUND, 10),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_with_the_container_is_refused(name: str) -> None:
    with pytest.raises(OperatorError) as found:
        read_container(TRICKS[name]())
    assert found.value.code == "HUB-931"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(OperatorError) as found:
        read_container(zipped(("a", b"1"), ("a", b"2")))
    assert found.value.code == "HUB-931"


@given(
    some.integers(0, 2**63 - 1),
    some.lists(some.binary(min_size=32, max_size=32), max_size=8),
    some.just("hub/audit\n1\nAAAA\n\n— hub/audit AAAA\n"),
)
def test_a_proof_is_read_as_it_was_written(position: int, path: list[bytes], note: str) -> None:
    proof = TlogProof(position, path, note)
    assert parse_tlog_proof(str(proof)) == proof


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v1\n\nnote\n",
        "c2sp.org/tlog-proof@v2\nindex 1\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 01\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n!\n\nnote\n",
        "c2sp.org/tlog-proof@v1\nindex 1\n\n",
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        parse_tlog_proof(text)
