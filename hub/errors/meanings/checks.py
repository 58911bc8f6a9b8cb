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
    "HUB-791": Meaning(
        "与 {party} 约定的签名方式 {profile} 使用 SHA-1，可被伪造：请改约 eport-sm2 或 xmldsig",
        "{profile}, agreed with {party}, uses SHA-1 and can be forged: agree on eport-sm2 or xmldsig instead",
        Kind.WARNING,
    ),
    "HUB-797": Meaning(
        "发往 {party} 的 {count} 份报文等待签名，最早的自 {since} 起",
        "{count} messages for {party} wait for their signatures, the oldest since {since}",
        Kind.WARNING,
    ),
    "HUB-799": Meaning("报文等待签名", "the message waits for its signature", Kind.WARNING),
    "HUB-792": Meaning(
        "本机 libcrypto 的 SM2 签名耗时会泄露密钥（CVE-2025-9231）：请升级 OpenSSL",
        "the timing of SM2 signatures by this machine's libcrypto leaks the key (CVE-2025-9231): upgrade OpenSSL",
        Kind.WARNING,
    ),
    "HUB-739": Meaning(
        "与 {host} 的连接未受保护：{reason}", "the connection to {host} is not protected: {reason}", Kind.WARNING
    ),
}
