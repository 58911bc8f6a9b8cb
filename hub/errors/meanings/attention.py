"""96x: what needs a person, and notes about it."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode

ATTENTION = {
    "HUB-964": Meaning(
        "有 {count} 项需要人处理，见 hub attention",
        "{count} things need a person: hub attention lists them",
        Kind.WARNING,
    ),
    "HUB-965": Meaning(
        "没有名为 {name} 的待处理事项：可能已了结；现有的见 hub attention",
        "nothing that needs a person is called {name}: it may be over; hub attention lists what there is",
        Kind.OPERATOR,
        ExitCode.NOT_FOUND,
    ),
    "HUB-966": Meaning(
        "已暂停向 {destination} 发送：{why}；{count} 件在等待，隔一段时间试发一件",
        "nothing more is sent to {destination}: {why}; {count} wait, and one is tried from time to time",
        Kind.WARNING,
    ),
}
