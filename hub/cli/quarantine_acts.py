"""Do what an operator asks of deliveries in quarantine, one by one, and print what became of each."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import typer

from hub.bootstrap.authority import open_authority
from hub.cli.authority import Asked, Card, authorized
from hub.cli.no_worker import tell_what_waits
from hub.cli.quarantine_chosen import NOTHING, Apart, Meant, id_of, refuse_unknown
from hub.cli.screen import home_of, plain, print_json, say_empty, screen
from hub.errors import Code, Rejected, operator_error
from hub.exit_codes import ExitCode
from hub.flow.acting import Acting
from hub.flow.carry_out import arguments_of
from hub.flow.release import Release
from hub.model import Parked, Quarantined, Request
from hub.model.act import ALTHOUGH_GOOD
from hub.operate.acts.authority import Authority
from hub.text.bilingual import Bilingual
from hub.views.apart import SettledView, lines_of_content, view_kept, with_content
from hub.views.view import json_of
from hub.views.words import ACTS, label

FINAL: Final = Bilingual(
    "作废不可撤销：不能再放行，字节仍保留", "this is final: it cannot be released any more; its bytes stay"
)
UNREAD: Final = Bilingual("已无法读取，理由未记入任何办理记录", "it cannot be read, so that no trail keeps the reason")


@dataclass(frozen=True)
class Asking:
    """What an operator asks for, about each delivery."""

    verb: Literal["release", "discard"]
    reason: str
    card: Card
    as_json: bool
    although_good: bool = False
    """Of a discard: what may be a good message too."""

    def about(self, row: Apart) -> Request:
        """The request about one delivery."""
        meant = {ALTHOUGH_GOOD: "yes"} if self.although_good else {}
        arguments = {**arguments_of(row), **meant}
        return Request(verb=self.verb, about=id_of(row), reason=self.reason, arguments=arguments, heads={})

    def refuse(self, release: Release, row: Apart) -> None:
        """Raise Rejected (HUB-987) for what must not be discarded unless the operator says that it is meant."""
        if self.verb == "discard" and isinstance(row, Quarantined) and not self.although_good:
            release.refuse_perhaps_good(row)


def settle_each(
    context: typer.Context, meant: Meant, act: Callable[[Release, Apart, Acting], SettledView], asking: Asking
) -> None:
    """Do the same to each delivery, one by one, and print each. Exit code 1 when one stays as it is."""
    from hub.bootstrap.acts import open_release  # noqa: PLC0415 - who lists and shows signs nothing

    counts, home = Counter[str](), home_of(context)
    refuse_unknown(home, meant.owner, meant.code)
    meant.require_some()
    if asking.card.is_used and len(meant.names) != 1:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--challenge", needed="ID")
    with open_release(home) as release:
        authority = open_authority(home, release.catalogue, release.ports.store)
        for row in list(meant.rows(release.ports.store.quarantine, asking.as_json)):
            counts[_do(release, authority, row, act, asking)] += 1
    if counts["released"]:
        tell_what_waits(home)
    if not counts:
        say_empty(NOTHING, asking.as_json)
    if counts["kept"]:
        raise typer.Exit(ExitCode.REFUSED)


def _do(
    release: Release,
    authority: Authority,
    row: Apart,
    act: Callable[[Release, Apart, Acting], SettledView],
    asking: Asking,
) -> str:
    """Do it to one delivery, print what became of it, and return that in a word."""
    store, owner = release.ports.store, row.party if isinstance(row, Parked) else row.owner
    try:
        asking.refuse(release, row)
        asked: Asked = (asking.about(row), [owner], {})
        if (acting := authorized(authority, store, asked, asking.card, asking.as_json)) is None:
            return "waits"
        done = act(release, row, acting)
    except Rejected as refusal:
        done = view_kept(row, refusal.faults)
    if asking.verb == "discard" and isinstance(row, Quarantined):
        done = with_content(done, row, *release.said(row))
    _tell(done, asking.as_json)
    return done.outcome


def _tell(done: SettledView, as_json: bool) -> None:
    """Print what became of one delivery: its documents, why it stays, or why no trail keeps the reason."""
    if as_json:
        print_json(json_of(done))
        return
    documents = ", ".join(f"{d.record or '—'} {d.document} {d.type} {d.status}" for d in done.documents)
    why = "; ".join(f"{f.code} {plain(f.field)} {plain(f.text.both)}" for f in done.faults)
    colour = "red" if done.outcome == "kept" else "green"
    said = f": {UNREAD}: {why}" if why and done.outcome == "let-go" else f": {why}" if why else f" {documents}"
    screen.print(f"[{colour}]{label(done.outcome, ACTS)}[/] {plain(done.id)} {plain(done.owner)}{said}")
    for line in lines_of_content(done):
        screen.print(f"  {plain(line)}")
    if done.outcome == "discarded":
        screen.print(f"  {FINAL}")
