"""96x: removals by policy."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode

PRUNING = {
    "HUB-960": Meaning(
        "没有保存期限策略：请编写 {path}",
        "there is no retention policy: write {path}",
        Kind.OPERATOR,
    ),
    "HUB-961": Meaning(
        "提出之后 retention.yaml 已有改动：请否决该提议，按现在的策略重新提出",
        "retention.yaml has changed since it was proposed: reject the proposal, and propose it again with the policy "
        "as it is now",
        Kind.REFUSED_ACT,
    ),
    "HUB-962": Meaning(
        "归档 {name} 已写完而尚未登记：请先运行 hub audit archive 完成归档",
        "archive {name} is written and not recorded: run `hub audit archive` first, which goes on with it",
        Kind.REFUSED_ACT,
    ),
    "HUB-963": Meaning(
        "证据文件中的移出记录 {name} 不成立：{reason}",
        "the removal {name} in the evidence file is not proved: {reason}",
        Kind.FAILURE,
        ExitCode.REFUSED,
    ),
}
