"""Folders as queues, with the layout of the Single Window import client."""

import errno
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from adapters.files.durable import Pending, sync_folder, sync_folders, write_together
from adapters.files.folders import make_folder
from adapters.folder.boxes import HUB_SIDE, Boxes, day, plain_name
from adapters.folder.files import MODE, deferring
from adapters.folder.lane import Lane, Taken
from hub.ports import Clock, Confirmation, Delivery, Parcel
from hub.text.bilingual import Bilingual

Result = TypeVar("Result")
FILE_LIMIT_BYTES: Final = 64 * 1024 * 1024
"""The most bytes that are read of a file. One byte more is read to see that a file is larger."""

DEAD_WORKER_CHECK_INTERVAL_S: Final = 2.0
"""Seconds between two checks for dead workers."""

IN_THE_WAY: Final = frozenset(
    {
        errno.EISDIR,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.ENOTEMPTY,
        errno.EACCES,
        errno.EPERM,
        errno.EEXIST,
        errno.EXDEV,
        errno.ELOOP,
    }
)
"""Errors of one owner's box. Other owners do not wait for it. Other errors are the disk's fault, unless the owner has a
disk of its own."""

SYNC_GROUP: Final = 100
"""Files that are written before the first of them is synced: syncing them together is cheaper."""


