"""What a change of keys did, for the screen and for --json."""

from adapters.x509 import Registered, ValidityLimits, fingerprint
from hub.bootstrap.clock import SystemClock
from hub.cli.key_rows import key_table, row_of, within
from hub.cli.screen import plain, print_json, screen
from hub.home.place import Home
from hub.operate.keys.change import HUB
from hub.operate.keys.done import Done
from hub.text.bilingual import Bilingual
from hub.views.certificates import RolledView
from hub.views.registered import view_certificate
from hub.views.view import Moment, json_of


def tell_change(home: Home, whose: str, done: Done | None, as_json: bool) -> None:
    """Print what was done; nothing where nothing was done yet, which was told already."""
    if done is None:
        return
    view = view_change(home, whose, done)
    if as_json:
        print_json(json_of(view))
    else:
        print_change(view)


def view_change(home: Home, whose: str, done: Done) -> RolledView:
    """Every file that was written, every certificate that was ended, and from when."""
    now, limits = SystemClock().now(), ValidityLimits(since=done.at or 0 if whose == HUB else 0)
    return RolledView(
        whose=whose,
        certificate=view_certificate(whose, Registered.of(done.certificate, limits), now) if done.certificate else None,
        written=[within(path, home) for path in done.written],
        ended=[fingerprint(one.certificate) for one in done.ended],
        cutover=Moment(done.at) if done.at is not None else None,
    )


def print_change(done: RolledView) -> None:
    """The same for people."""
    for name in done.written:
        screen.print(f"[green]{Bilingual('已写入', 'written')}[/] {plain(name)}")
    if done.certificate is not None:
        key_table().show([row_of(done.certificate)])
    for name in done.ended:
        end = Bilingual(f"自 {done.cutover} 起[yellow]不再认可[/]：", f"[yellow]refused[/] from {done.cutover}: ")
        screen.print(f"{end}SHA-256 {name}")
    if done.whose == HUB and done.cutover is not None:
        screen.print(
            Bilingual(
                f"自 {done.cutover} 起用于签名；请在此之前把证书交给各对方",
                f"It signs from {done.cutover} on. Give the parties its certificate before that.",
            )
        )
