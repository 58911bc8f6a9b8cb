"""709, 762, 764, 78x: what the hub waits for: the store, its rights, the clock, a worker."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode

STORE = {
    "HUB-709": Meaning(
        "审计库尚未建立，或版本过旧：请运行 hub init",
        "the store does not exist yet, or is of an older version: run `hub init`",
        Kind.DEFERRED,
        ExitCode.SETUP,
    ),
    "HUB-762": Meaning(
        "没有审计库的读写权限", "no permission to read or write the store", Kind.DEFERRED, ExitCode.SETUP
    ),
    "HUB-764": Meaning(
        "没有队列文件夹的读写权限", "no permission to read or write the queue folders", Kind.DEFERRED, ExitCode.SETUP
    ),
    "HUB-780": Meaning(
        "本机时钟与审计库时钟相差过大，暂停收取",
        "this machine's clock differs too much from the store's clock; the hub takes nothing until they agree",
        Kind.DEFERRED,
    ),
    "HUB-781": Meaning(
        "本机时钟早于库中已有记录，暂停收取",
        "this machine's clock is behind the records in the store; the hub takes nothing until it is right",
        Kind.DEFERRED,
    ),
    "HUB-782": Meaning(
        "审计库已由更新版本的 hub 升级，请使用新版本",
        "the store was upgraded by a newer version of the hub: use that version",
        Kind.DEFERRED,
        ExitCode.SETUP,
    ),
    "HUB-783": Meaning(
        "审计库已损坏，请从备份恢复",
        "the store is damaged: restore it from a backup",
        Kind.DEFERRED,
        ExitCode.SETUP,
    ),
    "HUB-784": Meaning(
        "审计库被其他会话长时间锁定", "another session has locked the store for a long time", Kind.DEFERRED
    ),
    "HUB-785": Meaning(
        "审计库未把已提交的数据强制写入磁盘",
        "the store does not force committed data to disk",
        Kind.DEFERRED,
        ExitCode.SETUP,
    ),
    "HUB-786": Meaning(
        "工作进程 {worker} 已 {seconds} 秒没有心跳",
        "worker {worker} has sent no heartbeat for {seconds} s: it hangs, or it was killed and not restarted",
        Kind.WARNING,
    ),
    "HUB-787": Meaning(
        "审计库未升级，内容也未改动：{row} 的 {column} 列{reason}",
        "the store was not upgraded, and nothing in it has changed: column {column} of {row}: {reason}",
        Kind.OPERATOR,
    ),
    "HUB-788": Meaning(
        "以下月份的办理记录不在各自的分区中：{months}。数量过多，hub 运行期间不会移动；请停止 hub 后运行 hub init",
        "the transitions of these months are not in their partitions: {months}. They are too many "
        "for a running hub to move: stop it and run `hub init`",
        Kind.WARNING,
    ),
    "HUB-789": Meaning(
        "审计库缺少以下月份的分区：{months}。办理记录照常保存；"
        "请查看 hub.log，并确认数据库用户是这些表的所有者并有权建表，或停止 hub 后运行 hub init",
        "the store has no partitions for these months: {months}. Nothing is refused for it; look at hub.log and "
        "whether the database's role owns the tables and may create new ones, or stop the hub and run `hub init`",
        Kind.WARNING,
    ),
}
