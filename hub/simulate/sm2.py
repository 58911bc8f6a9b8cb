"""XML signatures by SM2 with the `openssl` program: xmlsec knows no SM2, and the hub computes by other code.

Each signature and each verification starts the program once: some 10 ms.
"""

import hashlib
import shutil
import subprocess
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from lxml import etree

from hub.errors import Code, operator_error
from hub.simulate.profiles import NS
from hub.text.bilingual import Bilingual

_HALF: Final = 32
"""Bytes of r, and of s (GB/T 35276, section 7.3)."""
_SM2_WITH_SM3: Final = ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678")
_DIGESTS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "sm3": lambda content: hashlib.new("sm3", content).digest(),
    "sha1": lambda content: hashlib.sha1(content, usedforsecurity=False).digest(),
}
"""By the last part of a DigestMethod's URI."""


def fill_by_sm2(signature: etree._Element, key: Path) -> None:
    """Put digest and value into a signature that stands last in its root; `key` is a private key in PEM.

    Raises ValueError where this is no SM2 key, OperatorError (HUB-790) where there is no `openssl`.
    """
    signed_info = _part(signature, "SignedInfo")
    _part(signed_info, "Reference/DigestValue").text = b64encode(_digest(signature)).decode()
    done = openssl("pkeyutl", "-sign", "-inkey", str(key), *_SM2_WITH_SM3, content=_canonical(signed_info))
    if done.returncode:
        raise ValueError(done.stderr.decode("utf-8", "replace").strip())
    r, s = decode_dss_signature(done.stdout)
    value = r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")
    _part(signature, "SignatureValue").text = b64encode(value).decode()


def is_by_sm2(signature: etree._Element, certificate: Path) -> bool:
    """Whether a signature covers its root as it is now, and was made by the key in the certificate (PEM).

    Raises OperatorError (HUB-790) where there is no `openssl`.
    """
    signed_info = _part(signature, "SignedInfo")
    try:
        stated = _bytes(_part(signed_info, "Reference/DigestValue"))
        value = _bytes(_part(signature, "SignatureValue"))
    except ValueError:
        return False
    if len(value) != 2 * _HALF or stated != _digest(signature):
        return False
    r, s = (int.from_bytes(half, "big") for half in (value[:_HALF], value[_HALF:]))
    with tempfile.NamedTemporaryFile(suffix=".der") as file:
        file.write(encode_dss_signature(r, s))
        file.flush()
        given = ("-certin", "-inkey", str(certificate), "-sigfile", file.name)
        return openssl("pkeyutl", "-verify", *given, *_SM2_WITH_SM3, content=_canonical(signed_info)).returncode == 0


def _digest(signature: etree._Element) -> bytes:
    """Of the root without its signature."""
    root = deepcopy(signature.getroottree().getroot())
    last = root[-1]
    if last.tail:  # what stands after the signature is content
        before = last.getprevious()
        if before is None:
            root.text = (root.text or "") + last.tail
        else:
            before.tail = (before.tail or "") + last.tail
    root.remove(last)
    method = str(_part(signature, "SignedInfo/Reference/DigestMethod").get("Algorithm"))
    return _DIGESTS[method.rsplit("#", 1)[-1]](etree.tostring(root, method="c14n", with_comments=False))


def _canonical(signed_info: etree._Element) -> bytes:
    """Inclusive C14N of SignedInfo with the namespaces around it. Around it stand no `xml:` attributes."""
    alone = etree.fromstring(etree.tostring(signed_info, encoding="UTF-8", with_tail=False))
    return etree.tostring(alone, method="c14n", with_comments=False)


def _part(parent: etree._Element, path: str) -> etree._Element:
    found = parent.find("/".join(f"{{{NS}}}{name}" for name in path.split("/")))
    assert found is not None
    return found


def _bytes(element: etree._Element) -> bytes:
    return b64decode("".join((element.text or "").split()), validate=True)


def openssl(*arguments: str, content: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run the program with this on its standard input. Raises OperatorError (HUB-790) where there is none."""
    if (program := shutil.which("openssl")) is None:
        raise operator_error(Code.SM2_UNAVAILABLE, reason=Bilingual("没有 openssl 程序", "there is no program openssl"))
    command = [program, *arguments]
    return subprocess.run(command, input=content, capture_output=True, timeout=60, check=False)  # noqa: S603 - its own
