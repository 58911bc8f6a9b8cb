"""Check the card's signature in an evidence file: over the submission, by the card that the trail names."""

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any, NoReturn

from cryptography import x509

from adapters.cards import ALL_ALGORITHMS, CardAuthorities, read_detached, require_signature, verifying_key
from adapters.x509 import UNREADABLE, strictly
from hub.errors import Code, Rejected, operator_error
from hub.evidence import names
from hub.evidence.contents import Contents
from hub.model import Transition
from hub.model.canonical import canonical
from hub.text.bilingual import Bilingual


def require_card(first: Transition, contents: Contents, files: Mapping[str, bytes]) -> bool:
    """Whether a card signed; raises OperatorError (HUB-939) where it did and that is not proved."""
    told = first.detail.get("signed_by")
    if told is None:
        return False
    if names.CARD_SIGNED not in files and told["sha256"] in contents.absent:
        return False
    try:
        _require(told["sha256"], first.at, contents, files)
    except Rejected as refusal:
        fault = refusal.faults[0]
        _refuse(f"{fault.code} {fault.zh}", f"{fault.code} {fault.en}")
    except UNREADABLE as error:
        raise _refusal("读不出证书", "a certificate cannot be read") from error
    return True


def _require(thumbprint: str, at: int, contents: Contents, files: Mapping[str, bytes]) -> None:
    text, said = (
        files.get(names.CARD_SIGNATURE, b"").decode("ascii", "replace").strip(),
        files.get(names.CARD_SIGNED, b""),
    )
    signed = read_detached(text, ALL_ALGORITHMS)
    if sha256(signed.certificates[0]).hexdigest() != thumbprint or signed.portal != contents.document.portal:
        _refuse("不是办理记录所记的卡或渠道", "the trail names another card, or the portal is another")
    with strictly():
        chain = [x509.load_der_x509_certificate(one) for one in signed.certificates]
    require_signature(signed, said, verifying_key(chain[0]))
    roots = [files[name] for name in sorted(files) if name.startswith("certificates/cards/")]
    CardAuthorities([one for pem in roots for one in x509.load_pem_x509_certificates(pem)]).chain(chain, at)
    received = files.get(contents.document.submission or "", b"")
    if text.encode() not in received:
        _refuse("签名不在申报原文中", "the signature is not in the submission")
    if (contents.document.submission or "").endswith(".json") and _without(_read(received), text) != said:
        _refuse("所签内容不是申报原文", "what was signed is not the submission")


def _read(received: bytes) -> Any:
    try:
        return json.loads(received.removeprefix(b"\xef\xbb\xbf"), parse_float=Decimal)
    except (ValueError, RecursionError):
        _refuse("申报原文无法读取", "the submission cannot be read")


def _without(submission: Any, signature: str) -> bytes:
    """The RFC 8785 form of a submission without its signature, wherever the portal has it."""

    def left(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: left(inner) for name, inner in value.items() if inner != signature}
        return [left(inner) for inner in value] if isinstance(value, list) else value

    return canonical(left(submission))


def _refuse(zh: str, en: str) -> NoReturn:
    raise _refusal(zh, en)


def _refusal(zh: str, en: str) -> Exception:
    return operator_error(Code.CARD_NOT_PROVED, reason=Bilingual(zh, en))
