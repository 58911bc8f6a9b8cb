"""`hub approve`: list acts that wait for a second operator, and carry out or reject one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Final

import typer

from hub.bootstrap.acts import open_acts
from hub.bootstrap.authority import open_authority
from hub.bootstrap.begun_plans import half_done
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.store import open_store
from hub.cli.audit_accept_restore import answer_restore
from hub.cli.audit_archive import tell_archived
from hub.cli.audit_prune import tell as tell_pruned
from hub.cli.audit_unarchive import tell_unarchived
from hub.cli.authority import Card, write_challenge
from hub.cli.card_options import by_card
from hub.cli.choice import Listing, the_one
from hub.cli.key_acts import answer_change
from hub.cli.key_told import print_change, view_change
from hub.cli.no_worker import tell_what_waits
from hub.cli.options import OptionalReason
from hub.cli.proposed_words import words_of
from hub.cli.retention_answers import answer_retention
from hub.cli.screen import AsJson, fail, home_of, lines_of, plain, print_json, say_empty, screen
from hub.cli.tables import Column, Table
from hub.errors import Code, Rejected, operator_error
from hub.exit_codes import ExitCode
from hub.flow.carry_out import carry_out, end_proposal, parties_of
from hub.home.place import Home
from hub.model import Proposal
from hub.operate.acts.challenge import Answering
from hub.text.bilingual import Bilingual
from hub.views.acts import ProposalChoiceView, ProposedView, view_begun, view_proposed
from hub.views.answered import AnsweredView, view_answered
from hub.views.certificates import RolledView
from hub.views.pruning import PruningView
from hub.views.retention import ArchivingView, UnarchivingView
from hub.views.view import ZONE, json_of
from hub.views.words import OPERATORS_ACTS, label

DETAILS: Final = Bilingual(
    "不带 ID 时列出待批准的操作，以及未执行到底的重发计划。批准者须是另一位操作员；批准时即执行，"
    "单证自提出后有变动的则不执行（HUB-805）。--reject 予以否决，提出者本人也可以否决。",
    "Without ID it lists what waits, and replay plans that are half done. Whoever approves must be another operator. "
    "The act is carried out at once, but not where a document has moved since it was proposed (HUB-805). --reject ends "
    "it; whoever proposed it may do so too.",
)
_SENDING: Final = ("settle", "replay", "release")
"""Acts after which a worker sends something."""
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


@by_card
def command(
    context: typer.Context,
    name: ProposalName = None,
    reason: OptionalReason = "",
    reject: Reject = False,
    as_json: AsJson = False,
    *,
    card: Card,
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
    answer = _ANSWERS.get(proposal.request.verb, _answer)
    try:
        answered = answer(home, proposal, answering, card, as_json)
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
    if answered is not None:
        _tell(answered, as_json)
        if answered.verb in _SENDING and not reject:
            tell_what_waits(home)


def _list(home: Home, as_json: bool) -> None:
    store = open_store(home)
    try:
        now = SystemClock().now()
        waiting = [view_proposed(one) for one in store.acts.waiting(now)]
        begun = [view_begun(one) for one in half_done(home, store, now)]
    finally:
        store.close()
    if not waiting and not (begun and as_json):
        say_empty(_NOTHING, as_json)
    if as_json:
        for view in (*waiting, *begun):
            print_json(json_of(view))
        return
    _print_waiting(waiting)
    for plan in begun:
        screen.print(f"[yellow]{plain(plan.text)}[/]")


def _print_waiting(waiting: Sequence[ProposedView]) -> None:
    if waiting:
        Table(*_COLUMNS).show([_row(one) for one in waiting])
    for one in waiting:
        for line in words_of(one.verb, one.about, one.arguments):
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


def _answer_change(
    home: Home, proposal: Proposal, answering: Answering, card: Card, as_json: bool
) -> AnsweredView | None:
    """The same for a change of keys."""
    done = answer_change(home, proposal, answering, card, as_json)
    if done is None:
        return None
    if answering.does == "reject":
        return view_answered(proposal, None, ())
    keys = view_change(home, proposal.request.about, done)
    return replace(view_answered(proposal, (), ()), keys=keys)


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
    if isinstance(answered.keys, RolledView):
        print_change(answered.keys)
    if isinstance(answered.archived, ArchivingView):
        tell_archived(answered.archived)
    if isinstance(answered.pruned, PruningView):
        tell_pruned(answered.pruned)
    if isinstance(answered.unarchived, UnarchivingView):
        tell_unarchived(answered.unarchived)


_ANSWERS: Final[Mapping[str, Callable[[Home, Proposal, Answering, Card, bool], AnsweredView | None]]] = {
    "keys": _answer_change,
    "restore": answer_restore,
    **dict.fromkeys(("archive", "unarchive", "hold", "prune"), answer_retention),
}
"""What needs neither routes nor messages; all else is done by `_answer`."""
_LISTING: Final = Listing(view_proposed, lambda on: Table(*_COLUMNS, on=on), _row, ProposalChoiceView)
