"""What a proposal does, in words: a second operator decides by nothing else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from hub.model import Verb
from hub.model.act import ALTHOUGH_GOOD
from hub.operate.keys.cutover import Cutover
from hub.text.bilingual import Bilingual
from hub.views.view import Moment

Arguments = Mapping[str, Any]
_ALL: Final = "all"
_NOW: Final = Bilingual("执行之时", "the moment at which it is done")
_DOES: Final[Mapping[str, Bilingual]] = {
    "import": Bilingual("登记一张证书", "register a certificate"),
    "roll": Bilingual("更换密钥，或终止证书", "replace a key, or end certificates"),
}
_PURPOSES: Final[Mapping[str, Bilingual]] = {
    "signing": Bilingual("签名", "signatures"),
    "encryption": Bilingual("加密", "encryption"),
}
_KINDS: Final[Mapping[str, Bilingual]] = {
    "quarantined": Bilingual("隔离件", "a delivery that is kept apart"),
    "parked": Bilingual("等待单证的通知", "a notice that waits for its document"),
}
_SAID_OF_KEYS: Final[Mapping[str, Bilingual]] = {
    "does": Bilingual("操作", "does"),
    "purpose": Bilingual("用途", "for"),
    "cutover": Bilingual("换证时间", "takes effect at"),
    "only": Bilingual("只终止此证书，SHA-256 开头为", "ends only the certificate whose SHA-256 begins with"),
    "certificate": Bilingual("证书", "certificate"),
    "certificate_subject": Bilingual("该证书的主体", "subject of the certificate"),
    "although_named": Bilingual("主体是另一方的，也登记", "registered although its subject is that of another party"),
    "key": Bilingual("密钥", "key"),
    "self_signed": Bilingual("新密钥使用自签名证书", "the new key gets a self-signed certificate"),
    "days": Bilingual("证书有效天数", "days for which the certificate is valid"),
    "kind": Bilingual("新密钥种类", "kind of the new key"),
    "subject": Bilingual("证书主体", "subject"),
}

_FLAGS: Final = ("self_signed", "although_named")
"""Which say all by themselves."""


def words_of(verb: Verb, about: str, arguments: Arguments) -> Sequence[Bilingual]:
    """What exactly is to be done, a line for each thing."""
    return list(_BY_VERB[verb]({**arguments, "about": about}))


def _settled(said: Arguments) -> Iterator[Bilingual]:
    yield Bilingual.same(f"{said['type']} {said.get('record') or '—'} {said['party']}")
    ways = list(_ways(said))
    yield from ways or [Bilingual("以已记录的内容为准", "what is recorded stands")]
    if "proof" in said:
        kept, opened = f"SHA-256 {said['proof']}", f"hub show {said['about']} --message {said['proof']} --raw"
        yield Bilingual(f"证明文件已存入审计库：{kept}", f"the proof is kept in the store: {kept}")
        yield Bilingual(f"打开证明文件：{opened}", f"to open the proof: {opened}")


def _ways(said: Arguments) -> Iterator[Bilingual]:
    """The ways to settle that were chosen, and what else was said about them."""
    if numbers := said.get("paid"):
        yield Bilingual(f"已支付（--paid）：{_numbers(numbers).zh}", f"was paid (--paid): {_numbers(numbers).en}")
    if numbers := said.get("failed"):
        told = _numbers(numbers)
        yield Bilingual(
            f"未支付，也不会再支付（--failed）：{told.zh}", f"was not paid and will not be (--failed): {told.en}"
        )
    if "as" in said:
        status = said["as"]
        yield Bilingual(
            f"对方书面答复为 {status}（--as {status}）", f"its party says {status} in writing (--as {status})"
        )
    for text in said.get("party-reason", ()):
        yield Bilingual(f"对方说明（--party-reason）：{text}", f"the party says (--party-reason): {text}")
    for name, value in said.get("values", {}).items():
        yield Bilingual(f"银行说明（--value）：{name}={value}", f"the bank says (--value): {name}={value}")
    if "stands" in said:
        row = said["stands"]
        yield Bilingual(
            f"以办理记录第 {row} 行为准（--stands {row}）", f"row {row} of the trail stands (--stands {row})"
        )
    yield from (words for way, words in _PLAIN_WAYS.items() if way in said)


_PLAIN_WAYS: Final[Mapping[str, Bilingual]] = {
    "let-go": Bilingual("释放其占用的额度（--let-go）", "the amount that it reserves is free again (--let-go)"),
    "taken-back": Bilingual(
        "对方撤回对本单证的审批通过（--taken-back）",
        "the party has taken its approval of this document back (--taken-back)",
    ),
    "not-sent": Bilingual(
        "报文不再签名和发送，单证按对方接收失败了结（--not-sent）",
        "its message is not signed and not sent any more, and the document ends as one that its party did not take "
        "(--not-sent)",
    ),
}


def _numbers(numbers: Sequence[str]) -> Bilingual:
    if _ALL in numbers:
        return Bilingual("全部", "all")
    return Bilingual("、".join(numbers), ", ".join(numbers))


def _sent(said: Arguments) -> Iterator[Bilingual]:
    yield from map(Bilingual.same, said.get("sends", ()))


def _kept_apart(said: Arguments) -> Iterator[Bilingual]:
    kind, rest = _KINDS[said["kind"]], f"{said['owner']}  SHA-256 {said['sha256']}"
    yield Bilingual(f"{kind.zh} {rest}", f"{kind.en}: {rest}")
    if ALTHOUGH_GOOD in said:
        yield Bilingual(
            "作废一件可能有效的报文（--although-perhaps-good）",
            "what may be a good message is discarded (--although-perhaps-good)",
        )


def _keys(said: Arguments) -> Iterator[Bilingual]:
    for name, heading in _SAID_OF_KEYS.items():
        if name in _FLAGS and name in said:
            yield heading
        elif name in said:
            value = _value(name, said)
            yield Bilingual(f"{heading.zh}：{value.zh}", f"{heading.en}: {value.en}")


def _value(name: str, said: Arguments) -> Bilingual:
    """A word as a word, a time as a time, a file by its path and its bytes."""
    text = said[name]
    if name in ("does", "purpose"):
        return {**_DOES, **_PURPOSES}[text]
    if name == "cutover":
        at = Cutover.of(text).at
        return _NOW if at is None else Bilingual.same(str(Moment(at)))
    if name in ("certificate", "key"):
        return Bilingual.same(f"{said['files'][name]}  SHA-256 {text}")
    return Bilingual.same(text)


def _restored(said: Arguments) -> Iterator[Bilingual]:
    entries, given_up = said["entries"], said["gives-up"]
    yield Bilingual(f"以现有 {entries} 条的日志为准", f"goes on with a log of {entries} entries")
    yield Bilingual(f"放弃检查点：{given_up}", f"gives up the checkpoint: {given_up}")


def _archived(said: Arguments) -> Iterator[Bilingual]:
    yield Bilingual(
        f"将 {said['before']}（UTC）以前已办结的单证归档并移出审计库",
        f"archives what is closed and older than {said['before']} (UTC), and takes it out of the store",
    )


def _unarchived(said: Arguments) -> Iterator[Bilingual]:
    yield Bilingual(f"从归档调回审计库：{said['words']}", f"brings back from archives: {said['words']}")


def _held(said: Arguments) -> Iterator[Bilingual]:
    does = Bilingual("保全", "holds") if said["does"] == "hold" else Bilingual("解除保全", "lifts the hold on")
    yield Bilingual(f"{does.zh} {said['type']} {said['record']}", f"{does.en} {said['type']} {said['record']}")


def _pruned(said: Arguments) -> Iterator[Bilingual]:
    yield Bilingual(
        f"将按 {said['about']}（SHA-256 {said['policy']}）到期的原文移出审计库，不可恢复",
        f"takes the bytes out of the store that are due by {said['about']} (SHA-256 {said['policy']}), for ever",
    )
    listed = "hub audit prune"
    yield Bilingual(f"列出将移出的内容：{listed}", f"to list what would leave: {listed}")


_BY_VERB: Final[Mapping[Verb, Callable[[Arguments], Iterator[Bilingual]]]] = {
    "settle": _settled,
    "replay": _sent,
    "release": _kept_apart,
    "discard": _kept_apart,
    "keys": _keys,
    "restore": _restored,
    "archive": _archived,
    "unarchive": _unarchived,
    "hold": _held,
    "prune": _pruned,
}
