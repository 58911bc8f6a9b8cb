"""94x: the sealed log before others: published, cosigned."""

from hub.errors.meaning import Kind, Meaning

WITNESSING = {
    "HUB-940": Meaning(
        "目录 {path} 中已发布的检查点不属于本审计库的日志：请另选目录；若本应是同一日志，请运行 hub audit verify",
        "the checkpoint that is published in {path} is not one of this store's log: take another folder; if it should "
        "be the same log, run `hub audit verify`",
        Kind.REFUSED_ACT,
    ),
    "HUB-941": Meaning(
        "见证方 {witness} 已有 {age} 未会签审计日志的检查点：请运行 hub audit cosign，其输出会说明原因",
        "the witness {witness} has not cosigned the log for {age}: run `hub audit cosign`, which tells why",
        Kind.WARNING,
    ),
    "HUB-942": Meaning(
        "见证方 {witness} 未会签：{reason}",
        "the witness {witness} did not cosign: {reason}",
        Kind.WARNING,
    ),
    "HUB-943": Meaning(
        "见证方 {witness} 会签过的日志（{size} 条）与本库的日志（{ours} 条）不符：审计库可能来自旧备份或被改写，"
        "请保留现状并与备份核对",
        "the log that the witness {witness} has cosigned, of {size} entries, is not the log of this store, of {ours}: "
        "the store may be an older backup, or rewritten: keep it as it is, and compare it with a backup",
        Kind.FAILURE,
    ),
    "HUB-949": Meaning(
        "日志 {origin} 的所有者在第 {size} 条处签署了两份不同的历史：证据为 {path} 及其旁边的同名文件，"
        "请通知对方并妥善保存",
        "the owner of the log {origin} has signed two histories at {size} entries: the evidence is {path}, and the "
        "file of the same name beside it; tell the owner, and keep both",
        Kind.FAILURE,
    ),
}
