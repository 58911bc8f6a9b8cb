"""94x: timestamps of the sealed log."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode

TIMESTAMPS = {
    "HUB-944": Meaning(
        "审计日志的检查点应有时间戳，已逾期 {age}：请运行 hub audit timestamp，其输出会说明原因",
        "a checkpoint of the log should have got a timestamp {age} ago: run `hub audit timestamp`, which tells why it "
        "has none",
        Kind.WARNING,
    ),
    "HUB-945": Meaning(
        "时间戳机构 {authority} 没有给出时间戳：{reason}",
        "the timestamp authority {authority} gave no timestamp: {reason}",
        Kind.WARNING,
    ),
    "HUB-946": Meaning(
        "时间戳机构 {authority} 的时间戳不可信，未保存：{reason}",
        "the timestamp of the authority {authority} is not to be trusted, and was not kept: {reason}",
        Kind.FAILURE,
    ),
    "HUB-947": Meaning(
        "证据文件中的时间戳不成立：{reason}",
        "the timestamp in the evidence file does not hold: {reason}",
        Kind.FAILURE,
        ExitCode.REFUSED,
    ),
    "HUB-948": Meaning(
        "配置了 [audit] timestamp_url，但 {path} 中没有时间戳机构上级 CA 的证书（*.pem）",
        "`timestamp_url` of [audit] is set, but {path} has no certificate (*.pem) of the CA above the timestamp "
        "authority",
        Kind.OPERATOR,
    ),
}
