"""The outer side of an evidence file: sums, manifest and signature around all other files."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature

from adapters.signing import media_type, sign_files, signer_of_files
from adapters.x509 import SigningKey, fingerprint
from hub.errors import Code, operator_error
from hub.evidence.container import MIMETYPE, read_container, write_container
from hub.evidence.names import MANIFEST, SIGNATURES, SUMS
from hub.text.bilingual import Bilingual

_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S+)")
_NAMESPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def close(files: Mapping[str, bytes], signer: SigningKey | None, at: int) -> bytes:
    """The container of these files, with their sums, signed where there is a key that can."""
    whole = {**files, SUMS: _sums(files)}
    around = {MANIFEST: _manifest(whole)}
    if signer is not None:
        around[SIGNATURES] = sign_files(whole, signer, at)
    return write_container({**whole, **around})


def open_closed(content: bytes) -> tuple[dict[str, bytes], str | None]:
    """The files, and the fingerprint of who signed them all; None where nobody did.

    Raises OperatorError: HUB-931 no such container, HUB-932 a file that the sums do not name as it is, HUB-933.
    """
    whole = read_container(content)
    around = {name: whole.pop(name) for name in list(whole) if name.startswith("META-INF/")}
    _require_sums(whole)
    if odd := sorted(around.keys() - {MANIFEST, SIGNATURES}):
        raise _altered(odd[0], "多出的文件", "it does not belong there")
    if around.get(MANIFEST) != _manifest(whole):
        raise _altered(MANIFEST, "与文件不符", "it does not list the files")
    signer = _signer(around[SIGNATURES], whole) if SIGNATURES in around else None
    del whole[SUMS]
    return whole, signer


def _signer(signature: bytes, files: Mapping[str, bytes]) -> str:
    try:
        return fingerprint(signer_of_files(signature, files)[0])
    except InvalidSignature as error:
        raise operator_error(Code.EVIDENCE_NOT_SIGNED) from error


def _sums(files: Mapping[str, bytes]) -> bytes:
    """As `sha256sum` writes them."""
    return "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def _require_sums(files: Mapping[str, bytes]) -> None:
    """Name the first file that is altered, missing or not listed (HUB-932)."""
    if SUMS not in files:
        raise _altered(SUMS, "缺失", "it is missing")
    others = {name: content for name, content in files.items() if name != SUMS}
    said = {name: sum_ for sum_, name in _LINE.findall(files[SUMS].decode("ascii", "replace"))}
    for name in sorted(said.keys() | others.keys()):
        if name not in others:
            raise _altered(name, "缺失", "it is missing")
        if name not in said:
            raise _altered(name, "多出的文件", "it is not listed in SHA256SUMS")
        if sha256(others[name]).hexdigest() != said[name]:
            raise _altered(name, "内容被改动", "it was altered")
    if _sums(others) != files[SUMS]:
        raise _altered(SUMS, "格式不对", "it is of another form")


def _manifest(files: Mapping[str, bytes]) -> bytes:
    """The list of files with their media types that programs for ASiC containers read (OpenDocument 1.2)."""
    types = {"/": MIMETYPE.decode(), **{name: media_type(name) for name in sorted(files)}}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{type_}"/>'
        for name, type_ in types.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    root = f'<manifest:manifest xmlns:manifest="{_NAMESPACE}" manifest:version="1.2">'
    return f"{head}{root}{entries}</manifest:manifest>\n".encode()


def _altered(name: str, zh: str, en: str) -> Exception:
    return operator_error(Code.EVIDENCE_ALTERED, name=name, reason=Bilingual(zh, en))
