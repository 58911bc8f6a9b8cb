"""Looks at a home, its secrets, and the disks that it is on."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.home.reading import FILE
from hub.operate.doctor.finding import Finding
from hub.operate.doctor.judgements import judge_space
from hub.operate.keys.copies import leftovers
from hub.text.bilingual import Bilingual, listed

_PLACES: Final = {
    "home": Bilingual("主目录", "home"),
    "queues": Bilingual("队列", "queues"),
    "store": Bilingual("审计库", "store"),
}


def look_at_home(home: Home) -> Iterator[Finding]:
    """It has settings, and they can be used."""
    path, name = home.path.absolute(), home.settings.id
    yield Finding("ok", Bilingual(f"{path}，报文中的标识为 {name}", f"{path}, {name} on the wire"))


def look_at_secrets(home: Home) -> Iterator[Finding]:
    """Passwords and simulated parties' keys; the hub's own key has a look of its own."""
    private = [*home.broker_passwords.glob("[!.]*"), *home.simulate.glob("*/key.pem")]
    open_to = [(path, 0o077) for path in private]
    settings = home.settings
    if any(map(_has_password, (settings.store, settings.queue, settings.management, settings.window.store))):
        open_to.append((home.path / FILE, 0o007))  # a group may be given readers (docs/operations.md)
    for path, others in open_to:
        if path.stat().st_mode & others:
            yield Finding.of("warning", operator_error(Code.READABLE_BY_OTHERS, path=path))
    yield from (Finding.of("warning", error) for error in leftovers(home.keys))
    count = len(open_to)
    yield Finding("ok", Bilingual(f"{count} 个文件，只有 hub 的用户可读", f"{count} files, for the hub's user alone"))


def look_at_disk(home: Home) -> Iterator[Finding]:
    """There is room where the home, its queues and its store are, and the home can be written to."""
    yield from look_at_room(home)
    write_in(home.path)


def look_at_room(home: Home) -> Iterator[Finding]:
    """There is room where these are; a server's disks are the server's to watch. Writes nothing."""
    places = {"home": home.path}
    if not home.settings.uses_broker:
        places["queues"] = home.queues
    if (url := home.store_url).startswith("sqlite:///"):
        places["store"] = Path(url.removeprefix("sqlite:///").partition("?")[0]).parent
    disks: dict[int, list[str]] = {}
    for name, path in places.items():
        disks.setdefault(path.stat().st_dev, []).append(name)
    for names in disks.values():
        space = shutil.disk_usage(places[names[0]])
        yield judge_space(listed(_PLACES[name] for name in names), space.free, space.total)


def write_in(folder: Path) -> None:
    """Make and remove a file; raises OSError."""
    probe = folder / f".doctor-{os.getpid()}.tmp"
    try:
        probe.write_bytes(b"?")  # an empty file takes no space
    finally:
        probe.unlink(missing_ok=True)


def _has_password(url: str) -> bool:
    return re.match(r"[^/]*://[^/@]*:[^/]*@", url) is not None
