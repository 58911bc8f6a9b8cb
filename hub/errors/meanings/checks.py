"""73x: what checks of certificates, clocks, disks and connections report."""

from hub.errors.meaning import Kind, Meaning

CHECKS = {
    "HUB-731": Meaning(
        "证书即将到期：{who}，剩余 {days} 天", "the certificate of {who} expires in {days} days", Kind.WARNING
    ),
    "HUB-732": Meaning("{who} 的证书当前无效", "no certificate of {who} is valid now", Kind.FAILURE),
    "HUB-733": Meaning("{who} 尚未登记证书", "no certificate is registered for {who} yet", Kind.WARNING),
    "HUB-734": Meaning("他人可读取：{path}", "other users can read {path}: remove that permission", Kind.WARNING),
    "HUB-735": Meaning("时钟有误：{reason}", "the clock is wrong: {reason}", Kind.WARNING),
    "HUB-736": Meaning("磁盘空间不足：{place} 剩余 {free}", "low disk space for {place}: {free} left", Kind.WARNING),
    "HUB-737": Meaning(
        "消息服务器有 {count} 处不符：{first}",
        "the broker differs in {count} places, for example {first}: run `hub topology check`",
        Kind.FAILURE,
    ),
    "HUB-738": Meaning("未能检查：{reason}", "not checked: {reason}", Kind.WARNING),
    "HUB-739": Meaning(
        "与 {host} 的连接未受保护：{reason}", "the connection to {host} is not protected: {reason}", Kind.WARNING
    ),
}
