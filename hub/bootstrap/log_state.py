"""How a home's sealed log stands. No key is opened, and nothing is verified: that is for `hub audit verify`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hub.flow.cosigning import note_with_cosignatures
from hub.home.place import Home
from hub.model.checkpoint import parse_checkpoint, parse_note
from hub.operate.audit.verified import read_verified
from hub.ports import LogReader, Sealed, StoreReader
from hub.views.audit import TimestampView
from hub.views.log_state import CosignerView, LogStateView, ReachedView, SealedView
from hub.views.view import Moment

NEWEST: Final = 10
"""Checkpoints that are listed."""


def log_state_of(home: Home, store: StoreReader) -> LogStateView:
    """As the store and the home have it now."""
    removals = len(store.retention.removals())
    with store.log.read() as log:
        newest, backlog, stamp = list(log.newest(NEWEST)), log.backlog(), log.timestamp()
        return LogStateView(
            origin=_origin(newest[0].note) if newest else None,
            note=note_with_cosignatures(log, newest[0]) if newest else None,
            checkpoints=_checkpoints(log, newest),
            waiting=backlog.count,
            waiting_since=None if backlog.oldest is None else Moment(backlog.oldest),
            kept=_kept(home.kept_checkpoint),
            witnesses=sorted(_witnesses(home, log, newest), key=lambda one: one.name),
            timestamp=None if stamp is None else TimestampView(size=stamp.size, at=Moment(stamp.at)),
            asks_for_timestamps=bool(home.settings.audit.timestamp_url),
            reached=_reached(home.verified),
            restores=len(log.lives()),
            removals=removals,
        )


def _checkpoints(log: LogReader, newest: list[Sealed]) -> list[SealedView]:
    stamped = set(log.timestamped())
    return [
        SealedView(size=one.size, root=one.root.hex(), at=Moment(one.at), is_stamped=one.size in stamped)
        for one in newest
    ]


def _witnesses(home: Home, log: LogReader, newest: list[Sealed]) -> Iterator[CosignerView]:
    """Those that the settings name, and others whose lines stand under a checkpoint of the list."""
    asked = {one.note_key.name for one in home.settings.audit.witnesses}
    lines = [line for one in newest[:1] for line in log.cosignatures(one.size)]
    for name in asked.union(name for line in lines for name in line.split(" ")[1:2]):
        yield CosignerView(name=name, size=log.cosigned(name), is_asked=name in asked)


def _origin(note: str) -> str | None:
    try:
        return parse_checkpoint(parse_note(note).text).origin
    except ValueError:
        return None


def _kept(file: Path) -> int | None:
    """Its signature is not looked at: the doctor and a worker's start do."""
    try:
        return parse_checkpoint(parse_note(file.read_text("utf-8")).text).size
    except (OSError, ValueError):
        return None


def _reached(file: Path) -> ReachedView | None:
    if (verified := read_verified(file)) is None:
        return None
    at = round(file.stat().st_mtime * 1_000_000)
    return ReachedView(size=verified.checkpoint.size, at=Moment(at), is_all=verified.is_all)
