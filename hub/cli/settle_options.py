"""The options of `hub settle`: the ways to settle a dispute, and what proves it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.misuse import Unusable
from hub.cli.options import MOST, said
from hub.errors import Code, operator_error
from hub.reading.read_reason import LONGEST, can_be_told, each_once
from hub.text.bilingual import Bilingual

Numbers = list[str] | None


def party_words(texts: Numbers) -> Numbers:
    """A party's words, as its message would have brought them; what no message can hold is refused."""
    for text in texts or ():
        if not can_be_told(said(text)):
            raise Unusable(
                Bilingual(f"最多 {LONGEST} 字，不含控制字符", f"at most {LONGEST} characters, no control characters")
            )
    return each_once(texts) if texts else texts


Paid = Annotated[
    Numbers,
    typer.Option(metavar="NUMBER"),
    Bilingual(
        "已支付的投保单编号，可多次使用；all 表示全部。",
        "The number of an application that was paid. The option may be repeated; `all` means all.",
    ),
]
Failed = Annotated[
    Numbers,
    typer.Option(metavar="NUMBER"),
    Bilingual(
        "未支付且不会再支付的投保单编号，可多次使用；all 表示全部。",
        "The number of an application that was not paid and will not be. It may be repeated; `all` means all.",
    ),
]
AsStatus = Annotated[
    str | None,
    typer.Option("--as", metavar="STATUS"),
    Bilingual(
        "对方书面答复的结果，如 G002：按收到这一回执处理，须附 --proof；须带回数据的除外。",
        "What the party has said in writing, as a status such as G002: taken as its receipt would be. "
        "Needs --proof. Not for a status whose receipt has to bring values.",
    ),
]
PartyReason = Annotated[
    Numbers,
    typer.Option("--party-reason", metavar="TEXT", callback=party_words),
    Bilingual(
        "与 --as 同用：对方书面答复中的原因，渠道可见，可多次使用；--reason 是操作员的，渠道不可见。",
        "With --as: the party's own reason from its letter, which portals see; it may be repeated. --reason is the "
        "operator's, and portals do not see it.",
    ),
]
Values = Annotated[
    Numbers,
    typer.Option(metavar="NAME=TEXT"),
    Bilingual(
        "与 --paid、--failed 同用：银行说明的内容，如 bank_reference=…，可多次使用。",
        "With --paid or --failed: what the bank says, such as bank_reference=…. The option may be repeated.",
    ),
]
ProofFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", readable=False),
    Bilingual(
        "对方出具的证明文件，存入审计库，最大 20 MB。",
        "The file with the party's statement, up to 20 MB. It is kept in the store.",
    ),
]
Stands = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, max=MOST),
    Bilingual("以办理记录的哪一行为准。", "The row of the trail that stands."),
]
LetGo = Annotated[
    bool,
    typer.Option("--let-go"),
    Bilingual(
        "释放该投保单占用的额度：保险公司的额度数据已包含它，且核保成功已满一天。",
        "Free the amount that the application reserves: the insurer's figures contain it, and a day has passed since.",
    ),
]
TakenBack = Annotated[
    bool,
    typer.Option("--taken-back"),
    Bilingual(
        "对方撤回对本单证的审批通过：再次申报的另一份也已通过，以那一份为准。",
        "The party has taken its approval of this document back: another one, declared again, is approved and stays.",
    ),
]
NotSent = Annotated[
    bool,
    typer.Option("--not-sent"),
    Bilingual(
        "了结一份报文尚未签名的单证：密钥已永久丢失。已签名或已发出的不能这样了结。",
        "End a document whose message was never signed because its key is lost. One that is signed or sent stays.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways to settle, and what is said about them."""

    paid: Paid = None
    failed: Failed = None
    as_: AsStatus = None
    party_reason: PartyReason = None
    value: Values = None
    proof: ProofFile = None
    stands: Stands = None
    let_go: LetGo = False
    taken_back: TakenBack = False
    not_sent: NotSent = False

    def asked(self) -> dict[str, Any]:
        """What was said, by name, without the proof. Raises OperatorError (HUB-711) for what does not go together."""
        self._require_one()
        ways = {
            "paid": self.paid or None,
            "failed": self.failed or None,
            "as": self.as_,
            "party-reason": self.party_reason or None,
            "values": dict(one.partition("=")[::2] for one in self.value) if self.value else None,
            "stands": None if self.stands is None else str(self.stands),
            "let-go": "yes" if self.let_go else None,
            "taken-back": "yes" if self.taken_back else None,
            "not-sent": "yes" if self.not_sent else None,
        }
        return {way: how for way, how in ways.items() if how is not None}

    def _require_one(self) -> None:
        decides, states = bool(self.paid or self.failed), self.as_ is not None
        _require(not (decides or states) or self.proof is not None, "--paid, --failed, --as", "--proof FILE")
        _require(decides or not self.value, "--value", "--paid, --failed")
        _require(states or not self.party_reason, "--party-reason", "--as STATUS")
        acts = {
            "--as": states,
            "--let-go": self.let_go,
            "--taken-back": self.taken_back,
            "--not-sent": self.not_sent,
            "--stands": self.stands is not None,
            "--paid": decides,
        }
        given = [option for option, is_given in acts.items() if is_given]
        _require(len(given) < 2, given[0] if given else "", "ID, --reason")


def _require(is_so: bool, option: str, needed: str) -> None:
    if not is_so:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option=option, needed=needed)
