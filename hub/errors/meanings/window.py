"""971 to 979: the window."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode

WINDOW = {
    "HUB-971": Meaning(
        "窗口需要附加组件：请运行 pip install 'single-window-hub[window]'",
        "what the window is served by is not installed: run `pip install 'single-window-hub[window]'`",
        Kind.OPERATOR,
    ),
    "HUB-972": Meaning(
        "窗口不以“{host}”这个名称提供服务；如果应当提供，请用 --host 说明",
        "the window is not served under the name “{host}”: name it with `--host` if it should be",
        Kind.OPERATOR,
    ),
    "HUB-973": Meaning(
        "窗口只供查看，不接受 {method} 请求；操作请用命令行",
        "the window only shows: it takes no {method} request. Acts are verbs of the command line",
        Kind.OPERATOR,
    ),
    "HUB-974": Meaning("没有这个页面：{path}", "there is no such page: {path}", Kind.OPERATOR, ExitCode.NOT_FOUND),
    "HUB-975": Meaning(
        "“{value}”不是时间：请写作 2026-11-20T09:30，或距今多久，如 6h、3d",
        "“{value}” is no time: write 2026-11-20T09:30, or an age such as 6h or 3d",
        Kind.OPERATOR,
    ),
}
