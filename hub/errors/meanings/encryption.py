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
    "HUB-815": Meaning(
        "发往 {party} 的 {count} 份报文在约定加密之前签成，未能加密，自 {since} 起等待：需要对方目前有效的加密证书；"
        "经平台发出的，还需要一个可为其签名的文件密钥",
        "{count} messages for {party} were signed before encryption was agreed and wait to be encrypted, the oldest "
        "since {since}: this needs a certificate of the party that is valid now, and on the platform also a key in a "
        "file that signs for it",
        Kind.WARNING,
    ),
}
