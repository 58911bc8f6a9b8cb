"""What portals and parties send, made beforehand."""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from lxml import etree
from settings import HUB, PARTY
from xml_messages import Pen, now_on_wire, receipt

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))

from files import A_PNG, a_png_chunk, in_base64
from rig import a_credit_authorization, usccs

SEAL_IMAGE = in_base64(A_PNG[:-12] + a_png_chunk(b"tEXt", b"Comment\0" + b"x" * 213) + A_PNG[-12:])
"""A small picture: with it the signed message has about 2.5 KB."""


@cache
def _enterprises() -> Iterator[str]:
    return usccs()


def submissions(number: int) -> list[bytes]:
    """Valid credit authorizations, each of another enterprise, so that none needs or hinders another."""
    return [_body(uscc) for uscc in islice(_enterprises(), number)]


def _body(uscc: str) -> bytes:
    form = a_credit_authorization(uscc)
    form["data"]["seal"]["image"] = SEAL_IMAGE
    return json.dumps(form, ensure_ascii=False).encode()


def receipts(messages: Iterable[bytes], pen: Pen) -> Iterator[Sequence[bytes]]:
    """For each message the party's technical receipt and its decision, both signed."""
    for body in messages:
        answers = (message_id(body), hashlib.sha256(body).hexdigest())
        way = (PARTY, HUB)
        technical = receipt("TechnicalReceipt", way, f"t-{answers[0]}", answers, Code="accepted")
        said = {"Code": "S", "DecidedAt": now_on_wire()}
        decision = receipt("CreditAuthorizationDecision", way, f"d-{answers[0]}", answers, **said)
        yield pen.sign(technical), pen.sign(decision)


def message_id(body: bytes) -> str:
    return etree.fromstring(body).findtext("{*}Header/{*}MessageId") or ""
