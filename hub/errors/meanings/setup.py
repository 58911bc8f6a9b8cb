"""70x, 71x, 76x: what keeps a verb of the command line from its work."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode

SETUP = {
    "HUB-701": Meaning(
        "不是 hub 主目录：{path}，{why}；{next}", "{path} is not a hub home, {why}: {next}", Kind.OPERATOR
    ),
    "HUB-702": Meaning("配置有误：{reason}", "the configuration is wrong: {reason}", Kind.OPERATOR),
    "HUB-703": Meaning(
        "业务目录中的定义有误，共 {count} 处，详见 hub check",
        "the catalogue has {count} faults: run `hub check`",
        Kind.OPERATOR,
    ),
    "HUB-704": Meaning("找不到：{value}", "not found: {value}", Kind.OPERATOR, ExitCode.NOT_FOUND),
    "HUB-705": Meaning("文件无法使用：{path}（{reason}）", "cannot use the file {path}: {reason}", Kind.OPERATOR),
    "HUB-706": Meaning(
        "另一个进程正在使用{what}",
        "another process is using {what}",
        Kind.OPERATOR,
    ),
    "HUB-707": Meaning("密钥有误：{reason}", "a key or certificate cannot be used: {reason}", Kind.OPERATOR),
    "HUB-790": Meaning(
        "本机的 libcrypto 不能做 SM2（{reason}），请安装 OpenSSL 3.0 以上版本",
        "this machine's libcrypto cannot do SM2 ({reason}): install OpenSSL 3.0 or later",
        Kind.OPERATOR,
    ),
    "HUB-796": Meaning("密钥设备的登记有误：{place}：{reason}", "{place}: {reason}", Kind.OPERATOR),
    "HUB-708": Meaning(
        "“{value}”对应多项，请写出其中一项的完整编号",
        "“{value}” matches more than one: give the full id of one of them",
        Kind.OPERATOR,
        ExitCode.NOT_FOUND,
    ),
    "HUB-710": Meaning(
        "{option} 没有“{value}”这个值，{near}",
        "{option} has no value “{value}”; {near}",
        Kind.OPERATOR,
        ExitCode.NOT_FOUND,
    ),
    "HUB-711": Meaning(
        "{option} 须与 {needed} 同用", "{option} must be used with {needed}", Kind.OPERATOR, ExitCode.USAGE
    ),
    "HUB-712": Meaning(
        "{party} 经海关平台收发，而 hub.toml 未写明本方在平台的编号 dxp_id",
        "{party} is on the customs platform, but hub.toml does not give the hub's own id there: set dxp_id",
        Kind.OPERATOR,
    ),
    "HUB-713": Meaning(
        "渠道 {portal} 要求卡签名，而 keys/cards 中没有卡 CA 的证书",
        "portal {portal} requires card signatures, but keys/cards has no certificate of a card CA",
        Kind.OPERATOR,
    ),
    "HUB-714": Meaning(
        "“{value}”不是这里要的编号，而是{what}：{next}",
        "“{value}” is not what is asked for here, but {what}: {next}",
        Kind.OPERATOR,
        ExitCode.NOT_FOUND,
    ),
    "HUB-715": Meaning(
        "{path} 不是申报：{what}；没有投放", "{path} is no submission: {what}. Nothing was dropped", Kind.REFUSED_ACT
    ),
    "HUB-716": Meaning(
        "目前没有工作进程在运行，须待启动后才会处理：{next}",
        "no worker runs at the moment: it waits until one is started by {next}",
        Kind.WARNING,
    ),
    "HUB-717": Meaning(
        "此主目录没有消息服务器：队列是文件夹（hub.toml 中 queue = {queue}），无须 hub topology；"
        "队列的状况见 hub doctor",
        "this home has no broker: its queues are folders (queue = {queue} in hub.toml), which need no hub topology; "
        "hub doctor tells how they are",
        Kind.OPERATOR,
    ),
    "HUB-760": Meaning("没有权限：{path}", "permission denied: {path}", Kind.OPERATOR),
    "HUB-761": Meaning("{path}：{reason}", "{path}: {reason}", Kind.OPERATOR),
    "HUB-763": Meaning("不是 UTF-8 文本：“{value}”", "not UTF-8 text: “{value}”", Kind.OPERATOR, ExitCode.USAGE),
}
