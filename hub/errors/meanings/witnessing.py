"""94x: the sealed log before others: published, cosigned."""

from hub.errors.meaning import Kind, Meaning

WITNESSING = {
    "HUB-940": Meaning(
        "目录 {path} 中已发布的检查点不属于本审计库的日志：请另选目录；若本应是同一日志，请运行 hub audit verify",
        "the checkpoint that is published in {path} is not one of this store's log: take another folder; if it should "
        "be the same log, run `hub audit verify`",
        Kind.REFUSED_ACT,
    ),
}
