"""1xx: a submission that cannot be accepted."""

from hub.errors.meaning import Meaning

SUBMISSIONS = {
    "HUB-101": Meaning("不是 UTF-8 文本", "not UTF-8 text"),
    "HUB-102": Meaning("不是合法的 JSON（{reason}）", "not valid JSON ({reason})"),
    "HUB-103": Meaning("同一对象中字段“{name}”重复", "the field “{name}” is repeated in one object"),
    "HUB-104": Meaning(
        "数字无法精确表示，请改用字符串", "the number cannot be represented exactly; send it as a string"
    ),
    "HUB-105": Meaning("含有控制字符或非法字符", "contains control characters or invalid Unicode"),
    "HUB-106": Meaning("嵌套过深（最多 {limit} 层）", "nested too deeply (at most {limit} levels)"),
    "HUB-107": Meaning("报文过大（最多 {limit} 字节）", "the message is too large (at most {limit} bytes)"),
    "HUB-108": Meaning("最外层应为 JSON 对象", "the outermost value must be a JSON object"),
    "HUB-109": Meaning(
        "{name} 中缺少可用的申报编号（1–64 个可见字符）", "no usable id in {name} (1–64 visible characters)"
    ),
    "HUB-110": Meaning("单证类型“{value}”未知", "unknown document type “{value}”"),
    "HUB-111": Meaning("接收方“{value}”未知", "unknown party “{value}”"),
    "HUB-112": Meaning("渠道“{value}”未知", "unknown portal “{value}”"),
    "HUB-113": Meaning("该单证不能发往“{value}”", "this document cannot be sent to “{value}”"),
    "HUB-114": Meaning("该单证须使用 {card} 卡办理", "this document requires a card of type {card}"),
    "HUB-115": Meaning("申报编号已被内容不同的单证使用", "this id was already used for a document with other content"),
    "HUB-116": Meaning(
        "该单证由对方发送，不能由渠道提交",
        "documents of this type are sent by a party and cannot be submitted by a portal",
    ),
    "HUB-117": Meaning("发送方身份未经队列验证", "the queue did not verify who the sender is"),
    "HUB-118": Meaning(
        "多次投递均未处理完，已隔离", "delivered several times and never processed to the end; quarantined"
    ),
    "HUB-119": Meaning("值过多（最多 {limit} 个）", "too many values (at most {limit})"),
    "HUB-120": Meaning("须附操作人的卡签名", "a signature by the signer's card is required"),
    "HUB-121": Meaning("签名不是约定的形式（{reason}）", "the signature does not have the agreed format ({reason})"),
    "HUB-122": Meaning(
        "签名与内容不符：内容或签名已被改动",
        "the signature does not match the content: the content or the signature was changed",
    ),
    "HUB-123": Meaning(
        "卡证书不是本方认可的卡 CA 所发，或该 CA 的证书不在有效期内",
        "the card's certificate was not issued by a card CA that this hub trusts, or that CA's certificate is not "
        "valid at this time",
    ),
    "HUB-124": Meaning("卡证书已过期", "the card's certificate has expired"),
    "HUB-125": Meaning("卡证书尚未生效", "the card's certificate is not valid yet"),
    "HUB-126": Meaning("卡证书已被吊销", "the card's certificate, or its CA's certificate, is revoked"),
    "HUB-127": Meaning(
        "没有有效的吊销列表，无法确认卡证书未被吊销",
        "no valid revocation list is available, so the card's certificate cannot be shown to be unrevoked",
    ),
    "HUB-128": Meaning("卡证书不可用于数字签名", "the card's certificate may not be used for digital signatures"),
    "HUB-129": Meaning("卡不属于该企业", "the card does not belong to this enterprise"),
    "HUB-130": Meaning("卡的种类与 {name} 不符", "the type of the card does not match {name}"),
    "HUB-131": Meaning("持卡人与 {name} 不符", "the card holder does not match {name}"),
    "HUB-132": Meaning("签名是为其他渠道所作", "the signature was made for another portal"),
    "HUB-133": Meaning(
        "文件以 UTF-16 或 UTF-32 编码，请改用 UTF-8", "the file is in UTF-16 or UTF-32; send it in UTF-8"
    ),
    "HUB-134": Meaning("文件为空", "the file is empty"),
    "HUB-135": Meaning("渠道“{value}”不办理该类单证", "the portal “{value}” does not carry documents of this type"),
    "HUB-136": Meaning("XML 的根元素应为 {name}", "the root element of the XML must be {name}"),
    "HUB-137": Meaning(
        "申报的 XML 只可含元素和文本，不可含属性、命名空间、注释、处理指令，文本不可与元素混排",
        "the XML of a submission may hold elements and texts only: no attributes, namespaces, comments or "
        "instructions, and no text beside elements",
    ),
}
