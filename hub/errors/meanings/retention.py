"""95x: archives and holds."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode

RETENTION = {
    "HUB-950": Meaning(
        "归档需要 Parquet 支持：请运行 pip install 'single-window-hub[archive]'",
        "archives are Parquet files, and what reads and writes them is not installed: "
        "run `pip install 'single-window-hub[archive]'`",
        Kind.OPERATOR,
    ),
    "HUB-951": Meaning(
        "单证 {document} 的办理记录或内容已移出审计库，无法据此继续：请运行 hub audit unarchive {document} --reason … "
        "将其调回，然后放行或重试",
        "the trail or the bytes of document {document} were taken out of the store, and this needs them: "
        "`hub audit unarchive {document} --reason …` brings them back; then release the delivery, or try again",
        Kind.QUARANTINED,
    ),
    "HUB-952": Meaning(
        "单证 {document} {what}",
        "document {document} {what}",
        Kind.REFUSED_ACT,
    ),
    "HUB-953": Meaning(
        "归档 {name} 不符：{what}。不再移出或调回任何内容；请保留现状，并用该归档的另一副本替换它",
        "archive {name} does not fit: {what}. Nothing more is removed or brought back. Keep all as it is, and put "
        "another copy of the archive in its place",
        Kind.FAILURE,
        ExitCode.REFUSED,
    ),
    "HUB-954": Meaning(
        "找不到归档 {name}：请将其放回 {path}",
        "archive {name} is not at hand: put it back into {path}",
        Kind.OPERATOR,
    ),
    "HUB-955": Meaning(
        "{month} 尚未结束，不能归档",
        "{month} is not over, so it cannot be archived",
        Kind.REFUSED_ACT,
    ),
    "HUB-956": Meaning(
        "移出记录 {name} 不符：{what}；请保留现状，并与备份核对",
        "the record of the removal {name} does not fit: {what}; keep the store as it is, and compare it with a backup",
        Kind.FAILURE,
        ExitCode.REFUSED,
    ),
    "HUB-957": Meaning(
        "内容 {digest} 已不在审计库中：{where}",
        "the bytes {digest} are not in the store any more: {where}",
        Kind.REFUSED_ACT,
    ),
    "HUB-958": Meaning(
        "{path} 正由另一次归档使用：请待其结束后再试",
        "another run archives into {path} now: try again when it has ended",
        Kind.REFUSED_ACT,
    ),
}
