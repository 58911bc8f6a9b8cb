"""5xx: failures of the hub, and of what it needs to work."""

from hub.errors.meaning import Kind, Meaning

OURS = {
    "HUB-501": Meaning(
        "本方处理异常，已隔离待查", "the hub failed to process it; quarantined for an operator", Kind.QUARANTINED
    ),
    "HUB-502": Meaning("审计库暂不可用", "the store is unavailable at present", Kind.DEFERRED),
    "HUB-503": Meaning("本方签名复核未通过", "the hub's own signature did not pass verification", Kind.QUARANTINED),
    "HUB-504": Meaning("并发冲突", "conflict with a concurrent transaction", Kind.QUARANTINED),
    "HUB-505": Meaning(
        "本方签名证书当前无效：请核对本机时钟，或换证（hub keys roll）",
        "the hub's own signing certificate is not valid now: check this machine's clock, or change the key "
        "(hub keys roll)",
        Kind.DEFERRED,
    ),
    "HUB-793": Meaning(
        "密钥设备不在；卡或介质插好后自动恢复签名",
        "the device with the key is away; signing goes on by itself when the card or token is back",
        Kind.DEFERRED,
    ),
    "HUB-794": Meaning(
        "密钥设备不再接受 PIN，请持卡人处理",
        "the device with the key gets no further PIN until its holder has acted",
        Kind.DEFERRED,
    ),
    "HUB-795": Meaning("密钥设备不能这样签名", "the device's key cannot sign like this", Kind.DEFERRED),
    "HUB-798": Meaning(
        "密钥设备一直没有应答；请检查读卡器，以及是否有其他程序占用该卡或介质，必要时重启 hub run",
        "the device with the key does not answer; see to its reader and to other programs that keep the card or token, "
        "and start `hub run` again if that does not help",
        Kind.DEFERRED,
    ),
    "HUB-506": Meaning("消息队列暂不可用", "the message queue is unavailable at present", Kind.DEFERRED),
    "HUB-507": Meaning("系统资源暂不可用", "system resources are unavailable at present", Kind.DEFERRED),
    "HUB-508": Meaning(
        "应发出的下一份报文装不下：{reason}；什么也没有丢失。请与对方商定更小的内容或不加密（其文件中的 encryption），"
        "或安装已改正的版本，然后放行隔离件",
        "the message that follows does not fit, or is too large to be encrypted: {reason}; nothing is lost. Agree with "
        "its receiver on less content, or on no encryption (`encryption` in its file), or install a release that "
        "corrects this; then release what waits in quarantine",
        Kind.QUARANTINED,
    ),
    "HUB-509": Meaning(
        "由内容得出的编号已属于另一单证，请换用新的编号重新发送",
        "the document id derived from the content belongs to another document; send it again with a new id",
    ),
    "HUB-510": Meaning(
        "单证 {document} 的申报按 {file} 现在的写法读不出；请恢复该文件的 writes，再放行隔离件或重做此操作",
        "the submission of document {document} cannot be read with the shape that {file} has now; restore `writes` in "
        "that file, then release what waits in quarantine, or do this again",
        Kind.QUARANTINED,
    ),
}
