"""92x: what is known of the log outside its store."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode

PAST = {
    "HUB-920": Meaning(
        "审计库比已知的检查点旧，多半是从备份恢复的，hub 不启动：请先试着找回较新的库；"
        "确属有意恢复的，请运行 hub audit accept-restore --reason …（见 docs/backup.md）",
        "the store is older than a checkpoint that is known, so it was probably restored from a backup, and the hub "
        "does not start: look for a newer copy first; if the restore was meant, run "
        "`hub audit accept-restore --reason …` (docs/backup.md)",
        Kind.DEFERRED,
        ExitCode.SETUP,
    ),
    "HUB-921": Meaning(
        "审计库的历史与已知的检查点不符，hub 不启动：请核对 store 设置和 keys/audit/key.pem，保留现状并与备份核对；"
        "确属有意恢复的，请运行 hub audit accept-restore --reason …（见 docs/backup.md）",
        "the history in the store is another one than a checkpoint that is known says, and the hub does not start: "
        "look at the setting `store` and at keys/audit/key.pem, keep all as it is, and compare with a backup; if the "
        "restore was meant, run `hub audit accept-restore --reason …` (docs/backup.md)",
        Kind.DEFERRED,
        ExitCode.SETUP,
    ),
    "HUB-922": Meaning(
        "{where}中保存的检查点无法使用：{reason}。下一个检查点会将其替换",
        "the checkpoint that is kept in {where} cannot be used: {reason}. The next checkpoint replaces it",
        Kind.WARNING,
    ),
    "HUB-923": Meaning(
        "审计库并不比已知的检查点旧，无需认可恢复",
        "the store holds all that is known, so there is no restore to accept",
        Kind.REFUSED_ACT,
    ),
    "HUB-924": Meaning(
        "{where}中没有最新的检查点，只凭它发现不了较旧的审计库：请查看 hub.log；"
        "用 RabbitMQ 时请运行 hub topology apply",
        "{where} does not have the newest checkpoint, so an older store may not be noticed by it: look at hub.log; on "
        "RabbitMQ run `hub topology apply`",
        Kind.WARNING,
    ),
}
