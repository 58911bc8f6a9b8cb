"""Every code with what it means, in both languages; generated docs list them by section."""

from hub.errors.explanation import NOTHING, Explanation
from hub.errors.store_codes import STORE_CODES

__all__ = ["CODES", "NOTHING", "Explanation"]

CODES: dict[str, Explanation] = {
    # ---- 1xx: a submission that cannot be taken in ----
    "HUB-101": Explanation("不是 UTF-8 文本", "this is not UTF-8 text"),
    "HUB-102": Explanation("不是合法的 JSON（{reason}）", "this is not JSON ({reason})"),
    "HUB-103": Explanation("同一对象中字段“{name}”重复", "the field “{name}” stands twice in one object"),
    "HUB-104": Explanation("数字无法精确表示，请改用字符串", "this number cannot be kept exactly; send it as a string"),
    "HUB-105": Explanation("含有控制字符或非法字符", "it holds control characters or characters that do not exist"),
    "HUB-106": Explanation("嵌套过深（最多 {limit} 层）", "it is nested too deep (at most {limit} levels)"),
    "HUB-107": Explanation("报文过大（最多 {limit} 字节）", "it is too large (at most {limit} bytes)"),
    "HUB-108": Explanation("最外层应为 JSON 对象", "the outermost value must be a JSON object"),
    "HUB-109": Explanation(
        "缺少可用的申报编号 id（1–64 个可见字符）", "there is no usable id (1–64 visible characters)"
    ),
    "HUB-110": Explanation("单证类型“{value}”未知", "the document type “{value}” is unknown"),
    "HUB-111": Explanation("接收方“{value}”未知", "the party “{value}” is unknown"),
    "HUB-112": Explanation("渠道“{value}”未知", "the portal “{value}” is unknown"),
    "HUB-113": Explanation("该单证不能发往“{value}”", "this document does not go to “{value}”"),
    "HUB-114": Explanation("该单证须使用 {card} 卡办理", "this document needs the card: {card}"),
    "HUB-115": Explanation(
        "申报编号已被内容不同的单证使用", "this id was used before for a submission with other content"
    ),
    "HUB-116": Explanation(
        "该单证由对方发送，不能由渠道提交", "this document is sent by a party, not submitted by a portal"
    ),
    "HUB-117": Explanation("发送方身份未经队列验证", "the queue does not vouch for who sent it"),
    "HUB-118": Explanation("多次投递均未处理完，已隔离", "it was delivered many times and never came through"),
    "HUB-119": Explanation("值过多（最多 {limit} 个）", "it holds too many values (at most {limit})"),
    "HUB-120": Explanation("须附操作人的卡签名", "the signature of the signer's card is required"),
    "HUB-121": Explanation("签名不是约定的形式（{reason}）", "the signature is not of the agreed form ({reason})"),
    "HUB-122": Explanation(
        "签名与内容不符：内容或签名已被改动", "the signature is not of this content: one of them was altered"
    ),
    "HUB-123": Explanation(
        "卡证书不是本方认可的卡 CA 所发", "the card's certificate does not lead to a card CA that is known here"
    ),
    "HUB-124": Explanation("卡证书已过期", "the card's certificate has expired"),
    "HUB-125": Explanation("卡证书尚未生效", "the card's certificate is not valid yet"),
    "HUB-126": Explanation("卡证书已被吊销", "the card's certificate, or its CA's, is revoked"),
    "HUB-127": Explanation(
        "没有有效的吊销列表，无法确认卡证书未被吊销",
        "no list of revoked cards that is in force covers the card",
    ),
    "HUB-128": Explanation("卡证书不可用于数字签名", "the card's certificate is not for digital signatures"),
    "HUB-129": Explanation("卡不属于该企业", "the card is not this enterprise's"),
    "HUB-130": Explanation("卡的种类与 signer.card 不符", "the card is of another role than signer.card says"),
    "HUB-131": Explanation("持卡人与 signer.name 不符", "the card's holder is not the signer that is named"),
    "HUB-132": Explanation("签名是为其他渠道所作", "it was signed for another portal"),
    "HUB-133": Explanation(
        "文件以 UTF-16 或 UTF-32 编码，请改用 UTF-8", "the file is in UTF-16 or UTF-32; send it in UTF-8"
    ),
    "HUB-134": Explanation("文件为空", "the file is empty"),
    # ---- 2xx: a form that cannot become a valid message ----
    "HUB-201": Explanation("{label}为必填项", "{name} is required"),
    "HUB-202": Explanation("不认识的字段", "this field is not known here"),
    "HUB-203": Explanation("{label}应为{expected_zh}", "{name} must be {expected}"),
    "HUB-204": Explanation("{label}格式不正确", "{name} does not have the required form"),
    "HUB-205": Explanation("{label}长度不符合要求", "{name} is too short or too long"),
    "HUB-206": Explanation("{label}不在代码表“{codes}”中", "{name} is not in the code list “{codes}”"),
    "HUB-207": Explanation(
        "{label}数值超出允许范围或小数位数", "{name} is out of range or has too many decimal places"
    ),
    "HUB-208": Explanation("统一社会信用代码校验位不正确", "the USCC's check character is wrong (GB 32100)"),
    "HUB-209": Explanation("{label}不符合报文规范", "{name} is not what the message schema allows"),
    "HUB-210": Explanation(
        "附件过大（解码后最多 {limit} 字节）", "the attachment is too large (at most {limit} bytes decoded)"
    ),
    "HUB-211": Explanation("{label}重复或位置不对", "{name} stands too often, or not in its place"),
    "HUB-212": Explanation(
        "{label}不是完整的 PDF 文件", "{name} is not a complete PDF: it must begin with %PDF- and end with %%EOF"
    ),
    "HUB-213": Explanation("{label}不是完整的 PNG 或 JPEG 图片", "{name} is not a complete PNG or JPEG image"),
    "HUB-214": Explanation("仅当 {condition} 时才可填写", "this field goes only with {condition}"),
    # ---- 3xx: a document that business rules refuse ----
    "HUB-301": Explanation("尚无有效的{label}", "there is no {name} in force for it"),
    "HUB-302": Explanation("结束日期早于起始日期", "the end date is before the start date"),
    "HUB-303": Explanation("保险期间超过一年", "the period is longer than one year"),
    "HUB-304": Explanation("超出剩余可用额度（可用 {left} 元）", "it exceeds what is left ({left} yuan available)"),
    "HUB-305": Explanation("没有状态为“成功”的额度", "there is no quota in force with this insurer"),
    "HUB-306": Explanation("已有有效额度，请办理追加", "a quota is already in force; ask for an increase"),
    "HUB-307": Explanation("已有未办结的同类申请", "another one is still open or waits to be made again"),
    "HUB-308": Explanation("找不到原单证“{value}”", "the earlier document “{value}” is not found"),
    "HUB-309": Explanation(
        "原单证当前状态不允许重新办理", "the earlier document's status does not allow making it again"
    ),
    "HUB-310": Explanation("印章使用人与操作人不一致", "the seal's holder is not the signer"),
    "HUB-311": Explanation("印章不在有效期内", "the seal is not valid today"),
    "HUB-312": Explanation(
        "重新办理须注明原单证，其他操作则不可注明", "again_of goes with making again, and only with it"
    ),
    "HUB-313": Explanation("须同意授权条款", "consent is required"),
    "HUB-314": Explanation("找不到编号为“{value}”的{label}", "there is no {name} with the number “{value}”"),
    "HUB-315": Explanation(
        "{label}当前状态（{status}）不允许此操作", "the {name}'s status ({status}) does not allow that"
    ),
    "HUB-316": Explanation("同一{label}重复列出", "the same {name} is listed twice"),
    "HUB-317": Explanation("已有未办结的单证占用该项", "another document that is still open holds it"),
    "HUB-318": Explanation(
        "{label}有争议，待人工核实，暂不能据以办理",
        "the {name} is disputed; nothing can be based on it until the operator has verified it",
    ),
    "HUB-319": Explanation(
        "额度数据有疑问，待保险公司更新或人工核实", "the quota figures are in doubt until the insurer updates them"
    ),
    "HUB-321": Explanation("付款银行与协议不符", "this is not the bank of the agreement"),
    "HUB-322": Explanation("协议不在有效期内", "the agreement is not in force today"),
    "HUB-324": Explanation("支付总额应为 {total} 元", "the total must be {total} yuan"),
    "HUB-325": Explanation("保费应为 {premium} 元，以保险公司计算为准", "the insurer's premium is {premium} yuan"),
    "HUB-326": Explanation("收款账户与保险公司所告不符", "this is not the account that the insurer named"),
    "HUB-327": Explanation("{label}（{day}）早于今日（{other}）", "{name} ({day}) is before today ({other})"),
    "HUB-328": Explanation("{label}（{day}）早于 {other}", "{name} ({day}) is before {other}"),
    "HUB-329": Explanation("所列单证的期限已于 {day} 届满", "the term of the document that is named ended on {day}"),
    "HUB-330": Explanation("该单证不在原支付失败的单证之列", "it is not among those of the payment that failed"),
    "HUB-331": Explanation("该投保单无需缴费（保费为零）", "nothing is to be paid for it: its premium is zero"),
    "HUB-332": Explanation("{label}与所指单证不符", "{name} is not what the document that is named says ({other})"),
    # ---- 4xx: a message of a party that cannot be used ----
    "HUB-401": Explanation("不是可读的 XML（{reason}）", "this is not readable XML ({reason})"),
    "HUB-402": Explanation("不接受 DTD 或实体声明", "DTDs and entities are refused"),
    "HUB-403": Explanation("不认识的报文“{name}”", "the message “{name}” is unknown"),
    "HUB-404": Explanation("报文没有签名，或签名不在规定位置", "the message has no signature where one must be"),
    "HUB-405": Explanation("签名无效", "the signature is not valid"),
    "HUB-406": Explanation("未登记该发送方的证书", "no certificate is registered for this sender"),
    "HUB-407": Explanation(
        "发送方证书在 {at}（UTC）不在有效期内：{since} 至 {until}",
        "the sender's certificate is not valid at {at} UTC: from {since} to {until}",
    ),
    "HUB-408": Explanation(
        "报文中的发送方“{value}”与来源不符", "the sender named inside, “{value}”, is not who sent it"
    ),
    "HUB-409": Explanation("报文编号已被内容不同的报文使用", "this message id was used before for other content"),
    "HUB-410": Explanation("回执对应的报文不存在", "it answers a message that is not there"),
    "HUB-411": Explanation("回执引用的摘要与所发报文不符", "the digest it echoes is not that of the message we sent"),
    "HUB-412": Explanation("接收方“{value}”不是本方", "the receiver named inside, “{value}”, is not this hub"),
    "HUB-413": Explanation(
        "额度不平：总额度不等于已用与剩余之和", "the figures do not add up: total is not used plus remaining"
    ),
    "HUB-414": Explanation(
        "报文“{name}”不能由该方就该单证发送", "the message “{name}” is not this party's to send for this document"
    ),
    "HUB-415": Explanation("{name}的时间在将来", "{name} lies in the future"),
    "HUB-418": Explanation(
        "报文含处理指令，或值中含注释", "it holds a processing instruction, or a comment within a value"
    ),
    "HUB-420": Explanation(
        "信封中的“{name}”缺失、重复或不可用", "the envelope's {name} is missing, stands twice or cannot be used"
    ),
    "HUB-421": Explanation("信封中的 Data 为空或不是 Base64", "the envelope's Data is empty or not Base64"),
    "HUB-422": Explanation("不是所知形式的答复（{reason}）", "this is no answer of a form that is known ({reason})"),
    "HUB-423": Explanation("同一内容前后不一致（{values}）", "it says different things of the same ({values})"),
    "HUB-424": Explanation("报文自带架构位置", "it names a schema of its own"),
    "HUB-416": Explanation("所指单证始终不存在", "what it names never came to be"),
    "HUB-417": Explanation("编号“{value}”已经报送过", "the number “{value}” was announced before"),
    "HUB-430": Explanation("{label}与所指单证不符", "{name} is not what the document that it names says ({other})"),
    "HUB-431": Explanation("{label}（{day}）早于 {other}", "{name} ({day}) is before {other}"),
    "HUB-432": Explanation("编号“{value}”已属另一单证", "another document has the number “{value}” already"),
    # ---- 5xx: ours ----
    "HUB-501": Explanation("本方处理异常，已隔离待查", "the hub failed on it; it is kept for an operator"),
    "HUB-502": Explanation("存储暂不可用", "the store cannot be reached"),
    "HUB-503": Explanation("本方签名复核未通过", "our own signature did not verify"),
    "HUB-505": Explanation("本方签名证书当前无效", "the hub's own certificate is not valid now"),
    "HUB-504": Explanation("并发冲突", "another transaction got there first"),
    "HUB-506": Explanation("消息队列暂不可用", "the queue cannot be reached"),
    "HUB-507": Explanation("系统资源暂不可用", "the machine does not give what is needed"),
    "HUB-508": Explanation("报文无法装入信封：{reason}", "it does not fit its envelope: {reason}"),
    "HUB-509": Explanation(
        "由内容得出的编号已属于另一单据，请换用新的编号重新发送",
        "the id that follows from it is another document's; send it again under a new id of yours",
    ),
    # ---- 7xx: what an operator meets on the command line ----
    "HUB-701": Explanation("目录不是 hub 主目录：{path}", "{path} is not a hub's home: run `hub init` first"),
    "HUB-702": Explanation("配置有误：{reason}", "the configuration is wrong: {reason}"),
    "HUB-703": Explanation("目录中的定义有误，共 {count} 处", "the catalogue has {count} faults: see `hub check`"),
    "HUB-704": Explanation("找不到：{value}", "nothing is found for “{value}”"),
    "HUB-705": Explanation("文件无法读取：{path}", "cannot read {path}"),
    "HUB-706": Explanation("另一个 hub 进程正在使用该主目录", "another hub is running in this home"),
    "HUB-707": Explanation("密钥有误：{reason}", "a key or certificate cannot be used: {reason}"),
    "HUB-708": Explanation(
        "“{value}”对应多项，请写出其中一项的完整编号", "“{value}” names more than one: give one's id in full"
    ),
    "HUB-709": Explanation(
        "审计库尚未建立，或版本过旧：请运行 hub init", "the store is not made yet, or of an older hub: run `hub init`"
    ),
    "HUB-710": Explanation("{option} 没有“{value}”这个值，{near_zh}", "{option} knows no “{value}”; {near}"),
    "HUB-711": Explanation("{option} 须与 {needed} 同用", "{option} goes with {needed}"),
    "HUB-712": Explanation(
        "{party} 经海关平台收发，而 hub.toml 未写明本方在平台的编号 dxp_id",
        "{party} is on the customs platform, and hub.toml does not say the hub's own id there: set dxp_id",
    ),
    "HUB-713": Explanation(
        "渠道 {portal} 要求卡签名，而 keys/cards 中没有卡 CA 的证书",
        "{portal} requires signatures, and there is no card CA's certificate in keys/cards",
    ),
    "HUB-740": Explanation("重发计划无法使用：{reason}", "the plan cannot be used: {reason}"),
    "HUB-741": Explanation(
        "重发计划已超过 {hours} 小时，请重新制订", "the plan is older than {hours} hours: make a new one"
    ),
    "HUB-742": Explanation("重发计划出自另一审计库", "the plan was made from another store"),
    "HUB-743": Explanation("对方已答复该报文", "it is answered already"),
    "HUB-744": Explanation("该报文所属环节已结束", "the round that it opened is over"),
    "HUB-745": Explanation("库中报文与计划不符", "what is stored is not what the plan names"),
    "HUB-746": Explanation(
        "款项报文，而接收方不去重：须在计划中写明",
        "it moves money and its party does not deduplicate: the plan must say so",
    ),
    "HUB-747": Explanation("仍在待发送箱中，无需重发", "it still waits in the outbox, and will be sent anyway"),
    "HUB-748": Explanation("“{value}”没有可重发的内容", "there is nothing of “{value}” to send again"),
    "HUB-749": Explanation("该隔离件已处置", "this quarantined delivery is settled already"),
    "HUB-751": Explanation("证书不可登记：{reason}", "this certificate is refused: {reason}"),
    "HUB-752": Explanation("换证时间不可用：{reason}", "the cutover cannot be: {reason}"),
    "HUB-753": Explanation(
        "签名证书在 {at} 不在有效期内（{window}）", "its certificate did not count at {at} UTC ({window})"
    ),
    "HUB-754": Explanation("库中字节与所记摘要不符", "the stored bytes are not those that were recorded"),
    "HUB-755": Explanation("他人可改动：{path}", "others may change {path}: take that right away"),
    "HUB-756": Explanation(
        "{place} 有证书而无私钥", "{place} has a certificate in force, and its private key is not there"
    ),
    "HUB-770": Explanation("该单证没有争议", "nothing is disputed about it"),
    "HUB-771": Explanation("办理记录第 {value} 行没有返回数据", "row {value} of the trail brought no values"),
    "HUB-772": Explanation(
        "该单证当前状态（{status}）没有可逐笔核定的内容", "nothing of it is to be decided part by part in {status}"
    ),
    "HUB-773": Explanation(
        "“{value}”不在待核定的编号之中：{open}", "“{value}” is not among the numbers to be decided once: {open}"
    ),
    "HUB-774": Explanation(
        "须给出格式正确的 {name}（--value 名称=值）", "give a well-formed {name} (--value NAME=TEXT)"
    ),
    "HUB-775": Explanation("争议出自单证 {document}，请先核定该单证", "the dispute is of {document}: settle that one"),
    "HUB-760": Explanation("没有权限：{path}", "permission denied: {path}"),
    "HUB-761": Explanation("{path}：{reason}", "{path}: {reason}"),
    "HUB-762": Explanation("没有审计库的读写权限", "the store may not be read or written by us"),
    "HUB-764": Explanation("没有队列文件夹的读写权限", "the queue's folders may not be read or written by us"),
    "HUB-763": Explanation("不是 UTF-8 文本：“{value}”", "“{value}” is not UTF-8 text"),
    "HUB-721": Explanation("消息服务器拒绝：{reason}", "the broker refuses: {reason}"),
    "HUB-722": Explanation(
        "队列已满，新报文被拒收：{queues}",
        "a queue is full and takes no more: {queues}; whoever reads it must take from it",
    ),
    "HUB-723": Explanation(
        "队列副本只有 {count} 个，而集群有 {nodes} 个节点：{queues}；请执行 {grow}",
        "a queue has {count} members in a cluster of {nodes} nodes: {queues}; run: {grow}",
    ),
    "HUB-724": Explanation(
        "队列失去多数副本，收发均停：{queues}；请恢复节点 {nodes}",
        "a queue has lost its majority and stands still: {queues}; start {nodes}",
    ),
    "HUB-725": Explanation(
        "队列不存在：{queues}；请执行 hub topology apply", "a queue is missing: {queues}; run `hub topology apply`"
    ),
    "HUB-726": Explanation("消息服务器节点未运行：{nodes}", "nodes of the broker do not run: {nodes}"),
    "HUB-727": Explanation(
        "队列拒收报文：已满，或暂无主副本", "a queue refuses what it is sent: it is full, or has no leader at present"
    ),
    "HUB-728": Explanation(
        "队列多数副本在线，但没有主副本，收发均停：{queues}；若持续数分钟，请依次重启节点 {nodes}",
        "a queue stands still without a leader, though most of its members run: {queues}; where it stays so for "
        "minutes, restart {nodes}, one after the other",
    ),
    "HUB-731": Explanation(
        "证书即将到期：{who}，剩余 {days} 天", "the certificate of {who} is valid for {days} more days"
    ),
    "HUB-732": Explanation("{who} 的证书当前无效", "no certificate of {who} is valid now"),
    "HUB-733": Explanation("{who} 尚未登记证书", "no certificate is registered for {who}"),
    "HUB-734": Explanation("他人可读取：{path}", "others may read {path}: take that right away"),
    "HUB-735": Explanation("时钟有误：{reason}", "the clock is wrong: {reason}"),
    "HUB-736": Explanation("磁盘空间不足：{place} 剩余 {free}", "little space is left for {place}: {free}"),
    "HUB-737": Explanation(
        "消息服务器有 {count} 处不符：{first}", "the broker differs in {count} places, as {first}: `hub topology check`"
    ),
    "HUB-738": Explanation("未能检查：{reason}", "not checked: {reason}"),
    "HUB-739": Explanation(
        "与 {host} 的连接未受保护：{reason}", "others may read or change what passes to and from {host}: {reason}"
    ),
    **STORE_CODES,
}
