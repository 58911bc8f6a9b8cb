"""4xx: a message from a party that cannot be used."""

from hub.errors.meaning import Meaning

REPLIES = {
    "HUB-401": Meaning("不是可读的 XML（{reason}）", "not readable XML ({reason})"),
    "HUB-402": Meaning("不接受 DTD 或实体声明", "DTDs and entity declarations are not accepted"),
    "HUB-403": Meaning("不认识的报文“{name}”", "unknown message “{name}”"),
    "HUB-404": Meaning(
        "报文没有签名，或签名不在规定位置",
        "the message has no signature, or the signature is not in the required place",
    ),
    "HUB-405": Meaning("签名无效", "the signature is not valid"),
    "HUB-406": Meaning("未登记该发送方的证书", "no certificate is registered for this sender"),
    "HUB-407": Meaning(
        "发送方证书在 {at}（UTC）不在有效期内：{since} 至 {until}",
        "the sender's certificate was not valid at {at} UTC: it is valid from {since} to {until}",
    ),
    "HUB-408": Meaning(
        "报文中的发送方“{value}”与来源不符",
        "the sender “{value}” in the message does not match the queue or certificate it came from",
    ),
    "HUB-409": Meaning(
        "报文编号已被内容不同的报文使用", "this message id was already used for a message with other content"
    ),
    "HUB-410": Meaning("回执对应的报文不存在", "the message that this receipt answers does not exist"),
    "HUB-411": Meaning(
        "回执引用的摘要与所发报文不符", "the digest in the receipt does not match the message that the hub sent"
    ),
    "HUB-412": Meaning("接收方“{value}”不是本方", "the receiver “{value}” is not this hub"),
    "HUB-413": Meaning(
        "额度不平：总额度不等于已用与剩余之和", "the quota does not add up: total is not equal to used plus remaining"
    ),
    "HUB-414": Meaning(
        "报文“{name}”不能由该方就该单证发送", "this party may not send the message “{name}” for this document"
    ),
    "HUB-415": Meaning("{name}的时间在将来", "{name} is in the future"),
    "HUB-416": Meaning(
        "所指单证一天之内未出现",
        "the document referred to did not come into existence within a day",
    ),
    "HUB-417": Meaning("编号“{value}”已经报送过", "the number “{value}” was already reported"),
    "HUB-418": Meaning(
        "报文含处理指令，或值中含注释", "the message contains a processing instruction, or a comment inside a value"
    ),
    "HUB-420": Meaning(
        "信封中的“{name}”缺失、重复或不可用", "“{name}” in the envelope is missing, repeated or not usable"
    ),
    "HUB-421": Meaning("信封中的 Data 为空或不是 Base64", "Data in the envelope is empty or not Base64"),
    "HUB-422": Meaning("不是所知形式的答复（{reason}）", "the reply does not have a known format ({reason})"),
    "HUB-423": Meaning("同一内容前后不一致（{values}）", "the message contradicts itself ({values})"),
    "HUB-424": Meaning("报文自带架构位置", "the message names a schema location of its own"),
    "HUB-430": Meaning("{label}与所指单证不符", "{name} does not match the document referred to ({other})"),
    "HUB-431": Meaning("{label}（{day}）早于 {other}", "{name} ({day}) is before {other}"),
    "HUB-432": Meaning("编号“{value}”已属另一单证", "the number “{value}” already belongs to another document"),
    "HUB-433": Meaning("{label}（{day}）不在 {begin} 至 {end} 之内", "{name} ({day}) is not between {begin} and {end}"),
    "HUB-434": Meaning("{label}不在所指单证所列之中", "{name} is not among what the {other} referred to lists"),
    "HUB-438": Meaning(
        "所称金额 {value} 多于所申请的金额", "the amount {value} is larger than the amount in the application"
    ),
    "HUB-439": Meaning(
        "此类单证不能以状态“{status}”作为存量接收",
        "a document of this type is not taken over in the status “{status}”",
    ),
    "HUB-440": Meaning("{label}（{value}）多于总额 {whole}", "{name} ({value}) is more than the whole amount, {whole}"),
    "HUB-441": Meaning(
        "{label}只能随存量单证一同通知", "{name} is said only of a document that is taken over (Header/TakenOver)"
    ),
    "HUB-442": Meaning(
        "值班人员已结束其等待：所指单证未达到所需状态",
        "an operator ended its wait: the document that it names did not come to a status that fits",
    ),
    "HUB-443": Meaning(
        "{label}已由另一单证占用：存量单证未接收",
        "{name} is held by another document of the hub: the existing document is not taken over",
    ),
    "HUB-435": Meaning(
        "无法确定属于哪家企业：既无统一社会信用代码，也无已知保单",
        "the enterprise is unknown: the message has neither a credit code nor the number of a known policy",
    ),
}
