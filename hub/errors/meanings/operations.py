"""74x, 75x, 77x, 82x to 84x, 98x: an operator's act that is refused, and what an audit of keys and messages reports."""

from hub.errors.meaning import Kind, Meaning
from hub.exit_codes import ExitCode

OPERATIONS = {
    "HUB-740": Meaning("重发计划无法使用：{reason}", "the replay plan cannot be used: {reason}", Kind.REFUSED_ACT),
    "HUB-741": Meaning(
        "重发计划已超过 {hours} 小时，请重新制订",
        "the replay plan is older than {hours} hours: make a new one",
        Kind.REFUSED_ACT,
    ),
    "HUB-742": Meaning("重发计划出自另一审计库", "the replay plan was made from another store", Kind.REFUSED_ACT),
    "HUB-743": Meaning("对方已答复该报文", "the party has already answered this message", Kind.REFUSED_ACT),
    "HUB-744": Meaning(
        "该报文所属环节已结束", "the request this message belongs to has already been answered", Kind.REFUSED_ACT
    ),
    "HUB-745": Meaning("库中内容与所指不符", "the stored content does not match the request", Kind.REFUSED_ACT),
    "HUB-746": Meaning(
        "款项报文，而接收方不去重：须在计划中写明",
        "this is a payment message and its receiver does not deduplicate: the plan must allow it explicitly",
        Kind.REFUSED_ACT,
    ),
    "HUB-747": Meaning("仍在待发送箱中，无需重发", "still in the outbox: it need not be sent again", Kind.REFUSED_ACT),
    "HUB-748": Meaning(
        "“{value}”没有可重发的内容",
        "“{value}” has nothing that can be sent again",
        Kind.REFUSED_ACT,
        ExitCode.NOT_FOUND,
    ),
    "HUB-749": Meaning("该隔离件已处置", "this quarantined delivery was already settled", Kind.REFUSED_ACT),
    "HUB-750": Meaning(
        "{path} 的主体（{subject}）是另一方 {other} 的，未登记：请核对 --party；确属 {party} 的，"
        "加 --although-named-otherwise",
        "the subject of {path} ({subject}) is that of another party, {other}; it was not registered: look at --party; "
        "where it is {party}'s all the same, add --although-named-otherwise",
        Kind.REFUSED_ACT,
    ),
    "HUB-751": Meaning("证书不可登记：{reason}", "the certificate cannot be registered: {reason}", Kind.REFUSED_ACT),
    "HUB-752": Meaning("换证时间不可用：{reason}", "the cutover time cannot be used: {reason}", Kind.REFUSED_ACT),
    "HUB-753": Meaning(
        "签名证书在 {at} 不在有效期内（{window}）",
        "the signing certificate was not valid at {at} UTC ({window})",
        Kind.FAILURE,
    ),
    "HUB-754": Meaning("库中字节与所记摘要不符", "the stored bytes do not match the recorded digest", Kind.FAILURE),
    "HUB-755": Meaning("他人可改动：{path}", "other users can change {path}: remove that permission", Kind.WARNING),
    "HUB-756": Meaning("{place} 有证书而无私钥", "{place} has a valid certificate but no private key", Kind.WARNING),
    "HUB-757": Meaning(
        "这类单证不由操作员重新申报", "documents of this type are not declared again by an operator", Kind.REFUSED_ACT
    ),
    "HUB-758": Meaning(
        "单证当前状态（{status}）不能重新申报",
        "the document cannot be declared again in its current status ({status})",
        Kind.REFUSED_ACT,
    ),
    "HUB-759": Meaning(
        "单证有争议，请先核定（hub settle）",
        "the document is disputed: settle that first (hub settle)",
        Kind.REFUSED_ACT,
    ),
    "HUB-770": Meaning("该单证没有争议", "this document is not disputed", Kind.REFUSED_ACT),
    "HUB-771": Meaning(
        "办理记录第 {value} 行没有可采用的数据或决定",
        "row {value} of the trail has no returned data, and no decision that can stand",
        Kind.REFUSED_ACT,
    ),
    "HUB-772": Meaning(
        "该单证当前状态（{status}）没有可逐笔核定的内容",
        "the document has nothing to settle item by item in its current status ({status})",
        Kind.REFUSED_ACT,
    ),
    "HUB-773": Meaning(
        "“{value}”不在待核定的编号之中，或写了两次；待核定：{open}",
        "“{value}” is not among the numbers to be settled, or is named twice; to be settled: {open}",
        Kind.REFUSED_ACT,
    ),
    "HUB-774": Meaning(
        "请正确填写 {name}（--value 名称=值）；时间写作 2026-09-21T10:00:00+08:00，不早于提交之日，不晚于现在",
        "give {name} in the correct form (--value NAME=TEXT); a time is written 2026-09-21T10:00:00+08:00, and is not "
        "before the day of submission or in the future",
        Kind.REFUSED_ACT,
    ),
    "HUB-775": Meaning(
        "争议出自单证 {document}，请先核定该单证",
        "the dispute comes from document {document}: settle that document first",
        Kind.REFUSED_ACT,
    ),
    "HUB-776": Meaning("该单证没有占用额度", "the document reserves no amount", Kind.REFUSED_ACT),
    "HUB-777": Meaning(
        "核保成功未满一天，其占用的额度还不能释放",
        "it was underwritten less than a day ago, or not at all: its amount cannot be let go yet",
        Kind.REFUSED_ACT,
    ),
    "HUB-778": Meaning(
        "该回执所答复的报文 {message} 正待签名，签名后回执会自动处理：不能结束其等待",
        "message {message}, which this receipt answers, waits for its signature, and the receipt is taken when it is "
        "signed: its wait is not ended",
        Kind.REFUSED_ACT,
    ),
    "HUB-779": Meaning(
        "该报文在等待 {names}，条件满足时会自动处理，无须放行",
        "the message waits for {names}: it is taken by itself when that is there, and needs no release",
        Kind.REFUSED_ACT,
    ),
    "HUB-820": Meaning(
        "没有另一份再次申报的单证同样处于“{status}”且无争议，不能撤回",
        "of the documents declared again, no other is “{status}” without a dispute: this one is not taken back",
        Kind.REFUSED_ACT,
    ),
    "HUB-821": Meaning(
        "单证 {names} 以本单证为依据，不能撤回",
        "documents {names} rest on this one: it is not taken back",
        Kind.REFUSED_ACT,
    ),
    "HUB-822": Meaning(
        "额度数据可能已不含先前点名的金额：这些金额重新占用",
        "the figures may leave out amounts that only earlier ones named: these amounts are reserved again",
        Kind.WARNING,
    ),
    "HUB-823": Meaning(
        "值班人员已结束该报文的等待（隔离件 {value}）：只有放行那一件，它才重新计入",
        "an operator gave this notice up (quarantine {value}): only the release of that row lets it count again",
        Kind.REFUSED_ACT,
    ),
    "HUB-824": Meaning(
        "退还过的额度因已付款而重新占用，但已被其他单证使用，占用合计超出剩余额度",
        "an amount that was given back is reserved again because it is paid for, although others have used it since:"
        " more is reserved than is left",
        Kind.WARNING,
    ),
    "HUB-825": Meaning(
        "发给“{party}”的报文 {message} 尚未发出，处置后仍会发出：请先按 hub status "
        "排除故障（签名设备或队列），发出后再向对方核实并处置；密钥已永久丢失的，用 --not-sent 了结",
        "message {message} to “{party}” is not sent yet, and would be sent after this act: mend what it waits for "
        "(hub status: the device that signs, or the queue), and when it is sent, ask the party before you settle; "
        "where the key is lost for ever, --not-sent ends the document",
        Kind.REFUSED_ACT,
    ),
    "HUB-826": Meaning(
        "{what}与提出或签名时不同，未作任何改动：请核对后重新提出",
        "{what}: not as it was when this was asked for; nothing was changed: look at it and ask again",
        Kind.REFUSED_ACT,
    ),
    "HUB-827": Meaning(
        "重发计划 {plan} 自 {at} 起只执行了 {done}/{total}：继续执行 {command}",
        "replay plan {plan} is half done since {at}, {done} of {total}: go on with {command}",
        Kind.WARNING,
    ),
    "HUB-828": Meaning(
        "本单证没有尚未签名的报文：报文可能已签名或已发出，须先向对方核实",
        "no message of this document waits for a signature: it may be signed or sent, so ask the party first",
        Kind.REFUSED_ACT,
    ),
    "HUB-829": Meaning(
        "操作员已重发过这份款项报文，对方尚无答复且不能识别重复，再发可能重复付款；请凭对方书面材料用 hub settle 核定",
        "an operator has sent this payment again already, and its party, which recognises no repeats, has not "
        "answered: one more copy may be paid once more. Settle it by the party's letter (hub settle)",
        Kind.REFUSED_ACT,
    ),
    "HUB-830": Meaning(
        "{path} 由中断的密钥变更遗留，其中可能有私钥：下一次密钥变更（hub keys）会将其删除，也可现在手工删除",
        "{path} was left by a change of keys that was killed, and may hold a private key: the next change (hub keys) "
        "removes it, or remove it now",
        Kind.WARNING,
    ),
    "HUB-831": Meaning(
        "没有终端，无法询问 PIN：请用 --pin-file FILE 给出",
        "there is no terminal to ask for the PIN: give it by --pin-file FILE",
        Kind.OPERATOR,
    ),
    "HUB-832": Meaning(
        "输入的 PIN 含有无法识别的字符：请重新输入，或用 --pin-file FILE 给出",
        "the PIN that was entered has characters that cannot be read: enter it again, or give it by --pin-file FILE",
        Kind.OPERATOR,
    ),
    "HUB-840": Meaning(
        "操作员卡未签名，操作尚未执行：{reason}。处理后请再次运行同一命令",
        "your card has not signed, and nothing was done: {reason}; put that right, and run the same command again",
        Kind.OPERATOR,
        ExitCode.GONE,
    ),
    "HUB-838": Meaning(
        "支付失败后，对方的额度数据可能已退还该单证的额度，现在又称其成功：额度重新占用，请向对方核实",
        "after the payment failed, the party's figures may have given the amount back, and now the party calls the"
        " document successful: the amount is reserved again; ask the party which is so",
        Kind.WARNING,
    ),
    "HUB-839": Meaning(
        "若采用该行，所涉担保的金额为 {value} 元，少于其已用、已退还及在办退还之和 {least} 元。"
        "请先向对方核实并核定相关单证：{names}；或待对方给出新的数据后再核定",
        "if this row stands, the amount is {value} yuan: less than what is used, given back and asked back of it"
        " ({least} yuan). Ask the party, and settle these documents first: {names}; or settle this one after the party"
        " has stated new figures",
        Kind.REFUSED_ACT,
    ),
    "HUB-984": Meaning(
        "{value} 是列表中的序号，其间各组可能已有变化：请写组名，如 quarantine-hub-406-ping-an",
        "{value} is a number of the list, and the groups may have changed since: give the name of the group, such as "
        "quarantine-hub-406-ping-an",
        Kind.OPERATOR,
        ExitCode.USAGE,
    ),
    "HUB-985": Meaning(
        "本单证目前不能凭对方的书面答复核定为“{value}”；可以核定为：{names}。有些结果须由对方发来回执，书面答复不能代替："
        "须带回数据的（如保费、编号），以及以对方作出决定的时间为准的",
        "its party’s written word cannot lead the document to “{value}” now; possible: {names}. What must bring "
        "values, or counts by the party’s own time, the party has to send as its receipt",
        Kind.REFUSED_ACT,
    ),
    "HUB-986": Meaning(
        "值班人员已结束其等待：所答复的报文一直没有出现",
        "an operator ended its wait: the message that it answers never came",
    ),
    "HUB-987": Meaning(
        "这件可能是有效的报文：{cause} 的原因可能在本方（未登记的证书、密钥或本方故障）。请先排除原因，再放行："
        "hub quarantine release {value}。作废不可撤销；确要作废，加 --although-perhaps-good",
        "it may be a good message: the cause of {cause} may lie with the hub (a certificate that is not registered, a "
        "key, a fault of the hub). Mend that, then release it: hub quarantine release {value}. To discard is final; to "
        "do so all the same, add --although-perhaps-good",
        Kind.REFUSED_ACT,
    ),
    "HUB-988": Meaning(
        "{value} 中已没有待处置的隔离件：均已放行或作废，见 hub quarantine list --all",
        "nothing of {value} waits any more: all of it was released or discarded, as hub quarantine list --all shows",
        Kind.OPERATOR,
        ExitCode.NOT_FOUND,
    ),
}
