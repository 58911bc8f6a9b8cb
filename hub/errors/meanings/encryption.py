"""Codes 81x: encrypted messages."""

from collections.abc import Mapping
from typing import Final

from hub.errors.meaning import Kind, Meaning

ENCRYPTION: Final[Mapping[str, Meaning]] = {
    "HUB-810": Meaning("报文未加密，不符合约定", "the message is not encrypted, as was agreed"),
    "HUB-811": Meaning("报文不能按约定解密", "the message cannot be decrypted as was agreed"),
    "HUB-813": Meaning(
        "对方没有目前有效的加密证书，发往对方的报文暂缓发出",
        "no certificate to encrypt with for the party is valid now: messages to it wait until one is",
        Kind.DEFERRED,
    ),
    "HUB-814": Meaning(
        "与 {party} 约定了加密（{cipher}），而{reason}",
        "{cipher} encryption was agreed with {party}, but {reason}",
        Kind.FAILURE,
    ),
}
