"""`hub approve`: list acts that wait for a second operator, and carry out or reject one."""

from typing import Annotated, Final

import typer

from hub.bootstrap.acts import open_acts
from hub.bootstrap.authority import open_authority
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.store import open_store
from hub.cli.authority import Card, CardReader, ChallengeFile, SignatureFile, card_of, write_challenge
from hub.cli.choice import Listing, the_one
from hub.cli.options import OptionalReason
from hub.cli.screen import AsJson, fail, home_of, lines_of, plain, print_json, say_empty, screen
from hub.cli.tables import Column, Table
from hub.errors import Code, Rejected, operator_error
from hub.exit_codes import ExitCode
from hub.flow.carry_out import carry_out, end_proposal, parties_of
from hub.home.place import Home
from hub.model import Proposal
from hub.operate.acts.challenge import Answering
from hub.text.bilingual import Bilingual
from hub.views.acts import AnsweredView, ProposalChoiceView, ProposedView, view_answered, view_proposed
from hub.views.view import ZONE, json_of
from hub.views.words import OPERATORS_ACTS, label

DETAILS: Final = Bilingual(
    "不带 ID 时列出待批准的操作。批准者须是另一位操作员；批准时即执行，单证自提出后有变动的则不执行（HUB-805）。"
    "--reject 予以否决，提出者本人也可以否决。",
    "Without ID it lists what waits. Whoever approves must be another operator. The act is carried out at once, but "
    "not where a document has moved since it was proposed (HUB-805). --reject ends it; whoever proposed it may do so "
    "too.",
)
_NOTHING: Final = Bilingual("没有待批准的操作", "nothing waits for a second operator")
_COLUMNS: Final = tuple(
    Column(heading, least=8)
    for heading in (
        Bilingual("编号", "id"),
        Bilingual("操作", "act"),
        Bilingual("对象", "about"),
        Bilingual("提出者", "proposed by"),
        Bilingual(f"有效至 {ZONE}", f"until {ZONE}"),
        Bilingual("原因", "reason"),
    )
)
ProposalName = Annotated[
    str | None,
    typer.Argument(metavar="[ID]", show_default=False),
    Bilingual("列表所示的编号，可只写开头。", "The id from the list, or its beginning."),
]
Reject = Annotated[bool, typer.Option("--reject"), Bilingual("否决，不执行。", "Reject it. Nothing else is done.")]


def command(  # noqa: PLR0913, PLR0917 - one option for each thing to say
    context: typer.Context,
    name: ProposalName = None,
    reason: OptionalReason = "",
    reject: Reject = False,
    challenge: ChallengeFile = None,
    signature: SignatureFile = None,
    card: CardReader = None,
    as_json: AsJson = False,
) -> None:
    """List what waits; approve or reject one."""
    home = home_of(context)
    if name is None:
        _list(home, as_json)
        return
    if not reason.strip():
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="ID", needed="--reason TEXT")
    store = open_store(home)
    try:
        proposal = the_one(name, store.acts.proposed(name.lower()), _LISTING, as_json)
    finally:
        store.close()
    answering = Answering("reject" if reject else "approve", proposal.id, reason)
    try:
        answered = _answer(home, proposal, answering, card_of(home, challenge, signature, card), as_json)
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
    if answered is not None:
        _tell(answered, as_json)


def _list(home: Home, as_json: bool) -> None:
    store = open_store(home)
    try:
        waiting = [view_proposed(one) for one in store.acts.waiting(SystemClock().now())]
    finally:
        store.close()
    if not waiting:
        say_empty(_NOTHING, as_json)
    elif as_json:
        for one in waiting:
            print_json(json_of(one))
    else:
        Table(*_COLUMNS).show([_row(one) for one in waiting])
        for one in waiting:
            for line in one.arguments.get("sends", ()):
                screen.print(plain(f"{one.proposal}: {line}"))


def _answer(home: Home, proposal: Proposal, answering: Answering, card: Card, as_json: bool) -> AnsweredView | None:
    """Carry out or end a proposal; None where only the challenge was written."""
    with open_acts(home) as (acts, catalogue):
        authority = open_authority(home, catalogue, acts.store)
        if card.is_to_write:
            write_challenge(authority, proposal.request, answering, card, as_json)
            return None
        signed = card.signed(authority, proposal.request, answering)
        concerned = parties_of(acts, proposal) if answering.does == "approve" else ()
        acting = authority.answer(proposal, concerned, answering, signed)
        if answering.does == "reject":
            end_proposal(acts, acting)
            return view_answered(proposal, None, ())
        done = carry_out(acts, proposal.request, acting)
        return view_answered(proposal, done.documents, done.faults)


def _row(one: ProposedView) -> tuple[str, ...]:
    return (one.proposal, str(label(one.verb, OPERATORS_ACTS)), one.about, one.by, one.until.clock, one.reason)


def _tell(answered: AnsweredView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(answered))
        return
    done = Bilingual("已否决", "rejected") if answered.outcome == "rejected" else Bilingual("已执行", "done")
    documents = ", ".join(f"{d.record or '—'} {d.document} {d.type} {d.status}" for d in answered.documents)
    screen.print(f"[green]{done}[/] {answered.proposal}  {label(answered.verb, OPERATORS_ACTS)} {plain(documents)}")
    for fault in answered.faults:
        screen.print(f"  [red]{fault.code}[/] {plain(fault.field)} {plain(fault.text.both)}")


_LISTING: Final = Listing(view_proposed, lambda on: Table(*_COLUMNS, on=on), _row, ProposalChoiceView)
