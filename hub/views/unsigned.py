"""Messages of a document that wait for their signatures: why, and what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hub.errors import Code, Wording, operator_error
from hub.model import ToSign
from hub.model.message import Kind
from hub.text.bilingual import Bilingual
from hub.views.overview import DeviceView
from hub.views.view import ON_SCREEN, Moment

NEXT: Final[Mapping[Code, Bilingual]] = {
    Code.DEVICE_GONE: Bilingual("插好卡或介质；hub status 显示设备状态", "insert the card or token; see `hub status`"),
    Code.DEVICE_LOCKED: Bilingual(
        "请持卡人核对 PIN 并改正 PIN 文件（docs/cards.zh-CN.md）",
        "have its holder check the PIN and correct its file (docs/cards.md)",
    ),
    Code.DEVICE_REFUSED: Bilingual(
        "核对与对方约定的签名方式（其文件中的 signatures）和卡上的密钥，或换用另一密钥（hub keys）",
        "compare the profile agreed with the party (`signatures` in its file) with the device's key, or let another "
        "key sign (`hub keys`)",
    ),
    Code.DEVICE_HANGS: Bilingual(
        "检查读卡器和占用它的程序，然后重启 hub run", "see to the reader, then restart `hub run`"
    ),
    Code.RECEIVER_UNAVAILABLE: Bilingual(
        "导入对方有效的加密证书（hub keys import）",
        "import a valid encryption certificate of the party (`hub keys import`)",
    ),
    Code.OWN_CERTIFICATE_NOT_VALID: Bilingual(
        "换上一张当前有效的本方证书（hub keys roll --certificate）",
        "take a certificate of ours that is valid now (`hub keys roll --certificate`)",
    ),
}
"""What to do next, by code."""
_ASK_THE_LOG: Final = Bilingual(
    "在 hub run 的日志中查找 not_signed 和该报文编号",
    "look for `not_signed` with the message's id in the log of `hub run`",
)
_BEHIND: Final = Bilingual("排在同一单证更早的报文之后", "it waits behind an earlier message of the document")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedView:
    """One message of a document that waits for its signature, and is not sent."""

    id: str
    party: str
    kind: Kind
    since: Moment
    code: str
    """Why it is not signed: the code of the last failure of the message, or of the device; HUB-799 for none."""
    text: str
    next: str
    """What to do."""
    words: Wording = field(metadata=ON_SCREEN)
    """The text for people."""
    step: Bilingual = field(metadata=ON_SCREEN)
    """What to do, for people."""


def view_unsigned(row: ToSign, silent: Callable[[str], DeviceView | None]) -> UnsignedView:
    """The view of a message that waits. `silent`: the device that signs for a party, if it does not sign now."""
    device = silent(row.party) if row.why is None else None
    words = device.words if device is not None else operator_error(_code(row)).wording
    step = _BEHIND if not row.body else NEXT.get(Code(words.code), _ASK_THE_LOG)
    if words.code == Code.WAITS_TO_BE_SIGNED and row.body:
        step = Bilingual("hub status 显示各签名设备和工作进程", "`hub status` shows the devices and the workers")
    return UnsignedView(
        id=row.id,
        party=row.party,
        kind=row.kind,
        since=Moment(row.at),
        code=words.code,
        text=words.fixed,
        next=step.fixed,
        words=words,
        step=step,
    )


def _code(row: ToSign) -> Code:
    return Code(row.why) if row.why is not None else Code.WAITS_TO_BE_SIGNED
