"""90x: the sealed log."""

from hub.errors.meaning import Kind, Meaning

SEALING = {
    "HUB-901": Meaning(
        "没有审计日志密钥 keys/audit/key.pem，办理记录未封存：请运行 hub init；"
        "多个主目录共用一个审计库时，请从其他主目录复制该密钥",
        "there is no key keys/audit/key.pem, so no transition is sealed: run `hub init`, or, where several homes share "
        "the store, copy the key from another one",
        Kind.WARNING,
    ),
    "HUB-902": Meaning(
        "审计日志 {origin} 由另一把密钥签名：请放回 keys/audit/key.pem 的原密钥，并核对 [audit] origin",
        "the log {origin} is signed by another key, or under another name: put the former keys/audit/key.pem back, and "
        "look at `origin` in [audit]",
        Kind.OPERATOR,
    ),
    "HUB-903": Meaning(
        "审计日志与第 {size} 条处的检查点不符，不再封存：库中数据可能被改动，请保留现状并与备份核对",
        "the log is not what its checkpoint at {size} entries says, and is not sealed any further: data in the store "
        "may have been changed: keep it as it is, and compare it with a backup",
        Kind.OPERATOR,
    ),
    "HUB-904": Meaning(
        "有 {count} 条办理记录尚未封存，最早一条已等待 {age}：请查看 hub status 中是否有工作进程运行，以及 hub.log",
        "{count} transitions are not sealed yet, the oldest for {age}: look whether a worker runs (hub status), and at "
        "hub.log",
        Kind.WARNING,
    ),
}
