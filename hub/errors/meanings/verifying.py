"""908 to 919: what `hub audit verify` finds. In each case: keep the store as it is, and compare it with a backup."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode

_TO_DO_ZH = "请保留现状，并与备份核对"
_TO_DO_EN = "keep the store as it is, and compare it with a backup"


def _found(zh: str, en: str) -> Meaning:
    return Meaning(f"{zh}；{_TO_DO_ZH}", f"{en}; {_TO_DO_EN}", Kind.FAILURE, ExitCode.REFUSED)


VERIFYING = {
    "HUB-833": _found(
        "表 {table} 中的 {key} 不可能是本系统写入的：类型、时间或内容无法读取",
        "the row {key} of table {table} cannot be the hub's: a value is of another kind, or cannot be read",
    ),
    "HUB-834": _found(
        "第 {size} 条处检查点的时间戳不成立：{what}",
        "the timestamp of the checkpoint at {size} entries does not hold: {what}",
    ),
    "HUB-835": _found(
        "单证 {document} 的{what}“{word}”是登记它的业务目录中所没有的",
        "the {what} {word} of document {document} is unknown to the catalogue by which it was recorded",
    ),
    "HUB-836": _found(
        "单证 {document} 的内容 {digest} 无法读取",
        "the form {digest} of document {document} cannot be read",
    ),
    "HUB-837": _found(
        "对待办事项的备注 {note} 不符：{what}", "the note {note} about an item of attention does not fit: {what}"
    ),
    "HUB-908": _found(
        "单证 {document} 的编号引用 {kind} {value} 不符：{what}",
        "the reference {kind} {value} of document {document} does not fit: {what}",
    ),
    "HUB-909": _found(
        "单证 {document} 对 {resource} 的占用 {key} 不符：{what}",
        "the claim {key} of document {document} on {resource} does not fit: {what}",
    ),
    "HUB-910": _found(
        "单证 {document} 的第 {seq} 条办理记录与其散列值不符：内容被改动",
        "transition {seq} of document {document} does not fit its hash: it was changed",
    ),
    "HUB-911": _found(
        "单证 {document} 的办理记录不连贯：{what}",
        "the trail of document {document} is broken: {what}",
    ),
    "HUB-912": _found(
        "单证 {document} 的 {field} 为 {found}，应为 {expected}",
        "{field} of document {document} is {found}; it follows that it must be {expected}",
    ),
    "HUB-913": _found(
        "散列值 {digest} 的内容{what}（出自 {where}）",
        "the bytes with the digest {digest}, named by {where}, {what}",
    ),
    "HUB-914": _found(
        "报文 {message} 不符：{what}",
        "message {message} does not fit: {what}",
    ),
    "HUB-915": _found(
        "{resource} 的预留金额为 {found}，未结占用合计 {expected}",
        "{found} is reserved on {resource}, and the open claims on it are {expected} in all",
    ),
    "HUB-916": _found(
        "单证 {document} 的第 {seq} 条办理记录与日志不符：{what}",
        "transition {seq} of document {document} does not fit the log: {what}",
    ),
    "HUB-917": _found(
        "日志的树在第 {level} 层第 {number} 块不符：{what}",
        "the log's tree does not fit at level {level}, tile {number}: {what}",
    ),
    "HUB-918": _found(
        "第 {size} 条处的检查点不符：{what}",
        "the checkpoint at {size} entries does not fit: {what}",
    ),
    "HUB-919": Meaning(
        "第 {size} 条处的检查点并非由本主目录的密钥签名：历史可能被改写；请核对 keys/audit/key.pem 和 [audit] origin，"
        "并与备份核对",
        "the checkpoint at {size} entries is not signed by this home's key: history may have been rewritten; look at "
        "keys/audit/key.pem and `origin` in [audit], and compare the store with a backup",
        Kind.FAILURE,
        ExitCode.REFUSED,
    ),
}
