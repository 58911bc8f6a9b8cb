"""Do what an operator asks of deliveries in quarantine, one by one, and print what became of each."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import typer

from hub.bootstrap.authority import open_authority
from hub.cli.authority import Asked, Card, authorized
from hub.cli.choice import the_one
from hub.cli.kept_apart import LISTING
from hub.cli.known import must_be_code, must_be_owner
from hub.cli.quarantine_options import SHORTEST
from hub.cli.screen import home_of, plain, print_json, say_empty, screen
from hub.errors import Code, Rejected, operator_error
from hub.exit_codes import ExitCode
from hub.flow.acting import Acting
from hub.flow.carry_out import arguments_of
from hub.flow.release import Release
from hub.home.place import Home
from hub.model import Parked, Quarantined, Request
from hub.operate.acts.authority import Authority
from hub.ports import Quarantine
from hub.text.bilingual import Bilingual
from hub.views.apart import SettledView, view_kept
from hub.views.view import json_of
from hub.views.words import ACTS, label

SEVERAL = 100
"""So many candidates of an ambiguous name are counted at most."""
MOST = 10_000
"""So many deliveries of one owner and code are settled at a time."""
UNREAD: Final = Bilingual("已无法读取，理由未记入任何办理记录", "it cannot be read, so that no trail keeps the reason")
NOTHING: Final = Bilingual("没有隔离件", "nothing is kept apart")
Chosen = tuple[Sequence[str], str | None, str | None]
"""Ids or their beginnings; otherwise an owner, a code, or both."""
Apart = Quarantined | Parked


@dataclass(frozen=True)
class Asking:
    """What an operator asks for, about each delivery."""

    verb: Literal["release", "discard"]
    reason: str
    card: Card
    as_json: bool

    def about(self, row: Apart) -> Request:
        return Request(verb=self.verb, about=id_of(row), reason=self.reason, arguments=arguments_of(row), heads={})


def settle_each(
    context: typer.Context, chosen: Chosen, act: Callable[[Release, Apart, Acting], SettledView], asking: Asking
) -> None:
    """Do the same to each delivery, one by one, and print each. Exit code 1 when one stays as it is."""
    from hub.bootstrap.acts import open_release  # noqa: PLC0415 - who lists and shows signs nothing

    counts, home = Counter[str](), home_of(context)
    refuse_unknown(home, *chosen[1:])
    if asking.card.is_used and len(chosen[0]) != 1:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--challenge", needed="ID")
    with open_release(home) as release:
        authority = open_authority(home, release.catalogue, release.ports.store)
        for row in list(_chosen(release.ports.store.quarantine, chosen, asking.as_json)):
            counts[_do(release, authority, row, act, asking)] += 1
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
        asked: Asked = (asking.about(row), [owner], {})
        if (acting := authorized(authority, store, asked, asking.card, asking.as_json)) is None:
            return "waits"
        done = act(release, row, acting)
    except Rejected as refusal:
        done = view_kept(row, refusal.faults)
    _tell(done, asking.as_json)
    return done.outcome


def refuse_unknown(home: Home, owner: str | None, code: str | None) -> None:
    """Raise OperatorError (HUB-710) for an owner or a code that does not exist."""
    must_be_owner(home, owner)
    must_be_code(code)


def _chosen(quarantine: Quarantine, chosen: Chosen, as_json: bool) -> Iterator[Apart]:
    """The deliveries meant, and the messages that wait and are named by their whole ids.

    Parties count their messages, so that the id of one is often the beginning of another's: a command that is given
    twice must not act on that one. Raises OperatorError: HUB-704 where a name means none, HUB-711 where none is given.
    """
    names, owner, code = chosen
    if not names and owner is None and code is None:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--reason", needed="ID / --owner / --code")
    for name in names:
        begun = quarantine.deliveries(SEVERAL, owner=owner, code=code, beginning=name) if len(name) >= SHORTEST else []
        parked = quarantine.parked(SEVERAL, owner=owner, beginning=name) if code is None else []
        found: list[Apart] = [*begun, *(row for row in parked if is_named(row, name))]
        yield the_one(name, [row for row in found if is_named(row, name)] or found, LISTING, as_json)
    if not names:
        yield from reversed(quarantine.deliveries(MOST, owner=owner, code=code, is_open=True))


def _tell(done: SettledView, as_json: bool) -> None:
    """Print what became of one delivery: its documents, why it stays, or why no trail keeps the reason."""
    if as_json:
        print_json(json_of(done))
        return
    documents = ", ".join(f"{d.record or '—'} {d.document} {d.type} {d.status}" for d in done.documents)
    why = "; ".join(f"{f.code} {plain(f.field)} {plain(f.text.both)}" for f in done.faults)
    colour = "red" if done.outcome == "kept" else "green"
    said = f": {UNREAD}: {why}" if why and done.outcome == "let-go" else f": {why}" if why else f" {documents}"
    screen.print(f"[{colour}]{label(done.outcome, ACTS)}[/] {done.id} {plain(done.owner)}{said}")


def id_of(row: Quarantined | Parked) -> str:
    """The id by which the list names it."""
    return row.id if isinstance(row, Quarantined) else row.message


def is_named(row: Quarantined | Parked, name: str) -> bool:
    """Whether this is its whole id: the hub's own in any case, a party's exactly."""
    return row.id == name.lower() if isinstance(row, Quarantined) else row.message == name
