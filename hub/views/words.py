"""Labels of the closed sets of words that records hold: kinds, causes, results, outcomes.

The words themselves are what `--json` prints. They do not depend on the language.
"""

from collections.abc import Mapping
from typing import Final

from hub.text.bilingual import Bilingual

Labels = Mapping[str, Bilingual]

MESSAGE_KINDS: Final[Labels] = {
    "business": Bilingual("业务", "business"),
    "receipt": Bilingual("回执", "receipt"),
    "inquiry": Bilingual("查询", "inquiry"),
    "copy": Bilingual("抄送", "copy"),
}
OUTBOX_KINDS: Final[Labels] = {
    "message": Bilingual("报文", "message"),
    "event": Bilingual("事件", "event"),
    "refusal": Bilingual("拒收通知", "refusal"),
}
PAUSES: Final[Labels] = {
    "returned": Bilingual("没有其队列", "it has no queue"),
    "full": Bilingual("其队列已满，或文件夹不可写", "its queue is full, or its folder cannot be written"),
    "silent": Bilingual("其队列无应答", "its queue does not answer"),
    "refused": Bilingual("它退回所有报文，称无法处理", "it refuses every message as unusable"),
    "platform": Bilingual("其平台退回所有报文", "its platform refuses every envelope"),
}
"""Why nothing more is sent to a party or a portal."""
CAUSES: Final[Labels] = {
    "receipt": Bilingual("回执", "receipt"),
    "confirm": Bilingual("队列确认", "queue confirm"),
    "clock": Bilingual("到时", "clock"),
    "document": Bilingual("单证", "document"),
    "operator": Bilingual("人工", "operator"),
}
DIRECTIONS: Final[Labels] = {
    "portal-to-party": Bilingual("渠道 → 对方", "portal → party"),
    "party-to-portal": Bilingual("对方 → 渠道", "party → portal"),
    "hub-to-party": Bilingual("本方 → 对方", "hub → party"),
}
ROLES: Final[Labels] = {
    "insurer": Bilingual("保险公司", "insurer"),
    "bank": Bilingual("银行", "bank"),
    "customs": Bilingual("海关", "customs"),
}
CARDS: Final[Labels] = {
    "operator": Bilingual("操作员卡", "operator card"),
    "legal-person": Bilingual("法人卡", "legal-person card"),
    "account": Bilingual("账号登录", "account login"),
}
REVOCATIONS: Final[Labels] = {
    "checked": Bilingual("已查", "checked"),
    "not-checked": Bilingual("未查", "not checked"),
}
RESULTS: Final[Labels] = {
    "ok": Bilingual("正常", "ok"),
    "warning": Bilingual("警告", "warning"),
    "failure": Bilingual("失败", "failure"),
}
CHECKS: Final[Labels] = {
    "home": Bilingual("主目录", "home"),
    "secrets": Bilingual("口令与密钥", "secrets"),
    "catalogue": Bilingual("业务目录", "catalogue"),
    "key": Bilingual("本方密钥", "key"),
    "signatures": Bilingual("签名方式", "signatures"),
    "devices": Bilingual("密钥设备", "devices"),
    "encryption": Bilingual("加密", "encryption"),
    "parties": Bilingual("对方证书", "parties"),
    "operators": Bilingual("操作员卡", "operators"),
    "store": Bilingual("审计库", "store"),
    "plans": Bilingual("重发计划", "plans"),
    "attention": Bilingual("待处理", "attention"),
    "log": Bilingual("封存日志", "log"),
    "past": Bilingual("过往检查点", "past"),
    "witnesses": Bilingual("见证", "witnesses"),
    "timestamps": Bilingual("时间戳", "timestamps"),
    "broker": Bilingual("队列", "broker"),
    "clock": Bilingual("时钟", "clock"),
    "disk": Bilingual("磁盘", "disk"),
}
AWAITED: Final[Labels] = {
    "portal": Bilingual("渠道", "portal"),
    "party": Bilingual("对方", "party"),
    "operator": Bilingual("操作员", "an operator"),
    "second-operator": Bilingual("另一位操作员", "a second operator"),
    "administrator": Bilingual("管理员", "an administrator"),
}
"""Who is waited for."""
CERTIFICATE_STATES: Final[Labels] = {
    "valid": Bilingual("有效", "valid"),
    "next": Bilingual("待启用", "next"),
    "cutover": Bilingual("已换下", "cutover"),
    "over": Bilingual("已过期", "over"),
    "waiting": Bilingual("待签发", "waiting"),
}
PROVIDERS: Final[Labels] = {
    "file": Bilingual("文件", "file"),
    "pkcs11": Bilingual("介质", "token"),
    "card": Bilingual("卡", "card"),
}
ACTS: Final[Labels] = {
    "released": Bilingual("已放行", "released"),
    "discarded": Bilingual("已作废", "discarded"),
    "kept": Bilingual("仍隔离", "kept"),
    "let-go": Bilingual("已结束等待，转入隔离", "waits no longer, kept apart"),
}
OPERATORS_ACTS: Final[Labels] = {
    "settle": Bilingual("核定", "settle"),
    "replay": Bilingual("重发", "replay"),
    "release": Bilingual("放行", "release"),
    "discard": Bilingual("作废", "discard"),
    "keys": Bilingual("密钥", "keys"),
    "restore": Bilingual("认可恢复", "restore"),
    "archive": Bilingual("归档", "archive"),
    "unarchive": Bilingual("调回归档", "unarchive"),
    "hold": Bilingual("保全", "hold"),
    "prune": Bilingual("按期移出", "prune"),
    "note": Bilingual("备注", "note"),
}
ACTS_DONE: Final[Labels] = {**OPERATORS_ACTS, "reject": Bilingual("否决", "reject")}
"""What an operator's act can have been."""
REPLAY_OUTCOMES: Final[Labels] = {
    "promised": Bilingual("已安排", "promised"),
    "done before": Bilingual("先前已办", "done before"),
    "left out": Bilingual("按计划不发", "left out"),
    "refused": Bilingual("已拒绝", "refused"),
}
OBSERVED: Final[Labels] = {
    "late": Bilingual("所属环节已结束", "late"),
    "late-decision": Bilingual("环节结束后才到的决定", "late decision"),
    "outranked": Bilingual("已有更靠后的状态", "outranked"),
    "contradicts": Bilingual("与已记录的结果矛盾", "contradicts"),
    "done-twice": Bilingual("对方已另行办成，现又办成一次", "done twice"),
    "other-values": Bilingual("返回数据与先前不同", "other values"),
    "unknown-code": Bilingual("回执代码未知", "unknown code"),
    "superseded": Bilingual("单证已被替代", "superseded"),
    "superseded-decision": Bilingual("单证被替代后才到的决定", "superseded decision"),
    "in-part": Bilingual("只涉及其中一部分", "about a part only"),
    "twice": Bilingual("同一笔出现两次", "one item twice"),
    "not-its-own": Bilingual("涉及不属于本单证的内容", "about something else"),
    "undecided": Bilingual("未给出最终结果", "undecided"),
    "overdue": Bilingual("超时未回执", "overdue"),
    "resent": Bilingual("已自动重发", "resent"),
    "not-sent": Bilingual("单证已了结，报文不再发出", "not sent: its document had moved on"),
    "replayed": Bilingual("已人工重发", "replayed"),
    "told-again": Bilingual("已重新通知渠道", "told again"),
    "settled": Bilingual("争议已核定", "settled"),
    "settled-in-part": Bilingual("已核定一部分", "settled in part"),
    "settled-with": Bilingual("随相关单证核定", "settled with another document"),
    "disputed-with": Bilingual("随相关单证存在争议", "disputed with another document"),
    "disputed-still": Bilingual("仍有争议", "still disputed"),
    "figures-in-doubt": Bilingual("额度数据有疑问", "figures in doubt"),
    "figures-agreed": Bilingual("额度数据已一致", "figures agreed"),
    "ended": Bilingual("已到期", "ended"),
    "owner-unclear": Bilingual("海关编码对应的企业不一致", "the customs code stands for several enterprises"),
    "repeated": Bilingual("同一内容再次收到", "the same again"),
    "older-version": Bilingual("较旧的版本", "an older version"),
    "other-version": Bilingual("内容已变，不能再更新版本", "other content, too late for a new version"),
    "since-corrected": Bilingual("所依据的内容已被更正", "what it rests on was corrected since"),
    "let-go": Bilingual("已人工释放占用的额度", "reserved amount let go"),
    "held-again": Bilingual(
        "额度数据可能不含以下金额，已重新占用", "the figures may leave these amounts out: reserved again"
    ),
    "overdrawn": Bilingual("重新占用的额度已被其他单证使用", "reserved again although others have used it"),
    "wait-ended": Bilingual("已人工结束等待本单证的通知", "the wait of a notice for it was ended"),
    "beside": Bilingual("并行状态", "status on a track"),
    "brought": Bilingual("补充的内容", "added facts"),
    "held": Bilingual("另一申请处理期间收到，结束后才生效", "said while another request is decided"),
    "refused": Bilingual("申请被拒", "request refused"),
    "waits": Bilingual("等到可以变化的状态才变化", "waits for a status"),
    "silent": Bilingual("到期仍未回复", "silent at its deadline"),
    "taken-over": Bilingual("接收的存量", "taken over"),
}
DISPUTES: Final[Labels] = {
    **OBSERVED,
    "figures": Bilingual("额度数据有疑问", "figures in doubt"),
    "told": Bilingual("已通知渠道", "portal was told"),
    "alarm": Bilingual("须人工处理", "needs an operator"),
}
_OF: Final = "of:"
"""Begins a word of a dispute that another document brought; that document's id follows."""


def label(word: str, labels: Labels) -> str:
    """The label of a word in the reader's language; the word itself where it has none, as a newer hub's may."""
    return str(labels[word]) if word in labels else word


def dispute_labels(dispute: str) -> str:
    """The words of a document's dispute as labels, with commas."""
    return ", ".join(_dispute_label(word) for word in dispute.split())


def _dispute_label(word: str) -> str:
    if word.startswith(_OF):
        other = word.removeprefix(_OF)
        return str(Bilingual(f"涉及单证 {other}", f"with document {other}"))
    return label(word, DISPUTES)
