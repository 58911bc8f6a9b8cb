"""What keeps a store, its clock or its workers from working, by code."""

from hub.errors.explanation import Explanation

STORE_CODES: dict[str, Explanation] = {
    "HUB-780": Explanation(
        "本机时钟与审计库时钟相差过大，暂停收取",
        "the hub's clock and the store's differ; nothing is taken until they agree",
    ),
    "HUB-781": Explanation(
        "本机时钟早于库中已有记录，暂停收取",
        "the hub's clock is behind what is recorded; nothing is taken until it is right",
    ),
    "HUB-782": Explanation(
        "审计库已由更新版本的 hub 升级，请使用新版本", "a newer hub has migrated the store: run that version"
    ),
    "HUB-783": Explanation("审计库已损坏，请从备份恢复", "the store is damaged: restore it from a backup"),
    "HUB-784": Explanation(
        "审计库被其他会话长时间锁定", "another session keeps the store locked; the hub waits and tries again"
    ),
    "HUB-785": Explanation(
        "审计库未把已提交的数据强制写入磁盘", "the store does not force to disk what it says is committed"
    ),
    "HUB-786": Explanation(
        "工作进程 {worker} 已 {seconds} 秒没有心跳",
        "the worker {worker} has not beaten for {seconds} s: it hangs, or was killed and not started again",
    ),
}
