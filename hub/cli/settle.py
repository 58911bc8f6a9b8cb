"""`hub settle`: an operator's decision about a dispute, or about a payment that its bank left open."""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import typer

from hub.bootstrap.acts import open_settlement
from hub.bootstrap.authority import open_authority
from hub.bootstrap.statuses import read_statuses
from hub.cli.authority import Card, authorized
from hub.cli.card_options import by_card
from hub.cli.choice import the_one
from hub.cli.document_rows import DISPUTED, list_status, listing
from hub.cli.no_worker import tell_what_waits
from hub.cli.option_groups import grouped
from hub.cli.options import DocumentName, Reason
from hub.cli.screen import AsJson, fail, home_of, lines_of, plain, print_json, screen
from hub.cli.settle_options import Ways
from hub.errors import Code, Rejected, operator_error, unusable_file
from hub.exit_codes import ExitCode
from hub.flow.carry_out import settle_as_asked
from hub.flow.leg_parties import parties_of_settlement
from hub.flow.settlement import Proof, Settlement
from hub.home.place import Home
from hub.model import Document, Request, Statuses, digest
from hub.text.bilingual import Bilingual
from hub.views.documents import view_document
from hub.views.values import value_text
from hub.views.view import json_of
from hub.views.words import dispute_labels

DETAILS: Final = Bilingual(
    "各方发来的内容一律保留，后续报文由运行中的 hub 发送。\n\n"
    "七种用法：只写 ID——以已记录的内容为准；--stands N——以办理记录第 N 行带来的数据为准，"
    "该行为迟到的海关审批通过等决定且路由允许（stands）时，单证随之变为该状态；"
    "--paid、--failed 连同银行的 --proof——逐笔核定一笔支付所含的各投保单，未写明的仍待核定；"
    "--as STATUS 连同对方的 --proof——对方以书面答复的结果，按收到这一回执处理；"
    "回执须带回数据或以其作出时间为准的结果除外，须由对方发来回执；"
    "--let-go——释放一份投保单占用的额度；--taken-back——对方撤回对本单证的审批通过，再次申报的另一份仍然有效；"
    "--not-sent——报文尚未签名且密钥已永久丢失：不再签名和发送，本单证按对方接收失败了结。",
    "What the parties sent is kept, and a running hub sends what follows.\n\n"
    "There are seven ways. ID alone: what is recorded stands. --stands N: the values that row N of the trail brought "
    "stand; where row N is a decision that came too late and that the route lets stand (`stands`), the document moves "
    "there. --paid and --failed, with the bank's --proof: what became of each application of a payment; the others "
    "stay open. --as STATUS, with the party's --proof: what the party has said in writing, taken as its receipt would "
    "be; where a receipt must bring values, or counts by its own time, the party has to send it. "
    "--let-go: the amount that an application reserves is free again. "
    "--taken-back: the party has taken its approval of this document back; that of another one, declared again, stays. "
    "--not-sent: its message was never signed and its key is lost, so nobody signs or sends it any more, and the "
    "document ends as one that its party did not take.",
)
MOST = 20_000_000
"""Most bytes of a proof, which is kept in the store."""


@grouped
@by_card
def command(
    context: typer.Context, name: DocumentName, reason: Reason, ways: Ways, as_json: AsJson = False, *, card: Card
) -> None:
    """Settle one dispute."""
    home, statuses = home_of(context), read_statuses(home_of(context))
    asked, said = ways.asked(), _proof(reason, ways.proof)
    with open_settlement(home) as settlement:
        found = settlement.ports.store.documents.find(name)
        document = the_one(name, found, listing(statuses), as_json)
        try:
            settled = _settle(home, settlement, _request(document, said, asked), said, (card, as_json))
        except Rejected as refusal:
            fail(lines_of(refusal), ExitCode.REFUSED)
        if settled is not None:
            _tell(settled, settlement, statuses, as_json)
    if settled is not None:
        tell_what_waits(home)


def _settle(
    home: Home, settlement: Settlement, request: Request, said: Proof, how: tuple[Card, bool]
) -> Document | None:
    """The document as it is then; None where the challenge was written or the act waits. `how`: card and --json."""
    store, contents = settlement.ports.store, {digest(said.body): said.body} if said.body else {}
    authority = open_authority(home, settlement.catalogue, store)
    concerned = parties_of_settlement(settlement, request)
    acting = authorized(authority, store, (request, concerned, contents), *how)
    if acting is None:
        return None
    return settle_as_asked(settlement, request, replace(said, acting=acting))


def _request(document: Document, said: Proof, ways: Mapping[str, Any]) -> Request:
    """What is asked for; what has bytes is named by its digest."""
    facts = {"record": document.record or "", "type": document.type, "party": document.party}
    proof = {"proof": digest(said.body)} if said.body else {}
    return Request(
        verb="settle",
        about=document.id,
        reason=said.reason,
        arguments={**facts, **ways, **proof},
        heads={document.id: document.head},
    )


def _proof(reason: str, file: Path | None) -> Proof:
    try:
        with file.open("rb") if file else nullcontext(BytesIO()) as opened:
            body = opened.read(MOST + 1)
    except OSError as error:
        raise unusable_file(file or "", error) from error
    if file and not 0 < len(body) <= MOST:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--proof", needed=f"FILE (1–{MOST} B)")
    return Proof(reason, body)


def _tell(document: Document, settlement: Settlement, statuses: Statuses, as_json: bool) -> None:
    view = view_document(document, statuses)
    if as_json:
        print_json(json_of(view))
        return
    left = f"[red]{DISPUTED}[/] {plain(dispute_labels(view.dispute))}" if view.dispute else ""
    settled = f"[green]{Bilingual('已核定', 'settled')}[/]"
    screen.print(f"{settled} {view.document}  {plain(view.type)}", list_status(view), left)
    screen.print(plain("  ".join([document.party, document.enterprise_name])))
    for line in _what_counts(document, settlement):
        screen.print(plain(line))


def _what_counts(document: Document, settlement: Settlement) -> Iterator[str]:
    """The values that count from now on, with their labels: an operator sees what he chose."""
    trail, route = settlement.ports.store.documents.trail(document.id), settlement.catalogue.routes.get(document.type)
    if trail is None or route is None:
        return
    counting = ChainMap(*(dict(row.returned) for row in reversed(trail.transitions) if row.is_taken))
    for name, source in route.returned.items():
        if name in counting and source.zh and source.en:
            yield f"  {Bilingual(source.zh, source.en)} {value_text(counting[name])}"
