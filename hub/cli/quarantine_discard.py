"""`hub quarantine discard`: mark deliveries as useless, or end a wait."""

from typing import Final

import typer

from hub.cli.authority import Card
from hub.cli.card_options import by_card
from hub.cli.options import Reason
from hub.cli.quarantine_acts import Asking, settle_each
from hub.cli.quarantine_chosen import Apart, Meant
from hub.cli.quarantine_options import AlthoughGood, Cause, NamedGroup, Names, Owner
from hub.cli.screen import AsJson
from hub.cli.spoken import spoken
from hub.errors import Code
from hub.flow.acting import Acting
from hub.flow.release import Release
from hub.model import Parked
from hub.views.apart import (
    SettledView,
    view_ended,
    view_settled,
)

HELP: Final = spoken(
    zh="作废隔离件：不再列出（list --all 除外），字节仍保留。\n\n"
    "可指明编号，也可用 --group，或 --owner、--code 取其全部。作废不可撤销。原因可能在本方（如未登记的证书）的件，"
    f"须加 --although-perhaps-good，否则拒绝（{Code.PERHAPS_GOOD}）：一般应先排除原因，再放行。\n\n"
    "指明待匹配的通知或回执时，结束其等待：转入隔离（通知 HUB-442，回执 HUB-986），之后仍可放行或作废。"
    "通知的理由记入其所等待单证的办理记录，已无法读取时除外，并会说明；回执的理由只随隔离件保存。",
    en="Mark deliveries as useless. They are no longer listed, except by `list --all`. Their bytes are kept.\n\n"
    "Name ids, or take all of --group, or of --owner and --code. This is final. What may be a good message, because "
    "its cause may lie with the hub (such as a certificate that is not registered), is refused "
    f"({Code.PERHAPS_GOOD}) without --although-perhaps-good: mend the cause and release it instead.\n\n"
    "The id of a notice or receipt that waits ends its wait: it goes into quarantine (HUB-442 or HUB-986), and can "
    "be released or discarded later. The trails of the known documents that a notice waits for keep the reason. If "
    "it cannot be read any more, that is said instead. The reason of a receipt is kept in quarantine only.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("discard", cls=HELP)(discard)


@by_card
def discard(  # noqa: PLR0913, PLR0917 - one option for each thing to name
    context: typer.Context,
    reason: Reason,
    names: Names = None,
    owner: Owner = None,
    code: Cause = None,
    group: NamedGroup = None,
    although_good: AlthoughGood = False,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Discard the deliveries that are named, or all of an owner and a code, or of a group; end waits."""

    def act(release: Release, row: Apart, acting: Acting) -> SettledView:
        if isinstance(row, Parked):
            ended = release.end_wait(row, reason, acting)
            return view_ended(ended.kept, ended.documents, ended.unread)
        release.discard(row, reason, acting)
        return view_settled(row, "discarded")

    asking = Asking("discard", reason, card, as_json, although_good)
    settle_each(context, Meant(names or [], owner, code, group), act, asking)
