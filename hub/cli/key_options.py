"""Arguments and options of `hub keys`."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from adapters.x509 import Purpose
from hub.cli.misuse import Unusable
from hub.model.moments import SHANGHAI
from hub.operate.keys.cutover import NOW
from hub.operate.keys.cutover import Cutover as When
from hub.text.bilingual import Bilingual


class Kind(StrEnum):
    """The kind of a new key."""

    ECDSA = "ecdsa"
    RSA = "rsa"
    SM2 = "sm2"


_A_TIME = Bilingual("须为 now 或时间，如 2026-12-01T00:00", "`now`, or a time such as 2026-12-01T00:00")


def _cutover(text: str) -> When:
    """Read ISO 8601 in whole seconds, or `now`. A time without a zone is Shanghai time."""
    if text == NOW:
        return When(None)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unusable(_A_TIME) from error
    if not 1971 <= found.year <= 9998:
        raise Unusable(Bilingual("须在 1971 年至 9998 年之间", "a time between 1971 and 9998"))
    return When(int((found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).timestamp()) * 1_000_000)


Party = Annotated[
    str | None,
    typer.Option(metavar="PARTY"),
    Bilingual("只看此对方的；hub 表示本方。", "Only this party's; `hub` is the hub itself."),
]
Cutover = Annotated[
    When | None,
    typer.Option(parser=_cutover, metavar="TIME"),
    Bilingual(
        "换证时间：now 或 ISO 8601 时间，未写时区按北京时间。",
        "When the change takes effect: `now`, or a time in ISO 8601. Without a zone it is Shanghai time.",
    ),
]
Subject = Annotated[
    str | None,
    typer.Option(metavar="DN"),
    Bilingual("证书主体（RFC 4514），如 CN=hub,O=…,C=CN。", "The subject as in RFC 4514: CN=hub,O=…,C=CN."),
]
History = Annotated[
    bool,
    typer.Option("--history"),
    Bilingual(
        "逐份重验库中报文的签名，按报文当时的证书。",
        "Verify every stored message by the certificates that were valid at its time.",
    ),
]
CertificateFile = Annotated[
    Path,
    typer.Argument(metavar="FILE", readable=False),
    Bilingual("一张证书，PEM 或 DER。", "One certificate, PEM or DER."),
]
AlthoughNamed = Annotated[
    bool,
    typer.Option("--although-named-otherwise"),
    Bilingual(
        "证书主体是另一方的，也登记给 --party。",
        "Register it for --party although its subject is that of another party.",
    ),
]
OfParty = Annotated[
    str, typer.Option(metavar="PARTY"), Bilingual("证书属于哪一方。", "The party whose certificate it is.")
]
PartyToEnd = Annotated[
    str | None,
    typer.Option(metavar="PARTY"),
    Bilingual("改为终止此对方的旧证书。", "End this party's older certificates instead."),
]
OnlyThis = Annotated[
    str,
    typer.Option(metavar="SHA-256"),
    Bilingual(
        "与 --party 同用：只终止这一张，即使是最后一张。",
        "With --party: end only this certificate, even the last one.",
    ),
]
Issued = Annotated[
    Path | None,
    typer.Option(metavar="FILE", readable=False),
    Bilingual("CA 为密钥签发的证书。", "The certificate that an authority issued for a key."),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", readable=False),
    Bilingual(
        "在别处生成的密钥，PEM 或 PKCS#12，复制到主目录。",
        "A key that was made elsewhere, PEM or PKCS#12. It is copied into the home.",
    ),
]
SelfSigned = Annotated[
    bool,
    typer.Option("--self-signed"),
    Bilingual("新密钥使用自签名证书。", "Give the new key a self-signed certificate."),
]
Days = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, max=3650),
    Bilingual(
        "与 --self-signed 同用：证书有效天数，默认 365。",
        "With --self-signed: for how many days it is valid. 365 unless it is given.",
    ),
]
DEFAULT_DAYS: Final = 365
KeyKind = Annotated[
    Kind | None,
    typer.Option(),
    Bilingual(
        "新密钥的种类：ecdsa 为 P-256（签名默认），rsa 为 2048 位（加密默认），sm2 为国密。ecdsa 不用于加密。",
        "The kind of the new key: P-256 (usual for signatures, not for encryption), RSA with 2048 bits (usual for "
        "encryption), or SM2.",
    ),
]
ForEncryption = Annotated[
    bool,
    typer.Option("--for-encryption"),
    Bilingual(
        "改为 keys/encryption 中用于加密报文的密钥和证书。",
        "Meant are the keys and certificates in keys/encryption, by which messages are encrypted.",
    ),
]
KeyName = Annotated[
    str,
    typer.Option(metavar="NAME"),
    Bilingual(
        "keys/hub 中的文件夹名；默认用最新的密钥。", "The folder in keys/hub. The newest key unless it is given."
    ),
]


def purpose_of(for_encryption: bool) -> Purpose:
    """Which keys are meant."""
    return "encryption" if for_encryption else "signing"
