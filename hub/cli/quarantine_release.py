"""`hub quarantine release`: take deliveries in as if they came now."""

from typing import TYPE_CHECKING, Final

import typer

from hub.cli.authority import Card
from hub.cli.card_options import by_card
from hub.cli.options import OptionalReason
from hub.cli.quarantine_chosen import Apart, Meant
from hub.cli.quarantine_options import Cause, DryRun, NamedGroup, Names, Owner
from hub.cli.screen import AsJson
from hub.cli.spoken import spoken
from hub.errors import Code, operator_error, rejected
from hub.model import Parked
from hub.views.apart import (
    SettledView,
    view_settled,
)

if TYPE_CHECKING:
    from hub.flow.acting import Acting
    from hub.flow.release import Release

HELP: Final = spoken(
    zh="放行隔离件：按现在收到重新处理。先排除原因，例如登记证书。\n\n"
    "可指明编号，也可用 --group，或 --owner、--code 取其全部，旧的在前。仍不能用的留在原处并说明原因，退出码为 1。"
    "后续报文由运行中的 hub 发送。\n\n"
    "--dry-run 只说明每件放行后的结果，不作任何变更，无需理由。各件按审计库当前内容分别判断，"
    "不计入其他各件放行后的变化。",
    en="Take deliveries in as if they came now. Remove the cause first, for example by registering a "
    "certificate.\n\n"
    "Name ids, or take all of --group, or of --owner and --code, oldest first. What still cannot be used stays, "
    "with its reason, and the exit code is 1. What follows is sent by the running hub.\n\n"
    "--dry-run only says what each delivery would do, and needs no reason. Each is taken by itself, on what the "
    "store holds now: what the release of another one would change is not considered.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("release", cls=HELP)(release)


@by_card
def release(  # noqa: PLR0913, PLR0917 - one option for each thing to name
    context: typer.Context,
    reason: OptionalReason = "",
    names: Names = None,
    owner: Owner = None,
    code: Cause = None,
    group: NamedGroup = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Release the deliveries that are named, or all of an owner and a code, or of a group."""
    meant = Meant(names or [], owner, code, group)
    if dry_run:
        from hub.cli.foreseen import foresee_each  # noqa: PLC0415 - who releases foresees nothing

        foresee_each(context, meant, as_json)
        return
    if not reason.strip():
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="release", needed="--reason TEXT / --dry-run")

    from hub.cli.quarantine_acts import Asking, settle_each  # noqa: PLC0415 - a dry run needs no authority and no key

    def act(release: "Release", row: Apart, acting: "Acting") -> SettledView:
        if isinstance(row, Parked):
            raise rejected(Code.STILL_WAITS, names=row.names or row.answers)
        return view_settled(row, "released", release.release(row, reason, acting))

    settle_each(context, meant, act, Asking("release", reason, card, as_json))