class FolderQueue:
    """Queue over `<root>/<owner>/` with the boxes of one side; not thread-safe.

    Files are taken oldest first for each owner, with owners in turn. A file is claimed by renaming it into the worker's
    own folder. A worker that finds the lock of another worker's folder free takes over that worker's files; they are
    delivered first, marked as redelivered. A file larger than `largest` is delivered cut to `largest + 1` bytes, and
    kept whole when it is acknowledged. Entries that are not ordinary files stay where they are; a file that cannot be
    opened goes to the box for refused files.
    """

    def __init__(
        self,
        root: Path,
        owners: Collection[str],
        worker: str,
        clock: Clock,
        *,
        boxes: Boxes = HUB_SIDE,
        largest: int = FILE_LIMIT_BYTES,
    ) -> None:
        """Make missing boxes; raises OperatorError if a living worker has this name."""
        if "~" in plain_name(worker):
            raise ValueError(f"a worker's name holds no “~”: {worker}")
        self._worker = worker
        self._clock = clock
        self._largest = largest
        self._lanes: dict[str, Lane] = {}
        self._held: dict[str, tuple[Lane, Path]] = {}
        self._leaving: dict[str, bool] = {}
        """Acknowledged tags whose files were not moved yet; True for refused ones."""
        self._outcomes: dict[str, Confirmation] = {}
        self._stamp = 0
        self._inherit_at = 0.0
        try:
            with deferring(Bilingual("打开", "opening")):
                for owner in owners:
                    self._lanes[owner] = Lane(root / plain_name(owner), boxes, worker, largest)
        except BaseException:
            self.close()
            raise
        self._turn = deque(self._lanes)

    def take(self, limit: int, wait: float) -> list[Delivery]:
        """Take up to `limit` files, and no more after they hold `largest` bytes; raises Deferred when the disk fails.

        Looks once and does not wait if there are confirmations to collect.
        """
        until = time.monotonic() + wait
        pause = 0.02
        while True:
            with deferring(Bilingual("取件", "taking")):
                self._inherit()
                if deliveries := self._collect(limit):
                    return deliveries
            if self._outcomes or (left := until - time.monotonic()) <= 0:
                return []
            time.sleep(min(pause, left))
            pause = min(pause * 1.5, 0.1)

    def acknowledge(self, deliveries: Sequence[Delivery], refused: Collection[str] = ()) -> None:
        """Move the files to the box for done or refused files; raises Deferred when the disk fails: then call it again.

        If an owner's own box has an error, its files are moved later; if the worker ends before that, they are
        redelivered.
        """
        self._leaving |= {d.tag: d.tag in refused for d in deliveries if d.tag in self._held}
        with deferring(Bilingual("确认", "acknowledging")):
            self._let_go()

    def publish(self, parcels: Sequence[Parcel]) -> None:
        """Write, sync and rename; raises ValueError for an unusable name, Deferred when the disk fails.

        If an owner's own box has an error, for example a folder with the file's name, that parcel's result is `full`,
        and the other parcels are published.
        """
        wanted = {(p.destination, plain_name(p.name)): p for p in parcels if p.destination in self._lanes}
        files = list(wanted.values())
        with deferring(Bilingual("发送", "publishing")):
            parts = [files[start : start + SYNC_GROUP] for start in range(0, len(files), SYNC_GROUP)]
            written = [parcel for part in parts for parcel in self._written(part)]
            written = self._synced(written)
        there = {(parcel.destination, parcel.name) for parcel in written}
        for parcel in parcels:
            self._outcomes[parcel.id] = self._outcome(parcel, there)

    def confirmations(self, wait: float) -> dict[str, Confirmation]:  # noqa: ARG002 - a file is there or it is not
        """The results of published parcels; never blocks."""
        outcomes, self._outcomes = self._outcomes, {}
        return outcomes

    def close(self) -> None:
        """Release everything: files that were taken and not acknowledged are redelivered to the next worker."""
        for lane in self._lanes.values():
            lane.close()
        self._held.clear()
        self._leaving.clear()

    def _outcome(self, parcel: Parcel, there: Collection[tuple[str, str]]) -> Confirmation:
        if parcel.destination not in self._lanes:
            return "returned"
        return "confirmed" if (parcel.destination, parcel.name) in there else "full"

    def _let_go(self) -> None:
        """Move acknowledged files out of the worker's folder, as far as the owners' boxes allow."""
        changed: dict[Path, None] = {}
        for tag, is_refused in list(self._leaving.items()):
            _mending(self._held[tag][0], partial(self._move, tag, changed, is_refused=is_refused))
        sync_folders(changed)

    def _move(self, tag: str, changed: dict[Path, None], *, is_refused: bool) -> None:
        """Move one file and forget it; note the folders to sync."""
        lane, path = self._held[tag]
        folder = lane.refused if is_refused else lane.done / day(self._clock.now())
        changed |= dict.fromkeys(_ready_folder(folder, changed))
        lane.keep(path, folder)
        changed[path.parent] = None
        del self._held[tag], self._leaving[tag]

    def _inherit(self) -> None:
        if time.monotonic() >= self._inherit_at:
            self._let_go()
            for lane in self._lanes.values():
                _mending(lane, lane.inherit)
            self._inherit_at = time.monotonic() + DEAD_WORKER_CHECK_INTERVAL_S

    def _collect(self, limit: int) -> list[Delivery]:
        deliveries: list[Delivery] = []
        room = self._largest
        try:
            for owner, taken in islice(self._in_turn(), limit):
                deliveries.append(self._hold(owner, taken))
                room -= len(taken.body)
                if room <= 0:
                    break
        except OSError:
            if not deliveries:
                raise
        return deliveries

    def _in_turn(self) -> Iterator[tuple[str, Taken]]:
        """Files of all owners, one owner after the other in turn, until no owner has a file."""
        for lane in self._lanes.values():
            _mending(lane, lane.look)
        empty = 0
        while empty < len(self._turn):
            owner = self._turn[0]
            self._turn.rotate(-1)
            lane = self._lanes[owner]
            if (taken := _mending(lane, lane.take)) is None:
                empty += 1
            else:
                empty = 0
                yield owner, taken

    def _hold(self, owner: str, taken: Taken) -> Delivery:
        tag = f"{owner}/{taken.path.name}"
        self._held[tag] = (self._lanes[owner], taken.path)
        return Delivery(
            owner=owner, tag=tag, body=taken.body, taken_at=self._clock.now(), redelivered=taken.redelivered
        )

    def _written(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        """Write all parcels; if a box has an error, write each parcel alone. Return the parcels that were written."""
        try:
            self._write(parcels)
        except OSError as error:
            if error.errno not in IN_THE_WAY and not any(lane.has_own_disk() for lane in self._lanes_of(parcels)):
                raise
            if len(parcels) > 1:
                return [written for parcel in parcels for written in self._written([parcel])]
            self._lanes[parcels[0].destination].mend()
            return []
        return list(parcels)

    def _synced(self, written: Sequence[Parcel]) -> list[Parcel]:
        """Make the entries of the boxes durable; without the parcels of an owner whose own disk fails."""
        lost = [lane for lane in self._lanes_of(written) if _mending(lane, partial(_sync, lane)) is None]
        return [parcel for parcel in written if self._lanes[parcel.destination] not in lost]

    def _lanes_of(self, parcels: Sequence[Parcel]) -> list[Lane]:
        return [self._lanes[destination] for destination in dict.fromkeys(p.destination for p in parcels)]

    def _write(self, parcels: Sequence[Parcel]) -> None:
        """Write all, sync all, then make them visible in order; leaves no temporary file behind."""
        boxes = [self._lanes[parcel.destination].outbound for parcel in parcels]
        write_together([self._pending(box, parcel) for box, parcel in zip(boxes, parcels, strict=True)], MODE)

    def _pending(self, box: Path, parcel: Parcel) -> Pending:
        temporary = box / f".{parcel.name}~{self._worker}.tmp"
        return Pending(temporary, box / parcel.name, parcel.body, self._next_stamp())

    def _next_stamp(self) -> int:
        """A modification time (ns) later than all before: it keeps the order, which file systems' clocks would blur."""
        self._stamp = max(self._stamp + 1, time.time_ns())
        return self._stamp


def _mending(lane: Lane, act: Callable[[], Result]) -> Result | None:
    """Do something with one owner's boxes; on a box's error, make missing boxes and return None.

    Only this owner waits then.
    """
    try:
        return act()
    except OSError as error:
        if error.errno not in IN_THE_WAY and not lane.has_own_disk():
            raise
        lane.mend()
        return None


def _sync(lane: Lane) -> bool:
    sync_folder(lane.outbound)
    return True


def _ready_folder(folder: Path, known: Collection[Path]) -> list[Path]:
    """Make the folder if it is missing; return the folders to sync."""
    if folder in known or folder.is_dir():
        return [folder]
    make_folder(folder)
    return [folder, folder.parent]
