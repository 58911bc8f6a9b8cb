"""93x: evidence files."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode


def _found(zh: str, en: str) -> Meaning:
    """What is wrong with an evidence file."""
    return Meaning(zh, en, Kind.FAILURE, ExitCode.REFUSED)


EVIDENCE = {
    "HUB-930": Meaning(
        "{document} 的第 {seq} 条办理记录尚未封存：请确认有工作进程运行，一分钟后重试",
        "transition {seq} of {document} is not sealed yet: look whether a worker runs, and try again in a minute",
        Kind.REFUSED_ACT,
    ),
    "HUB-931": _found("不是可用的证据文件：{reason}", "this is no evidence file that can be used: {reason}"),
    "HUB-932": _found(
        "证据文件中 {name} 不可信：{reason}", "{name} in the evidence file is not to be trusted: {reason}"
    ),
    "HUB-933": _found(
        "证据文件的签名不成立：文件在签名后被改动，或签名证书不在其中",
        "the signature of the evidence file does not hold: it was changed afterwards, or the certificate is not in it",
    ),
    "HUB-934": _found("第 {seq} 条办理记录不成立：{reason}", "transition {seq} does not hold: {reason}"),
    "HUB-935": _found(
        "第 {seq} 条办理记录所依据的原文（SHA-256 {digest}）不在证据文件中",
        "what caused transition {seq} (SHA-256 {digest}) is not in the evidence file",
    ),
    "HUB-936": _found(
        "报文 {name} 的签名不成立：{reason}", "the signature of the message {name} does not hold: {reason}"
    ),
    "HUB-937": _found(
        "第 {seq} 条办理记录不在已签名的审计日志中：{reason}",
        "transition {seq} is not in the log that was signed: {reason}",
    ),
    "HUB-938": _found(
        "审计日志的检查点不是由密钥 {key} 签名", "the checkpoint of the log is not signed by the key {key}"
    ),
    "HUB-939": _found("申报的卡签名不成立：{reason}", "the card's signature on the submission does not hold: {reason}"),
}
